/** Statements go in, a document of OpenVEX 0.2.0 comes out; read again it gives the same statements. */
import { createHash } from "node:crypto";
import type { StatedVex } from "./state-vex.ts";
import type { VexComponent } from "./vex-document.ts";

/** What stands over the statements. */
export interface VexHeading {
  /** A person or an organisation. */
  readonly author: string;
  /** RFC 3339. */
  readonly time: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/** Indented by two spaces, with a final line end. The same statements give the same bytes: `@id` is made of what it says. */
export function writeOpenVex(statements: readonly StatedVex[], { author, time, tool }: VexHeading): string {
  const content = {
    ...{ author, timestamp: time, version: 1, tooling: `${tool.name} ${tool.version}` },
    statements: statements.map((each) => statementOf(each, time)),
  };
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  const document = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `https://openvex.dev/docs/public/vex-${hash}`,
    ...content,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function statementOf(one: StatedVex, documentTime: string) {
  return {
    vulnerability: { name: one.vulnerability, ...(one.aliases.length > 0 ? { aliases: one.aliases } : {}) },
    ...(one.time === documentTime ? {} : { timestamp: one.time }),
    products: one.products.map((product) => ({
      ...componentOf(product),
      ...(product.subcomponents.length > 0 ? { subcomponents: product.subcomponents.map(componentOf) } : {}),
    })),
    status: one.status,
    ...filled({
      ...{ justification: one.justification, impact_statement: one.impact },
      ...{ action_statement: one.action, status_notes: one.notes },
    }),
  };
}

/** A package address stands under its label too, for readers that look only there. */
function componentOf({ ids, digests }: VexComponent) {
  const [id] = ids;
  const purl = ids.find((each) => each.startsWith("pkg:"));
  const hashes = Object.fromEntries(
    digests.map((digest) => {
      const [algorithm = "", hex = ""] = digest.split(":");
      return [algorithm.replace(/^sha/, "sha-"), hex];
    }),
  );
  return {
    ...(id === undefined ? {} : { "@id": id }),
    ...(purl === undefined ? {} : { identifiers: { purl } }),
    ...(digests.length > 0 ? { hashes } : {}),
  };
}

function filled(texts: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}
