import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRefusal } from "./json.ts";
import {
  endpointsOf,
  joinMirrors,
  type MirrorSettings,
  mirrorsOf,
  noMirrors,
  readDaemonMirrors,
  readRegistriesConf,
} from "./mirrors.ts";
import { mostTomlCharacters, mostUnreadLines, readToml, type TomlValue } from "./mirrors-toml.ts";
import { parseReference } from "./reference.ts";

/** Where a reference is asked for: `host/repository`, `!` for insecure, `~` for plain HTTP; or why not. */
function placesOf(text: string, settings: MirrorSettings, insecure = false): string[] | string {
  const reference = parseReference(text);
  if (!reference) throw new Error(text);
  const endpoints = endpointsOf(reference, settings, insecure);
  if (isRefusal(endpoints)) return endpoints.refused;
  return endpoints.map(
    ({ host, repository, insecure: open, plain }) => `${plain ? "~" : ""}${open ? "!" : ""}${host}/${repository}`,
  );
}

const podman = readRegistriesConf(
  `
unqualified-search-registries = ["docker.io",
  "quay.io"] # both
short-name-mode = 'enforcing'

[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "mirror.example.com:5000/hub"
insecure = true
[[registry.mirror]]
location = "digests.example.com"
pull-from-mirror = "digest-only"

[[registry]]
prefix = "docker.io/team"
location = "team.example.com/mirrored"

[[registry]]
prefix = "*.internal.example.com"
location = "proxy.example.com/internal"
insecure = true

[[registry]]
location = "evil.example.com"
blocked = true

[[registry]]
location = "inline.example.com"
mirror = [ { location = "a.example.com" }, { location = "b.example.com", insecure = true } ]
mirror-by-digest-only = true

[aliases]
"fedora" = "registry.fedoraproject.org/fedora"
`,
  "registries.conf",
);

describe("registries.conf", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const cases: readonly [text: string, places: string[]][] = [
    ["ghcr.io/a/b:1", ["ghcr.io/a/b"]],
    ["node:24", ["!mirror.example.com:5000/hub/library/node", "docker.io/library/node"]],
    [
      `node@${digest}`,
      ["!mirror.example.com:5000/hub/library/node", "digests.example.com/library/node", "docker.io/library/node"],
    ],
    ["team/app", ["team.example.com/mirrored/app"]],
    ["teamwork/app", ["!mirror.example.com:5000/hub/teamwork/app", "docker.io/teamwork/app"]],
    ["a.internal.example.com/x/y", ["!proxy.example.com/internal/x/y"]],
    ["inline.example.com/x:1", ["inline.example.com/x"]],
    [`inline.example.com/x@${digest}`, ["a.example.com/x", "!b.example.com/x", "inline.example.com/x"]],
  ];
  for (const [text, places] of cases) it(text, () => expect(placesOf(text, podman)).toEqual(places));

  it("blocks", () => {
    expect(placesOf("evil.example.com/x", podman)).toMatch(/^evil\.example\.com is blocked/);
  });

  it("is read without a word", () => expect(podman.unknowns).toEqual([]));

  it("says which line it does not understand, and reads the rest", () => {
    const odd = readRegistriesConf(
      '[[registry]]\nlocation = """\n"""\n[[registry]]\nlocation="a.example.com"\nblocked=true\n',
      "r.conf",
    );
    expect(odd.unknowns[0]?.why).toContain("Line 2");
    expect(placesOf("a.example.com/x", odd)).toMatch(/blocked/);
  });
});

describe("daemon.json", () => {
  it("has mirrors for Docker Hub alone, and insecure registries", () => {
    const docker = readDaemonMirrors(
      '{"registry-mirrors":["https://m.example.com/","http://127.0.0.1:5000"],"insecure-registries":["dev.example.com:5000","10.0.0.0/8"]}',
      "daemon.json",
    );
    expect(placesOf("node", docker)).toEqual([
      "m.example.com/library/node",
      "~!127.0.0.1:5000/library/node",
      "docker.io/library/node",
    ]);
    expect(placesOf("ghcr.io/a", docker)).toEqual(["ghcr.io/a"]);
    expect(placesOf("dev.example.com:5000/a", docker)).toEqual(["!dev.example.com:5000/a"]);
  });

  it("that is damaged says so", () => {
    expect(readDaemonMirrors("{", "daemon.json").unknowns).toHaveLength(1);
    expect(
      readDaemonMirrors('{"registry-mirrors":[7,"ftp://x","a b","https://user:pass@m.example.com"]}', "daemon.json")
        .rules[0]?.mirrors,
    ).toEqual([]);
  });
});

it("options and files together", () => {
  const all = joinMirrors([podman, mirrorsOf({ "ghcr.io": ["m.example.com"] }), noMirrors]);
  expect(placesOf("ghcr.io/a", all)).toEqual(["m.example.com/a", "ghcr.io/a"]);
  expect(placesOf("team/app", all, true)).toEqual(["!team.example.com/mirrored/app"]);
});

describe("TOML", () => {
  const plain = (value: TomlValue): unknown =>
    typeof value !== "object"
      ? value
      : "entries" in value && value.entries instanceof Map
        ? Object.fromEntries([...value.entries].map(([key, inner]) => [key, plain(inner)]))
        : [...(value as readonly TomlValue[])].map(plain);
  it.each([
    ['a = "x\\ty\\u0041\\"" # c', { a: 'x\tyA"' }],
    ["a = 'x\\t'", { a: "x\\t" }],
    ["a.b.c = true\na.d = false", { a: { b: { c: true }, d: false } }],
    ['"a b" = 1', { "a b": "1" }],
    ["[a]\nb = 2024-01-01T00:00:00Z\n[a.c]\nd = -1.5e3", { a: { b: "2024-01-01T00:00:00Z", c: { d: "-1.5e3" } } }],
    ["[[a]]\nb=1\n[[a]]\nb=2\n[a.c]\nd=3", { a: [{ b: "1" }, { b: "2", c: { d: "3" } }] }],
    ["a = [1, [2, 'x'], # c\n {b = 3},\n]", { a: ["1", ["2", "x"], { b: "3" }] }],
    ["__proto__ = 1\nconstructor.prototype = 2", JSON.parse('{"__proto__":"1","constructor":{"prototype":"2"}}')],
  ])("%s", (text, value) => {
    const read = readToml(text);
    expect(read.unread).toEqual([]);
    expect(plain(read.root)).toEqual(value);
  });

  it("names lines that are none", () => {
    expect(readToml("a = 1\nb\nc = [1\nd = 2\n= 3\na = 4\ne = 5 6\n").unread).toEqual([2, 3, 5, 6, 7]);
    expect(readToml("x\n".repeat(1000)).unread).toHaveLength(mostUnreadLines);
    expect(readToml(`#${"x".repeat(mostTomlCharacters)}\na=1`).unread).toHaveLength(1);
  });

  it("reads any text to its end", () => {
    const piece = fc.constantFrom(
      "[[registry]]",
      "[registry.mirror]",
      "[[",
      "]",
      "a",
      ".",
      "=",
      '"',
      "'",
      '"""',
      "{",
      "}",
      ",",
      "\n",
      "#",
      "true",
      "\\",
      "location",
      " ",
    );
    const property = fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      readToml(text);
      expect(Array.isArray(readRegistriesConf(text, "x").rules)).toBe(true);
    });
    fc.assert(property, { seed: 4, numRuns: 4_000 });
    readToml("[".repeat(500_000));
    readToml(`a=${"[".repeat(500_000)}`);
    readToml(`a="${"\\a".repeat(400_000)}"`);
    readToml("x\n".repeat(400_000));
  });
});
