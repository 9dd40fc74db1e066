import { describe, expect, test } from "vitest";
import { bunLock } from "./bun-lock.ts";
import { type Beside, rowsFrom, troublesFrom } from "./lockfiles.fixture.ts";
import { npmLock } from "./npm-lock.ts";
import { pnpmLock } from "./pnpm-lock.ts";
import { yarnLock } from "./yarn-lock.ts";

const json = (value: unknown) => JSON.stringify(value, null, 2);
const manifest = (more: object): Beside => ({ "package.json": json(more) });

const v3 = `{
  "lockfileVersion": 3,
  "packages": {
    "": { "dependencies": { "a": "^1", "lo": "npm:lodash@4" }, "devDependencies": { "t": "1" }, "workspaces": ["w"] },
    "node_modules/a": { "version": "1.0.0", "license": "MIT", "dependencies": { "b": "^2" } },
    "node_modules/a/node_modules/b": { "version": "2.0.0", "dependencies": { "c": "*" } },
    "node_modules/b": { "version": "1.5.0", "dev": true },
    "node_modules/c": { "version": "3.0.0", "dependencies": { "a": "*" } },
    "node_modules/lo": { "name": "lodash", "version": "4.17.20" },
    "node_modules/t": { "version": "1.0.0", "dev": true, "dependencies": { "b": "1" } },
    "node_modules/ours": { "resolved": "w", "link": true },
    "w": { "version": "0.0.1", "dependencies": { "@s/d": "1" } },
    "node_modules/@s/d": { "version": "1.2.3" },
    "node_modules/local": { "version": "1.0.0", "resolved": "file:../local.tgz" },
    "node_modules/forked": { "version": "1.1.1", "resolved": "git+ssh://git@git.example.com/x/forked.git#abc" }
  }
}`;

test("npm 2 and 3: the nearest copy is the one that is needed, aliases are what they stand for, links are not packages", () => {
  const rows = [
    "a@1.0.0:5 direct",
    "b@2.0.0:6 transitive (a@1.0.0 > b@2.0.0)",
    "b@1.5.0:7 transitive dev (t@1.0.0 > b@1.5.0)",
    "c@3.0.0:8 transitive (a@1.0.0 > b@2.0.0 > c@3.0.0)",
    "lodash@4.17.20:9 direct",
    "t@1.0.0:10 direct dev",
    "@s/d@1.2.3:13 direct",
    "forked@1.1.1:15 transitive git",
  ];
  expect(rowsFrom(npmLock, "package-lock.json", v3)).toEqual(rows);
  expect(rowsFrom(npmLock, "npm-shrinkwrap.json", v3)).toEqual(rows);
});

const v1 = `{
  "lockfileVersion": 1,
  "dependencies": {
    "a": { "version": "1.0.0", "requires": { "b": "^2" },
      "dependencies": { "b": { "version": "2.0.0" } } },
    "b": { "version": "1.0.0", "dev": true },
    "al": { "version": "npm:@s/real@3.1.0" },
    "w": { "version": "file:packages/w" },
    "g": { "version": "git+https://git.example.com/g.git#abc" }
  }
}`;

test("npm 1: package.json beside says what is direct; without it only the lines are known", () => {
  expect(rowsFrom(npmLock, "package-lock.json", v1, manifest({ dependencies: { a: "1", al: "x" } }))).toEqual([
    "a@1.0.0:4 direct",
    "b@1.0.0:6 transitive dev",
    "@s/real@3.1.0:7 direct",
    "b@2.0.0:5 transitive (a@1.0.0 > b@2.0.0)",
  ]);
  expect(rowsFrom(npmLock, "package-lock.json", v1)[0]).toBe("a@1.0.0:4");
});

const pnpm9 = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a: { specifier: ^1, version: 1.0.0(p@2.0.0) }
      lo: { specifier: 'npm:lodash@4', version: lodash@4.17.20 }
      w: { specifier: 'workspace:*', version: 'link:packages/w' }
    devDependencies:
      t: { specifier: ^1, version: 1.0.0 }
packages:
  a@1.0.0:
    resolution: { integrity: sha512-x }
  '@s/b@2.0.0':
    resolution: { integrity: sha512-x }
  lodash@4.17.20: {}
  p@2.0.0: {}
  t@1.0.0: {}
  f@file:../f: {}
snapshots:
  a@1.0.0(p@2.0.0):
    dependencies:
      '@s/b': 2.0.0
      p: 2.0.0
  '@s/b@2.0.0': {}
  lodash@4.17.20: {}
  p@2.0.0: {}
  t@1.0.0:
    dependencies: { '@s/b': 2.0.0 }
`;
const pnpm6 = `lockfileVersion: '6.0'
dependencies:
  a: { specifier: ^1, version: 1.0.0(p@2.0.0) }
packages:
  /a@1.0.0(p@2.0.0):
    dependencies: { '@s/b': 2.0.0 }
    dev: false
  /@s/b@2.0.0:
    dev: true
`;
const pnpm5 = `lockfileVersion: 5.4
importers:
  x:
    dependencies: { a: 1.0.0_p@2.0.0, lo: /lodash/4.17.20 }
packages:
  /a/1.0.0_p@2.0.0:
    dependencies: { '@s/b': 2.0.0 }
    dev: false
  /@s/b/2.0.0:
    dev: false
  /lodash/4.17.20:
    dev: false
  github.com/x/y/abc:
    name: y
    version: 3.0.0
`;

const pnpms: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "9: peers in parentheses, development from what it is needed by",
    pnpm9,
    [
      "a@1.0.0:11 direct",
      "@s/b@2.0.0:13 transitive (a@1.0.0 > @s/b@2.0.0)",
      "lodash@4.17.20:15 direct",
      "p@2.0.0:16 transitive (a@1.0.0 > p@2.0.0)",
      "t@1.0.0:17 direct dev",
    ],
  ],
  ["6: keys with a slash", pnpm6, ["a@1.0.0:5 direct", "@s/b@2.0.0:8 transitive dev (a@1.0.0 > @s/b@2.0.0)"]],
  [
    "5: peers behind an underscore; what came from git has name and version of its own",
    pnpm5,
    [
      "a@1.0.0:6 direct",
      "@s/b@2.0.0:9 transitive (a@1.0.0 > @s/b@2.0.0)",
      "lodash@4.17.20:11 direct",
      "y@3.0.0:13 transitive",
    ],
  ],
];
test.each(pnpms)("pnpm %s", (_, text, rows) => expect(rowsFrom(pnpmLock, "pnpm-lock.yaml", text)).toEqual(rows));

const yarn1 = `# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@1.x":
  version "1.0.0"
  resolved "https://registry.example.com/@s/a/-/a-1.0.0.tgz#abc"
  dependencies:
    b "^2.0.0"
  optionalDependencies:
    "@s/c" "*"

"@s/c@*":
  version "3.0.0"

al@npm:real@^4:
  version "4.0.0"

b@^2.0.0:
  version "2.0.0"
`;
test("Yarn 1: each entry answers several ranges", () => {
  const beside = manifest({ dependencies: { "@s/a": "1.x" }, devDependencies: { al: "npm:real@^4" } });
  expect(rowsFrom(yarnLock, "yarn.lock", yarn1, beside)).toEqual([
    "@s/a@1.0.0:4 direct",
    "@s/c@3.0.0:12 transitive (@s/a@1.0.0 > @s/c@3.0.0)",
    "real@4.0.0:15 direct dev",
    "b@2.0.0:18 transitive (@s/a@1.0.0 > b@2.0.0)",
  ]);
  expect(rowsFrom(yarnLock, "yarn.lock", yarn1)[0]).toBe("@s/a@1.0.0:4");
});

const berry = `__metadata:
  version: 8

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.2.0
  resolution: "a@npm:1.2.0"
  dependencies:
    b: "npm:^2"
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.1.0"
    al: "npm:real@^4"
    ts: "patch:ts@npm%3A5.0.0#./x.patch"
  linkType: soft

"al@npm:real@^4":
  version: 4.0.0
  resolution: "real@npm:4.0.0"

"b@npm:^2":
  version: 2.0.0
  resolution: "b@npm:2.0.0"

"ts@patch:ts@npm%3A5.0.0#./x.patch":
  version: 5.0.0
  resolution: "ts@patch:ts@npm%3A5.0.0#./x.patch::version=5.0.0"
`;
test("Yarn Berry: workspaces say what is direct, package.json what of it is for development", () => {
  expect(rowsFrom(yarnLock, "yarn.lock", berry, manifest({ devDependencies: { al: "npm:real@^4" } }))).toEqual([
    "a@1.2.0:4 direct",
    "real@4.0.0:20 direct dev",
    "b@2.0.0:24 transitive (a@1.2.0 > b@2.0.0)",
    "ts@5.0.0:28 direct",
  ]);
});

const bun = `{
  // written by bun
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "@s/a": "^1", }, "devDependencies": { "t": "1" } },
    "packages/w": { "name": "w", "dependencies": { "b": "1" } },
  },
  "packages": {
    "@s/a": ["@s/a@1.0.0", "", { "dependencies": { "b": "^2" } }, "sha512-x"],
    "b": ["b@1.0.0", "", {}, "sha512-x"],
    "t": ["t@1.0.0", "", { "dependencies": { "b": "1" } }, "sha512-x"],
    "w": ["w@workspace:packages/w"],
    "@s/a/b": ["b@2.0.0", "", {}, "sha512-x"],
    "g": ["g@github:x/g#abc", {}, "x-g-abc"],
  },
}`;
test("Bun: JSON with comments and last commas", () => {
  expect(rowsFrom(bunLock, "bun.lock", bun)).toEqual([
    "@s/a@1.0.0:9 direct",
    "b@1.0.0:10 direct",
    "t@1.0.0:11 direct dev",
    "b@2.0.0:13 transitive (@s/a@1.0.0 > b@2.0.0)",
  ]);
});

describe("what is not read is said", () => {
  test("bun.lockb, but for one beside a bun.lock", () => {
    expect(troublesFrom(bunLock, "bun.lockb", "\0bun")).toMatchObject([{ fatal: true, what: "lockfile bun.lockb" }]);
    expect(troublesFrom(bunLock, "bun.lockb", "\0bun")[0]?.why).toContain("--save-text-lockfile");
    expect(troublesFrom(bunLock, "bun.lockb", "\0bun", { "bun.lock": bun })).toEqual([]);
  });

  const files = [
    [npmLock, "package-lock.json", "{"],
    [npmLock, "package-lock.json", "{}"],
    [pnpmLock, "pnpm-lock.yaml", "a: [1"],
    [pnpmLock, "pnpm-lock.yaml", "a: 1"],
    [yarnLock, "yarn.lock", "hello"],
    [bunLock, "bun.lock", "[]"],
    [npmLock, "package-lock.json", `${"[".repeat(5_000)}`],
    [pnpmLock, "pnpm-lock.yaml", `${"[".repeat(5_000)}`],
  ] as const;
  test.each(files)("%o of %s: %s", (cataloger, path, text) => {
    expect(troublesFrom(cataloger, path, text)).toMatchObject([{ what: `lockfile ${path}`, fatal: true }]);
  });

  test("an entry without a version is counted", () => {
    const text = json({ lockfileVersion: 3, packages: { "": {}, "node_modules/a": {} } });
    expect(troublesFrom(npmLock, "package-lock.json", text)[0]?.what).toBe("1 package listed in package-lock.json (a)");
  });
});
