import type { EffectiveContext, Transfer } from "../../context/effective-context.ts";
import { type IgnorePlan, litterOf, type PlannedPattern, planIgnoreFile } from "../../context/ignore-plan.ts";
import type { Problem } from "../../finding/finding.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { contextSecrets } from "./parts/context-secrets.ts";
import { repairByPlan } from "./parts/ignore-fix.ts";
import { onceEach } from "./parts/once-each.ts";
import { listText } from "./parts/words.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nUSER 1000\n";
const project = {
  "package.json": "{}",
  "server.js": "",
  "node_modules/a/index.js": "",
  ".git/HEAD": "ref: refs/heads/main\n",
};

export const ignoreFileMissing: Rule<"dockerfile" | "contexts"> = {
  id: "ignore-file-missing",
  title: "There is no ignore file, and COPY takes what the image does not need",
  habit: "context",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium when secrets, history or this machine's packages are taken; low when it is caches and the like.",
  needs: ["dockerfile", "contexts"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "A build whose folder has no ignore file, and whose COPY, ADD or bind mount takes files that an ignore file would leave out and no instruction needs: secrets, history, packages and output of this machine, caches, settings of editors. Once a build. Silent when files are copied one by one, and when nothing of the kind is there.",
  why: "Everything in the folder, also what git ignores, goes into the build and often into the image; and each change of it makes COPY run again.",
  remedy: "Write a .dockerignore; the fix proposes one in which nothing is left out that a COPY names.",
  whenToIgnore:
    "The folder is made for the build and holds nothing else, as in a CI job that checks out the sources only.",
  fix: "both",
  bad: [
    { title: "packages and history of this machine", files: { Dockerfile: dockerfile, ...project } },
    {
      title: "caches",
      files: {
        Dockerfile: "FROM python:3.14-slim\nCOPY app /srv/app\nUSER 1000\n",
        "app/main.py": "",
        "app/__pycache__/main.cpython-314.pyc": "",
        "requirements.txt": "",
      },
    },
  ],
  good: [
    { title: "nothing but the program", files: { Dockerfile: dockerfile, "package.json": "{}", "server.js": "" } },
    {
      title: "copied one by one",
      files: { Dockerfile: "FROM node:24.19-trixie-slim\nCOPY server.js /srv/\nUSER 1000\n", ...project },
    },
  ],
  *check({ contexts }) {
    yield* onceEach(problemsOf(contexts));
  },
};

function* problemsOf(contexts: readonly EffectiveContext[]): Iterable<Problem> {
  for (const context of contexts) {
    // One that is there and cannot be read is not missing.
    if (context.ignoreFile || context.unread.length > 0 || context.transfers.length === 0) continue;
    const secrets = new Set(contextSecrets(context).secrets.map(({ file }) => file.path));
    if (secrets.size === 0 && ![...litterOf(context)].some((subject) => subject !== "build-files")) continue;
    const plan = planIgnoreFile(context, { secrets });
    const needless = plan.added.filter(({ isTaken, subject }) => isTaken && subject !== "build-files");
    const taker = needless.length > 0 ? takerOf(context) : undefined;
    if (taker) yield problemOf(plan, needless, taker);
  }
}

function problemOf(plan: IgnorePlan, needless: readonly PlannedPattern[], taker: Transfer): Problem {
  const files = needless.reduce((sum, pattern) => sum + pattern.files, 0);
  const bytes = needless.reduce((sum, pattern) => sum + pattern.bytes, 0);
  const largest = [...needless].sort((a, b) => rankOf(a) - rankOf(b) || b.bytes - a.bytes);
  const names = largest.map(({ lines }) => (lines[0] ?? "").replace(/^\*\*\//, ""));
  const isGrave = needless.some((pattern) => rankOf(pattern) === 0);
  return {
    at: taker.at,
    message: `There is no ignore file, so ${countText(files, "file")} (${bytesText(bytes)}) that the image does not need ${files === 1 ? "goes" : "go"} into the build: ${listText(names, 3, "patterns")}.`,
    severity: isGrave ? "medium" : "low",
    ...repairByPlan(plan),
  };
}

function rankOf({ subject }: PlannedPattern): number {
  return subject === "secrets" || subject === "vcs" || subject === "dependencies" ? 0 : 1;
}

/** The COPY to point at: of everything, or else the one that takes most. */
function takerOf({ transfers }: EffectiveContext): Transfer | undefined {
  const built = transfers.filter(({ stage }) => stage.reachesTarget);
  return built.find(({ isWhole }) => isWhole) ?? [...built].sort((a, b) => b.files().length - a.files().length)[0];
}
