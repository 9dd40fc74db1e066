/**
 * The repair of a container that runs as root: a user that exists in that base, a numeric USER in the last possible place,
 * and ownership of just the directories the program writes to. Gives the fix, or one sentence why there is none.
 */
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAt, removeInstruction, replaceSpan } from "../../../dockerfile/edits.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../../finding/finding.ts";
import type { Edit } from "../../../text/edit.ts";
import type { ContainerStart } from "./container-start.ts";
import { chooseUser, type FutureUser, isServiceAccount, previousUser } from "./future-user.ts";
import { insertLines, lastPlace } from "./last-place.ts";
import { absolutePath, isWithin, workdirOf } from "./place-paths.ts";
import { followUps } from "./root-user-follow-up.ts";
import { whyNotToFix } from "./root-user-refusal.ts";
import type { RuntimeUser } from "./runtime-user.ts";
import { type WrittenDirectory, writtenDirectories } from "./written-directories.ts";

/** What a Problem of root-user gets: a fix, or the reason for none. */
export function fixRootUser(
  dockerfile: Dockerfile,
  target: Stage,
  user: RuntimeUser,
  start: ContainerStart,
): Pick<Problem, "fixes" | "refusal"> {
  const needless = removeNeedlessRoot(dockerfile, target, user);
  const refusal = whyNotToFix(dockerfile, target, user, start, needless === undefined);
  if (refusal !== undefined) return { refusal };
  if (needless) return { fixes: [needless] };
  const chosen = chooseUser(target, user);
  if ("why" in chosen) return { refusal: chosen.why };
  const directories = writtenDirectories(target).filter(({ path }) => !ownsAlready(chosen, path));
  if (directories.length > 0 && !chosen.hasShell)
    return {
      refusal: `The base has no shell to give ${listOf(directories)} to another user: copy the directory in with --chown, then set a numeric USER.`,
    };
  return { fixes: [addUser(dockerfile, target, user, start, chosen, directories)] };
}

/** `USER app`, `USER root`, and nothing after it that needs root: the second line goes. */
function removeNeedlessRoot({ tree }: Dockerfile, target: Stage, user: RuntimeUser): Fix | undefined {
  const { setting } = user;
  if (!setting || setting.stage !== target || !target.instructions.includes(setting.by)) return undefined;
  const previous = previousUser(target, user);
  if (previous === undefined || previous.isOutside || isServiceAccount(previous) || needsRootAfter(target, setting.by))
    return undefined;
  const edit = removeInstruction(tree, setting.by);
  const title = `Remove USER ${setting.by.body.text}, so that USER ${previous.text} holds again`;
  return { title, safety: "unsafe", edits: [edit], followUp: [] };
}

function needsRootAfter({ instructions }: Stage, user: Instruction): boolean {
  return instructions.slice(instructions.indexOf(user)).some(({ name }) => name === "run");
}

function addUser(
  dockerfile: Dockerfile,
  target: Stage,
  user: RuntimeUser,
  start: ContainerStart,
  chosen: FutureUser,
  directories: readonly WrittenDirectory[],
): Fix {
  const { tree } = dockerfile;
  const commands = [...chosen.commands, ...ownershipOf(directories, chosen.owner)];
  const volumes = directories.filter(({ evidence }) => evidence === "volume").map(({ by }) => by);
  const { setting } = user;
  const replaced =
    setting?.stage === target && target.instructions.includes(setting.by) && !needsRootAfter(target, setting.by)
      ? setting.by
      : undefined;
  const place = replaced ? placeAbove(target, replaced) : lastPlace(target, commands.length > 0 ? volumes : []);
  // A new user gets a RUN of its own, which stays cached; a mere mkdir and chown joins the RUN above.
  const joined = chosen.commands.length === 0 && commands.length > 0 ? appendToRun(place.before, commands) : undefined;
  const lines = [
    ...(chosen.homeless ? ["ENV HOME=/tmp"] : []),
    ...(commands.length > 0 && !joined ? [`RUN ${chain(commands)}`] : []),
    ...(replaced ? [] : [`USER ${chosen.user}`]),
  ];
  const edits: Edit[] = [
    ...chosen.edits,
    ...ownCopies(target, directories, chosen.owner),
    ...merged(joined, lines.length > 0 ? insertLines(tree, place, lines) : undefined),
    ...(replaced ? [replaceSpan(replaced.args[0]?.span ?? replaced.span, chosen.user)] : []),
  ];
  const title = `Run as ${chosen.title} in ${target.label}`;
  return { title, safety: "unsafe", edits, followUp: followUps(target, start, chosen, directories) };
}

/** At the end of a file without a final line end both insert at one place, which must be one edit. */
function merged(first: Edit | undefined, second: Edit | undefined): Edit[] {
  if (first && second && first.start === second.start) return [{ ...first, text: first.text + second.text }];
  return [first, second].filter((edit) => edit !== undefined);
}

function placeAbove({ instructions, from }: Stage, instruction: Instruction) {
  return { before: instructions[instructions.indexOf(instruction) - 1] ?? from, after: instruction };
}

/** Not recursive: what a build put there stays root's, the program only has to make files of its own. */
function ownershipOf(directories: readonly WrittenDirectory[], owner: string): string[] {
  if (directories.length === 0) return [];
  const paths = directories.map(({ path }) => path).join(" ");
  return [`mkdir -p ${paths}`, `chown ${owner} ${paths}`];
}

function chain(commands: readonly string[]): string {
  return commands.join(" \\\n    && ");
}

/** The commands at the end of a RUN, when it can take them: two RUN lines in a row would make two layers. */
function appendToRun(run: Instruction, commands: readonly string[]): Edit | undefined {
  if (run.name !== "run" || run.form !== "text" || run.flags.length > 0 || run.heredocs.length > 0) return undefined;
  const text = run.body.text;
  if (/[;&|\\]\s*$/.test(text) || /(?:^|\s)#/.test(text) || run.lines.some(({ kind }) => kind !== "code"))
    return undefined;
  const end = run.body.toSource(text.length);
  const eol = run.lines[0]?.eol === "\r\n" ? "\r\n" : "\n";
  return insertAt(end, commands.map((command) => ` \\${eol}    && ${command}`).join(""));
}

/** Files that are copied into a directory the program writes to come along with their owner. */
function ownCopies(target: Stage, directories: readonly WrittenDirectory[], owner: string): Edit[] {
  return target.instructions.flatMap((instruction) => {
    if (instruction.name !== "copy" || instruction.flags.some(({ name }) => name === "chown")) return [];
    const last = instruction.args.at(-1);
    const value = last && target.expand(instruction, last.text);
    const path = value?.known ? absolutePath(value.text, workdirOf(target.before(instruction))) : undefined;
    if (path === undefined || !directories.some((one) => isWithin(path, one.path))) return [];
    return [insertAt(instruction.keyword.span.end, ` --chown=${owner}`)];
  });
}

function ownsAlready({ owned }: FutureUser, path: string): boolean {
  return owned.some((one) => (one.recursive ? isWithin(path, one.path) : path === one.path));
}

function listOf(directories: readonly WrittenDirectory[]): string {
  return directories.map(({ path }) => path).join(", ");
}
