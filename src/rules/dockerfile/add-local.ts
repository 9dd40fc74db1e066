import type { EffectiveContext, Transfer } from "../../context/effective-context.ts";
import { pathParts } from "../../context/source-match.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction, Word } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { classifyLocalSource, type LocalSource } from "./parts/add-sources.ts";

const base = "FROM node:24.19-trixie-slim\nWORKDIR /srv\n";

export const addLocal: Rule<"dockerfile"> = {
  id: "add-local",
  title: "ADD where COPY does the same",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason:
    "Low: today it does the same as COPY. Medium where the name is that of an archive and the content is none: what is meant to be unpacked is not.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL3020",
    "trivy/DS-0005",
    "dockle/CIS-DI-0009",
    "kics/Add Instead of Copy",
    "checkov/CKV_DOCKER_4",
    "semgrep/prefer-copy-over-add",
    "cis/4.9",
  ],
  scope:
    "ADD whose sources are all files and directories of the build context, in stages that reach the image. Where the build context is at hand, a file's content says whether ADD would unpack it; else its name does. Left alone: addresses, git repositories, archives, sources that begin with a variable, patterns that may match an archive, and the flags only ADD knows.",
  why: "ADD also unpacks archives and fetches addresses, so a renamed or replaced source can put other files into the image than you meant.",
  remedy: "Write COPY; keep ADD for archives that are to be unpacked.",
  whenToIgnore: "The source is an archive without the usual name, and ADD is there to unpack it.",
  fix: "both",
  bad: [
    { title: "a plain file", dockerfile: `${base}ADD package.json ./\nUSER 1000\n` },
    {
      title: "no archive, whatever its name says",
      files: {
        Dockerfile: `${base}ADD rootfs.tar.gz /\nUSER 1000\n`,
        "rootfs.tar.gz": "version https://git-lfs.example\n",
      },
    },
  ],
  good: [
    { title: "COPY", dockerfile: `${base}COPY package.json ./\nUSER 1000\n` },
    { title: "an archive to unpack", dockerfile: `${base}ADD rootfs.tar.gz /\nUSER 1000\n` },
  ],
  *check({ dockerfile, contexts }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const add = instruction.trigger ?? instruction;
        const problem = add.name === "add" ? problemIn(instruction, add, contexts ?? []) : undefined;
        if (problem) yield problem;
      }
    }
  },
};

/** Flags that COPY has as well. */
const shared: ReadonlySet<string> = new Set(["chown", "chmod", "link", "exclude"]);

function problemIn(holder: Instruction, add: Instruction, contexts: readonly EffectiveContext[]): Problem | undefined {
  if (add.args.length < 2 || add.flags.some(({ name }) => !shared.has(name))) return undefined;
  const documents = new Set(add.heredocs.map(({ at }) => at.start));
  const sources = add.args.slice(0, -1).filter((word) => !documents.has(word.span.start));
  const told = sources.map((word) => ({ word, kind: kindByContent(word, contexts) }));
  const kinds = told.map(({ word, kind }) => kind ?? classifyLocalSource(word.text));
  if (kinds.includes("other")) return undefined;
  const failed = told.find(({ word, kind }) => kind === "plain" && classifyLocalSource(word.text) === "other")?.word;
  const message = failed
    ? `ADD does not unpack ${failed.text}: its content is no archive that ADD knows, so it is copied as it is.`
    : `ADD is used for ${sources[0]?.text ?? "a heredoc"}, where COPY does the same and nothing more.`;
  const repair =
    holder === add
      ? { fixes: [fixOf(add, kinds)] }
      : { refusal: "It stands in an ONBUILD: what it meets there is not known." };
  return { at: add.keyword.span, message, ...(failed ? { severity: "medium" as const } : {}), ...repair };
}

/** What the file is in every build of the Dockerfile; undefined where it is not there, or builds differ. */
function kindByContent(word: Word, contexts: readonly EffectiveContext[]): "plain" | "other" | undefined {
  const kinds = contexts.flatMap(({ transfers }) =>
    transfers.flatMap((transfer) => {
      const [file, second] = isOf(transfer, word) && !transfer.isWhole ? transfer.files() : [];
      if (!file || second || transfer.isGlob || file.kind !== "file" || !isNamed(transfer, file.path)) return [];
      return [transfer.unpacks(file) ? "other" : "plain"] as const;
    }),
  );
  const [first] = kinds;
  return kinds.length === contexts.length && kinds.every((kind) => kind === first) ? first : undefined;
}

/** By place: another build has the same file resolved anew. */
function isOf({ kind, at }: Transfer, word: Word): boolean {
  return kind === "add" && at.start === word.span.start;
}

/** The source is the file itself, not a folder that holds just one. */
function isNamed({ pattern }: Transfer, path: string): boolean {
  return pattern.known && pathParts(pattern.text).join("/") === path;
}

/** Unsafe where a name says nothing: ADD goes by content, and would unpack a tar called `app`. */
function fixOf(add: Instruction, kinds: readonly LocalSource[]): Fix {
  const keyword = add.keyword.text === "add" ? "copy" : "COPY";
  const safety = kinds.every((kind) => kind === "plain") ? "safe" : "unsafe";
  return { title: "Use COPY", safety, edits: [replaceSpan(add.keyword.span, keyword)] };
}
