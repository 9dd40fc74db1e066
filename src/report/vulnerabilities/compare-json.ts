/** A comparison as a JSON document; versioned, keys in a fixed order, what is not known is null. */
import type { ImageSketch } from "../../vulnerabilities/compare.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import type { Tool } from "../sbom/identity.ts";
import type { JudgedComparison } from "./compare-words.ts";

/** Raised when a key changes its meaning or goes away. */
export const compareSchemaVersion = 1;

/** Indented by two spaces, with a final line end. */
export function renderComparisonJson(compared: JudgedComparison, tool: Tool, mask: (text: string) => string): string {
  const failing = new Set(compared.regressions.map(({ fingerprint }) => fingerprint));
  const { added, gone, excused, kept } = compared.vulnerabilities;
  const document = {
    schemaVersion: compareSchemaVersion,
    tool: { name: tool.name, version: tool.version },
    old: imageDocument(compared.old),
    new: imageDocument(compared.new),
    regression: compared.regressions.length > 0,
    vulnerabilities: {
      new: added.map((one) => ({ ...rowDocument(one), counts: failing.has(one.fingerprint) })),
      gone: gone.map(rowDocument),
      excused: excused.map(rowDocument),
      kept: kept.map(rowDocument),
    },
    packages: compared.packages,
    unknowns: compared.unread,
  };
  const masked = (_: string, value: unknown) => (typeof value === "string" ? mask(value) : value);
  return `${JSON.stringify(document, masked, 2)}\n`;
}

function imageDocument({ name, bytes, layers, packages, user, isRoot, system }: ImageSketch) {
  return { name, bytes, layers, packages, user: user ?? null, runsAsRoot: isRoot ?? null, os: system ?? null };
}

function rowDocument(one: Vulnerability) {
  return {
    ...{ id: one.id, aliases: one.aliases, severity: one.severity, kev: one.kev !== undefined },
    ...{ epss: one.epss?.score ?? null, risk: one.risk, state: one.state, fixedVersion: one.fixedVersion ?? null },
    package: { name: one.package.name, version: one.package.version, purl: one.package.purl },
    ...{ origin: one.origin, fix: one.fix ?? null, fingerprint: one.fingerprint },
  };
}
