import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

const accountTools: ReadonlySet<string> = new Set(["useradd", "adduser", "groupadd", "addgroup"]);

export const consecutiveRun: Rule<"dockerfile"> = {
  id: "consecutive-run",
  title: "Instructions that could be one stand in a row",
  habit: "slim",
  severity: "info",
  confidence: "medium",
  severityReason: "Info: a matter of taste, as separate lines are cached separately.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL3059", "kics/Multiple RUN, ADD, COPY, Instructions Listed"],
  scope:
    "RUN instructions in a row with the same flags and no heredoc, or COPY and ADD in a row with the same flags and the same folder as destination: once a row. A RUN that creates users is a step of its own. Only in the final stage and the stages it is FROM; layers of other stages are thrown away.",
  why: "Each of them adds a layer, and what one writes and a later one deletes stays in the image.",
  remedy: "Join them with &&, or give COPY all its sources at once.",
  whenToIgnore: "The lines change at different times, and you want them cached apart.",
  bad: [
    {
      title: "two commands, two layers",
      dockerfile: "FROM node:24.19-trixie-slim\nRUN mkdir /data\nRUN chown 1000 /data\nUSER 1000\n",
    },
    {
      title: "one folder, two copies",
      dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /app\nCOPY a.js ./\nCOPY b.js ./\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "joined",
      dockerfile: "FROM node:24.19-trixie-slim\nRUN mkdir /data && chown 1000 /data\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) if (stage.inTargetChain) yield* rowsIn(stage);
  },
};

function* rowsIn(stage: Stage): Iterable<Problem> {
  let row: Instruction[] = [];
  for (const instruction of [...stage.instructions, undefined]) {
    const first = row[0];
    if (first && instruction && joins(stage, first, instruction)) {
      row.push(instruction);
      continue;
    }
    if (first && row.length > 1) yield problem(first, row);
    row = instruction ? [instruction] : [];
  }
}

/** ADD and COPY count as one. Making the app's user is a step of its own: it never changes, so it stays cached. */
function joins(stage: Stage, first: Instruction, next: Instruction): boolean {
  if (kindOf(first) !== kindOf(next) || first.heredocs.length > 0 || next.heredocs.length > 0) return false;
  if (flagsOf(first) !== flagsOf(next)) return false;
  if (next.name === "run")
    return first.form === "text" && next.form === "text" && !makesAccounts(stage, first) && !makesAccounts(stage, next);
  if (kindOf(next) !== "copy") return false;
  const folder = first.args.at(-1)?.text ?? "";
  return /(?:^|\/)\.?\.?$/.test(folder) && folder !== "" && folder === next.args.at(-1)?.text;
}

function kindOf({ name }: Instruction): string {
  return name === "add" ? "copy" : name;
}

function makesAccounts(stage: Stage, run: Instruction): boolean {
  return commandsOf(stage, run).commands.some(({ name }) => accountTools.has(name));
}

function flagsOf({ flags }: Instruction): string {
  return flags.map(({ raw }) => raw).join(" ");
}

function problem(first: Instruction, row: readonly Instruction[]): Problem {
  const end = row.at(-1)?.keyword.span ?? first.keyword.span;
  return {
    at: row[1]?.span ?? first.span,
    message: `${row.length} ${first.name.toUpperCase()} instructions in a row make ${row.length} layers.`,
    related: [
      { at: first.span, message: "The row begins here." },
      ...(row.length > 2 ? [{ at: end, message: "The row ends here." }] : []),
    ],
  };
}
