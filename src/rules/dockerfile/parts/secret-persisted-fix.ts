/**
 * Rewrites a RUN that keeps a secret. The commands that do it go in; out comes one fix for all of them, or why there is
 * none. Where they stand in a RUN of their own, the secret moves to the later RUNs of the stage that use it.
 */
import type { Command } from "../../../dockerfile/command.ts";
import { operandsOf, toolName } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAt, removeInstruction, replaceSpan } from "../../../dockerfile/edits.ts";
import { type Mount, parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Fix } from "../../../finding/finding.ts";
import type { Edit } from "../../../text/edit.ts";
import { lineOf } from "./line-of.ts";
import { mountedInPlace, readersOf, withRequired } from "./persisted-file-rewrites.ts";
import { memoryMount, type Rewrite, rewriteOf } from "./persisted-rewrites.ts";
import type { Persisted } from "./persisting-commands.ts";
import { hasComment, isPlain, mainCommands, nextCommand, rewrittenScript } from "./plain-script.ts";
import { removes } from "./written-paths.ts";

/** One command and what it keeps. */
export interface PersistingCommand {
  readonly command: Command;
  readonly persisted: Persisted;
}

export type FixOrRefusal = { readonly fixes: readonly Fix[] } | { readonly refusal: string };

const followUp = ["Images built before hold the secret in a layer: have a new one issued where it came from."];

/** The fix for everything `run` keeps. `found` is not empty. */
export function persistedFix(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  found: readonly PersistingCommand[],
): FixOrRefusal {
  const foreign = found.find(({ persisted }) => persisted.carrier.kind !== "mount")?.persisted.carrier;
  if (foreign)
    return refuse(
      `${foreign.name} comes from ${foreign.kind.toUpperCase()}: it has to become a secret mount before this command can be rewritten.`,
    );
  if (!isPlain(stage, run))
    return refuse("The script is more than commands joined by &&, so it is not certain what a rewrite would change.");
  const rewrites = found.map(({ command, persisted }) => rewriteOf(command, persisted));
  const known = rewrites.filter((rewrite) => rewrite !== undefined);
  if (known.length === found.length) {
    const moved = settingFix(dockerfile, stage, run, found, known);
    if (!("refusal" in moved) || found.length > 1 || found[0]?.persisted.kind !== "file") return moved;
  }
  const [only] = found;
  if (found.length > 1 || !only)
    return refuse("The RUN keeps more than one secret, each in its own way: rewrite it by hand.");
  if (only.persisted.kind === "copy") return copyFix(dockerfile, stage, run, only);
  if (only.persisted.kind === "file") return fileFix(dockerfile, stage, run, only);
  return refuse(`No rewrite of ${only.persisted.by} is certain to keep the secret out of the layer.`);
}

/** Replaces settings by ones that last as long as the RUN. */
function settingFix(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  found: readonly PersistingCommand[],
  rewrites: readonly Rewrite[],
): FixOrRefusal {
  const [first] = rewrites;
  if (!first || rewrites.some(({ title }) => title !== first.title))
    return refuse("The RUN sets up more than one tool: rewrite it by hand.");
  if (first.text.includes("GIT_CONFIG_COUNT") && rewrites.length > 1)
    return refuse("The RUN has several git settings: rewrite it by hand.");
  const users = usersAfter(dockerfile, stage, run, first.readers);
  if ("refusal" in users) return users;
  const cleaning = cleaningAfter(dockerfile, stage, run, found);
  if ("refusal" in cleaning) return cleaning;
  const needed = first.inMemory ? [memoryMount] : [];
  const edits = standsAlone(stage, run, found)
    ? movedEdits(dockerfile, stage, run, users.runs, rewrites, needed)
    : inPlaceEdits(stage, run, users.runs, rewrites, needed);
  if ("refusal" in edits) return edits;
  return { fixes: [{ title: first.title, safety: "unsafe", edits: [...edits.edits, ...cleaning.edits], followUp }] };
}

/** The RUN goes, and what it set up comes before the script of each RUN that uses it. */
function movedEdits(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  users: readonly Instruction[],
  rewrites: readonly Rewrite[],
  needed: readonly string[],
): { readonly edits: readonly Edit[] } | { readonly refusal: string } {
  if (users.length === 0)
    return refuse(
      `No later RUN in ${stage.label} shows what needs the setting: give that RUN the secret mount by hand.`,
    );
  const script = rewrittenScript(run, rewrites);
  if (script === undefined) return refuse("The script does not fit on one line: move the setting by hand.");
  const mounts = [...secretFlags(run), ...needed];
  return {
    edits: [removeInstruction(dockerfile.tree, run), ...users.flatMap((user) => prefixed(user, mounts, script))],
  };
}

function inPlaceEdits(
  stage: Stage,
  run: Instruction,
  users: readonly Instruction[],
  rewrites: readonly Rewrite[],
  needed: readonly string[],
): { readonly edits: readonly Edit[] } | { readonly refusal: string } {
  const last = rewrites.at(-1);
  if (users.length > 0)
    return refuse(
      "Later RUNs need the secret as well, and this one does more than set it up: give each its own mount by hand.",
    );
  const isUsed = mainCommands(stage, run).some(
    (command) => last !== undefined && command.span.start >= last.span.end && usesNetwork(command, last.readers),
  );
  if (!isUsed) return refuse("No command after it in the RUN shows what needs the setting.");
  return { edits: [...inPlace(run, needed), ...rewrites.map(({ span, text }) => replaceSpan(span, text))] };
}

/** `cp SECRET ~/.netrc`: the mount itself can stand there. */
function copyFix(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  { command, persisted }: PersistingCommand,
): FixOrRefusal {
  const flag = mountedInPlace(stage, run, command, persisted);
  const readers = readersOf(persisted.path);
  const { mount } = persisted.carrier;
  if (!flag || !readers || !mount)
    return refuse("It is not certain from the file that nothing but the build reads that copy.");
  const users = usersAfter(dockerfile, stage, run, readers);
  if ("refusal" in users) return users;
  const title = `Mount the secret at ${persisted.shown} instead of copying it`;
  const next = nextCommand(stage, run, command);
  if (!next && mainCommands(stage, run).length === 1 && users.runs.length > 0) {
    const edits = [
      removeInstruction(dockerfile.tree, run),
      ...users.runs.map((user) => insertAt(user.keyword.span.end, ` ${flag}`)),
    ];
    return hasComment(run)
      ? refuse("A comment in the RUN would be lost.")
      : { fixes: [{ title, safety: "unsafe", edits, followUp }] };
  }
  if (!next || users.runs.length > 0) return refuse("It is not clear which RUNs need the file.");
  const edits = [replaceSpan(mount.flag.span, flag), { start: command.span.start, end: next.span.start, text: "" }];
  return { fixes: [{ title, safety: "unsafe", edits, followUp }] };
}

/** Takes the file away before the RUN ends. */
function fileFix(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  { command, persisted }: PersistingCommand,
): FixOrRefusal {
  const readers = readersOf(persisted.path);
  const target = command.redirects.find(({ operator }) => operator.startsWith(">"))?.target;
  if (!readers || !target)
    return refuse("The program may need that file when it runs: mount it then, and do not build it in.");
  const users = usersAfter(dockerfile, stage, run, readers);
  if ("refusal" in users) return users;
  const commands = mainCommands(stage, run);
  const isUsedHere = commands.slice(commands.indexOf(command) + 1).some((each) => readers.test(toolName(each)));
  if (!isUsedHere || users.runs.length > 0 || command.conditional || !command.editable)
    return refuse(
      "It is not clear that only this RUN needs the file: mount the secret at its place in the RUNs that do.",
    );
  const end = run.body.toSource(run.body.text.length);
  const edits = [insertAt(end, ` && rm -f ${target.raw}`)];
  return { fixes: [{ title: `Remove ${target.raw} before the RUN ends`, safety: "unsafe", edits, followUp }] };
}

/** Later RUNs of the stage with a tool that reads the secret. Refuses where a rewrite of them is not certain. */
function usersAfter(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  readers: RegExp,
): { readonly runs: readonly Instruction[] } | { readonly refusal: string } {
  const uses = (owner: Stage, each: Instruction) =>
    each.name === "run" && commandsOf(owner, each).commands.some((command) => usesNetwork(command, readers));
  const child = stage.usedBy.find(
    ({ kind, user }) => kind === "from" && user.instructions.some((each) => uses(user, each)),
  );
  if (child) return refuse(`${capitalised(child.user.label)} is built on this stage and uses the setting too.`);
  const runs = stage.instructions.slice(stage.instructions.indexOf(run) + 1).filter((each) => uses(stage, each));
  const odd = runs.find((each) => !isPlain(stage, each));
  if (odd)
    return refuse(
      `The RUN on line ${lineOf(dockerfile, odd)} uses the setting, but is more than commands joined by &&.`,
    );
  const other = runs.find((each) => stage.before(each).user?.by !== stage.before(run).user?.by);
  if (other) return refuse(`The RUN on line ${lineOf(dockerfile, other)} uses the setting as another user.`);
  return { runs };
}

/** Subcommands that neither fetch nor publish need no credentials. */
function usesNetwork(command: Command, readers: RegExp): boolean {
  const tool = toolName(command);
  if (!readers.test(tool)) return false;
  const verb = operandsOf(command)[0]?.value ?? "";
  if (["npm", "pnpm", "yarn"].includes(tool))
    return !/^(?:run|run-script|start|test|build|config|set|cache|prune|exec|version|init|rebuild|dedupe|root|bin|ls|list|pkg)$/.test(
      verb,
    );
  return !(
    ["pip", "poetry", "git", "go"].includes(tool) &&
    /^(?:config|cache|env|version|build|check|freeze|list|show|init)$/.test(verb)
  );
}

/** Later commands that take the file away: a RUN of nothing else goes, `rm -f` may stay. */
function cleaningAfter(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  found: readonly PersistingCommand[],
): { readonly edits: readonly Edit[] } | { readonly refusal: string } {
  const paths = found.flatMap(({ persisted: { path } }) => path ?? []);
  const edits: Edit[] = [];
  for (const later of stage.instructions.slice(stage.instructions.indexOf(run) + 1)) {
    if (later.name !== "run") continue;
    const { commands } = commandsOf(stage, later);
    const cleaning = commands.filter((command) => paths.some((path) => removes(stage, command, path)));
    if (cleaning.length === 0) continue;
    const [only] = commands;
    if (commands.length === 1 && only && operandsOf(only).length === 1 && !hasComment(later))
      edits.push(removeInstruction(dockerfile.tree, later));
    else if (cleaning.some((command) => !command.args.some(({ pattern }) => /^-[a-z]*f/.test(pattern))))
      return refuse(`The rm on line ${lineOf(dockerfile, later)} would fail once the file is not there.`);
  }
  return { edits };
}

/** Puts a script before a RUN's own, behind exports both begin with. */
function prefixed(user: Instruction, mounts: readonly string[], script: string): Edit[] {
  const own = parseMounts(user).map(({ flag }) => flag.raw);
  const missing = mounts.filter((mount) => !own.some((raw) => raw === mount || withRequired(raw) === mount));
  const flags = missing.length === 0 ? [] : [insertAt(user.keyword.span.end, ` ${missing.join(" ")}`)];
  const shared = /^(?:export \w+="\$\(cat [\w./-]+\)" && )+/.exec(script)?.[0] ?? "";
  const start = shared !== "" && user.body.text.startsWith(shared) ? shared.length : 0;
  return [...flags, insertAt(user.body.toSource(start), `${script.slice(start)} && `)];
}

/** Mounts to add to the RUN itself, and `required=true` where it lacks. */
function inPlace(run: Instruction, needed: readonly string[]): Edit[] {
  const mounts = parseMounts(run);
  const missing = needed.filter((mount) => !mounts.some(({ flag }) => flag.raw === mount));
  const optional = mounts.filter(
    (mount) => mount.type === "secret" && isBare(mount) && withRequired(mount.flag.raw) !== mount.flag.raw,
  );
  return [
    ...(missing.length === 0 ? [] : [insertAt(run.keyword.span.end, ` ${missing.join(" ")}`)]),
    ...optional.map(({ flag }) => insertAt(flag.span.end, ",required=true")),
  ];
}

function secretFlags(run: Instruction): string[] {
  return parseMounts(run)
    .filter(({ type }) => type === "secret")
    .map((mount) => (isBare(mount) ? withRequired(mount.flag.raw) : mount.flag.raw));
}

/** Written without quotes or escapes, so that text can be added at its end. */
function isBare({ flag }: Mount): boolean {
  return !/["'\\]/.test(flag.raw) && flag.raw.length === flag.span.end - flag.span.start;
}

/** Nothing in the RUN but the settings and variables for them. */
function standsAlone(stage: Stage, run: Instruction, found: readonly PersistingCommand[]): boolean {
  return mainCommands(stage, run).every(
    (command) =>
      command.name === "export" || command.words.length === 0 || found.some((each) => each.command === command),
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function refuse(refusal: string): { readonly refusal: string } {
  return { refusal };
}
