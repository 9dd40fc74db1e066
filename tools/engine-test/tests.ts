/** The tests that need real engines, and the table that they print. */
import { join } from "node:path";
import type { Ground } from "./ground.ts";
import { type MadeImage, makeBase, makers } from "./images.ts";
import { type ScanDocument, scan, seaworthy } from "./seaworthy.ts";
import { everywhere } from "./sources.ts";
import { specialTests } from "./special.ts";
import { vulnerableTests } from "./vulnerable.ts";

/** Counts claims as they are made. */
export interface Claims {
  claim(what: string, holds: boolean, why?: () => string): void;
  skip(what: string, why: string): void;
}

/** True when all hold. The last line printed is `N passed, N failed`. */
export async function engineTests(ground: Ground): Promise<boolean> {
  let passed = 0;
  let failed = 0;
  const claims: Claims = {
    claim(what, holds, why) {
      if (holds) passed += 1;
      else failed += 1;
      if (!holds) console.log(`failed: ${what}${why ? `: ${why()}` : ""}`);
    },
    skip: (what, why) => console.log(`left out: ${what}: ${why}`),
  };
  const root = makeBase(ground);
  console.log("image      source          packages (found of what the package manager says)");
  for (const [name, make] of Object.entries(makers)) {
    const image = make(ground);
    if (typeof image === "string") claims.skip(name, image);
    else attempt(claims, name, () => compareSources(ground, name, image, claims));
  }
  attempt(claims, "root file system", () => compareRoot(ground, root, claims));
  for (const [name, run] of Object.entries(specialTests)) attempt(claims, name, () => run(ground, claims));
  attempt(claims, "vulnerabilities", () => vulnerableTests(ground, claims));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

/** A test that breaks off is one failure. */
function attempt(claims: Claims, name: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    claims.claim(name, false, () => (error instanceof Error ? error.message : String(error)));
  }
}

function compareSources(ground: Ground, name: string, made: MadeImage, claims: Claims): void {
  let first: string | undefined;
  for (const { source, image, words = [], input } of everywhere(ground, made.tag)) {
    const document = scan(ground, image, ["--no-cache", ...words], input);
    console.log(
      `${name.padEnd(10)} ${source.padEnd(15)} ${comparePackages(`${name} from ${source}`, document, made.expected, claims)} (${made.told})`,
    );
    const facts = withoutSource(document);
    first ??= facts;
    claims.claim(`${name}: ${source} gives the same facts`, facts === first, () => firstDifference(first ?? "", facts));
  }
  cacheGivesTheSame(ground, name, made, claims);
}

/** `deb 104 of 104`; both directions count. */
function comparePackages(
  what: string,
  { packages }: ScanDocument,
  expected: MadeImage["expected"],
  claims: Claims,
): string {
  return Object.entries(expected)
    .map(([type, names]) => {
      const found = new Set(
        packages.filter((one) => one.type === type).map(({ name, version }) => `${name}@${version}`),
      );
      const missing = names.filter((one) => !found.has(one));
      const extra = [...found].filter((one) => !names.includes(one));
      claims.claim(
        `${what}: ${type} packages`,
        missing.length + extra.length === 0,
        () => `missing ${missing.slice(0, 5)}; extra ${extra.slice(0, 5)}`,
      );
      return `${type} ${names.length - missing.length} of ${names.length}${extra.length > 0 ? ` and ${extra.length} more` : ""}`;
    })
    .join(", ");
}

/** What may differ between sources: where from, in which wrapping, under which name; and the OCI form of a config is another one. */
function withoutSource(document: ScanDocument): string {
  const { image, packages, findings, unknowns } = document;
  const { reference: _reference, source: _source, id: _id, digest: _digest, ...rest } = image;
  const layers = image.layers.map(({ digest: _blob, bytes: _bytes, ...layer }) => layer);
  const text = JSON.stringify({ image: { ...rest, layers }, packages, findings, unknowns });
  return text
    .replaceAll(`"path":${JSON.stringify(_reference)}`, '"path":"IMAGE"')
    .replace(/"fingerprint":"[0-9a-f]+"/g, "");
}

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `…${a.slice(Math.max(0, at - 80), at + 80)}… and …${b.slice(Math.max(0, at - 80), at + 80)}…`;
}

/** A second run from the cache says the same, and an engine is not asked for the layers again. */
function cacheGivesTheSame(ground: Ground, name: string, { tag }: MadeImage, claims: Claims): void {
  const env = { SEAWORTHY_CACHE: join(ground.folder, `cache-${name}`) };
  const [cold, warm] = [scan(ground, `docker:${tag}`, [], { env }), scan(ground, `docker:${tag}`, [], { env })];
  claims.claim(`${name}: the cache gives the same`, JSON.stringify(cold) === JSON.stringify(warm), () =>
    firstDifference(JSON.stringify(cold), JSON.stringify(warm)),
  );
}

/** The root that the base was made from, as a folder. */
function compareRoot(ground: Ground, root: string, claims: Claims): void {
  const listed = ground.run("dpkg-query", [`--admindir=${join(root, "var/lib/dpkg")}`, "-W"]);
  const count = listed.trim().split("\n").length;
  const { packages } = scan(ground, `dir:${root}`);
  const found = packages.filter(({ type }) => type === "deb").length;
  claims.claim("a root file system in a folder has its packages", found === count, () => `${found} of ${count}`);
  for (const format of ["cyclonedx-json", "spdx-json", "purl"]) {
    const { status, stdout } = seaworthy(ground, ["sbom", `dir:${root}`, "--format", format]);
    claims.claim(`sbom ${format} of a folder`, status === 0 && stdout.includes("pkg:deb/debian/"), () => `${status}`);
  }
}
