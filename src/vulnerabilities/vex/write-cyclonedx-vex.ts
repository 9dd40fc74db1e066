/**
 * Statements go in, a document of CycloneDX 1.6 (JSON) comes out that holds them, the packages they are about and nothing else;
 * read again it gives the same statements.
 */
import { createHash } from "node:crypto";
import { parsePurl } from "../../packages/purl.ts";
import { compareTexts } from "../../text/compare.ts";
import { justificationProperty } from "./read-cyclonedx-vex.ts";
import type { StatedVex } from "./state-vex.ts";
import type { VexComponent, VexStatus } from "./vex-document.ts";
import type { VexHeading } from "./write-openvex.ts";

/** The image, as far as the document names it. */
export interface VexSubject {
  readonly name: string;
  /** Undefined where it has no name that others know: the statements are about packages alone. */
  readonly product: VexComponent | undefined;
}

const states: Readonly<Record<VexStatus, string>> = {
  not_affected: "not_affected",
  affected: "exploitable",
  fixed: "resolved",
  under_investigation: "in_triage",
};

/** Only what says the same ("impactAnalysisJustification" of the schema); the word itself stands in a property. */
const justifications: ReadonlyMap<string, string> = new Map([
  ["component_not_present", "code_not_present"],
  ["vulnerable_code_not_present", "code_not_present"],
  ["vulnerable_code_not_in_execute_path", "code_not_reachable"],
  ["inline_mitigations_already_exist", "protected_by_mitigating_control"],
]);

/** Indented by two spaces, with a final line end. The serial number is made of what the document says. */
export function writeCycloneDxVex(statements: readonly StatedVex[], subject: VexSubject, heading: VexHeading): string {
  const { author, time, tool } = heading;
  const image = imageComponent(subject);
  const content = {
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: "application", name: tool.name, version: tool.version }] },
      authors: [{ name: author }],
      ...(image ? { component: image } : {}),
    },
    components: packageComponents(statements),
    vulnerabilities: statements.map((each) => vulnerabilityOf(each, time)),
  };
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    ...{ bomFormat: "CycloneDX", specVersion: "1.6" },
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
    ...content,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function imageComponent({ name, product }: VexSubject) {
  if (!product) return undefined;
  const [purl] = product.ids;
  const hashes = product.digests.map((digest) => {
    const [algorithm = "", content = ""] = digest.split(":");
    return { alg: algorithm.replace(/^sha/, "SHA-"), content };
  });
  return {
    ...{ "bom-ref": "image", type: "container", name },
    ...(purl === undefined ? {} : { purl }),
    ...(hashes.length > 0 ? { hashes } : {}),
  };
}

/** Each package once; its address is its name in the document. */
function packageComponents(statements: readonly StatedVex[]) {
  const purls = new Set(statements.flatMap(partsOf));
  return [...purls].sort(compareTexts).map((purl) => {
    const { namespace = "", name = purl, version = "" } = parsePurl(purl) ?? {};
    return {
      ...{ "bom-ref": purl, type: "library" },
      ...(namespace === "" ? {} : { group: namespace }),
      name,
      ...(version === "" ? {} : { version }),
      purl,
    };
  });
}

function partsOf({ products }: StatedVex): readonly string[] {
  return products.flatMap(({ ids, subcomponents }) =>
    subcomponents.length > 0 ? subcomponents.flatMap((part) => part.ids) : ids,
  );
}

function vulnerabilityOf(one: StatedVex, documentTime: string) {
  const detail = one.impact || one.notes;
  const justification = justifications.get(one.justification);
  return {
    id: one.vulnerability,
    ...(one.aliases.length > 0
      ? { references: one.aliases.map((id) => ({ id, source: { name: id.split("-", 1)[0] ?? id } })) }
      : {}),
    ...(one.action === "" ? {} : { recommendation: one.action }),
    analysis: {
      state: states[one.status],
      ...(justification === undefined ? {} : { justification }),
      ...(one.status === "affected" && one.action !== "" ? { response: ["update"] } : {}),
      ...(detail === "" ? {} : { detail }),
      ...(one.time === documentTime ? {} : { lastUpdated: one.time }),
    },
    affects: partsOf(one).map((ref) => ({ ref })),
    ...(one.justification === "" ? {} : { properties: [{ name: justificationProperty, value: one.justification }] }),
  };
}

/** Version 8 of RFC 9562: the first bits of a SHA-256. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
