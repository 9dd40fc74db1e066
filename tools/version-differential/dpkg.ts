import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dpkgVersions } from "../../src/packages/versions/dpkg.ts";
import { startComparator } from "./comparator.ts";
import { digits, dotted, nearPair } from "./near.ts";
import type { Comparator, Oracle, Order, Pair } from "./oracle.ts";
import type { Random } from "./random.ts";

/** Pairs that the command is asked about as well, to prove that the program we built says the same. */
const proven = 400;

/** libdpkg itself: a small program linked with it, checked on the first pairs against `dpkg --compare-versions`. */
export const dpkgOracle: Oracle = {
  scheme: dpkgVersions,
  name: `libdpkg, the first ${proven} pairs dpkg --compare-versions too`,
  debianPackages: ["dpkg", "gcc", "libc6-dev", "libdpkg-dev", "libmd-dev"],
  pairs: 200_000,
  generate: (random) => nearPair({ real, pieces, grammar }, random),
  byHand: [
    ["1.0", "1.0-0"],
    ["0:1.0", "1.0"],
    ["+1:1.0", "1:1.0"],
    ["2147483647:1", "2147483648:1"],
    ["1:", "1"],
    ["1.0-", "1.0"],
    ["-1", "1"],
    ["1 2", "1"],
    ["", "1"],
    ["v1.0", "1.0"],
    ["1.0~~", "1.0~~a"],
    ["1.0_1", "1.0+1"],
  ],
  start,
};

async function start(): Promise<Comparator> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-dpkg-"));
  const program = join(folder, "compare");
  const source = fileURLToPath(new URL("dpkg-compare.c", import.meta.url));
  const made = spawnSync("cc", ["-O1", "-o", program, source, "-ldpkg", "-lmd"], { encoding: "utf8" });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error("the program with libdpkg could not be built");
  }
  const comparator = await startComparator(program, []);
  let asked = 0;
  return {
    compare: async (pairs) => {
      const orders = await comparator.compare(pairs);
      for (let index = 0; index < pairs.length && asked < proven; index++) {
        const pair = pairs[index];
        if (pair && isArgument(pair)) {
          prove(pair, orders[index]);
          asked++;
        }
      }
      return orders;
    },
    close: () => {
      comparator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The command takes an empty version for an unknown one, and one with a hyphen in front for an option. */
function isArgument(pair: Pair): boolean {
  return pair.every((version) => version !== "" && !version.startsWith("-"));
}

function prove(pair: Pair, built: Order): void {
  const ask = (relation: string) =>
    spawnSync("dpkg", ["--compare-versions", pair[0], relation, pair[1]], { stdio: "ignore" }).status;
  const isLess = ask("lt");
  const order = isLess === 2 ? undefined : isLess === 0 ? -1 : ask("eq") === 0 ? 0 : 1;
  if (order !== built) throw new Error(`dpkg says ${order} of ${JSON.stringify(pair)}, libdpkg ${built}`);
}

const real = [
  ..."3.0.13-1~deb12u1 3.0.11-1~deb12u2 1:1.2.13.dfsg-1 1:2.3-4+b1 2:8.2+93 1.1.1n-0+deb11u5 7.88.1-10+deb12u5".split(
    " ",
  ),
  ..."2.36-9+deb12u4 1:9.2p1-2+deb12u2 5.15.0-91.101~20.04.1 1.21.22 0~20230101 1.0~rc1-1 4.3.0-1ubuntu3.22.04.1".split(
    " ",
  ),
  ..."20230311+deb12u1 2.9.14+dfsg-1.3~deb12u1 1:4.13+dfsg1-1+b1 5.36.0-7+deb12u2 v0.12.0 2.4.57-2 0.0~git20200101.abcdef-1".split(
    " ",
  ),
  ..."9.0.1378-2+esm1 1.18.0-6ubuntu14.4+esm2 2023c-5 3.1.0~beta2-1 1.0-1-1 10.2.1-6 255.4-1ubuntu8.4 1:3.0.2-0ubuntu1.10".split(
    " ",
  ),
];
const pieces = [
  ...[
    "~",
    "~~",
    "+",
    "-",
    ".",
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
    "+b1",
    "~deb12u1",
    "-0",
    "-1",
    "0:",
    "1:",
  ],
  ...["+dfsg", "ubuntu", "_", "%", " ", "^", "=", "18446744073709551616"],
];

function grammar(random: Random): string {
  const epoch = random.chance(0.2) ? `${random.chance(0.5) ? random.below(3) : digits(random)}:` : "";
  const suffix = random.chance(0.5) ? random.one(pieces) + (random.chance(0.5) ? digits(random) : "") : "";
  const revision = random.chance(0.5) ? `-${dotted(random, 2)}${random.chance(0.4) ? random.one(pieces) : ""}` : "";
  return epoch + dotted(random) + suffix + revision;
}
