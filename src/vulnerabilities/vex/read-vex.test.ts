import { describe, expect, it } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { elementLines } from "./element-lines.ts";
import { deepestVex, longestVex, mostVexStatements, mostVexValues, readVex } from "./read-vex.ts";
import { longestVexText } from "./told.ts";
import type { VexDocument } from "./vex-document.ts";

const openVex = (statements: unknown, change: object = {}) =>
  JSON.stringify({
    ...{ "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1", author: "Example Inc" },
    ...{ timestamp: "2025-01-01T00:00:00Z", version: 1, statements, ...change },
  });
const statement = (change: object = {}) => ({
  ...{ vulnerability: { name: "CVE-2024-1" }, products: [{ "@id": "pkg:npm/a@1" }], status: "fixed", ...change },
});
const cycloneDx = (vulnerabilities: unknown, change: object = {}) =>
  JSON.stringify({
    ...{ bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: `urn:uuid:${serial}`, version: 1, vulnerabilities },
    ...{ metadata: { timestamp: "2025-01-01T00:00:00Z" }, ...change },
  });
const serial = "3e671687-395b-41f5-a30f-a58921a69b79";

function documentOf(text: string): VexDocument {
  const read = readVex(text);
  if ("why" in read) throw new Error(read.why);
  return read;
}
const [first, second] = ["a", "b"].map((digit) => digit.repeat(64));

describe("a statement of OpenVEX", () => {
  it.each<[string, object, object]>([
    ["has its vulnerability, status and product", {}, { vulnerability: "CVE-2024-1", status: "fixed" }],
    ["takes the time of its document", {}, { time: "2025-01-01T00:00:00Z" }],
    ["has a time of its own", { timestamp: "2025-02-01T00:00:00Z" }, { time: "2025-02-01T00:00:00Z" }],
    [
      "was updated later than it was made",
      { timestamp: "2025-02-01T00:00:00Z", last_updated: "2025-03-01T00:00:00Z" },
      { time: "2025-03-01T00:00:00Z" },
    ],
    ["of the first form is plain text", { vulnerability: "CVE-2024-2" }, { vulnerability: "CVE-2024-2" }],
    [
      "names a vulnerability by other names too",
      { vulnerability: { "@id": "https://nvd.nist.gov/vuln/detail/CVE-2024-3", name: "x", aliases: ["GHSA-1", 7] } },
      { vulnerability: "x", aliases: ["CVE-2024-3", "GHSA-1"] },
    ],
    [
      "has products with labels, digests and parts",
      {
        products: [
          {
            "@id": "urn:app",
            identifiers: { purl: "pkg:oci/app", cpe23: "cpe:2.3:a:b" },
            hashes: { "sha-256": first?.toUpperCase(), md5: "0" },
            subcomponents: [{ "@id": "pkg:npm/b" }],
          },
        ],
      },
      {
        products: [
          {
            ids: ["urn:app", "pkg:oci/app"],
            digests: [`sha256:${first}`],
            subcomponents: [{ ids: ["pkg:npm/b"], digests: [] }],
          },
        ],
      },
    ],
    [
      "of the first form has parts beside the products",
      { products: ["pkg:oci/app"], subcomponents: ["pkg:npm/b"] },
      { products: [{ ids: ["pkg:oci/app"], digests: [], subcomponents: [{ ids: ["pkg:npm/b"], digests: [] }] }] },
    ],
    [
      "says why it is not affected",
      { status: "not_affected", justification: "component_not_present", impact_statement: "Gone." },
      { justification: "component_not_present", impact: "Gone." },
    ],
    ["cuts a text without end", { status_notes: "x".repeat(9_999) }, { notes: `${"x".repeat(longestVexText)}…` }],
  ])("%s", (_, change, expected) => {
    expect(documentOf(openVex([statement(change)])).statements).toMatchObject([expected]);
  });

  it.each<[string, unknown, string]>([
    ["without a name", statement({ vulnerability: {} }), "names no vulnerability"],
    ["with a status that is none", statement({ status: "safe" }), "has none of the statuses"],
    ["not affected without a reason", statement({ status: "not_affected" }), "why it is not affected"],
    ["without product", statement({ products: [] }), "names no product"],
    ["whose parts cannot be read", statement({ products: [{ "@id": "a", subcomponents: [7] }] }), "names no product"],
    ["that is a number", 7, "names no vulnerability"],
  ])("%s does not count, and its line is told", (_, given, why) => {
    const { statements, leftOut } = documentOf(openVex([given], {}).replace('"statements":[', '"statements":\n[\n'));
    expect(statements).toEqual([]);
    expect(leftOut).toMatchObject([{ line: 3, why: expect.stringContaining(why) }]);
  });
});

describe("an analysis of CycloneDX", () => {
  const components = [
    { "bom-ref": "lib", type: "library", name: "a", purl: "pkg:npm/a@1?package-id=77" },
    { "bom-ref": "outer", components: [{ "bom-ref": "inner", purl: "pkg:npm/inner@1" }] },
    { "bom-ref": "pkg:npm/plain@1", name: "plain" },
  ];
  const image = { "bom-ref": "app", type: "container", name: "example.com/app", version: `sha256:${first}` };
  const one = (change: object = {}) => ({
    ...{ id: "CVE-2024-1", analysis: { state: "resolved" }, affects: [{ ref: "lib" }], ...change },
  });
  const product = (id: string) => ({ ids: [id], digests: [], subcomponents: [] });
  const part = (...ids: string[]) => [{ ids: [`sha256:${first}`], digests: [], subcomponents: [{ ids, digests: [] }] }];

  it.each<[string, object, object, object]>([
    ["is about a component by its name", {}, one(), { status: "fixed", products: [product("pkg:npm/a@1")] }],
    [
      "finds components inside of others",
      {},
      one({ affects: [{ ref: "inner" }] }),
      { products: [product("pkg:npm/inner@1")] },
    ],
    [
      "takes an address as it is",
      {},
      one({ affects: [{ ref: "pkg:npm/c@2" }] }),
      { products: [product("pkg:npm/c@2")] },
    ],
    [
      "follows a link into itself",
      {},
      one({ affects: [{ ref: `urn:cdx:${serial}/1#lib` }] }),
      { products: [product("pkg:npm/a@1")] },
    ],
    [
      "takes an address out of a link elsewhere",
      {},
      one({ affects: [{ ref: `urn:cdx:${serial.replace("3", "4")}/1#pkg%3Anpm%2Fd%401` }] }),
      { products: [product("pkg:npm/d@1")] },
    ],
    ["is about a part of the image", { component: image }, one(), { products: part("pkg:npm/a@1") }],
    [
      "is about the whole image",
      { component: image },
      one({ affects: [{ ref: "app" }] }),
      { products: [product(`sha256:${first}`)] },
    ],
    [
      "is about exact versions",
      {},
      one({ affects: [{ ref: "pkg:npm/c", versions: [{ version: "1" }, { version: "2" }] }] }),
      { products: [{ ids: ["pkg:npm/c@1", "pkg:npm/c@2"] }] },
    ],
    [
      "was looked at again",
      {},
      one({
        analysis: { state: "exploitable", firstIssued: "2025-02-01T00:00:00Z", lastUpdated: "2025-03-01T00:00:00Z" },
      }),
      { status: "affected", time: "2025-03-01T00:00:00Z" },
    ],
    [
      "says why it is not affected",
      {},
      one({ analysis: { state: "not_affected", justification: "code_not_reachable", detail: "Never called." } }),
      { status: "not_affected", justification: "code_not_reachable", impact: "Never called." },
    ],
    ["is a false alarm", {}, one({ analysis: { state: "false_positive" } }), { justification: "false_positive" }],
    ["knows other names", {}, one({ references: [{ id: "GHSA-1", source: {} }] }), { aliases: ["GHSA-1"] }],
  ])("%s", (_, metadata, given, expected) => {
    expect(documentOf(cycloneDx([given], { components, metadata })).statements).toMatchObject([expected]);
  });

  it.each<[string, object, string]>([
    ["without a state", one({ analysis: {} }), "no analysis"],
    ["about nothing", one({ affects: [] }), "affects nothing"],
    ["about a name that nothing has", one({ affects: [{ ref: "nobody" }] }), "affects nothing"],
    ["about a component without address", one({ affects: [{ ref: "pkg:npm/plain@1" }] }), "affects nothing"],
    [
      "about a name in another document",
      one({ affects: [{ ref: `urn:cdx:${serial.replace("3", "4")}/1#lib` }] }),
      "affects nothing",
    ],
    ["about a range", one({ affects: [{ ref: "lib", versions: [{ range: "vers:npm/<2" }] }] }), "affects nothing"],
    [
      "about a range and a version",
      one({ affects: [{ ref: "lib", versions: [{ version: "1" }, { range: "vers:npm/>2" }] }] }),
      "affects nothing",
    ],
    ["without id", one({ id: "" }), "has no id"],
  ])("%s does not count", (_, given, why) => {
    const { statements, leftOut } = documentOf(cycloneDx([given], { components }));
    expect([statements, leftOut]).toMatchObject([[], [{ why: expect.stringContaining(why) }]]);
  });
});

describe("what is no VEX", () => {
  it.each<[string, string, string]>([
    ["no JSON", "{", "is no JSON object"],
    ["a list", "[]", "is no JSON object"],
    ["something else", '{"statements":[]}', "is neither OpenVEX nor CycloneDX"],
    ["without statements", openVex("none"), "has no list of statements"],
    [
      "too many statements",
      openVex(Array.from({ length: mostVexStatements + 1 }, () => 0)),
      `more than ${mostVexStatements}`,
    ],
    ["too deep", `${"[".repeat(deepestVex + 1)}`, "levels deep"],
    ["too many values", `[${"0,".repeat(mostVexValues + 1)}0]`, "values"],
    ["too long", " ".repeat(longestVex + 1), "characters"],
  ])("%s", (_, text, why) => {
    expect(readVex(text)).toEqual({ why: expect.stringContaining(why) });
  });
});

it("a byte order mark and a list of contexts are nothing special", () => {
  const text = openVex([statement()], { "@context": ["https://openvex.dev/ns", "https://example.com"] });
  expect(documentOf(`\ufeff${text}`).statements).toHaveLength(1);
});

describe("lines of elements", () => {
  it.each<[string, string, readonly number[]]>([
    ["one below the other", '{"a":[\n1,\n\n"x",\n{"b":[1,2]}]}', [2, 4, 5]],
    ["of an empty list", '{"a":[\n]}', []],
    ["of the last of equal keys", '{"a":[1],\n"a":[\n2]}', [3]],
    ["not those of a list of that name inside", '{"b":{"a":[1]},\n"a":[2]}', [2]],
    ["with marks in texts", '{"a":["]\\"[",\n"{"]}', [1, 2]],
    ["of a key with escapes", '{"\\u0061":[1]}', [1]],
    ["of an object", '{"a":{"x":[1]}}', []],
  ])("%s", (_, text, expected) => {
    expect(elementLines(text, "a")).toEqual(expected);
  });
});

it("nothing that strangers write throws, or takes long", () => {
  const samples = [
    openVex([statement(), statement({ status: "not_affected", justification: "component_not_present" })]),
    cycloneDx([{ id: "CVE-2024-1", analysis: { state: "resolved" }, affects: [{ ref: `urn:cdx:${serial}/1#a%` }] }], {
      components: [{ "bom-ref": "a%", purl: "pkg:npm/a@1", hashes: [{ alg: "SHA-256", content: second }] }],
    }),
  ];
  const words = [
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "7",
    '"pkg:npm/a@1"',
    '"__proto__":',
    "%",
    "\\",
    "\n",
    "\u0000",
  ];
  let seed = 20_250_301;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  let readable = 0;
  const start = cpuTime();
  for (let round = 0; round < 4_000; round++) {
    let text = samples[round % samples.length] ?? "";
    for (let change = random(4); change >= 0; change--) {
      const at = random(text.length);
      text = text.slice(0, at) + (words[random(words.length)] ?? "") + text.slice(at + random(6));
    }
    // Every other one stays JSON: values change their type, and so reach the readers.
    const sample = samples[round % 4 > 1 ? 0 : 1] ?? "";
    const read = readVex(round % 2 === 0 ? text : swapped(sample, () => random(12)));
    if (!("why" in read)) readable += 1;
    if (!("why" in read)) for (const { line } of [...read.statements, ...read.leftOut]) expect(line).toBeGreaterThan(0);
  }
  expect(readable).toBeGreaterThan(500);
  expect(cpuTime() - start).toBeLessThan(20_000);
});

/** The same JSON with some values replaced by those of other types. */
function swapped(text: string, random: () => number): string {
  const values = [null, 0, "", [], {}, [[]], "pkg:npm/%", "urn:cdx:x/1#y", ["a", 7], { "@id": {} }];
  return JSON.stringify(JSON.parse(text), (key, value) =>
    key !== "" && random() === 0 ? (values[random()] ?? value) : value,
  );
}
