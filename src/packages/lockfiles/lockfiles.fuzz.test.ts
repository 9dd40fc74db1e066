import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { damaged, seededRandom } from "../language-packages.fixture.ts";
import type { Cataloger } from "../package.ts";
import { cargoLock } from "./cargo-lock.ts";
import { deepestLockfile } from "./located.ts";
import { readLocatedJson } from "./located-json.ts";
import { readLocatedToml } from "./located-toml.ts";
import { mostYamlLockfile, readLocatedYaml } from "./located-yaml.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { readText } from "./lockfiles.fixture.ts";
import { lockfileCatalogers } from "./lockfiles.ts";
import { npmLock } from "./npm-lock.ts";

const yaml = `lockfileVersion: '9.0'
importers: { .: { dependencies: { a: { version: 1.0.0 } } } }
packages:
  a@1.0.0: &x { name: b }
  b@2.0.0: *x
snapshots: { a@1.0.0: { dependencies: { b: 2.0.0 } }, b@2.0.0: {} }
`;
const toml = `version = 1
[metadata]
"a.b" = 'c'
[[package]]
name = "a"
version = "1.0.0"
source = { registry = "x" }
dependencies = ["b", { name = "b" }]
[package.dependencies]
b = """>=1
\\u0041"""
[[packages]]
name = "b"
version = "2.0.0"
`;
const texts: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "npm-lock": [
    ["package-lock.json", '{"packages":{"":{"dependencies":{"a":"1"}},"node_modules/a":{"version":"1.0.0"}}}'],
    ["npm-shrinkwrap.json", '{"dependencies":{"a":{"version":"1.0.0","requires":{"b":"1"},"dependencies":{"b":{}}}}}'],
  ],
  "pnpm-lock": [["pnpm-lock.yaml", yaml]],
  "yarn-lock": [
    ["yarn.lock", '# yarn lockfile v1\n\na@1, "b@x":\n  version "1.0.0"\n  dependencies:\n    c "^1"\n'],
    ["yarn.lock", '__metadata: {}\n"a@npm:1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n'],
  ],
  "bun-lock": [["bun.lock", '{ /* x */ "packages": { "a": ["a@1.0.0", "", { "dependencies": { "a": "1" } }], } }']],
  "pip-requirements": [
    ["requirements.txt", "a==1.0 \\\n  --hash=sha256:x\n    # via\n    #   b\n-r c.txt\nb>=1 # via a\n"],
  ],
  "pipfile-lock": [["Pipfile.lock", '{"_meta":{},"default":{"a":{"version":"==1.0"}}}']],
  "poetry-lock": [["poetry.lock", toml]],
  "uv-lock": [["uv.lock", toml]],
  "pdm-lock": [["pdm.lock", toml]],
  pylock: [["pylock.toml", toml]],
  "gemfile-lock": [["Gemfile.lock", "GEM\n  specs:\n    a (1.0.0-x86)\n      b (~> 1)\n\nDEPENDENCIES\n  a!\n"]],
  "composer-lock": [
    ["composer.lock", '{"packages":[{"name":"a/b","version":"1.0","license":["MIT"],"require":{"a/b":"*"}}]}'],
  ],
  "go-mod": [["go.mod", "module a\nrequire (\n\ta v1.0.0 // indirect\n)\nreplace a => b v2.0.0\n"]],
  "cargo-lock": [["Cargo.lock", toml]],
  "maven-pom": [
    [
      "pom.xml",
      "<project><properties><v>1</v></properties><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>${v}</version></dependency></dependencies></project>",
    ],
  ],
  "gradle-lock": [["gradle.lockfile", "a:b:1.0=testX,compile\nempty=\n"]],
  "nuget-lock": [
    [
      "packages.lock.json",
      '{"dependencies":{"net6.0":{"A":{"type":"Direct","resolved":"1.0.0","dependencies":{"A":"1"}}}}}',
    ],
    ["packages.config", '<packages><package id="A" version="1.0"/></packages>'],
  ],
  "mix-lock": [["mix.lock", '%{\n  "a": {:hex, :a, "1.0.0", "h", [:mix], [{:a, "~> 1", [hex: :a]}], "hexpm"},\n}\n']],
  "pubspec-lock": [
    ["pubspec.lock", 'packages:\n  a:\n    dependency: "direct main"\n    source: hosted\n    version: "1.0.0"\n'],
  ],
};
const beside = {
  "package.json": '{"dependencies":{"a":"1"}}',
  "pyproject.toml": '[project]\ndependencies=["a"]\n',
  "go.sum": "a v1.0.0 h1:x=\n",
  "mix.exs": '{:a, "~> 1"}',
};

const cases = lockfileCatalogers.flatMap((cataloger) =>
  (texts[cataloger.id] ?? []).map(([path, text]) => [cataloger, path, text] as const),
);

test("every reader has a text to be damaged", () => {
  expect(lockfileCatalogers.filter(({ id }) => texts[id] === undefined)).toEqual([]);
  expect(new Set(lockfileCatalogers.map(({ id }) => id)).size).toBe(lockfileCatalogers.length);
});

test.each(cases)("%o reads any damage to %s", (cataloger, path, text) => {
  const random = seededRandom(path.length * 7_919 + text.length);
  for (let count = 0; count < 300; count++) expectSound(cataloger, path, damaged(text, random));
});

/** What holds of every answer, whatever was read. */
function expectSound(cataloger: Cataloger, path: string, content: Uint8Array): void {
  for (const one of readText(cataloger, path, content, beside)) {
    if ("unknown" in one) {
      expect(one.unknown.what).toContain(path);
      expect(one.unknown.why).toMatch(/^[A-Z].*[.]$/s);
    } else if ("package" in one) {
      expect(one.package.path).toBe(path);
      expect(Number(one.package.details.line)).toBeGreaterThan(0);
      for (const told of [one.package.name, one.package.version, ...Object.values(one.package.details)])
        expect(told).toMatch(/^[^\p{Cc}]{1,1024}$/u);
    }
  }
}

describe("made to take long", () => {
  const many = 100_000;
  const long = "x".repeat(1_000_000);
  const hostile: readonly (readonly [string, Cataloger, string, () => string])[] = [
    [
      "places inside of each other",
      npmLock,
      "package-lock.json",
      () => {
        const place = "node_modules/a/".repeat(3_000);
        const needs = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`n${index}`, "1"]));
        return JSON.stringify({
          packages: { "": {}, [`${place}node_modules/b`]: { version: "1.0.0", dependencies: needs } },
        });
      },
    ],
    [
      "long names at every level of the first form",
      npmLock,
      "package-lock.json",
      () => {
        let inner: object = Object.fromEntries(
          Array.from({ length: 2_000 }, (_, index) => [`n${index}`, { version: "1.0.0" }]),
        );
        for (let level = 0; level < 40; level++)
          inner = { [`${long.slice(0, 100_000)}${level}`]: { version: "1.0.0", dependencies: inner } };
        return JSON.stringify({ dependencies: inner });
      },
    ],
    [
      "a chain of packages",
      cargoLock,
      "Cargo.lock",
      () =>
        Array.from(
          { length: 20_000 },
          (_, index) =>
            `[[package]]\nname = "p${index}"\nversion = "1.0.0"\n${index === 0 ? "" : 'source = "r"\n'}dependencies = ["p${index + 1}", "p0"]\n`,
        ).join(""),
    ],
    ["blanks", cargoLock, "Cargo.lock", () => `a = "${" ".repeat(1_000_000)}`],
  ];
  test.each(hostile)("%s", (_, cataloger, path, text) => {
    const content = Buffer.from(text());
    const start = cpuTime();
    expectSound(cataloger, path, content);
    expect(cpuTime() - start).toBeLessThan(8_000);
  });

  const others = lockfileCatalogers.flatMap((cataloger) =>
    (texts[cataloger.id] ?? []).flatMap(([path, text]) =>
      ["\\", "(", "{:", "<", " ", "=", '"', "@", "#", "-", "\n", "a "].map(
        (piece) => [piece, cataloger, path, `${text}${piece.repeat(many)}`] as const,
      ),
    ),
  );
  test("a hundred thousand of one piece behind any of them", () => {
    const start = cpuTime();
    for (const [, cataloger, path, text] of others) readText(cataloger, path, Buffer.from(text), beside);
    expect(cpuTime() - start).toBeLessThan(60_000);
  });
});

describe("limits", () => {
  const readers = [
    ["JSON", readLocatedJson, "[", "]", "[1,2,3]"],
    ["YAML", readLocatedYaml, "[", "]", "[1,2,3]"],
    ["TOML", (text: string, most?: number) => readLocatedToml(`a = ${text}\n`, most), "[", "]", "[1,2,3]"],
  ] as const;
  test.each(readers)("%s: depth and number of values", (_, read, open, close, three) => {
    const nested = (depth: number) => open.repeat(depth) + close.repeat(depth);
    expect(read(nested(deepestLockfile + 2))).toBe("too deep");
    expect(read(nested(30))).not.toBe("too deep");
    expect(read(three, 3)).toBe("too many values");
    expect(read(three, 10)).toMatchObject({ line: 1 });
  });

  test("YAML: aliases are not followed, long texts not read", () => {
    expect(readLocatedYaml("a: &x [1]\nb: [*x, *x]\n")).toMatchObject({ line: 1 });
    expect(readLocatedYaml("a".repeat(mostYamlLockfile + 1))).toBe("too many values");
  });

  const own = (name: string, needs: readonly string[], more: Partial<Locked> = {}): Locked => ({
    ...{ key: name, name, version: "1", line: 1, needs },
    ...more,
  });
  const waysOf = (entries: readonly Locked[], production: readonly string[]) =>
    [...lockedPackages("x.lock", "npm", entries, { production, development: [], isWhole: true })].flatMap((one) =>
      "package" in one ? [one.package.details.through ?? one.package.details.direct] : [],
    );

  test("circles end, of two ways the shorter counts", () => {
    expect(waysOf([own("a", ["b", "c"]), own("b", ["c", "a"]), own("c", ["b", "c"])], ["a"])).toEqual([
      "true",
      "a@1 > b@1",
      "a@1 > c@1",
    ]);
    expect(
      waysOf([own("l", ["l", "m"], { isLocal: true }), own("m", ["l", "a"], { isLocal: true }), own("a", [])], ["l"]),
    ).toEqual(["true"]);
  });

  test("of a long way the end is shown", () => {
    const entries = Array.from({ length: 12 }, (_, index) => own(`p${index}`, [`p${index + 1}`]));
    expect(waysOf(entries, ["p0"]).at(-1)).toBe("… > p5@1 > p6@1 > p7@1 > p8@1 > p9@1 > p10@1 > p11@1");
  });
});
