import type { ContextFile, EffectiveContext, Reach, Transfer } from "../../context/effective-context.ts";
import type { Fix, Problem, Related } from "../../finding/finding.ts";
import type { Container, Located } from "../../runtime/container.ts";
import { lineEndOf, type Source } from "../../text/source.ts";
import { lineOf } from "../dockerfile/parts/line-of.ts";
import type { Rule } from "../rule.ts";
import { isOwnPlace } from "./parts/own-place.ts";
import { subjectOf } from "./parts/subject.ts";

export const envFileInContext: Rule<"compose" | "builds"> = {
  id: "env-file-in-context",
  title: "The env file of a service is also inside its image",
  habit: "secrets",
  severity: "high",
  confidence: "medium",
  severityReason:
    "High where a COPY or ADD brings the file into the image that is shipped. Low where it is only sent to the builder, whose cache may keep it. The contents are not read, so confidence is medium.",
  needs: ["compose", "builds"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Files named by `env_file` of a service that is built here, where they lie in the folder of that build and its ignore file lets them through. Examples and templates (`.env.example`) are left alone.",
  why: "Settings that were kept out of the image to be given when it runs are in it all the same, for everyone who can pull it.",
  remedy: "Name the file in .dockerignore.",
  whenToIgnore: "The file holds nothing secret and the program reads it from the image.",
  fix: "unsafe",
  bad: [
    {
      title: "COPY . . takes .env along",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env\n",
        ".env": "DB_PASSWORD=\n",
      },
    },
  ],
  good: [
    {
      title: "the ignore file keeps it out",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env\n",
        ".env": "DB_PASSWORD=\n",
        ".dockerignore": "**/.env\n",
      },
    },
    {
      title: "a template without values",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env.example\n",
        ".env.example": "DB_PASSWORD=\n",
      },
    },
  ],
  *check({ source, compose, builds }) {
    for (const { build, container } of compose.services) {
      const context = build && builds.find((linked) => linked.build === build)?.context;
      if (!context) continue;
      for (const envFile of container.envFiles) {
        if (source && !isOwnPlace(source, envFile.at)) continue;
        const found = judge(container, envFile, context);
        if (found) yield found;
      }
    }
  },
};

/** Words in the names of files that are made to be filled in. */
const template = /(?:^|[._-])(?:example|sample|template|dist|tpl|default|defaults)(?:[._-]|$)/i;

function judge(container: Container, { value, at }: Located<string>, context: EffectiveContext): Problem | undefined {
  const path = below(context.root, value);
  if (path === undefined || template.test(path.slice(path.lastIndexOf("/") + 1))) return undefined;
  const file = context.files.all.find((each) => each.path === path);
  if (file?.kind !== "file" || file.ignoredBy) return undefined;
  const carried = wayIntoImage(context, file);
  const fix = leaveOut(context, file, carried?.transfer);
  if (!carried)
    return {
      at,
      severity: "low",
      message: `${subjectOf(container)} reads ${value}, and its build is sent that file too: no COPY ships it now, but the next one may.`,
      ...fix,
    };
  const { transfer, reach } = carried;
  const where = reach.path === undefined ? "" : ` as ${reach.path}`;
  const line = lineOf(context.dockerfile, transfer.instruction);
  const keyword = transfer.instruction.name.toUpperCase();
  return {
    at,
    ...(reach.sure ? {} : { severity: "medium" as const }),
    message: `${subjectOf(container)} reads ${value} when it runs, and ${keyword} on line ${line} of ${context.dockerfile.source.path} puts the same file into the image${where}: everyone who can pull the image has its values.`,
    related: traceOf(context, reach),
    ...fix,
  };
}

/** The path below a folder; undefined for one outside. */
function below(root: string, path: string): string | undefined {
  const clean = path.replace(/^(?:\.\/)+/, "");
  const folder = root.replace(/^(?:\.\/)+/, "");
  if (folder === "." || folder === "") return clean.startsWith("../") || clean.startsWith("/") ? undefined : clean;
  return clean.startsWith(`${folder}/`) ? clean.slice(folder.length + 1) : undefined;
}

function wayIntoImage(
  { transfers }: EffectiveContext,
  file: ContextFile,
): { readonly transfer: Transfer; readonly reach: Reach } | undefined {
  for (const transfer of transfers) {
    if (transfer.kind === "bind" || !transfer.files().includes(file)) continue;
    const reach = transfer.reach(file);
    if (reach) return { transfer, reach };
  }
  return undefined;
}

function traceOf({ dockerfile }: EffectiveContext, { steps }: Reach): Related[] {
  const { path } = dockerfile.source;
  return steps.map(({ stage, instruction }) => ({
    at: { ...instruction.span, path },
    message: `${instruction.name.toUpperCase()} carries it into ${stage.label}.`,
  }));
}

/** One more pattern at the end of the ignore file, which decides; refused where a line asks for the file by its name. */
function leaveOut(
  { root, ignoreFile, unread, transfers }: EffectiveContext,
  file: ContextFile,
  transfer: Transfer | undefined,
): { readonly fixes: readonly Fix[] } | { readonly refusal: string } {
  if (unread.length > 0) return { refusal: "The ignore file could not be read in full." };
  const asked = [transfer, ...transfers].find(
    (each) => each && !each.isWhole && !each.isGlob && each.pattern.known && namesFile(each.pattern.text, file.path),
  );
  if (asked) return { refusal: "An instruction of the Dockerfile names the file: without it the build fails." };
  if (/[*?[\]\\!#\s]/.test(file.path)) return { refusal: "The name has characters that mean something in a pattern." };
  const edit = ignoreFile ? append(ignoreFile.source, file.path) : { start: 0, end: 0, text: `${file.path}\n` };
  const path = ignoreFile?.source.path ?? (root === "." ? ".dockerignore" : `${root}/.dockerignore`);
  return { fixes: [{ title: `Name ${file.path} in ${path}`, safety: "unsafe", edits: [{ ...edit, path }] }] };
}

function namesFile(pattern: string, path: string): boolean {
  return pattern.replace(/^(?:\.?\/)+/, "") === path;
}

function append({ text }: Source, pattern: string) {
  const end = lineEndOf(text);
  const before = text === "" || text.endsWith("\n") ? "" : end;
  return { start: text.length, end: text.length, text: `${before}${pattern}${end}` };
}
