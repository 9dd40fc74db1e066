import fc from "fast-check";
import { expect, test } from "vitest";
import { conda } from "./conda.ts";
import { dotnetDeps } from "./dotnet-deps.ts";
import { catalogedFrom, damaged, seededRandom } from "./language-packages.fixture.ts";
import { nodePackages } from "./node-packages.ts";
import type { Cataloger } from "./package.ts";
import { perl } from "./perl.ts";
import { phpComposer } from "./php-composer.ts";
import { pythonPackages } from "./python-packages.ts";
import { rPackages } from "./r-packages.ts";
import { rubyGems } from "./ruby-gems.ts";

const deps = {
  runtimeTarget: { name: "t" },
  targets: { t: { "A/1.0.0": { runtime: { "a.dll": {} } } } },
  libraries: { "A/1.0.0": { type: "package" }, "B/1.0.0": { type: "project" } },
};

const files: readonly (readonly [Cataloger, string, string])[] = [
  [
    nodePackages,
    "n/node_modules/a/package.json",
    '{"name":"a","version":"1.0.0","license":{"type":"MIT"},"licenses":[]}',
  ],
  [
    pythonPackages,
    "p/site-packages/a-1.dist-info/METADATA",
    "Name: a\nVersion: 1.0\nLicense: MIT\nClassifier: License :: X\n\nText\n",
  ],
  [
    rubyGems,
    "r/specifications/a-1.0.gemspec",
    '# stub: a 1.0 ruby lib\ns.name = "a".freeze\ns.version = "1.0"\ns.licenses = ["MIT"]\n',
  ],
  [
    phpComposer,
    "c/vendor/composer/installed.json",
    '{"packages":[{"name":"a/b","version":"v1","source":{"reference":"x"}}]}',
  ],
  [
    conda,
    "o/conda-meta/a-1-0.json",
    '{"name":"a","version":"1","build":"0","channel":"https://a:b@c/d","license":"MIT"}',
  ],
  [dotnetDeps, "d/shared/A/1.0.0/A.deps.json", JSON.stringify(deps)],
  [perl, "l/.meta/A-1.0/install.json", '{"name":"A","dist":"A-1.0","pathname":"A/AB/ABC/A-1.0.tar.gz"}'],
  [perl, "l/.meta/A-1.0/MYMETA.json", '{"name":"A","license":["perl_5"]}'],
  [rPackages, "s/library/a/DESCRIPTION", "Package: a\nVersion: 1.0\nLicense: GPL-2\nBuilt: R 4.3\n"],
];

/** What holds of every answer, whatever was read. */
function expectSound(cataloger: Cataloger, path: string, content: Uint8Array | string): void {
  for (const one of catalogedFrom(cataloger, path, content)) {
    if ("unknown" in one) {
      expect(one.unknown.what).toContain(path);
      expect(one.unknown.why).toMatch(/^[A-Z].*[.]$/s);
    } else if ("package" in one) {
      expect(one.package.path).toBe(path);
      for (const text of [one.package.name, one.package.version, ...Object.values(one.package.details)]) {
        expect(text).toBeTypeOf("string");
        expect(text).toMatch(/^[^\p{Cc}]{1,1024}$/u);
      }
    }
  }
}

test.each(files)("%o reads any damage to %s", (cataloger, path, text) => {
  const random = seededRandom(path.length * 7_919);
  for (let count = 0; count < 500; count++) expectSound(cataloger, path, damaged(text, random));
});

const jsonFiles = files.filter(([, path]) => path.endsWith(".json"));

test.each(jsonFiles)("%o takes any type in the place of any value of %s", (cataloger, path, text) => {
  const places = placesOf(JSON.parse(text));
  const values = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(null, [], {}, "", 0, "\u0000", [[[[]]]]),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), values, (place, value) => {
      expectSound(cataloger, path, JSON.stringify(replaced(JSON.parse(text), place, value)));
    }),
    { seed: 20_260_101, numRuns: 300 },
  );
});

/** The ways to each value of a JSON text. */
function placesOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner).map((place) => [key, ...place]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === key ? replaced(inner, rest, by) : inner));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key], rest, by) };
}
