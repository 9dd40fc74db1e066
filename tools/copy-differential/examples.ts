/**
 * Proves the example projects on the builder: the secret that `secret-in-context` names is in the image of `before`, at the
 * path the rule says, and not in that of `after`. What needs an image or a program is taken out of the Dockerfiles first.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveDockerfile } from "../../src/dockerfile/stages.ts";
import { examine } from "../../src/engine/examine.ts";
import { memoryProject } from "../../src/project/memory-project.ts";
import { secretInContext } from "../../src/rules/context/secret-in-context.ts";
import { applyEdits, type Edit } from "../../src/text/edit.ts";
import { createSource } from "../../src/text/source.ts";
import { exampleNames, examplesFolder, readFolder } from "../examples.ts";
import type { Engine } from "../ignore-differential/engine.ts";

/** A secret that we say is in the image. */
interface Claim {
  readonly file: string;
  readonly path: string;
}

/** Prints a line for each project; gives how many are not as we say. */
export async function proveExamples(engine: Engine): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  let failed = 0;
  for (const name of exampleNames()) {
    const claims = claimsOf(join(examplesFolder, name, "before"));
    const texts = claims.map(({ file }) => readFileSync(join(examplesFolder, name, "before", file), "utf8"));
    const before = await build(engine, join(examplesFolder, name, "before"), texts);
    const after = await build(engine, join(examplesFolder, name, "after"), texts);
    const wrong = typeof before === "string" ? before : typeof after === "string" ? after : undefined;
    const isAt = (place: string) => typeof before !== "string" && before.includes(place);
    const isRight =
      !wrong &&
      claims.length > 0 &&
      claims.every(({ path }) => isAt(path)) &&
      after.length === 0 &&
      claimsOf(join(examplesFolder, name, "after")).length === 0;
    if (isRight) passed += 1;
    else failed += 1;
    const said = claims.map(({ file, path }) => `${file} at ${path}`).join(", ");
    const found = wrong ?? `before has it at [${String(before)}], after at [${String(after)}]`;
    console.log(`example ${name}: we say ${said || "nothing"}; the image ${found}${isRight ? "" : "  WRONG"}`);
  }
  return { passed, failed };
}

/** Reads the trace of each finding: where the last instruction puts the file. */
function claimsOf(folder: string): Claim[] {
  const project = memoryProject(readFolder(folder));
  return project.units.flatMap((unit) =>
    examine(unit, [secretInContext]).problems.flatMap(({ problem }) => {
      const trace = (problem.related ?? []).map(({ message }) => message);
      const file = /^(\S+) comes into /.exec(trace[0] ?? "")?.[1];
      const last = trace.findLast((message) => message.includes(" as /"));
      const path = / as (\/\S+?)(?:\.$|, unless )/.exec(last ?? "")?.[1];
      return file === undefined || path === undefined ? [] : [{ file, path }];
    }),
  );
}

/** Paths of the image whose files have one of the texts, or what went wrong. */
async function build(engine: Engine, project: string, texts: readonly string[]): Promise<readonly string[] | string> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-example-"));
  try {
    const context = join(folder, "context");
    const target = join(folder, "out");
    mkdirSync(target);
    cpSync(project, context, { recursive: true });
    const source = readFileSync(join(context, "Dockerfile"), "utf8");
    writeFileSync(join(context, "Dockerfile"), onScratch(source));
    const failure = await engine.build(context, target);
    if (failure) return `cannot be built: ${failure.message}`;
    if (!existsSync(target)) return "is not there";
    return readdirSync(target, { recursive: true, withFileTypes: true, encoding: "utf8" })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => texts.includes(readFileSync(path, "utf8")))
      .map((path) => path.slice(target.length))
      .sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bases become `scratch`; RUN and USER go, and COPY of what only a RUN would have made. */
function onScratch(text: string): string {
  const dockerfile = resolveDockerfile(createSource("Dockerfile", text));
  const edits: Edit[] = dockerfile.stages.flatMap((stage) => {
    const base = stage.base.kind === "image" && stage.baseWord ? [{ ...stage.baseWord.span, text: "scratch" }] : [];
    const dropped = stage.instructions.filter(
      ({ name, flags, args }) =>
        name === "run" ||
        name === "user" ||
        (flags.some((flag) => flag.name === "from") && args[0]?.text.startsWith("/out/")),
    );
    return [...base, ...dropped.map(({ span }) => ({ ...span, text: "" }))];
  });
  return applyEdits(text, edits);
}
