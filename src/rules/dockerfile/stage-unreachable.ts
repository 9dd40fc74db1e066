import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Rule } from "../rule.ts";

export const stageUnreachable: Rule<"dockerfile"> = {
  id: "stage-unreachable",
  title: "A stage is not part of the default build",
  habit: "build",
  severity: "info",
  confidence: "medium",
  severityReason:
    "Info: it may well be a target of its own; a stage without a name is low, as hardly anyone builds it by number.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "Stages that neither the last stage nor any other uses, in one finding a file. Names that read like targets (test, dev, debug, …) are left alone, and so are files with more than two such named stages: those are built with --target.",
  why: "A build without --target skips the stage, so tests or files you count on may never be built.",
  remedy: "Copy from it what the image needs, build it with --target, or delete it.",
  whenToIgnore: "The stage is built on its own with --target, by Compose or by Bake.",
  bad: [
    {
      title: "a build stage nothing is copied from",
      dockerfile: "FROM golang:1.26 AS tools\nRUN go version\nFROM debian:13-slim\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "a stage in use",
      dockerfile: "FROM golang:1.26 AS tools\nFROM debian:13-slim\nCOPY --from=tools /a /a\nUSER 1000\n",
    },
    { title: "a target for tests", dockerfile: "FROM golang:1.26 AS test\nRUN go test ./...\nFROM debian:13-slim\n" },
  ],
  *check({ dockerfile }) {
    if (dockerfile.stages.length < 2 || hasUnknownUses(dockerfile.stages)) return;
    const unused = dockerfile.stages.filter((stage) => !stage.reachesTarget && stage.usedBy.length === 0);
    const named = unused.filter((stage) => stage.name !== undefined);
    const shown = unused.filter((stage) => !stage.name || (named.length <= 2 && !targetName.test(stage.name.text)));
    const [first, ...others] = shown;
    if (!first) return;
    const labels = shown.map((stage) => stage.label).join(", ");
    const is = others.length === 0 ? "is" : "are";
    yield {
      at: first.name?.span ?? first.from.span,
      message: `Nothing uses ${labels}: ${others.length === 0 ? "it" : "they"} ${is} not part of the default build.`,
      ...(shown.some((stage) => stage.name) ? {} : { severity: "low" as const, confidence: "high" as const }),
      related: others.map((stage) => ({ at: stage.name?.span ?? stage.from.span, message: "this one neither" })),
    };
  },
};

/** Names people build by `--target`. */
const targetName =
  /(?:^|[-_.\d])(?:tests?|testing|dev|devel|develop|development|debug|lint|check|ci|prod|production|release|runtime|final|image|export|artifacts?|binar(?:y|ies)|docs?|bench|e2e|local|staging|default|all|validate|vendor|update|generate|format|fmt|coverage|devcontainer)(?:$|[-_.\d])/i;

/** A variable in FROM or --from may stand for any stage. */
function hasUnknownUses(stages: readonly Stage[]): boolean {
  return stages.some(
    (stage) =>
      stage.baseWord?.text.includes("$") ||
      stage.instructions.some(
        ({ flags, name }) => (name === "copy" || name === "run") && flags.some((flag) => /from=[^,]*\$/.test(flag.raw)),
      ),
  );
}
