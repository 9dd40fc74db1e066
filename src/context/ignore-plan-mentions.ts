/**
 * What a build names: paths in RUN, CMD and ENTRYPOINT, in COPY --from, in manifests and in the scripts beside them. A word
 * counts for every file whose path ends with it: which folder a command runs in is not always known, and a file that is
 * kept for nothing costs less than a build that breaks.
 */
import type { Command } from "../dockerfile/command.ts";
import { operandsOf, toolName } from "../dockerfile/command-queries.ts";
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import { positionAt } from "../text/source.ts";
import { allRuns, readsRepository } from "./ignore-plan-commands.ts";

/** Who names a path. */
export interface Mention {
  readonly kind: "run" | "start" | "stage-copy" | "manifest";
  /** For a sentence: `RUN on line 7`, `package.json`. */
  readonly by: string;
}

/** Words that name files, without `./` in front. */
export type Mentions = ReadonlyMap<string, Mention>;

/** A text beside the Dockerfile that may name files: a manifest, a build script. */
export interface NamingText {
  readonly path: string;
  readonly text: string;
}

/** Words of one text that are looked at; what comes later names nothing. */
export const maxMentionWords = 20_000;

/** Parts of one word that are told apart. */
const maxWordParts = 12;

/** Everything the Dockerfile and the texts name. Run mentions win over others: without their file the build fails. */
export function collectMentions(dockerfile: Dockerfile, texts: readonly NamingText[]): Mentions {
  const mentions = new Map<string, Mention>();
  const add = (word: string, mention: Mention) => {
    // Where a path of the image comes from, its end tells; which part of it is the folder it was copied to does not matter.
    const clean = word.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
    const ends = word.startsWith("/") ? endsOf(clean) : [clean];
    for (const end of ends) if (end !== "" && !mentions.has(end)) mentions.set(end, mention);
  };
  const lineOf = (instruction: Instruction) => positionAt(dockerfile.source, instruction.span.start).line;
  for (const { run, commands, isRead } of allRuns(dockerfile)) {
    const mention: Mention = { kind: "run", by: `RUN on line ${lineOf(run)}` };
    const words = isRead ? commands.flatMap(readWords) : wordsOf(run.body.text);
    for (const word of words) add(word, mention);
  }
  for (const stage of dockerfile.stages) {
    for (const instruction of stage.instructions) {
      if (instruction.name === "copy" && instruction.flags.some(({ name }) => name === "from")) {
        const mention: Mention = { kind: "stage-copy", by: `COPY --from on line ${lineOf(instruction)}` };
        for (const { text } of instruction.args.slice(0, -1)) add(text, mention);
      }
    }
  }
  for (const stage of dockerfile.stages) {
    for (const instruction of stage.instructions) {
      if (!/^(?:cmd|entrypoint|healthcheck)$/.test(instruction.name)) continue;
      const mention: Mention = {
        kind: "start",
        by: `${instruction.name.toUpperCase()} on line ${lineOf(instruction)}`,
      };
      for (const word of wordsOf(instruction.body.text)) add(word, mention);
    }
  }
  for (const { path, text } of texts) for (const word of wordsOf(text)) add(word, { kind: "manifest", by: path });
  return mentions;
}

function endsOf(path: string): readonly string[] {
  const parts = path.split("/", maxWordParts);
  return parts.map((_, at) => parts.slice(at).join("/"));
}

/** Who names `path` or a folder of it that the pattern takes. */
export function mentionOf(mentions: Mentions, path: string): Mention | undefined {
  for (let at = 0; at !== -1; ) {
    const found = mentions.get(path.slice(at));
    if (found) return found;
    const slash = path.indexOf("/", at);
    at = slash === -1 ? -1 : slash + 1;
  }
  return undefined;
}

/** The words a command may read. What it writes or throws away need not be there before. */
function readWords(command: Command): readonly string[] {
  const tool = toolName(command);
  if (tool === "mkdir" || tool === "touch" || (tool === "rm" && command.args.some(({ raw }) => /^-\w*f/.test(raw))))
    return [];
  const written = /^(?:cp|mv|install|ln)$/.test(tool) ? operandsOf(command).at(-1) : undefined;
  const words = command.words.filter((word) => word !== written);
  const inputs = command.redirects.filter(({ operator }) => operator.includes("<")).map(({ target }) => target);
  return [...words, ...inputs].flatMap((word) => (word ? wordsOf(word.pattern) : []));
}

/** Plain stretches that could be paths, out of shell, JSON, TOML or XML alike. */
function wordsOf(text: string): readonly string[] {
  // What a command leaves open stands as NUL in its words.
  const words = text.replaceAll("\0", " ").split(/[\s"'`;|&()<>=:,$@{}[\]]+/, maxMentionWords);
  return words.filter((word) => word.length > 1 && /[A-Za-z0-9]/.test(word));
}

/** Tools that take a version from git when something is built, by their names in manifests and build files. */
const versionTools =
  /setuptools[_-]scm|hatch-vcs|versioneer|poetry-dynamic-versioning|dunamai|versioningit|setuptools-git-versioning|flit[_-]scm|\bpbr\b|vergen|git-version|shadow-rs|built::|git-commit-id|buildnumber-maven|jgitver|gradle-git-properties|axion-release|git-version|grgit|sbt-dynver|sbt-git|MinVer|GitVersion|Nerdbank|git-revision-webpack|git-rev-sync|git-describe|simple-git|isomorphic-git|git-last-commit/;
const gitCommand = /\bgit\s+(?:describe|rev-parse|log|show|ls-files|submodule|status|diff|tag|branch)\b/;

/** Who reads the repository during the build, for a sentence; undefined when nobody is seen to. */
export function repositoryReader(dockerfile: Dockerfile, texts: readonly NamingText[]): string | undefined {
  for (const { run, commands, isRead } of allRuns(dockerfile)) {
    const line = positionAt(dockerfile.source, run.span.start).line;
    for (const command of commands) {
      const how = readsRepository(command);
      if (how !== undefined) return `RUN on line ${line} (${how})`;
    }
    if (!isRead && gitCommand.test(run.body.text)) return `RUN on line ${line}`;
  }
  const reader = texts.find(({ text }) => versionTools.test(text) || gitCommand.test(text));
  return reader?.path;
}
