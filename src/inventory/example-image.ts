/** An image as an example shows it. */
export interface ExampleImage {
  /** Steps of the build, lowest first. */
  readonly steps: readonly ExampleStep[];
  readonly user?: string;
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly exposedPorts?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: readonly string[];
  readonly cmd?: readonly string[];
  /** ISO 8601. */
  readonly created?: string;
  /** An in-toto statement that a builder left beside the image. */
  readonly attestation?: object;
  /** YYYY-MM-DD, the day of the look. */
  readonly today?: string;
  /** A config whose excuses have run out, for rules on that. */
  readonly expiredIgnores?: { readonly config: string; readonly entries: readonly ExampleExpired[] };
}

/** An entry by its line in the config. */
export interface ExampleExpired {
  readonly line: number;
  readonly text: string;
  readonly until: string;
}

/** A step with what its layer holds; one without `files` makes no layer. */
export interface ExampleStep {
  /** As `docker history` tells it: `RUN /bin/sh -c apt-get update # buildkit`. */
  readonly createdBy: string;
  /** Contents by path; a path that ends with `/` is a folder, a content of `null` a deletion. */
  readonly files?: Readonly<Record<string, string | null | ExampleFile>>;
}

/** A file that is more than its content. */
export interface ExampleFile {
  readonly text?: string;
  /** Permission bits; 0o644 when absent. */
  readonly mode?: number;
  readonly uid?: number;
  readonly link?: string;
}
