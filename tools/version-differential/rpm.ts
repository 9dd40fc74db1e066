import { fileURLToPath } from "node:url";
import { rpmVersions } from "../../src/packages/versions/rpm.ts";
import { runs, startComparator } from "./comparator.ts";
import { digits, dotted, nearPair } from "./near.ts";
import type { Oracle } from "./oracle.ts";
import type { Random } from "./random.ts";

/** Debian's own Python: its bindings are not seen by another. */
const python = "/usr/bin/python3";

/** librpm through `rpm.ver` of its Python bindings. */
export const rpmOracle: Oracle = {
  scheme: rpmVersions,
  name: "librpm, rpm.ver",
  debianPackages: ["python3", "python3-rpm"],
  pairs: 200_000,
  generate: (random) => nearPair({ real, pieces, grammar }, random),
  byHand: [
    ["1.0", "0:1.0"],
    [":1.0", "0:1.0"],
    ["a:1.0", "1.0"],
    ["1.0", "1.0-1"],
    ["1.0~", "1.0"],
    ["1.0^", "1.0"],
    ["1.0^", "1.0."],
    ["1.0^a", "1.0a"],
    ["1.0^1~", "1.0^1"],
    ["1..0", "1.0"],
    ["1.a", "1a"],
    ["ü", "."],
    ["1ü2", "1.2"],
    ["", "1"],
    ["-1", "1"],
    ["1-", "1"],
    ["1:", "1"],
    ["00000000000000000001:1", "1:1"],
  ],
  start: async () => {
    if (!runs(python, ["-c", "import rpm"])) throw new Error("Python does not find the module rpm");
    return startComparator(python, [fileURLToPath(new URL("rpm-compare.py", import.meta.url))]);
  },
};

const real = [
  ..."1:3.0.7-24.el9 3.0.7-25.el9_3 2.34-83.el9.7 4.18.0-513.5.1.el8_9 0:1.2.3-4.fc39 32:9.16.23-14.el9_3 1.0~rc1-1".split(
    " ",
  ),
  ..."1.0^20230101gitabcdef-2.fc38 8.5.0-20.module+el8.9.0+1234+abcd 2.9.13-6.el9_4 1.1.1k-12.el8_9 20220101-1 4.3.0.1".split(
    " ",
  ),
  ..."7.76.1-29.el9_4.1 150400.3.1 1.2.11-150000.3.48.1 4:5.32.1-481.el9 0.8.15-1.amzn2023.0.2 2.6.32-754.35.1.el6.x86_64".split(
    " ",
  ),
];
const pieces = [
  ...[
    "~",
    "~~",
    "^",
    "^^",
    "^~",
    "~^",
    "-",
    ".",
    "..",
    "_",
    "+",
    ":",
    "0",
    "00",
    "1",
    "9",
    "10",
    "a",
    "Z",
    "z",
    "rc1",
    "el9",
  ],
  ...["0:", "1:", "-1", ".fc39", "ü", " ", "18446744073709551616"],
];

function grammar(random: Random): string {
  const epoch = random.chance(0.2) ? `${random.chance(0.5) ? random.below(3) : digits(random)}:` : "";
  const suffix = random.chance(0.5) ? random.one(pieces) + (random.chance(0.5) ? digits(random) : "") : "";
  const release = random.chance(0.5) ? `-${dotted(random, 2)}${random.chance(0.4) ? random.one(pieces) : ""}` : "";
  return epoch + dotted(random) + suffix + release;
}
