import type { Comment, Instruction, Node } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import { lineEndOf, type Source } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

export const descriptionComment: Rule<"dockerfile"> = {
  id: "description-comment",
  title: "A comment above ARG or a named stage is not its description",
  habit: "build",
  severity: "info",
  confidence: "medium",
  severityReason: "Info: it matters only to those who list a project's targets and build arguments.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["buildkit/InvalidDefinitionDescription"],
  scope:
    "An ARG, or a FROM with a stage name, with a comment right above that does not begin with that name. Comments that switch a checker off, and comments with an empty line below them, are left alone.",
  why: "docker build --call=outline and --call=targets show that comment as the description, and leave it out when the name does not stand first.",
  remedy: "Begin the comment with the name, as in # VERSION is the release to install, or put an empty line below it.",
  whenToIgnore: "Nobody calls the outline of this file.",
  fix: "safe",
  bad: [
    {
      title: "a description without the name",
      dockerfile: "FROM node:24.19-trixie-slim\n# which mode to build\nARG MODE=production\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "the name first",
      dockerfile: "FROM node:24.19-trixie-slim\n# MODE is what to build for\nARG MODE=production\nUSER 1000\n",
    },
    {
      title: "a comment on its own",
      dockerfile: "FROM node:24.19-trixie-slim\n# Settings\n\nARG MODE=production\nUSER 1000\n",
    },
  ],
  *check({ dockerfile: { tree } }) {
    let above: Node | undefined;
    for (const node of tree.nodes) {
      if (node.kind === "instruction" && above?.kind === "comment") {
        const names = namesOf(node);
        if (names.length > 0 && !describes(above, names)) yield problem(tree.source, node, above, names);
      }
      above = node;
    }
  },
};

function namesOf({ name, pairs, args }: Instruction): readonly string[] {
  if (name === "arg") return pairs.map(({ key }) => key.text);
  const stage = name === "from" && args[1]?.text.toLowerCase() === "as" ? args[2]?.text : undefined;
  return stage === undefined ? [] : [stage];
}

const switchesOff = /^(?:hadolint|seaworthy|trivy:|checkov:|kics-scan|nosemgrep|tally|check=|syntax=|escape=)/i;

function describes({ text }: Comment, names: readonly string[]): boolean {
  return text === "" || names.includes(text.split(/[\s:]/)[0] ?? "") || switchesOff.test(text);
}

function problem(source: Source, instruction: Instruction, comment: Comment, names: readonly string[]): Problem {
  const name = names.length === 1 ? names[0] : "one of its names";
  const what = instruction.name === "arg" ? "this ARG" : "this stage";
  return {
    at: comment.span,
    message: `The comment right above ${what} is read as its description, which has to begin with ${name}.`,
    fixes: [apart(source, instruction)],
  };
}

/** Safe: an empty line. */
function apart(source: Source, instruction: Instruction): Fix {
  const start = instruction.lines[0]?.start ?? instruction.span.start;
  const edits = [{ start, end: start, text: lineEndOf(source.text) }];
  return { title: "Set the comment apart by an empty line", safety: "safe", edits };
}
