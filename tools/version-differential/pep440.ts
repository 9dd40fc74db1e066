import { fileURLToPath } from "node:url";
import { pep440Versions } from "../../src/packages/versions/pep440.ts";
import { runs, startComparator } from "./comparator.ts";
import { digits, dotted, nearPair } from "./near.ts";
import type { Oracle } from "./oracle.ts";
import type { Random } from "./random.ts";

const python = "/usr/bin/python3";

/** The library `packaging` of PyPA. */
export const pep440Oracle: Oracle = {
  scheme: pep440Versions,
  name: "packaging.version",
  debianPackages: ["python3", "python3-packaging"],
  pairs: 200_000,
  generate: (random) => nearPair({ real, pieces, grammar }, random),
  byHand: [
    ["1.0", "1"],
    ["1.0-1", "1.0.post1"],
    ["1.0c1", "1.0rc1"],
    ["1.0.dev1", "1.0a1.dev1"],
    ["1.0+abc", "1.0+1"],
    ["1.0+1", "1.0+1.0"],
    ["1.0+ubuntu-1", "1.0+ubuntu.1"],
    ["1.0+01", "1.0+1"],
    ["0!1", "1"],
    ["v1", "V1"],
    ["1.0post", "1.0post0"],
    ["1.0-", "1.0"],
    ["1.0--1", "1.0-1"],
    ["2004d", "2004"],
    ["", "0"],
    [" 1.0 ", "1.0"],
  ],
  start: async () => {
    if (!runs(python, ["-c", "import packaging.version"])) throw new Error("Python does not find the module packaging");
    return startComparator(python, [fileURLToPath(new URL("pep440-compare.py", import.meta.url))]);
  },
};

const real = [
  ..."1.0 2.31.0 4.2.7 1.26.18 65.5.1 0.0.1a1 1.0b2 1.0rc1 2.0.0.dev0 1!2.0 1.0.post1 1.0.post1.dev2 1.0a1.post1.dev3".split(
    " ",
  ),
  ..."2.1.0+cu118 1.2+dfsg 1.2+dfsg.1 2023.7.22 2013b0 1.0-1 v1.2.3 1.0.0-alpha.1 1.0_rc_2 1.0pre3 1.0-preview-4 1.0-rev2".split(
    " ",
  ),
  ..."20230101 0.10.0rc0 3.0.0b1.dev20210101 1.0.dev 5.0.0-SNAPSHOT 1.0.1.final 2004d 1.0+local.1.abc.002".split(" "),
];
const pieces = [
  ...[
    ".",
    "-",
    "_",
    "!",
    "+",
    "0",
    "00",
    "1",
    "9",
    "10",
    ".0",
    ".0.0",
    "a",
    "b",
    "c",
    "rc",
    "alpha",
    "beta",
    "pre",
    "preview",
  ],
  ...[
    "post",
    "rev",
    "r",
    "dev",
    ".dev",
    ".post",
    ".dev1",
    ".post1",
    "a1",
    "rc1",
    "-1",
    "1!",
    "+x",
    "+1",
    ".x",
    "RC",
    " ",
    "v",
    "é",
  ],
];

function grammar(random: Random): string {
  const between = () => random.one(["", "", ".", "-", "_"]);
  const number = () => (random.chance(0.8) ? between() + (random.chance(0.7) ? random.below(3) : digits(random)) : "");
  const part = (probability: number, words: readonly string[]) =>
    random.chance(probability) ? between() + random.one(words) + number() : "";
  const local = random.chance(0.25)
    ? `+${Array.from({ length: 1 + random.below(3) }, () => (random.chance(0.5) ? digits(random) : random.one(["abc", "x", "X", "1a", "dfsg"]))).join(random.one([".", "-", "_"]))}`
    : "";
  return [
    random.chance(0.1) ? "v" : "",
    random.chance(0.1) ? `${digits(random)}!` : "",
    random.chance(0.6) ? random.one(["1.0", "1", "1.0.0", "2.1", "0"]) : dotted(random),
    part(0.4, ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "RC"]),
    random.chance(0.1) ? `-${digits(random)}` : part(0.3, ["post", "rev", "r"]),
    part(0.3, ["dev"]),
    local,
  ].join("");
}
