/**
 * Commands of container engines in scripts, Makefiles, package.json, CI files and READMEs, and the targets of Bake files. A
 * source comes in; containers that are run and images that are built come out, each with its places in the source. Nothing
 * is run or evaluated: what a variable or another language fills in is unknown, and nothing throws.
 */
import type { Command } from "../dockerfile/command.ts";
import { readShellScript } from "../dockerfile/commands.ts";
import { contiguous } from "../dockerfile/mapped-text.ts";
import { fromMapped } from "../dockerfile/shell-text.ts";
import type { Container } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Source } from "../text/source.ts";
import type { ArgumentSource } from "./argument.ts";
import { readBake } from "./bake.ts";
import { readBuild } from "./build-command.ts";
import { readContainer } from "./container-command.ts";
import { readEngineCommand } from "./engine-command.ts";
import { changedFolder, usualFolder } from "./folder.ts";
import { makefileSnippets } from "./makefile.ts";
import { packageScripts } from "./package-json.ts";
import { readmeSnippets } from "./readme.ts";
import type { ScriptFacts, ScriptKind, ScriptProblem } from "./script-facts.ts";
import { scriptKind } from "./script-path.ts";
import { shellVariables } from "./shell-variables.ts";
import {
  type FoundSnippets,
  maxScriptCharacters,
  maxSnippetCharacters,
  maxSnippets,
  mayNameEngine,
  mayRunEngine,
  type Snippet,
} from "./snippet.ts";
import { workflowSnippets } from "./workflow.ts";

/** What a script's commands are read with. */
export interface ScriptOptions {
  /** Where the commands run. Without it: beside a script, Makefile, package.json or README; the root for CI files. */
  readonly folder?: string;
}

/** Reads a script; undefined for a file of another kind, and for one in which no container engine is named. */
export function readScript(source: Source, options: ScriptOptions = {}): ScriptFacts | undefined {
  const kind = scriptKind(source.path);
  if (!kind || !mayHold(kind, source.text)) return undefined;
  if (source.text.length > maxScriptCharacters) return tooLong(source, kind);
  const folder = options.folder ?? usualFolder(source.path);
  if (kind === "bake") return { source, kind, containers: [], ...readBake(source, folder ?? ".") };
  const found = readers[kind](source, folder);
  const facts: Collected = { source, containers: [], builds: [...(found.builds ?? [])], problems: [...found.problems] };
  let characters = 0;
  for (const [index, snippet] of found.snippets.entries()) {
    characters += snippet.text.text.length;
    if (index >= maxSnippets || characters > maxSnippetCharacters) {
      facts.problems.push(tooMany(snippet));
      break;
    }
    readSnippet(facts, snippet, folder);
  }
  return { ...facts, kind };
}

function mayHold(kind: ScriptKind, text: string): boolean {
  if (kind === "bake") return true;
  return kind === "shell" || kind === "workflow" ? mayRunEngine(text) : mayNameEngine(text);
}

interface Collected {
  readonly source: Source;
  readonly containers: Container[];
  readonly builds: ImageBuild[];
  readonly problems: ScriptProblem[];
}

type Reader = (
  source: Source,
  folder: string | undefined,
) => FoundSnippets & { readonly builds?: readonly ImageBuild[] };

const readers: Readonly<Record<Exclude<ScriptKind, "bake">, Reader>> = {
  shell: (source, folder) => ({
    snippets: [{ text: fromMapped(contiguous(source.text, 0)), folder }],
    problems: [],
  }),
  makefile: makefileSnippets,
  "package-json": packageScripts,
  workflow: workflowSnippets,
  readme: readmeSnippets,
};

function readSnippet(facts: Collected, snippet: Snippet, script: string | undefined): void {
  const { source } = facts;
  const { commands, skipped, tooLarge } = readShellScript(snippet.text);
  if (tooLarge) {
    const start = snippet.text.startOf(0);
    facts.problems.push({ at: { start, end: start }, message: skipped ?? "the script is too large", fatal: true });
    return;
  }
  const variables = shellVariables(commands);
  const from: ArgumentSource = { source, text: snippet.text, variables };
  const steps: Steps = { isLost: false, end: 0 };
  for (const command of commands) {
    const found = readEngineCommand(command, from);
    if (found) {
      const folder = folderOf(command, snippet, script, steps, from);
      const container = readContainer(found, folder);
      if (container) facts.containers.push(container);
      const build = readBuild(found, source.path, folder);
      if (build) facts.builds.push(build);
    }
    follow(steps, command, source);
  }
}

/** What the `cd` commands so far mean for those that follow. */
interface Steps {
  /** True when some of them may have moved the shell, but where to is not known. */
  isLost: boolean;
  /** Where the outermost command so far ends: what starts before stands in one of its words. */
  end: number;
}

/** Undefined when it cannot be told. */
function folderOf(
  command: Command,
  snippet: Snippet,
  script: string | undefined,
  steps: Steps,
  from: ArgumentSource,
): string | undefined {
  const start = steps.isLost ? undefined : snippet.folder;
  if (command.cwd === undefined) return start;
  const variable = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/.exec(command.cwd);
  const [written, other] = variable ? from.variables.writtenFor(variable[1] ?? "") : [];
  const own = written !== undefined && other === undefined ? ownFolderOf(written) : undefined;
  const cwd = variable && own !== undefined ? own + command.cwd.slice(variable[0].length) : command.cwd;
  return changedFolder(start, script, cwd);
}

/** The expression for the script's folder in `$(cd "$(dirname "$0")" && pwd)`. */
function ownFolderOf(written: string): string | undefined {
  const own =
    /^"?\$\( ?cd (?:-P )?(?:-- )?"?(\$\( ?dirname [^()]*\)(?:\/[A-Za-z0-9._/-]*)?)"? [^()]*&& pwd(?: -P)? ?\)"?$/;
  return written.length > 200 ? undefined : own.exec(written)?.[1];
}

/** Notes a `cd` whose effect the commands after it do not show. One in a substitution or subshell has none. */
function follow(steps: Steps, command: Command, source: Source): void {
  const isInside = command.span.start < steps.end;
  steps.end = Math.max(steps.end, command.span.end);
  if (command.name === "popd") steps.isLost = true;
  if (isInside || (command.name !== "cd" && command.name !== "pushd")) return;
  const target = command.args.at(-1)?.pattern;
  if (command.conditional || target === "-" || target === undefined) steps.isLost ||= !startsSubshell(command, source);
}

/** `(cd x && …)`: the shell outside stays where it is. */
function startsSubshell(command: Command, source: Source): boolean {
  let at = command.span.start - 1;
  while (at >= 0 && /\s/.test(source.text[at] ?? "")) at--;
  return source.text[at] === "(";
}

function tooLong(source: Source, kind: ScriptKind): ScriptFacts {
  const message = `the file has ${source.text.length} characters; only files of up to ${maxScriptCharacters} are read`;
  return { source, kind, containers: [], builds: [], problems: [{ at: { start: 0, end: 0 }, message, fatal: true }] };
}

function tooMany(snippet: Snippet): ScriptProblem {
  const start = snippet.text.startOf(0);
  const message = `the file has more than ${maxSnippets} commands or ${maxSnippetCharacters} characters of them; those from here on were not read`;
  return { at: { start, end: start }, message, fatal: true };
}
