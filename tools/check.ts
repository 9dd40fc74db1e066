import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * `npm run check`: everything that must hold before a change goes in, one line a step, two steps at a time. A step that
 * passes says nothing else; one that fails shows its output. `--skip tests,…` and `--only words,…` choose; the last
 * line is `N passed, N failed` and the status follows it.
 */

interface Step {
  readonly name: string;
  readonly title: string;
  /** Program of node_modules/.bin, or `node` and `npm`; then its arguments. */
  readonly command: readonly [string, ...string[]];
}

interface Outcome {
  readonly step: Step;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** Machines that run this have two cores; the steps use more than one each. */
const atOnce = 2;
/** The whole takes two to three minutes on two quiet cores; a step that takes longer than this hangs. */
const timeLimitMs = 600_000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const build: Step = { name: "build", title: "build", command: ["npm", "run", "--silent", "build"] };

/** Longest first, so that the short ones fill the second core. All of them may use what `build` made. */
const steps: readonly Step[] = [
  { name: "tests", title: "tests", command: ["vitest", "run", "--reporter=dot"] },
  { name: "types", title: "types", command: ["tsc", "-p", ".", "--noEmit"] },
  { name: "style", title: "format and lint", command: ["biome", "ci", "--colors=off", "."] },
  { name: "docs", title: "generated docs unchanged", command: ["tsx", "tools/generate-docs.ts", "--check"] },
  { name: "catalog", title: "every rule in the catalog", command: ["tsx", "tools/generate-catalog.ts", "--check"] },
  { name: "bases", title: "base tables unchanged", command: ["tsx", "tools/generate-bases.ts", "--check"] },
  { name: "rooms", title: "room arrows", command: ["tsx", "tools/check-rooms.ts"] },
  { name: "words", title: "nothing in the files that must not be", command: ["tsx", "tools/check-words.ts"] },
  { name: "package", title: "contents of the package", command: ["tsx", "tools/check-package.ts"] },
  {
    name: "own",
    title: "seaworthy on its own Dockerfile",
    command: ["node", "dist/cli.cjs", "check", "Dockerfile", "--preset", "strict", "--fail-on", "low", "--no-color"],
  },
];

const { values } = parseArgs({ options: { skip: { type: "string" }, only: { type: "string" } } });
const wanted = chooseSteps(names(values.skip), names(values.only));
const started = performance.now();

const built = await runStep(build);
tell(built);
const outcomes = built.passed ? [built, ...(await runAll(wanted))] : [built];
const failed = outcomes.filter((outcome) => !outcome.passed);
if (!built.passed) console.log(`not run, because nothing was built: ${wanted.map((step) => step.name).join(", ")}`);
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;

function names(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(",").map((name) => name.trim());
}

function chooseSteps(skip: readonly string[], only: readonly string[]): Step[] {
  const unknown = [...skip, ...only].find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    console.error(`no step is called "${unknown}"; there are: ${steps.map((step) => step.name).join(", ")}`);
    process.exit(2);
  }
  return steps.filter((step) => !skip.includes(step.name) && (only.length === 0 || only.includes(step.name)));
}

async function runAll(queue: readonly Step[]): Promise<Outcome[]> {
  const waiting = [...queue];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const outcome = await runStep(step);
      outcomes.push(outcome);
      tell(outcome);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

function runStep(step: Step): Promise<Outcome> {
  const [program, ...args] = step.command;
  const began = performance.now();
  const local = join(root, "node_modules/.bin", program);
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, npm_config_update_notifier: "false" };
  return new Promise((resolve) => {
    const child = spawn(existsSync(local) ? local : program, args, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeLimitMs,
    });
    let output = "";
    const collect = (chunk: string) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const end = (passed: boolean) => resolve({ step, passed, seconds: (performance.now() - began) / 1000, output });
    child.on("error", (error) => {
      output += `${error.message}\n`;
      end(false);
    });
    child.on("close", (status, signal) => {
      if (signal) output += `ended by ${signal} after ${timeLimitMs / 1000} s at most\n`;
      end(status === 0);
    });
  });
}

function tell({ step, passed, seconds, output }: Outcome): void {
  console.log(
    `${passed ? "pass" : "FAIL"}  ${step.title.padEnd(38)} ${seconds.toFixed(1).padStart(6)} s  ${passed ? lastLine(output) : ""}`.trimEnd(),
  );
  if (passed) return;
  console.log(`      ${step.command.join(" ")}`);
  for (const line of output.trimEnd().split("\n")) console.log(`      ${line}`);
}

/** The count a step ends with, where it says one. */
function lastLine(output: string): string {
  const tests = /^\s*Tests\s+(.*)$/m.exec(output)?.[1];
  if (tests) return tests;
  const last = output.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return /^\d+ \S/.test(last) && last.length < 80 ? last : "";
}
