/**
 * What a container is run with, whoever says so: a Compose service, or a `docker run` in a script. The rules on run
 * options look at this one shape. Values are as they arrive at the engine: variables with a known value are put in, what
 * cannot be known is left out of the lists and named in `unresolved`.
 */
import type { Place } from "../text/source.ts";

/** A value and where it is written. The place covers the value itself, quotes included; for a flag alone, the flag. */
export interface Located<T> {
  readonly value: T;
  readonly at: Place;
}

/** One container as it is run. */
export interface Container {
  readonly kind: "service" | "command";
  /** For messages: `service db`, `docker run`. */
  readonly label: string;
  /** Where a finding on the whole container points: the service's key, or the words `docker run`. */
  readonly at: Place;
  readonly image: Located<string> | undefined;
  /** True where this file only adds to a service that another file defines: what is absent here may be there. */
  readonly isFragment: boolean;
  readonly privileged: Located<boolean> | undefined;
  readonly user: Located<string> | undefined;
  readonly readOnly: Located<boolean> | undefined;
  readonly networkMode: Located<string> | undefined;
  readonly pid: Located<string> | undefined;
  readonly ipc: Located<string> | undefined;
  readonly uts: Located<string> | undefined;
  readonly usernsMode: Located<string> | undefined;
  readonly cgroup: Located<string> | undefined;
  readonly cgroupParent: Located<string> | undefined;
  readonly capAdd: readonly Located<string>[];
  readonly capDrop: readonly Located<string>[];
  /** As written: `no-new-privileges:true`, `seccomp=unconfined`. */
  readonly securityOpt: readonly Located<string>[];
  readonly ports: readonly Located<PublishedPort>[];
  readonly mounts: readonly Located<ContainerMount>[];
  readonly devices: readonly Located<DeviceMapping>[];
  readonly environment: readonly EnvironmentEntry[];
  readonly envFiles: readonly Located<string>[];
  readonly restart: Located<string> | undefined;
  readonly logDriver: Located<string> | undefined;
  /** `test` is the command as one text, undefined when the image's own check only gets other times. */
  readonly healthcheck: Located<{ readonly disabled: boolean; readonly test: string | undefined }> | undefined;
  /** A limit counts wherever it is written (`mem_limit`, `deploy.resources.limits.memory`, `--memory`). */
  readonly limits: Readonly<Record<"memory" | "cpus" | "pids", Located<string> | undefined>>;
  readonly containerName: Located<string> | undefined;
  /** The entrypoint or command, when it is set here. */
  readonly entrypoint: Located<string> | undefined;
  readonly command: Located<string> | undefined;
  /** Options whose value nobody can know here: a variable without value, a file that is not there. */
  readonly unresolved: readonly { readonly what: string; readonly why: string; readonly at: Place }[];
}

/** A port that is opened on the host. */
export interface PublishedPort {
  /** Address it is bound to on the host, without brackets; undefined means all of them. */
  readonly hostIp: string | undefined;
  /** First and last host port; undefined: the engine picks a free one. */
  readonly published: readonly [number, number] | undefined;
  readonly target: readonly [number, number];
  readonly protocol: string;
  /** Where an address could be put before the port in the short syntax; undefined in the long one. */
  readonly shortSyntax: boolean;
}

/** A mount, of whatever kind. */
export interface ContainerMount {
  readonly type: "bind" | "volume" | "tmpfs" | "other";
  /** Host path or name of a volume; undefined for an anonymous volume and a tmpfs. */
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  /** `rshared`, `shared`, `rslave`, …, when it is written. */
  readonly propagation: string | undefined;
  /** Other options as written: `exec`, `suid`, `z`. */
  readonly options: readonly string[];
}

/** A device of the host that the container gets. */
export interface DeviceMapping {
  readonly host: string;
  readonly container: string;
  readonly permissions: string | undefined;
}

/** A variable of the container. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly nameAt: Place;
  /** undefined when it is passed through from the shell that runs the command. */
  readonly value: string | undefined;
  /** Where the value is written; the whole entry when it has none. */
  readonly at: Place;
  /** True when the value stands literally in the file; false when a variable gives it, or a default inside `${…}`. */
  readonly literal: boolean;
  /** The default of `${NAME:-default}`, when the value is one such expression. */
  readonly fallback: string | undefined;
}
