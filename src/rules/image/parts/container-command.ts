/** What a container of an image starts, as far as its user is concerned: from the words of ENTRYPOINT and CMD. */
import type { ImageFacts } from "../../../inventory/image-facts.ts";
import { dropToolPaths, nodeAt } from "../../../inventory/named-paths.ts";

export interface ContainerCommand {
  /** It leaves root by itself, or may well. */
  readonly stepsDown: boolean;
  /** A program; a daemon whose workers leave root; a shell, or nothing. */
  readonly kind: "program" | "daemon" | "idle";
  /** A script starts the program: what it does is not known. */
  readonly isScript: boolean;
}

const droppers = words("gosu su-exec setpriv runuser su setuidgid s6-setuidgid chpst start-stop-daemon fixuid");
const supervisors = words("supervisord s6-svscan runsvdir runit runit-init circusd monit systemd my_init openrc-init");
const daemons = words(
  "nginx openresty httpd httpd-foreground apache2 apache2-foreground apachectl apache2ctl sshd cron crond postfix dovecot " +
    "named unbound rsyslogd vsftpd proftpd squid haproxy mysqld mysqld_safe mariadbd smbd php-fpm dnsmasq slapd exim",
);
const shells = words("sh bash ash dash zsh fish pwsh tail sleep login true");
export function containerCommand(image: ImageFacts): ContainerCommand {
  const { config } = image;
  const line = [...config.entrypoint, ...config.cmd];
  const text = line.join(" ");
  const names = text.split(/\s+/).map((word) => word.slice(word.lastIndexOf("/") + 1));
  const [first = ""] = line;
  const isScript = /\.(?:sh|bash)$|entry-?point/.test(first);
  const stepsDown =
    first === "/init" ||
    names.some((name) => droppers.has(name) || supervisors.has(name)) ||
    (isScript && dropToolPaths.some((path) => nodeAt(image, path) !== undefined));
  return { stepsDown, kind: kindOf(names, text), isScript };
}

function kindOf(names: readonly string[], text: string): ContainerCommand["kind"] {
  if (names.some((name) => daemons.has(name) || /^php-fpm[\d.]*$/.test(name))) return "daemon";
  const program = names[0] ?? "";
  return text.trim() === "" || (shells.has(program) && names.length === 1) ? "idle" : "program";
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
