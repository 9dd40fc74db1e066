/**
 * When not to take root away: what in the file, or in the base image, is known to need it at run time. One sentence that
 * names the thing and the way out, or undefined where nothing speaks against the fix.
 */
import type { Command } from "../../../dockerfile/command.ts";
import { operandsOf, subcommand } from "../../../dockerfile/command-queries.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { type ContainerStart, isDaemon } from "./container-start.ts";
import { isDevContainer } from "./dev-container.ts";
import { childrenRun } from "./future-user.ts";
import { rootOnlyPath } from "./root-only-path.ts";
import type { RuntimeUser } from "./runtime-user.ts";
import { chainCommands } from "./stage-commands.ts";
import { isWindowsStage } from "./stage-root.ts";

/** `creates`: the fix is more than taking a USER line out. */
export function whyNotToFix(
  dockerfile: Dockerfile,
  target: Stage,
  user: RuntimeUser,
  start: ContainerStart,
  creates: boolean,
): string | undefined {
  return (
    (isWindowsStage(target)
      ? "Users of Windows images are made in other ways: end the stage with USER ContainerUser."
      : undefined) ??
    (dockerfile.tree.escape === "`" ? "The file escapes with a backtick, in which no lines are written." : undefined) ??
    (isDevContainer(dockerfile, user.base.name)
      ? "In a dev container the user is set by remoteUser in devcontainer.json."
      : undefined) ??
    whyNotForOthers(target) ??
    whyNotAtStart(target, start) ??
    whyNotForBase(user, start) ??
    (creates ? whyNotForIdle(start) : undefined) ??
    rootOnlyPath(target)
  );
}

function whyNotForOthers(target: Stage): string | undefined {
  if (childrenRun(target))
    return "Stages that are FROM this one run commands, which would then no longer be root: set USER in each of them.";
  const triggers = target.chain.some((stage) =>
    stage.instructions.some(({ trigger }) => trigger?.name === "run" || trigger?.name === "user"),
  );
  return triggers
    ? "ONBUILD runs commands in images built from this one, which would then no longer be root."
    : undefined;
}

function whyNotAtStart(target: Stage, { kind, commands, script, unseenScript }: ContainerStart): string | undefined {
  if (kind === "init") return "An init system has to start as root: give its services users of their own.";
  if (kind === "daemon" && commands.length > 0) return whyNotDaemon(commands);
  if (commands.length > 0 && commands.every(({ name }) => name === ""))
    return "What the container starts stands behind a variable: whether it needs root is not known.";
  const needing = commands.find((command) => needsRoot.has(command.name));
  if (needing) return `The container starts with ${needing.name}, which needs root.`;
  if (script !== undefined && rootScript.test(script))
    return "The start script in this file changes owners, users or system files, which needs root: let it end with setpriv or gosu instead.";
  const service = unseenScript === undefined ? undefined : installedService(target);
  if (service !== undefined)
    return `${service} is installed, and ${unseenScript} may start it, which needs root: give it a user of its own first.`;
  const building = commands.find(buildsAtStart);
  if (building)
    return `${building.name} builds or installs when the container starts, which writes into the program's own files: do that in a RUN.`;
  return whyNotHomeTool(target, commands);
}

function whyNotDaemon(commands: readonly Command[]): string | undefined {
  const names = new Set(commands.flatMap(({ name, words }) => [name, ...words.flatMap(({ value }) => value ?? [])]));
  if (names.has("nginx") || names.has("openresty"))
    return "nginx needs more than a USER to run without root: change to nginxinc/nginx-unprivileged, listen on 8080, and take `user` and `pid` out of an nginx.conf of your own.";
  if ([...names].some((name) => name.startsWith("php-fpm"))) return undefined;
  const name = commands.find(isDaemon)?.name ?? "The daemon";
  return `${name} starts as root and has its own setting for the user of its workers: check that one.`;
}

const needsRoot: ReadonlySet<string> = new Set([
  ...["chown", "apt", "apt-get", "apk", "yum", "dnf", "useradd", "usermod", "adduser", "groupmod", "mount", "iptables"],
  ...["dockerd", "containerd", "docker-init", "openvpn", "wg-quick", "tailscaled", "keepalived"],
  ...["chroot", "su", "sudo", "tcpdump", "modprobe", "sysctl", "systemctl", "update-ca-certificates", "ip", "nft"],
]);
const rootScript =
  /\b(?:chown|usermod|useradd|adduser|groupmod|apt-get|apk\s+add|yum|dnf|su|service|sshd|cron|crond|iptables|mount|update-ca-certificates)\b|\bsed\b[^\n]{0,200}\s\/etc\//;

const services: ReadonlySet<string> = new Set([
  ...[
    "openssh-server",
    "openssh",
    "cron",
    "cronie",
    "dcron",
    "postfix",
    "dovecot",
    "samba",
    "nginx",
    "apache2",
    "httpd",
  ],
  ...[
    "openvpn",
    "wireguard-tools",
    "bind9",
    "bind",
    "dnsmasq",
    "vsftpd",
    "proftpd",
    "squid",
    "iptables",
    "systemd",
    "rsyslog",
  ],
  ...[
    "mysql-server",
    "mariadb-server",
    "postgresql",
    "nfs-kernel-server",
    "docker-ce",
    "docker.io",
    "keepalived",
    "sudo",
  ],
]);

/** A package whose program has to start as root. */
function installedService(target: Stage): string | undefined {
  for (const { command } of chainCommands(target)) {
    if (!/^(?:apt|apt-get|apk|yum|dnf|microdnf|zypper)$/.test(command.name)) continue;
    const found = operandsOf(command).find(({ value }) => value !== undefined && services.has(value));
    if (found) return found.value;
  }
  return undefined;
}

function buildsAtStart(command: Command): boolean {
  const verb = subcommand(command) ?? "";
  if (["mvn", "mvnw", "gradle", "gradlew", "air", "ng", "sbt", "lein", "uv", "make"].includes(command.name))
    return true;
  if (command.name === "go" || command.name === "cargo") return ["run", "build", "watch", "test"].includes(verb);
  if (command.name === "dotnet") return ["run", "watch", "build", "test"].includes(verb);
  if (["npm", "pnpm", "yarn", "bun"].includes(command.name))
    return (
      ["install", "ci", "i", "add"].includes(verb) ||
      operandsOf(command).some(({ value }) => value !== undefined && /^(?:build|dev|watch)\b/.test(value))
    );
  if (command.name === "bundle") return verb === "install";
  return command.name === "pip" && verb === "install";
}

/** poetry and pipenv keep environments in the home directory of whoever installed, unless told otherwise. */
function whyNotHomeTool(target: Stage, commands: readonly Command[]): string | undefined {
  const tool = commands.find(({ name }) => name === "poetry" || name === "pipenv");
  if (!tool) return undefined;
  const told = [
    "POETRY_VIRTUALENVS_CREATE",
    "POETRY_VIRTUALENVS_IN_PROJECT",
    "POETRY_VIRTUALENVS_PATH",
    "PIPENV_VENV_IN_PROJECT",
    "WORKON_HOME",
  ];
  if (told.some((name) => target.end.env.get(name))) return undefined;
  const system = chainCommands(target).some(({ command }) =>
    /\bvirtualenvs\.(?:create|in-project|path)\b|--system\b/.test(command.args.map(({ pattern }) => pattern).join(" ")),
  );
  return system
    ? undefined
    : `${tool.name} keeps the installed packages below /root: install them with pip, or into the project's folder, first.`;
}

/** Services of a base image write where only their authors know. PHP-FPM is made for it. */
function whyNotForBase({ base }: RuntimeUser, { commands }: ContainerStart): string | undefined {
  const { reference } = base;
  if (!base.base || !reference) return undefined;
  const name = reference.familiar.split("/").at(-1) ?? "";
  const tag = reference.tag ?? "latest";
  if (base.base.dropsPrivileges)
    return `${base.name} steps down by itself (${base.base.dropsPrivileges}) when its own entrypoint runs: call that from yours.`;
  if (name === "nginx" || name === "openresty")
    return "nginx needs more than a USER to run without root: change to nginxinc/nginx-unprivileged, listen on 8080, and take `user` and `pid` out of an nginx.conf of your own.";
  if (name === "docker") return "Docker in Docker needs root.";
  if (name === "php")
    return tag.includes("apache")
      ? "Apache listens on port 80 as root here: change its Listen and the virtual hosts to 8080 before you set USER www-data."
      : undefined;
  if (base.base.ports.length === 0 || (commands.length > 0 && !isServiceName(commands, name))) return undefined;
  return `Which directories ${base.name} writes to is for its documentation to say: give those to a user, then set USER.`;
}

function isServiceName(commands: readonly Command[], name: string): boolean {
  return commands.some((command) => command.name.includes(name) || /entrypoint|catalina/.test(command.name));
}

function whyNotForIdle({ kind }: ContainerStart): string | undefined {
  if (kind !== "idle") return undefined;
  return "The file starts no program, so whether the work in this image needs root is not known: set USER where it is used, or here.";
}
