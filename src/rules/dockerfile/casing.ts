import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Word } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { isInstructionName } from "./parts/instruction-names.ts";
import { inKeywordCase, keywordCase } from "./parts/keyword-case.ts";
import { stageSources } from "./parts/stage-sources.ts";

export const casing: Rule<"dockerfile"> = {
  id: "casing",
  title: "Keywords or stage names are cased differently from the rest of the file",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: the build does not look at casing.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["buildkit/ConsistentInstructionCasing", "buildkit/FromAsCasing", "buildkit/StageNameCasing"],
  scope:
    "An instruction that is cased differently from most of the file (upper case when there are as many of both), an AS likewise, and a stage name with upper-case letters. The triggers of ONBUILD and the CMD of HEALTHCHECK are left alone.",
  why: "Keywords are found at a glance when they all look the same, and stage names that differ only in casing are one name to some builders and two to others.",
  remedy: "Write all keywords alike, and stage names in lower case.",
  whenToIgnore: "The file is generated, or nobody reads it.",
  fix: "both",
  bad: [
    { title: "one lower-case keyword", dockerfile: "FROM node:24.19-trixie-slim\nworkdir /app\nUSER 1000\n" },
    { title: "AS in another casing than FROM", dockerfile: "FROM node:24.19-trixie-slim as app\nUSER 1000\n" },
    {
      title: "a stage name with a capital",
      dockerfile: "FROM node:24.19-trixie-slim AS Base\nFROM Base\nUSER 1000\n",
    },
  ],
  good: [{ title: "all lower case", dockerfile: "from node:24.19-trixie-slim as app\nuser 1000\n" }],
  *check({ dockerfile }) {
    const { tree } = dockerfile;
    for (const { name, keyword } of tree.instructions) {
      if (!isInstructionName(name)) continue;
      const wanted = inKeywordCase(tree, name);
      if (keyword.text !== wanted) yield keywordProblem(dockerfile, keyword, wanted);
    }
    for (const stage of dockerfile.stages) {
      const as = stage.name ? stage.from.args[1] : undefined;
      const wanted = inKeywordCase(tree, "as");
      if (as && as.text !== wanted) yield keywordProblem(dockerfile, as, wanted);
      if (stage.name && stage.name.text !== stage.name.text.toLowerCase())
        yield stageProblem(dockerfile, stage, stage.name);
    }
  },
};

function keywordProblem(dockerfile: Dockerfile, word: Word, wanted: string): Problem {
  const found = {
    at: word.span,
    message: `The keyword ${word.text} is not in ${keywordCase(dockerfile.tree)} case like most keywords of the file.`,
  };
  if (!standsAsOne(word)) return { ...found, refusal: "The keyword is spread over two lines." };
  const edits = [replaceSpan(word.span, wanted)];
  return { ...found, fixes: [{ title: `Write ${wanted}`, safety: "safe", edits }] };
}

function stageProblem(dockerfile: Dockerfile, stage: Stage, name: Word): Problem {
  const found = { at: name.span, message: `The stage name ${name.text} has upper-case letters.` };
  const references = referencesTo(dockerfile, stage);
  if (typeof references === "string") return { ...found, refusal: references };
  return { ...found, fixes: [renaming(name, references)] };
}

/** Unsafe: a `--target` outside the file may be compared letter by letter. */
function renaming(name: Word, references: readonly Span[]): Fix {
  const wanted = name.text.toLowerCase();
  const edits = [name.span, ...references].map((span) => replaceSpan(span, wanted));
  return { title: `Rename the stage to ${wanted}, and all that refers to it`, safety: "unsafe", edits };
}

/** Where the stage is named, or why that cannot be told for sure. */
function referencesTo(dockerfile: Dockerfile, stage: Stage): readonly Span[] | string {
  const name = stage.name?.text.toLowerCase() ?? "";
  const places: Span[] = [];
  if (dockerfile.tree.escape === "`") return "The file has its own escape character.";
  if (dockerfile.stages.filter((one) => one.name?.text.toLowerCase() === name).length > 1)
    return "Two stages have this name.";
  if (describedByName(dockerfile, stage)) return "The comment above describes the stage by this name.";
  for (const user of dockerfile.stages) {
    if (user.base.kind === "stage" && user.base.stage === stage && user.baseWord) {
      if (user.baseWord.text.toLowerCase() !== name) return "A FROM refers to the stage through a variable.";
      places.push(user.baseWord.span);
    }
    for (const instruction of user.instructions) {
      for (const source of stageSources(instruction)) {
        if (source.name.toLowerCase() !== name) continue;
        if (source.at.end - source.at.start !== name.length) return "A reference to the stage is quoted or broken up.";
        if (instruction.trigger) return "An ONBUILD refers to the stage.";
        places.push(source.at);
      }
    }
  }
  return places;
}

/** BuildKit takes a comment that begins with the name for the stage's description. */
function describedByName({ tree }: Dockerfile, stage: Stage): boolean {
  const above = tree.nodes[tree.nodes.indexOf(stage.from) - 1];
  return above?.kind === "comment" && above.text.split(/\s/)[0] === stage.name?.text;
}

/** The span holds the word and nothing else: no quotes, no line end. */
function standsAsOne(word: Word): boolean {
  return word.span.end - word.span.start === word.text.length;
}
