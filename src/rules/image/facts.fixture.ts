/** For the tests beside the rules on images: images as examples show them, and where each problem lies. */
import { expect, it } from "vitest";
import type { Problem } from "../../finding/finding.ts";
import type { ExampleImage, ExampleStep } from "../../inventory/example-image.ts";
import { memoryImage } from "../../inventory/memory-image.ts";
import { imageUnit } from "../../project/image-unit.ts";
import type { Unit } from "../../project/unit.ts";
import { createSource } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { runRule } from "../testing.ts";

/** A problem with the first line of the text that it points at. */
export interface ImageProblem {
  readonly problem: Problem;
  readonly line: string;
}

/** The image of an example as something that is checked. */
export function exampleUnit(image: ExampleImage): Unit {
  const { config = "", entries = [] } = image.expiredIgnores ?? {};
  const source = createSource(".seaworthy.yaml", config);
  return imageUnit(
    memoryImage(image),
    entries.map((entry) => ({ ...entry, source })),
  );
}

export function problemsInImage(rule: Rule, image: ExampleImage): ImageProblem[] {
  const unit = exampleUnit(image);
  return runRule(rule, unit.facts(unit.source)).map((problem) => ({
    problem,
    line: unit.source.text.slice(problem.at.start, problem.at.end).split("\n")[0] ?? "",
  }));
}

/** `[what it shows, image, for each problem how the step it points at begins, and words of its message]`. */
export type ImageCase = readonly [
  title: string,
  image: ExampleImage,
  found: readonly (readonly [step: string, words: string])[],
];

export function expectInImages(rule: Rule, cases: readonly ImageCase[]): void {
  it.each(cases)(`${rule.id}: %s`, (_, image, found) => {
    const problems = problemsInImage(rule, image);
    expect(problems.map(({ line, problem }) => `${line} | ${problem.message}`)).toEqual(
      found.map(([step, words]) => expect.stringMatching(matching(step, words))),
    );
    for (const { problem } of problems) expect(problem.message).not.toMatch(/undefined|\[object/);
  });
}

function matching(step: string, words: string): RegExp {
  const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${quoted(step)}[^\\n]* \\| [\\s\\S]*${quoted(words)}`);
}

/** A step with files: `layer("COPY . .", { "app/a": "" })`. */
export function layer(createdBy: string, files: NonNullable<ExampleStep["files"]>): ExampleStep {
  return { createdBy, files };
}

/** A step that only changes the config. */
export function setting(createdBy: string): ExampleStep {
  return { createdBy };
}

/** Debian's layer, as far as the rules look at it. */
export const debian: ExampleStep = layer("# debian.sh --arch 'amd64' out/ 'trixie'", {
  "etc/os-release": 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
  "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
  "etc/group": "root:x:0:\nnogroup:x:65534:\n",
  "etc/shadow": "root:*:20000:0:99999:7:::\nnobody:*:20000:0:99999:7:::\n",
  "usr/bin/su": { text: "ELF", mode: 0o4755 },
  "usr/bin/passwd": { text: "ELF", mode: 0o4755 },
  "tmp/": { mode: 0o1777 },
});

/** Text of a number of bytes. */
export function filler(bytes: number): string {
  return "x".repeat(bytes);
}
