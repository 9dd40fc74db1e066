import type { SlimmerVariant } from "../../../bases/tags.ts";
import type { Command } from "../../../dockerfile/command.ts";
import { operandsOf, runs } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import type { ExternalImage } from "./external-images.ts";
import { chainCommands } from "./stage-commands.ts";
import { startedCommands } from "./started-program.ts";

/** Programs of a full image that its slim flavour leaves out. */
const missingTools: ReadonlySet<string> = new Set([
  ...["autoconf", "automake", "bzip2", "bzr", "c++", "cc", "convert", "curl", "file", "g++", "gcc", "git", "gpg", "hg"],
  ...["identify", "ld", "make", "mysql_config", "patch", "pg_config", "pkg-config", "ps", "scp", "ssh", "ssh-keygen"],
  ...["ssh-keyscan", "svn", "top", "unzip", "wget", "xz", "xml2-config", "cmake"],
]);
/** Debian packages that bring several of them. */
const bundles: ReadonlyMap<string, readonly string[]> = new Map([
  ["build-essential", ["gcc", "g++", "cc", "c++", "make", "ld"]],
  ["gcc", ["gcc", "cc", "ld"]],
  ["g++", ["g++", "gcc", "c++", "cc", "ld"]],
  ["gnupg", ["gpg"]],
  ["gnupg2", ["gpg"]],
  ["imagemagick", ["convert", "identify"]],
  ["libpq-dev", ["pg_config"]],
  ["mercurial", ["hg"]],
  ["openssh-client", ["ssh", "scp", "ssh-keygen", "ssh-keyscan"]],
  ["procps", ["ps", "top"]],
  ["subversion", ["svn"]],
  ["xz-utils", ["xz"]],
]);
/** Commands that mean the same on every base with a shell. */
const everywhere: ReadonlySet<string> = new Set([
  ...["", ":", "cat", "cd", "chmod", "chown", "cp", "echo", "export", "ln", "ls", "mkdir", "mv", "printf", "pwd", "rm"],
  ...["rmdir", "set", "test", "touch", "true", "umask", "["],
]);
/** They compile nearly always: native gems, NIFs, Perl modules. */
const compilingInstalls: ReadonlySet<string> = new Set([
  "bundle",
  "bundler",
  "gem",
  "mix",
  "rebar3",
  "cpan",
  "cpanm",
  "R",
]);

/**
 * Why the slimmer image may not do for what the file runs on this base, as a sentence; undefined where nothing speaks
 * against it. Every stage that stands on the base counts, since they move together.
 */
export function slimObstacle(dockerfile: Dockerfile, image: ExternalImage, slim: SlimmerVariant): string | undefined {
  const stages = dockerfile.stages.filter((stage) => stage.chain.includes(image.stage));
  const unread = stages.find(hasUnreadScript);
  if (unread) return "The scripts that run on this base are not all read: try the smaller image by hand.";
  const commands = stages.flatMap((stage) => [...chainCommands(stage).map((one) => one.command), ...probes(stage)]);
  const programs = stages.flatMap((stage) => startedCommands(stage).map((one) => one.program));
  if (slim.kind === "jre" && slim.image === image.reference.familiar) return missingJdk(commands, programs);
  if (slim.kind !== "slim") return otherSystemObstacle(stages, commands);
  // Debian's slim flavour leaves out documentation and translations, no program.
  return image.reference.familiar.endsWith("debian") ? undefined : missingProgram(commands, programs);
}

function hasUnreadScript(stage: Stage): boolean {
  return stage.instructions.some(
    (one) =>
      one.name === "onbuild" ||
      (one.name === "run" && (commandsOf(stage, one).skipped ?? one.heredocs[0]) !== undefined),
  );
}

function probes(stage: Stage): readonly Command[] {
  const check = stage.end.healthcheck;
  return check ? commandsOf(check.stage, check.value).commands : [];
}

function otherSystemObstacle(stages: readonly Stage[], commands: readonly Command[]): string | undefined {
  const foreign = commands.find((command) => !everywhere.has(command.name));
  if (foreign) return `${foreign.name} runs on this base and may be missing or different on the smaller one.`;
  if (stages.some((stage) => stage.end.shell)) return "SHELL names a shell that the smaller image may not have.";
  const named = stages.map((stage) => stage.end.user?.value).find((user) => user && !isPortableUser(user));
  return named ? "USER names a user that the smaller image may not have." : undefined;
}

/** The same image without the compiler: system and users stay. */
function missingJdk(commands: readonly Command[], programs: readonly string[]): string | undefined {
  const used = [...commands.map((command) => command.name), ...programs].find((name) => jdkTools.test(name));
  return used && `${used} runs on this base, and a JRE does not have what it needs.`;
}

const jdkTools =
  /^(?:javac|jar|jarsigner|javap|jcmd|jdb|jdeps|jlink|jmap|jpackage|jps|jshell|jstack|jstat|mvnw?|gradlew?|ant|sbt|lein)$/;

function isPortableUser(user: { readonly known: boolean; readonly text?: string }): boolean {
  return user.known && /^(?:\d+|root|nobody)(?::(?:\d+|root|nobody))?$/.test(user.text ?? "");
}

function missingProgram(commands: readonly Command[], programs: readonly string[]): string | undefined {
  const installed = new Set<string>();
  let headers: string | undefined;
  for (const command of commands) {
    if (runs(command, ["apt-get", "apt", "aptitude"], ["install"])) {
      for (const { pattern } of operandsOf(command).slice(1)) {
        const name = pattern.split(/[=:]/)[0] ?? "";
        for (const tool of bundles.get(name) ?? [name]) installed.add(tool);
        if (name.endsWith("-dev")) headers ??= name;
      }
    }
    const tool = [command.name, ...compressors(command)].find((name) => missingTools.has(name) && !installed.has(name));
    if (tool) return `${tool} runs on this base, and the slim image does not have it.`;
    const source = installed.has("gcc") ? undefined : sourcePackage(command);
    if (source !== undefined) return `pip compiles ${source}, and the slim image has no compiler.`;
    if (compilingInstalls.has(command.name) && !installed.has("gcc"))
      return `${command.name} often compiles what it installs, and the slim image has no compiler.`;
  }
  if (headers && !installed.has("gcc"))
    return `${headers} is installed to compile with, and the slim image has no compiler.`;
  const started = programs.find((name) => missingTools.has(name) && !installed.has(name));
  return started && `The container starts ${started}, and the slim image does not have it.`;
}

/** Python packages that come as sources only. */
function sourcePackage(command: Command): string | undefined {
  if (!runs(command, ["pip"], ["install", "wheel"])) return undefined;
  const names = operandsOf(command).map((word) => word.pattern.toLowerCase());
  return names.find((name) =>
    /^(?:uwsgi|psycopg2|mysqlclient|mysql-python|pycrypto|python-ldap|pycurl|pygraphviz)(?![\w-])/.test(name),
  );
}

/** What tar calls for the archive at hand. */
function compressors(command: Command): readonly string[] {
  if (command.name !== "tar") return [];
  const words = command.args.map((word) => word.pattern);
  const has = (letter: string, extension: RegExp) =>
    words.some((word, at) => extension.test(word) || (/^-?[a-zA-Z]+$/.test(word) && at === 0 && word.includes(letter)));
  return [...(has("J", /\.(?:tar\.xz|txz)$/) ? ["xz"] : []), ...(has("j", /\.(?:tar\.bz2|tbz2?)$/) ? ["bzip2"] : [])];
}
