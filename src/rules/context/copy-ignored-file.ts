import type { EffectiveContext, Transfer } from "../../context/effective-context.ts";
import { canBeWritten, escapePath } from "../../context/ignore-plan-exact.ts";
import { pathParts } from "../../context/source-match.ts";
import type { Problem } from "../../finding/finding.ts";
import { secretFileKind } from "../../secrets/secret-files.ts";
import { lineEndOf } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { findAbsence } from "./parts/absent-source.ts";
import { onceEach } from "./parts/once-each.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY package.json settings.json ./\nUSER 1000\n";
const project = { "package.json": "{}", "settings.json": "{}" };

export const copyIgnoredFile: Rule<"dockerfile" | "contexts"> = {
  id: "copy-ignored-file",
  title: "COPY names a file that the build is not given",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the build stops at this line. Medium for a pattern that takes nothing, and where a file may be made before the build.",
  needs: ["dockerfile", "contexts"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["buildkit/CopyIgnoredFile"],
  scope:
    "Sources of COPY, ADD and bind mounts, in stages that are built, that the ignore file leaves out as a whole, with all its exceptions followed. Also sources that are not there: when a file of the same name in other case is, or when a Compose file, a Bake file or a command says which folder it is, other sources are found in it, and nothing suggests that the file is made before the build.",
  why: "The builder does not see the file: the build fails, or an image is made that lacks it.",
  remedy: "Take the file in again with a line that begins with ! at the end of the ignore file, or correct the source.",
  whenToIgnore: "The file is made, or the ignore file changed, before each build.",
  fix: "unsafe",
  bad: [
    { title: "left out", files: { Dockerfile: dockerfile, ...project, ".dockerignore": "*.json\n!package.json\n" } },
    { title: "in other case", files: { Dockerfile: dockerfile, "package.json": "{}", "Settings.json": "{}" } },
  ],
  good: [
    {
      title: "taken in again",
      files: { Dockerfile: dockerfile, ...project, ".dockerignore": "*.json\n!package.json\n!settings.json\n" },
    },
    { title: "not there, and nobody says that this is the folder", files: { Dockerfile: dockerfile } },
  ],
  *check({ contexts }) {
    yield* onceEach(problemsOf(contexts));
  },
};

function* problemsOf(contexts: readonly EffectiveContext[]): Iterable<Problem> {
  for (const context of contexts) {
    if (context.unread.length > 0) continue;
    for (const transfer of context.transfers) {
      if (!transfer.stage.reachesTarget || transfer.isWhole || !transfer.pattern.known) continue;
      // Of a pattern that matches nothing only an ignore file makes a finding: without one there is no need to look.
      if (transfer.isGlob && !context.ignoreFile) continue;
      const { missing } = transfer;
      const problem =
        missing?.why === "ignored" ? ignored(context, transfer) : missing ? absent(context, transfer) : undefined;
      if (problem) yield problem;
    }
  }
}

function ignored(context: EffectiveContext, transfer: Transfer): Problem {
  const { ignoreFile } = context;
  const { by, fails } = transfer.missing ?? {};
  const path = ignoreFile?.source.path ?? "the ignore file";
  const name = nameOf(transfer);
  return {
    at: transfer.at,
    message: fails
      ? `${name} fails: ${path} leaves this source out, so the builder does not see it.`
      : `${name} takes nothing: ${path} leaves out every file it could match.`,
    ...(fails ? {} : { severity: "medium" as const }),
    ...(by && ignoreFile
      ? { related: [{ at: { path, ...by.span }, message: `The pattern ${by.text} leaves it out.` }] }
      : {}),
    ...reopen(context, transfer),
  };
}

function nameOf({ kind }: Transfer): string {
  return kind === "bind" ? "The bind mount" : kind.toUpperCase();
}

/** A single file can be taken in again. A folder is left out with all that is in it, and what of that is meant is not known. */
function reopen(
  { ignoreFile, files }: EffectiveContext,
  { pattern, isGlob }: Transfer,
): Pick<Problem, "fixes" | "refusal"> {
  const path = pattern.known ? pathParts(pattern.text).join("/") : "";
  if (!ignoreFile || isGlob || !files.all.some((file) => file.path === path) || !canBeWritten(path))
    return {
      refusal:
        "Which of the files are meant is for you to say: take them in with lines that begin with ! at the end of the ignore file.",
    };
  if (secretFileKind(path))
    return {
      refusal: "The file may hold a secret, and the ignore file leaves it out for a reason: take it out of the COPY.",
    };
  const { text } = ignoreFile.source;
  const end = lineEndOf(text);
  const added = `${text === "" || text.endsWith("\n") ? "" : end}!${escapePath(path)}${end}`;
  const edit = { path: ignoreFile.source.path, start: text.length, end: text.length, text: added };
  return { fixes: [{ title: `Take ${path} in again`, safety: "unsafe", edits: [edit] }] };
}

function absent(context: EffectiveContext, transfer: Transfer): Problem | undefined {
  const absence = findAbsence(context, transfer);
  if (!absence) return undefined;
  const name = nameOf(transfer);
  if (absence.kind === "case")
    return {
      at: transfer.at,
      message: `${name} fails where case counts, as in Linux: the file is called ${absence.actual}.`,
      refusal: "Which of the two names is meant is for you to say: rename the file, or correct the source.",
    };
  const outside = absence.isOutside ? " A path that begins with .. does not lead out of it." : "";
  return {
    at: transfer.at,
    message: `${name} fails: there is no ${absence.path} in ${absence.root}, the build context that ${absence.by} names.${outside}`,
    severity: "medium",
    confidence: "medium",
    refusal: "Which file is meant is for you to say.",
  };
}
