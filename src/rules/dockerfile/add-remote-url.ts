import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction, Word } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { isGitSource, isHttpSource } from "./parts/add-sources.ts";
import { hostOf, isPrivateHost } from "./parts/downloads.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";
import { isVerifiedAfter } from "./parts/verified-downloads.ts";

const base = "FROM node:24.19-trixie-slim\n";

export const addRemoteUrl: Rule<"dockerfile"> = {
  id: "add-remote-url",
  title: "ADD fetches a file that nothing compares with a checksum",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: the file comes from outside at every build without cache. Low for a git source that names a branch or a tag.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "trivy/DS-0005",
    "dockle/CIS-DI-0009",
    "kics/Curl or Wget Instead of Add",
    "checkov/CKV_DOCKER_4",
    "semgrep/prefer-copy-over-add",
    "cis/4.9",
  ],
  scope:
    "ADD of an http or https address without --checksum, and of a git repository whose fragment is no full commit id, in stages that reach the image. One finding an instruction. Left alone: files that a RUN further down compares with a checksum or a signature, addresses that are all variable, and api.github.com, whose answer is added to notice that a branch moved.",
  why: "If the file behind the address is swapped, your next build takes it in without a word.",
  remedy: "Pin it: ADD --checksum=sha256:… for a file, a full commit id behind # for a git repository.",
  whenToIgnore: "You want whatever the address holds today, and nothing from it is executed.",
  bad: [
    { title: "a file", dockerfile: `${base}ADD https://example.com/tool /usr/local/bin/tool\nUSER 1000\n` },
    {
      title: "a tag that can move",
      dockerfile: `${base}ADD https://github.com/example/tool.git#v1.0 /src\nUSER 1000\n`,
    },
  ],
  good: [
    {
      title: "with its checksum",
      dockerfile: `${base}ADD --checksum=sha256:${"0".repeat(64)} https://example.com/tool /usr/local/bin/tool\nUSER 1000\n`,
    },
    {
      title: "a full commit id",
      dockerfile: `${base}ADD https://github.com/example/tool.git#${"0".repeat(40)} /src\nUSER 1000\n`,
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const add = instruction.trigger ?? instruction;
        const problem = add.name === "add" ? problemIn(stage, instruction, add) : undefined;
        if (problem && isVerifiedLater(runSteps(dockerfile), stage, add)) continue;
        if (problem) yield problem;
      }
    }
  },
};

function problemIn(stage: Stage, holder: Instruction, add: Instruction): Problem | undefined {
  if (add.flags.some(({ name }) => name === "checksum")) return undefined;
  for (const word of add.args.slice(0, -1)) {
    const value = stage.expand(holder, word.text);
    const text = value.known ? value.text : word.text;
    if (isGitSource(text)) {
      const problem = gitProblem(word, text);
      if (problem) return problem;
    } else if (isHttpSource(text) && !isSignal(text)) return fileProblem(word, text);
  }
  return undefined;
}

/** A RUN further down compares the file, known by the name it has at either end. */
function isVerifiedLater(steps: readonly RunStep[], stage: Stage, add: Instruction): boolean {
  return add.args.some(({ text }) => {
    const name = text.slice(text.lastIndexOf("/") + 1);
    return name.length > 2 && !name.includes("$") && isVerifiedAfter(steps, stage, add.index, name);
  });
}

/** Answers of an interface that are added only so that the cache notices a change. */
function isSignal(url: string): boolean {
  return /^https:\/\/(?:api\.github\.com|worldtimeapi\.org|www\.random\.org)\//.test(url);
}

function fileProblem(word: Word, url: string): Problem {
  const host = hostOf(url.replace(/\$\{?\w*\}?/g, "\u0000")) ?? "a host in a variable";
  const open = /^http:/i.test(url) && !isPrivateHost(host) ? " over plain http" : "";
  const plain = /^https?:\/\/[\w./:%~+-]+$/.test(url) ? url : "ADDRESS";
  return {
    at: word.span,
    message: `ADD takes whatever ${host} answers${open}: no checksum says what it should be.`,
    refusal: `The sum is for the publisher to say and is not made up here: compare theirs with \`curl -fsSL ${plain} | sha256sum\`, then write ADD --checksum=sha256:SUM.`,
  };
}

function gitProblem(word: Word, url: string): Problem | undefined {
  const reference = /#([^:]*)/.exec(url)?.[1] ?? "";
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(reference) || reference.includes("$")) return undefined;
  const what = reference === "" ? "the default branch" : reference;
  return {
    at: word.span,
    message: `ADD takes whatever ${what} of the repository is at the time of the build.`,
    severity: "low",
    refusal: "Which commit is meant is for you to say: find it with `git ls-remote` and write its full id behind #.",
  };
}
