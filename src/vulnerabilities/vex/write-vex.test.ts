import { describe, expect, it } from "vitest";
import { cycloneDxSchema } from "../../../test/sbom-schemas.ts";
import type { Vulnerability } from "../vulnerability.ts";
import { applyVex } from "./apply-vex.ts";
import { readVex } from "./read-vex.ts";
import { justificationIn, type StatedVex, stateVex } from "./state-vex.ts";
import { type VexDocument, vexJustifications } from "./vex-document.ts";
import { imageProduct, type NamedImage } from "./vex-product.ts";
import { writeCycloneDxVex } from "./write-cyclonedx-vex.ts";
import { writeOpenVex } from "./write-openvex.ts";

const digest = `sha256:${"a".repeat(64)}`;
const image: NamedImage = {
  ...{
    name: "registry:ghcr.io/example/app:1.2",
    source: "registry",
    digest,
    id: undefined,
    tags: [],
    platform: "linux/amd64",
  },
};
const hostile = 'evil"\\\n\u0000\u202e</script>';

function rowOf(id: string, change: Partial<Vulnerability> = {}, names = ["lodash"]): Vulnerability {
  const members = names.map((name) => ({ name, version: "4.17.20", purl: `pkg:npm/${name}@4.17.20` }));
  const [head = { name: "", version: "", purl: "" }] = members;
  return {
    ...{ id, aliases: [`GHSA-${id}`], title: "", links: [], severity: "high", severitySource: "", ratings: [] },
    ...{ state: "not-fixed", fixedVersion: undefined, kev: undefined, epss: undefined, risk: 1, isUnimportant: false },
    ...{ package: { ...head, type: "npm", source: undefined, members }, origin: "yours", locations: [] },
    ...{
      match: { searched: "", record: "", range: "", records: [] },
      fix: undefined,
      action: undefined,
      fingerprint: id,
    },
    ...change,
  };
}

const found: readonly Vulnerability[] = [
  rowOf("CVE-2024-5"),
  rowOf("CVE-2024-4", { state: "fixed", fix: "Upgrade lodash to 5." }),
  rowOf("CVE-2024-3", { suppressed: { by: "config", reason: "Built out: vulnerable_code_not_present" } }),
  rowOf("CVE-2024-2", { suppressed: { by: "config", reason: `Never called. ${hostile}` } }, ["lodash", "tar"]),
  rowOf("CVE-2024-1", { suppressed: { by: "config", reason: ".seaworthy.yaml, line 4" } }),
  rowOf("CVE-2024-0", { suppressed: { by: "baseline", reason: "in the baseline" }, isUnimportant: true }),
];
const time = "2025-03-01T00:00:00Z";
const isReasonless = (reason: string) => reason.startsWith(".seaworthy.yaml");
const heading = { author: `Example ${hostile}`.trim(), time, tool: { name: "seaworthy", version: "1.0.0" } };
const stateFor = (of: NamedImage) => stateVex(found, { product: imageProduct(of), time, isReasonless });
const folder: NamedImage = { ...image, name: "dir:root", source: "dir", digest: undefined };
const nameless: NamedImage = { ...image, name: "oci-dir:x", source: "oci-dir" };

function documentOf(text: string): VexDocument {
  const read = readVex(text);
  if ("why" in read) throw new Error(read.why);
  return read;
}
const withoutLines = ({ statements }: VexDocument): readonly StatedVex[] =>
  statements.map(({ line: _, ...rest }) => rest);

it("says of each what is known of it, and no more", () => {
  expect(
    stateFor(image).map(({ vulnerability, status, justification }) => [vulnerability, status, justification]),
  ).toEqual([
    ["CVE-2024-0", "under_investigation", ""],
    ["CVE-2024-1", "under_investigation", ""],
    ["CVE-2024-2", "not_affected", ""],
    ["CVE-2024-3", "not_affected", "vulnerable_code_not_present"],
    ["CVE-2024-4", "affected", ""],
    ["CVE-2024-5", "under_investigation", ""],
  ]);
});

it.each<[string, string | undefined]>([
  ["component_not_present", "component_not_present"],
  ["We cut it (vulnerable_code_not_in_execute_path).", "vulnerable_code_not_in_execute_path"],
  ["the component is not present", undefined],
  ["component_not_present or vulnerable_code_not_present", undefined],
  ["not_component_not_present_", undefined],
])("the justification in %j is %s", (reason, expected) => {
  expect(justificationIn(reason)).toBe(expected);
});

it.each<[string, NamedImage, unknown]>([
  [
    "its address with digest",
    image,
    { ids: [`pkg:oci/app@${digest}?arch=amd64&repository_url=ghcr.io%2Fexample%2Fapp&tag=1.2`], digests: [] },
  ],
  ["its digest where it has no name", nameless, { ids: [], digests: [digest] }],
  ["nothing for a folder", folder, undefined],
])("an image is called %s", (_, of, expected) => {
  expect(imageProduct(of)).toEqual(expected);
});

describe.each<[string, NamedImage]>([
  ["an image with a name", image],
  ["an image with a digest only", nameless],
  ["a folder", folder],
])("what is written of %s", (_, of) => {
  const statements = stateFor(of);
  const openVex = writeOpenVex(statements, heading);
  const cycloneDx = writeCycloneDxVex(statements, { name: of.name, product: imageProduct(of) }, heading);

  it("reads as the same statements from OpenVEX", () => {
    const read = documentOf(openVex);
    expect(withoutLines(read)).toEqual(statements);
    expect(read).toMatchObject({ author: heading.author, leftOut: [] });
  });

  it("reads as the same statements from CycloneDX", () => {
    const split = (all: readonly StatedVex[]) =>
      all.map((one) => ({
        ...one,
        // Each affected component has the product for itself there.
        products: one.products.flatMap((each) =>
          each.subcomponents.length === 0
            ? [each]
            : each.subcomponents.map((part) => ({ ...each, subcomponents: [part] })),
        ),
      }));
    // There the image has its name besides.
    const bare = (all: readonly StatedVex[]) =>
      all.map((one) => ({
        ...one,
        products: one.products.map((each) => ({ ...each, ids: each.ids.filter((id) => id !== of.name) })),
      }));
    expect(bare(withoutLines(documentOf(cycloneDx)))).toEqual(split(statements));
    expect(documentOf(cycloneDx)).toMatchObject({ author: heading.author, leftOut: [] });
  });

  it("excuses in a scan what was excused with a reason", () => {
    for (const text of [openVex, cycloneDx]) {
      const vex = applyVex([{ path: "a.json", document: documentOf(text) }], of);
      expect(found.filter((one) => vex.excuse(one)).map(({ id }) => id)).toEqual(["CVE-2024-3", "CVE-2024-2"]);
      expect(vex.unused()).toEqual([]);
    }
  });

  it("is the same every time, and has another name with other content", () => {
    expect(writeOpenVex(stateFor(of), heading)).toBe(openVex);
    const id = (text: string) => JSON.parse(text)["@id"] ?? JSON.parse(text).serialNumber;
    expect(id(writeOpenVex(statements.slice(1), heading))).not.toBe(id(openVex));
    const subject = { name: of.name, product: imageProduct(of) };
    expect(id(writeCycloneDxVex(statements.slice(1), subject, heading))).not.toBe(id(cycloneDx));
  });

  it("is valid by the schema of CycloneDX 1.6", () => {
    const validate = cycloneDxSchema("1.6");
    validate(JSON.parse(cycloneDx));
    expect(validate.errors ?? []).toEqual([]);
  });

  it("has what OpenVEX 0.2.0 asks for", () => {
    const document = JSON.parse(openVex);
    expect(document).toMatchObject({ "@context": "https://openvex.dev/ns/v0.2.0", timestamp: time, version: 1 });
    expect(document["@id"]).toMatch(/^https:\/\/openvex\.dev\/docs\/public\/vex-[0-9a-f]{64}$/);
    for (const one of document.statements) {
      expect(one.products.length).toBeGreaterThan(0);
      if (one.status === "not_affected") expect(one.justification ?? one.impact_statement).toBeTruthy();
      if (one.status === "affected") expect(one.action_statement).toBeTruthy();
      if (one.justification) expect(vexJustifications).toContain(one.justification);
    }
  });
});
