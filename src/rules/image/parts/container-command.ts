/** What a container of an image starts, as far as its user is concerned: from the words of ENTRYPOINT and CMD. */
import type { ImageFacts } from "../../../inventory/image-facts.ts";

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
/** Programs that nobody has in an image but to leave root with them. */
const dropTools = [
  ...[
    "usr/local/bin/gosu",
    "usr/sbin/gosu",
    "usr/bin/gosu",
    "sbin/su-exec",
    "usr/bin/su-exec",
    "usr/local/bin/su-exec",
  ],
  ...["usr/local/bin/fixuid", "command/s6-setuidgid", "bin/s6-setuidgid", "usr/bin/s6-setuidgid"],
];

export function containerCommand({ config, tree }: ImageFacts): ContainerCommand {
  const line = [...config.entrypoint, ...config.cmd];
  const text = line.join(" ");
  const names = text.split(/\s+/).map((word) => word.slice(word.lastIndexOf("/") + 1));
  const [first = ""] = line;
  const isScript = /\.(?:sh|bash)$|entry-?point/.test(first);
  const stepsDown =
    first === "/init" ||
    names.some((name) => droppers.has(name) || supervisors.has(name)) ||
    (isScript && dropTools.some((path) => tree.at(path) !== undefined));
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
