import { expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { UnitKind } from "../project/unit.ts";
import { createSource } from "../text/source.ts";
import { lineComments } from "./comment-lines.ts";

// [what it shows, kind, text, [comment, what stands below]…]
const cases: [string, UnitKind, string, [string, string | undefined][]][] = [
  [
    "a key with all that is under it",
    "compose",
    "a:\n  # ignore x\n  b:\n    c: 1\n    d: 2\n  e: 3\n",
    [[" ignore x", "b:\n    c: 1\n    d: 2"]],
  ],
  [
    "a list as far left as its key",
    "compose",
    "# ignore x\nports:\n- 1\n- 2\nother: 1\n",
    [[" ignore x", "ports:\n- 1\n- 2"]],
  ],
  [
    "one item of a list",
    "compose",
    "p:\n  # ignore x\n  - a: 1\n    b: 2\n  - c\n",
    [[" ignore x", "- a: 1\n    b: 2"]],
  ],
  [
    "blank lines and comments between",
    "compose",
    "# ignore x\n\n# ignore y\nb: 1\n",
    [
      [" ignore x", "b: 1"],
      [" ignore y", "b: 1"],
    ],
  ],
  ["nothing", "compose", "b: 1\n# ignore x\n", [[" ignore x", undefined]]],
  [
    "a command with its continuation",
    "script",
    "# ignore x\ndocker run \\\n  a\nb\n",
    [[" ignore x", "docker run \\\n  a"]],
  ],
  ["a line of a page", "script", "<!-- ignore x -->\ntext\n", [[" ignore x ", "text"]]],
  ["one pattern", "ignore-file", "# ignore x\na\nb\n", [[" ignore x", "a"]]],
  ["no comment: `#` further right", "ignore-file", " # ignore x\na\n", []],
  ["no comment: behind a value", "compose", "a: 1 # ignore x\n", []],
  ["a carriage return is no part of it", "script", "# ignore x\r\na\r\n", [[" ignore x", "a"]]],
];
it.each(cases)("covers %s", (_, kind, text, expected) => {
  const found = lineComments(createSource("f", text), kind).map(({ text: comment, place }) => [
    comment,
    place.below &&
      text
        .slice(place.below.start, place.below.end)
        .replace(/^(?:\s*(?:#|<!--).*\r?\n|\s*\n)+/, "")
        .trimStart(),
  ]);
  expect(found).toEqual(expected);
});

it("knows what stands at the top", () => {
  const places = lineComments(createSource("f", "# ignore a\n\n# skip b\nx: 1\n# ignore c\ny: 2\n"), "compose");
  expect(places.map(({ place }) => place.atTop)).toEqual([true, true, false]);
});

it("takes a time that grows with the text, not with its square", () => {
  const start = cpuTime();
  lineComments(createSource("f", `# ignore x\n${"  a: 1\n".repeat(50_000)}`), "compose");
  lineComments(createSource("f", "# ignore x\n".repeat(20_000)), "script");
  expect(cpuTime() - start).toBeLessThan(3_000);
});
