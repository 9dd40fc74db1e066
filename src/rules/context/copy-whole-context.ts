import type { EffectiveContext } from "../../context/effective-context.ts";
import { litterOf, planIgnoreFile } from "../../context/ignore-plan.ts";
import type { PatternSubject } from "../../context/ignore-plan-candidate.ts";
import type { Problem } from "../../finding/finding.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { contextSecrets } from "./parts/context-secrets.ts";
import { repairByPlan } from "./parts/ignore-fix.ts";
import { onceEach } from "./parts/once-each.ts";
import { listText } from "./parts/words.ts";

const dockerfile = "FROM python:3.14-slim\nWORKDIR /srv\nCOPY . .\nUSER 1000\n";
const project = { "main.py": "", "requirements.txt": "", "__pycache__/main.cpython-314.pyc": "" };

export const copyWholeContext: Rule<"dockerfile" | "contexts"> = {
  id: "copy-whole-context",
  title: "COPY of everything takes what the image does not need",
  habit: "context",
  severity: "info",
  confidence: "high",
  severityReason:
    "Info: it makes the image larger and the cache worse, nothing more; what is dangerous has rules of its own.",
  needs: ["dockerfile", "contexts"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: ["dockle/DKL-LI-0003", "cis/4.3"],
  scope:
    "COPY or ADD of the whole context, where the ignore file leaves in caches, build output, logs or settings of editors. Once a build. Secrets, history and packages have rules of their own.",
  why: "It ships with the image, and each change of it makes this COPY and all that follows run again.",
  remedy: "Extend the ignore file, or copy just the folders that the program needs.",
  whenToIgnore: "The files are few, and the image is not shipped.",
  fix: "both",
  bad: [{ title: "a cache", files: { Dockerfile: dockerfile, ...project, ".dockerignore": "**/.git\n" } }],
  good: [
    { title: "left out", files: { Dockerfile: dockerfile, ...project, ".dockerignore": "**/__pycache__\n" } },
    {
      title: "a folder is copied",
      files: {
        Dockerfile: "FROM python:3.14-slim\nCOPY src /srv\nUSER 1000\n",
        "src/a.py": "",
        ...project,
        ".dockerignore": "**/.git\n",
      },
    },
  ],
  *check({ contexts }) {
    yield* onceEach(problemsOf(contexts));
  },
};

const harmless: ReadonlySet<PatternSubject> = new Set(["output", "cache", "logs", "editor", "system"]);

function* problemsOf(contexts: readonly EffectiveContext[]): Iterable<Problem> {
  for (const context of contexts) {
    const whole = context.transfers.find(
      ({ isWhole, kind, stage }) => isWhole && kind !== "bind" && stage.reachesTarget,
    );
    if (!whole || ![...litterOf(context)].some((subject) => harmless.has(subject))) continue;
    const secrets = new Set(contextSecrets(context).secrets.map(({ file }) => file.path));
    const plan = planIgnoreFile(context, { secrets, subjects: harmless });
    const needless = plan.added.filter(({ isTaken }) => isTaken);
    if (needless.length === 0) continue;
    const files = needless.reduce((sum, pattern) => sum + pattern.files, 0);
    const bytes = needless.reduce((sum, pattern) => sum + pattern.bytes, 0);
    const names = needless.map(({ lines }) => (lines[0] ?? "").replace(/^\*\*\//, ""));
    yield {
      at: whole.at,
      message: `${whole.kind.toUpperCase()} takes ${countText(files, "file")} (${bytesText(bytes)}) that the image does not need: ${listText(names, 3, "patterns")}.`,
      ...repairByPlan(plan),
    };
  }
}
