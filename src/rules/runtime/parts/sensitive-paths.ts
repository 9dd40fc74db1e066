/**
 * Paths of the host that a container should not have, each with what they give away. A path as `hostPath` makes it goes in;
 * out comes how bad it is to have it for writing and for reading. Paths that are not listed are nobody's business here.
 */
import type { Severity } from "../../../finding/finding.ts";
import { isWithin } from "./host-path.ts";

/** What a path of the host is worth. */
export interface SensitivePath {
  /** Noun phrase for the message: "the host's accounts and settings". */
  readonly what: string;
  /** Undefined: harmless. */
  readonly write: Severity | undefined;
  readonly read: Severity | undefined;
}

/** path, what it is, writing, reading. With a star at its end the path stands for all below it and not for itself. */
type Row = readonly [path: string, what: string, write: Severity | undefined, read: Severity | undefined];

const none = undefined;
/** The first row that fits counts: exceptions stand before what they are exceptions to. */
const rows: readonly Row[] = [
  ["/", "the whole disk of the host", "critical", "high"],

  ["/etc", "the settings, accounts and password hashes of the host", "critical", "medium"],
  ["/etc/shadow", "the password hashes of the host", "critical", "high"],
  ["/etc/gshadow", "the password hashes of the host", "critical", "high"],
  ["/etc/passwd", "the accounts of the host", "critical", none],
  ["/etc/group", "the accounts of the host", "critical", none],
  ["/etc/sudoers", "who may become root on the host", "critical", "low"],
  ["/etc/sudoers.d", "who may become root on the host", "critical", "low"],
  ["/etc/ssh", "the SSH keys and settings of the host", "critical", "high"],
  ["/etc/ssh/*", "the SSH keys and settings of the host", "critical", none],
  ["/etc/ssl/private", "the private keys of the host", "high", "medium"],
  ["/etc/pam.d", "how the host checks passwords", "critical", none],
  ["/etc/systemd", "the services of the host", "critical", none],
  ["/etc/systemd/system", "the services of the host", "critical", none],
  ["/etc/init.d", "the services of the host", "critical", none],
  ["/etc/cron.d", "the scheduled jobs of the host", "critical", none],
  ["/etc/crontab", "the scheduled jobs of the host", "critical", none],
  ["/etc/cron.daily", "the scheduled jobs of the host", "critical", none],
  ["/etc/ld.so.preload", "code that every program of the host loads", "critical", none],
  ["/etc/docker", "the settings of the host's Docker engine", "high", none],
  ["/etc/kubernetes", "the keys of the Kubernetes node", "critical", "high"],
  ["/etc/rancher", "the keys of the Kubernetes node", "critical", "high"],

  ["/proc", "the kernel's settings and every process of the host", "critical", "medium"],
  ["/proc/sys", "the kernel's settings", "critical", none],
  ["/proc/sysrq-trigger", "a switch that crashes the host", "high", none],
  ["/proc/kcore", "the memory of the host", "high", "high"],
  ["/proc/1", "the init process of the host", "high", "medium"],
  ["/sys", "the kernel's devices and settings", "high", none],
  ["/sys/kernel", "the kernel's settings", "high", none],
  ["/sys/kernel/debug", "the kernel's debugging interface", "high", "medium"],
  ["/sys/kernel/security", "the kernel's security modules", "high", none],
  ["/sys/firmware", "the host's firmware", "high", none],
  ["/sys/fs", "the kernel's file systems and control groups", "medium", none],
  ["/sys/fs/cgroup", "the control groups of the host", "medium", none],
  ["/dev", "every device of the host, disks included", "high", "medium"],
  ["/boot", "the kernel and boot loader of the host", "critical", none],
  ["/boot/*", "the kernel and boot loader of the host", "critical", none],

  ["/bin", "the programs of the host", "critical", none],
  ["/sbin", "the programs of the host", "critical", none],
  ["/lib", "the libraries of the host", "critical", none],
  ["/lib64", "the libraries of the host", "critical", none],
  ["/lib/modules", "the kernel modules of the host", "high", none],
  ["/lib/modules/*", "the kernel modules of the host", "high", none],
  ["/lib/systemd", "the services of the host", "critical", none],
  ["/usr", "the programs of the host", "critical", none],
  ["/usr/bin", "the programs of the host", "critical", none],
  ["/usr/sbin", "the programs of the host", "critical", none],
  ["/usr/lib", "the libraries of the host", "critical", none],
  ["/usr/lib64", "the libraries of the host", "critical", none],
  ["/usr/local", "programs of the host", "high", none],
  ["/usr/local/bin", "programs of the host", "high", none],
  ["/usr/local/sbin", "programs of the host", "high", none],
  ["/usr/bin/*", "a program of the host", "medium", none],
  ["/usr/sbin/*", "a program of the host", "medium", none],
  ["/usr/local/bin/*", "a program of the host", "medium", none],
  ["/bin/*", "a program of the host", "medium", none],
  ["/sbin/*", "a program of the host", "medium", none],

  ["/var", "the data of every service and container of the host", "critical", "medium"],
  ["/var/lib", "the data of every service and container of the host", "critical", "medium"],
  ["/var/spool/cron", "the scheduled jobs of the host", "critical", none],
  ["/var/lib/docker", "the files of every container", "critical", "high"],
  ["/var/lib/docker/volumes", "the volumes of every container", "high", "medium"],
  [
    "/var/lib/docker/containers",
    "the settings and logs of every container, secrets in variables included",
    "high",
    "medium",
  ],
  ["/var/lib/docker/overlay2", "the files of every container", "critical", "medium"],
  ["/var/lib/containerd", "the files of every container", "critical", "high"],
  ["/var/lib/containers", "the files of every container", "critical", "high"],
  ["/var/lib/kubelet", "the secrets of every pod of the node", "critical", "high"],
  ["/var/lib/rancher", "the keys of the Kubernetes node", "critical", "high"],
  ["/var/lib/etcd", "every secret of the Kubernetes cluster", "critical", "high"],
  ["/run/systemd", "the host's service manager", "high", none],
  ["/run/systemd/private", "the host's service manager", "high", "high"],
  ["/run/dbus", "the host's message bus, its service manager included", "medium", "medium"],
  ["/run/dbus/system_bus_socket", "the host's message bus, its service manager included", "medium", "medium"],

  ["c:/", "the whole drive", "critical", "high"],
  ["c:/windows", "the system of the host", "critical", "low"],
  ["c:/users", "everybody's files", "high", "medium"],
  ["c:/programdata", "the data of every service of the host", "high", "medium"],
  ["/mnt/c", "the whole Windows drive", "critical", "high"],
  ["/host_mnt/c", "the whole Windows drive", "critical", "high"],
];
const exact: ReadonlyMap<string, Row> = new Map(rows.map((row) => [row[0], row]));

/** Below a home folder; the key files themselves are found by their folder. */
const homeRows: readonly Row[] = [
  [".ssh", "a person's SSH keys", "high", "high"],
  [".gnupg", "a person's signing keys", "high", "high"],
  [".aws", "a person's keys to AWS", "high", "medium"],
  [".azure", "a person's keys to Azure", "high", "medium"],
  [".config/gcloud", "a person's keys to Google Cloud", "high", "medium"],
  [".kube", "a person's keys to Kubernetes", "high", "medium"],
  [".docker", "a person's registry passwords", "high", "medium"],
  [".docker/config.json", "a person's registry passwords", "high", "medium"],
  [".git-credentials", "a person's Git passwords", "medium", "medium"],
  [".netrc", "a person's passwords", "medium", "medium"],
  [".npmrc", "a person's registry token", "medium", "medium"],
  [".pypirc", "a person's registry token", "medium", "medium"],
  [".config/gh", "a person's GitHub token", "medium", "medium"],
  [".vault-token", "a person's Vault token", "medium", "medium"],
  [".config", "a person's settings, tokens included", "high", "medium"],
];
/** Public halves and lists of names. */
const harmlessKeyFile = /(?:\.pub|\/known_hosts\d?|\/config|\/authorized_keys)$/;

/** Undefined for a path that nothing is known against. */
export function sensitivePath(path: string): SensitivePath | undefined {
  const plain = path.length > 1 && path.endsWith("/") && !path.endsWith(":/") ? path.slice(0, -1) : path;
  const row = exact.get(plain) ?? exact.get(plain.toLowerCase()) ?? belowOf(plain) ?? homeRow(plain);
  return row && { what: row[1], write: row[2], read: row[3] };
}

function belowOf(path: string): Row | undefined {
  const row = exact.get(`${path.slice(0, path.lastIndexOf("/"))}/*`);
  // A host key and its public half differ by one ending.
  if (row?.[0] === "/etc/ssh/*" && /_key$/.test(path)) return [path, "an SSH key of the host", "critical", "high"];
  return row;
}

function homeRow(path: string): Row | undefined {
  const home = /^(?:~|\/root|\/home\/[^/]+|\/Users\/[^/]+|c:\/[Uu]sers\/[^/]+)(?=\/|$)/.exec(path)?.[0];
  if (home === undefined)
    return path === "/home" || path === "/Users" ? [path, "everybody's files and keys", "high", "medium"] : undefined;
  const rest = path.slice(home.length + 1);
  if (rest === "") {
    const whose = home === "/root" ? "the files and keys of the host's root" : "a person's files and keys";
    return [path, whose, home === "/root" ? "critical" : "high", "medium"];
  }
  const found = homeRows.find(([name]) => rest === name);
  if (found) return found;
  const isKeyFile = (isWithin(rest, ".ssh") || isWithin(rest, ".gnupg")) && !harmlessKeyFile.test(rest);
  if (isKeyFile) return homeRows.find(([name]) => isWithin(rest, name));
  return rest === ".ssh/authorized_keys" ? [path, "who may log in as that person", "high", none] : undefined;
}
