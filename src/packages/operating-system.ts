/** From os-release and its likes. */
export interface OperatingSystem {
  /** `ID` of os-release: `debian`, `alpine`, `rhel`, `wolfi`. */
  readonly id: string;
  /** `VERSION_ID`; "" for rolling ones. */
  readonly version: string;
  /** `PRETTY_NAME`. */
  readonly name: string;
  readonly codename: string;
  readonly idLike: readonly string[];
  /** What else tells the release: `variant`, `platformId`, `cpe`, `buildId`, `debianVersion`, `apkRepositories`, … */
  readonly details: Readonly<Record<string, string>>;
  /** Files that said so. */
  readonly paths: readonly string[];
}
