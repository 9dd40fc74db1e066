/**
 * What a container of the target stage starts with, as far as its user is concerned: ENTRYPOINT and CMD come in; out comes
 * whether they step down from root by themselves, cannot be told, or stay what they are. Scripts written in the file are
 * read; of a script from the context only its name is known.
 */

import type { Command } from "../../../dockerfile/command.ts";
import { hasFlag, operandsOf } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Setting, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { stageRoot } from "./stage-root.ts";

/** How a container starts. */
export interface ContainerStart {
  /** `yes`: it leaves root by itself. `unknown`: it may. */
  readonly stepsDown: "yes" | "no" | "unknown";
  /** What runs: an ordinary program; a daemon whose workers leave root; an init system; a shell or nothing at all. */
  readonly kind: "program" | "daemon" | "init" | "idle";
  /** Of ENTRYPOINT and CMD of the file; empty when the base decides. */
  readonly commands: readonly Command[];
  /** A script that the file starts but does not show. */
  readonly unseenScript: string | undefined;
  /** Text of the script it starts, when the file holds it. */
  readonly script: string | undefined;
}

const droppers: ReadonlySet<string> = new Set([
  ...[
    "gosu",
    "su-exec",
    "setpriv",
    "runuser",
    "su",
    "setuidgid",
    "s6-setuidgid",
    "chpst",
    "start-stop-daemon",
    "fixuid",
  ],
]);
const supervisors: ReadonlySet<string> = new Set([
  ...[
    "supervisord",
    "s6-svscan",
    "runsvdir",
    "runit",
    "runit-init",
    "circusd",
    "circus",
    "monit",
    "god",
    "process-compose",
  ],
]);
const initSystems: ReadonlySet<string> = new Set(["systemd", "init", "my_init", "openrc-init", "service"]);
/** Start as root, to bind a port or switch user, and have a setting for the user of the rest. */
const daemons: ReadonlySet<string> = new Set([
  ...["nginx", "openresty", "httpd", "httpd-foreground", "apache2", "apache2-foreground", "apachectl", "apache2ctl"],
  ...["sshd", "cron", "crond", "postfix", "dovecot", "named", "unbound", "rsyslogd", "vsftpd", "proftpd", "pure-ftpd"],
  ...[
    "squid",
    "haproxy",
    "mysqld",
    "mysqld_safe",
    "mariadbd",
    "smbd",
    "php-fpm",
    "dnsmasq",
    "postgres",
    "slapd",
    "exim",
  ],
]);
const idlers: ReadonlySet<string> = new Set([
  ...["sh", "bash", "ash", "dash", "zsh", "fish", "sleep", "tail", "true", "tmux", "login", "pwsh"],
]);
const interpreters =
  /^(?:python[\d.]*|pypy[\d.]*|node|php|irb|jshell|iex|erl|ghci|julia|R|deno|bun|clj|scala|groovysh|swift)$/;
const stepDownText =
  /\b(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|setuidgid|chpst|start-stop-daemon|fixuid)\b|\bsu\s+(?:-|\w+\s+-)|\bsudo\s+-\w*u/;
const stepDownTools = /\b(?:gosu|su-exec|s6-overlay|s6-setuidgid|chpst|fixuid|supervisor)\b/;

const cache = derivedStore<Stage, ContainerStart>();

export function containerStart(target: Stage): ContainerStart {
  return cache.of(target, readStart);
}

function readStart(target: Stage): ContainerStart {
  const { entrypoint, cmd } = target.end;
  const main = read(entrypoint);
  const given = entrypoint?.value.form === "text" ? [] : read(cmd);
  const commands = [...main, ...given];
  const startedScript = [main.at(-1), given[0]].map((command) => command && scriptOf(command)).find((name) => name);
  const script = startedScript === undefined ? undefined : scriptText(target, startedScript);
  const unseenScript = script === undefined ? startedScript : undefined;
  const common = { commands, unseenScript, script };
  if (isSkipped(entrypoint) || isSkipped(cmd)) return { ...common, stepsDown: "unknown", kind: "program" };
  return { ...common, kind: kindOf(target, commands), stepsDown: stepsDown(target, common, entrypoint !== undefined) };
}

function stepsDown(
  target: Stage,
  { commands, unseenScript, script }: Pick<ContainerStart, "commands" | "unseenScript" | "script">,
  hasEntrypoint: boolean,
): ContainerStart["stepsDown"] {
  if (commands.some(leavesRoot) || (script !== undefined && stepDownText.test(script))) return "yes";
  if (commands.some(({ name }) => supervisors.has(name))) return "unknown";
  const { base } = stageRoot(target);
  const ownEntrypoint = commands.some(({ name }) => name.startsWith("docker-entrypoint") || name === "entrypoint.sh");
  if (base?.dropsPrivileges && (!hasEntrypoint || ownEntrypoint || unseenScript !== undefined))
    return commands.length === 0 ? "yes" : "unknown";
  if (unseenScript !== undefined && holdsStepDownTool(target)) return "unknown";
  return script !== undefined && supervisorText.test(script) ? "unknown" : "no";
}

const supervisorText = /\b(?:supervisord|s6-svscan|runsvdir)\b/;

function leavesRoot(command: Command): boolean {
  // `/init` of s6-overlay; a plain `init` is an init system.
  if (command.words[0]?.value === "/init") return true;
  if (droppers.has(command.name) || command.wrappers.some((wrapper) => droppers.has(wrapper.split(" ")[0] ?? "")))
    return true;
  const text = command.instruction.body.text;
  if (command.wrappers.includes("chroot")) return text.includes("--userspec");
  if (command.wrappers.includes("sudo")) return /\s(?:-\w*u|--user)/.test(text);
  if (command.name === "gunicorn" || command.name === "uwsgi" || command.name === "celery")
    return hasFlag(command, "--user", "--uid");
  return false;
}

function kindOf(target: Stage, commands: readonly Command[]): ContainerStart["kind"] {
  if (commands.some(isDaemon)) return "daemon";
  if (commands.some(({ name }) => initSystems.has(name))) return "init";
  if (commands.length > 0) return commands.every(isIdle) ? "idle" : "program";
  const { cmd, entrypoint } = target.end;
  if ((cmd ?? entrypoint) && [cmd, entrypoint].some((one) => one && one.value.body.text.replace(/[[\]\s]/g, "") !== ""))
    return "program";
  const { base, reference } = stageRoot(target);
  if (base === undefined || base.ports.length + base.listen.length === 0) return "idle";
  const name = reference?.familiar.split("/").at(-1) ?? "";
  return /^(?:nginx|openresty|httpd|php|wordpress|drupal|joomla|nextcloud|matomo|mediawiki|phpmyadmin)$/.test(name)
    ? "daemon"
    : "program";
}

/** Starts as root by design, with workers that leave root. */
export function isDaemon({ name, words }: Command): boolean {
  // `dockerize … nginx`, `tini -- nginx`.
  return daemons.has(name) || /^php-fpm[\d.]*$/.test(name) || words.some(({ value }) => value === "nginx");
}

/** A shell to work in, or something that only keeps the container alive. `sh start.sh` is neither. */
function isIdle(command: Command): boolean {
  if (interpreters.test(command.name))
    return operandsOf(command).length === 0 && !hasFlag(command, "-m", "-c", "-e", "-jar");
  if (!idlers.has(command.name)) return command.name === "tini" || command.name === "dumb-init";
  return command.name === "sleep" || command.name === "tail" || operandsOf(command).length === 0;
}

function read(setting: Setting<Instruction> | undefined): readonly Command[] {
  return setting ? commandsOf(setting.stage, setting.value).commands : [];
}

function isSkipped(setting: Setting<Instruction> | undefined): boolean {
  return setting !== undefined && commandsOf(setting.stage, setting.value).skipped !== undefined;
}

const scriptName = /entry-?(?:point|$)|^(?:start|run|boot|launch|init|cmd|bootstrap)(?:[-_.].*)?$/;

/** The script a command starts: `/entrypoint.sh`, `sh start.sh`. Base name. */
function scriptOf(command: Command): string | undefined {
  const shell = idlers.has(command.name);
  const path = shell ? operandsOf(command)[0]?.value : command.words[0]?.value;
  const name = path?.slice(path.lastIndexOf("/") + 1);
  if (name === undefined || name === "") return undefined;
  return shell || /\.(?:sh|bash|ash)$/.test(name) || scriptName.test(name) ? name : undefined;
}

/** What the file itself puts into a script of that name: a heredoc of COPY, or a RUN that writes to it. */
function scriptText(target: Stage, name: string): string | undefined {
  const parts: string[] = [];
  for (const { name: kind, args, body, heredocs } of target.chain.flatMap((stage) => stage.instructions)) {
    if (kind === "copy" && heredocs.length > 0 && (args.at(-1)?.text ?? "").endsWith(name))
      parts.push(...heredocs.map(({ content }) => content.text));
    if (kind !== "run") continue;
    const text = [body.text, ...heredocs.map(({ content }) => content.text)].join("\n");
    if (writesTo(text, name)) parts.push(text);
  }
  return parts.length > 0 ? parts.join("\n") : undefined;
}

function writesTo(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length))
    if (/(?:>|\btee\s(?:-a\s)?)\s*["']?[^\s"'>|]*$/.test(text.slice(Math.max(0, at - 120), at))) return true;
  return false;
}

/** gosu and the like stand in the image: somebody is going to use them. */
function holdsStepDownTool(target: Stage): boolean {
  return target.chain.some((stage) =>
    stage.instructions.some(
      ({ name, body, heredocs, pairs }) =>
        (["run", "copy", "add"].includes(name) &&
          (stepDownTools.test(body.text) || heredocs.some(({ content }) => stepDownTools.test(content.text)))) ||
        (name === "env" && pairs.some(({ key }) => /^(?:GOSU|SU_EXEC|S6)_/.test(key.text))),
    ),
  );
}
