import { expect, it } from "vitest";
import type { ImagePackage } from "../inventory/image-facts.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import { planActions } from "./actions.ts";
import type { Draft, Surroundings } from "./draft.ts";

const os: OperatingSystem = {
  ...{ id: "debian", version: "12", name: "Debian", codename: "", idLike: [], details: {}, paths: [] },
};
const around: Surroundings = {
  image: { os, steps: [], layers: [], source: "docker-archive" },
  dockerfile: undefined,
  origins: { layers: [], base: { name: "python:3.11" }, why: undefined },
  support: undefined,
};

function draft(head: Partial<ImagePackage>, row: Partial<Draft["row"]> = {}): Draft {
  const one: ImagePackage = {
    ...{ type: "npm", name: "a", version: "1.0.0", purl: "pkg:npm/a@1.0.0", licenses: [], path: "a", details: {} },
    locations: [],
    ...head,
  };
  const { name, version, purl, type } = one;
  return {
    head: one,
    row: {
      ...{ id: "CVE-2024-0001", aliases: [], title: "", links: [], severity: "high", severitySource: "", ratings: [] },
      ...{ state: "fixed", fixedVersion: "2.0.0", kev: undefined, epss: undefined, risk: 1, isUnimportant: false },
      package: { name, version, type, purl, source: undefined, members: [{ name, version, purl }] },
      ...{ origin: "yours", locations: [], match: { searched: "", record: "", range: "", records: [] } },
      fingerprint: "",
      ...row,
    },
  };
}

function planned(drafts: readonly Draft[], change: Partial<Surroundings> = {}) {
  const { actions } = planActions(drafts, { ...around, ...change });
  return actions.map(({ kind, title, command, at, solves }) =>
    [
      kind,
      title,
      command ?? "-",
      at === undefined ? "-" : `${at.path}:${at.line} ${at.text ?? ""}`,
      solves.length,
    ].join(" | "),
  );
}

const lock = (name: string, details: Record<string, string>, path = "package-lock.json") =>
  draft({ name, path, details: { line: "7", ...details } }, {});

const cases: readonly (readonly [string, readonly Draft[], readonly string[]])[] = [
  [
    "the highest version is enough for all",
    [draft({}, { fixedVersion: "1.9.0" }), draft({}, { fixedVersion: "1.10.0" })],
    ["upgrade | Upgrade a to 1.10.0 | npm install a@1.10.0 | - | 2"],
  ],
  [
    "a lockfile, direct",
    [lock("a", { direct: "true" })],
    ["lockfile | Upgrade a to 2.0.0 in package-lock.json | npm install a@2.0.0 | package-lock.json:7  | 1"],
  ],
  [
    "a list that people write",
    [lock("a", { direct: "true" }, "requirements.txt")],
    ["lockfile | Upgrade a to 2.0.0 in requirements.txt | - | requirements.txt:7 a==2.0.0 | 1"],
  ],
  [
    "Go's library, all binaries",
    [
      draft({ type: "go-module", name: "stdlib" }, { fixedVersion: "1.22.1" }),
      draft({ type: "go-module", name: "stdlib" }, { fixedVersion: "1.21.9" }),
    ],
    ["runtime | Build the Go binaries again with Go 1.22.1 or newer | - | - | 2"],
  ],
  [
    "a Go module of a binary",
    [draft({ type: "go-module", name: "golang.org/x/net", details: { mainModule: "example.com/app" } })],
    [
      "upgrade | Upgrade golang.org/x/net to v2.0.0 in example.com/app, and build it again | go get golang.org/x/net@v2.0.0 && go mod tidy | - | 1",
    ],
  ],
  [
    "Ruby's own gem",
    [draft({ type: "gem", details: { default: "true" } })],
    ["runtime | Take a newer Ruby, which brings newer gems of its own | - | - | 1"],
  ],
  ["an interpreter", [draft({ type: "binary", name: "node" })], ["runtime | Take node 2.0.0 or newer | - | - | 1"]],
  [
    "the base's own package of a language",
    [draft({ type: "python" }, { origin: "base" })],
    ["base | Take a fresh python:3.11, or a newer base image | docker build --pull . | - | 1"],
  ],
  [
    "a language's package that the system owns",
    [draft({ type: "python", ownedBy: { type: "deb", name: "python3-a" } }, { origin: "base" })],
    ["rebuild | Rebuild on a fresh python:3.11 | docker build --pull . | - | 1"],
  ],
  [
    "Ubuntu Pro",
    [draft({ type: "deb" }, { fixNeeds: "Ubuntu Pro" })],
    ["base | Get Ubuntu Pro, or move to a release whose fixes are free | - | - | 1"],
  ],
  [
    "a hostile name gets no command",
    [draft({ name: "a; rm -rf /" })],
    ["upgrade | Upgrade a; rm -rf / to 2.0.0 | - | - | 1"],
  ],
  [
    "reasons to do nothing come last",
    [
      draft({}, { state: "deferred" }),
      draft({}, { state: "will-not-fix" }),
      draft({}, { state: "not-fixed" }),
      draft({}, { isUnimportant: true }),
      draft({}),
    ],
    [
      "upgrade | Upgrade a to 2.0.0 | npm install a@2.0.0 | - | 1",
      "wait | No fix yet, look again later | - | - | 1",
      "wait | Put off by the vendor, to be fixed some day without an advisory of its own | - | - | 1",
      "will-not-fix | Will not be fixed, so replace the package, or excuse it with a reason | - | - | 1",
      "unimportant | Nothing to do, the vendor calls these unimportant | - | - | 1",
    ],
  ],
];
it.each(cases)("%s", (_, drafts, expected) => expect(planned(drafts)).toEqual(expected));

it("what comes with another package names it", () => {
  const one = lock("a", { direct: "false", through: "b@1.0.0 > a@1.0.0" });
  const through = draft(one.head, {
    package: { ...one.row.package, isDirect: false, through: ["b@1.0.0", "a@1.0.0"] },
  });
  expect(planned([through])).toEqual([
    "lockfile | Upgrade a to 2.0.0 in package-lock.json (comes with b@1.0.0) | npm update a | package-lock.json:7  | 1",
  ]);
});

it("of those that solve as many the one against more risk comes first", () => {
  const mild = draft({ name: "a" }, { risk: 0.1 });
  expect(planned([mild, draft({ name: "b" }, { risk: 0.2 })])).toEqual([
    "upgrade | Upgrade b to 2.0.0 | npm install b@2.0.0 | - | 1",
    "upgrade | Upgrade a to 2.0.0 | npm install a@2.0.0 | - | 1",
  ]);
});

it("what stands in several lockfiles is changed in each of them, as each of them asks for it", () => {
  const one = draft({
    ...{ name: "a", path: "web/package-lock.json", details: { line: "7", direct: "true" } },
    locations: [
      {
        path: "api/yarn.lock",
        layer: 0,
        line: 9,
        details: { direct: "false", through: "b@1 > a@1", lockfile: "berry" },
      },
      { path: "web/package-lock.json", layer: 0, line: 7, details: { direct: "true" } },
    ],
  });
  expect(planned([one])).toEqual([
    "lockfile | Upgrade a to 2.0.0 in api/yarn.lock (comes with b@1) | (cd api && yarn up -R a) | api/yarn.lock:9  | 1",
    "lockfile | Upgrade a to 2.0.0 in web/package-lock.json | (cd web && npm install a@2.0.0) | web/package-lock.json:7  | 1",
  ]);
  expect(planActions([one], around).found).toMatchObject([{ action: 0 }]);
});

it("a digest that is pinned stays until somebody writes another: no build helps", () => {
  const base = { name: "debian:12@sha256:abc" };
  expect(planned([draft({ type: "deb" }, { origin: "base" })], { origins: { ...around.origins, base } })).toEqual([
    "base | Pin the newest digest of debian:12 | - | - | 1",
  ]);
});

it("a line that asks for the very version has to change", () => {
  const step = {
    ...{ text: "RUN apt-get install -y a=1.0.0 b", instruction: "run", created: undefined, layer: 0, history: 0 },
    place: { start: 0, end: 0 },
  };
  const location = { path: "var/lib/dpkg/status", layer: 0, step: 0, place: undefined };
  const image = { ...around.image, steps: [step] };
  expect(planned([draft({ type: "deb" }, { locations: [location] })], { image })).toEqual([
    "upgrade | Raise the pin of a: 2.0.0 has the fix | - | - | 1",
  ]);
});

it("a root file system is upgraded in place, all of it at once", () => {
  const image = { ...around.image, source: "dir" as const };
  expect(planned([draft({ type: "deb", name: "a" }), draft({ type: "deb", name: "b" })], { image })).toEqual([
    "upgrade | Upgrade the packages of the system | apt-get update && apt-get install -y --only-upgrade a b | - | 2",
  ]);
});

it("a release that gets no updates is left, whatever the package", () => {
  const support = { title: "Debian 10", state: "ended" as const, date: "2024-06-30" };
  expect(planned([draft({ type: "deb" }, { state: "will-not-fix" })], { support })).toEqual([
    "base | Move to a supported release: support of Debian 10 ended on 2024-06-30 | - | - | 1",
  ]);
});
