import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goVersions } from "../../src/packages/versions/go.ts";
import { startComparator } from "./comparator.ts";
import { digits, nearPair } from "./near.ts";
import type { Comparator, Oracle } from "./oracle.ts";
import type { Random } from "./random.ts";

/** Where Debian keeps the sources of modules. */
const sources = "/usr/share/gocode";

/** golang.org/x/mod/semver. It knows modules only: Go's own releases (`go1.21rc2`) are left out. */
export const goOracle: Oracle = {
  scheme: goVersions,
  name: "golang.org/x/mod/semver",
  debianPackages: ["golang-go", "golang-golang-x-mod-dev"],
  pairs: 200_000,
  generate: (random) => {
    for (;;) {
      const pair = nearPair({ real, pieces, grammar }, random);
      if (!pair.some((version) => /^\s*(?:go)?\d+(?:\.\d+){0,3}(?:alpha|beta|rc|\s)|\s/.test(version))) return pair;
    }
  },
  byHand: [
    ["v1", "v1.0.0"],
    ["v1.2-pre", "v1.2.0-pre"],
    ["v01.2.3", "v1.2.3"],
    ["v1.2.3-01", "v1.2.3-1"],
    ["v1.2.3-0a", "v1.2.3-0"],
    ["v2.0.0+incompatible", "2.0.0"],
    ["v0.0.0-20200101000000-abcdefabcdef", "v0.0.0"],
    ["(devel)", "v1.0.0"],
    ["", "v1.0.0"],
    ["v99999999999999999999.0.0", "v99999999999999999998.0.0"],
  ],
  start,
};

async function start(): Promise<Comparator> {
  if (!existsSync(`${sources}/src/golang.org/x/mod/semver`)) throw new Error("golang.org/x/mod is missing");
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-go-"));
  const program = join(folder, "compare");
  const source = fileURLToPath(new URL("go-compare.go", import.meta.url));
  const env = { ...process.env, GO111MODULE: "off", GOPATH: sources, GOFLAGS: "" };
  const made = spawnSync("go", ["build", "-o", program, source], { env, encoding: "utf8" });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error("the program with golang.org/x/mod/semver could not be built");
  }
  const comparator = await startComparator(program, []);
  return {
    compare: comparator.compare,
    close: () => {
      comparator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const real =
  "v1.9.1 1.9.1 v2.8.0+incompatible v1.3.1-0.20190301021747-ccb9e902956d 0.0.0-20260319175635-5183b7d v1.22.0-0 v1.5.0-rc1.0.20230601080528-80d139bb5d1d 20.10.0-beta1+incompatible 1.28.0-129.0 0.8.5-security1 v1.2.3+dirty v1 v1.2 1.2.4-0.20240101000000-abcdefabcdef+dirty 0 1.10.1-lts 2.12.0-RC.1".split(
    " ",
  );
const pieces =
  ". - + v 0 00 01 1 9 10 a Z rc alpha -alpha -rc.1 -0 -01 .1 .0 .00 +incompatible +dirty -0. _ ~ (devel)".split(" ");
const words = "alpha beta rc RC rc1 a -".split(" ");

function grammar(random: Random): string {
  const numbers = Array.from({ length: random.chance(0.1) ? 1 + random.below(4) : 3 }, () => String(random.below(20)));
  let version = (random.chance(0.6) ? "v" : "") + numbers.join(".");
  if (random.chance(0.6)) version += `-${identifiers(random)}`;
  if (random.chance(0.2)) version += `+${random.one(["incompatible", "dirty", identifiers(random)])}`;
  return version;
}

function identifiers(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => {
    return random.chance(0.5) ? digits(random) : random.one(words) + (random.chance(0.3) ? digits(random) : "");
  }).join(".");
}
