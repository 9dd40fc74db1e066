import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { challengeReport, cleanReport, hostileReport, mask, secretValue } from "./fixture.ts";
import { renderJson, reportDocument } from "./json.ts";

const schema = JSON.parse(readFileSync(new URL("../../schema/report.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

describe("the JSON document", () => {
  test.each([
    ["the challenge", challengeReport()],
    ["a clean project", cleanReport()],
    ["hostile text", hostileReport()],
  ])("%s is as the schema says", (_, report) => {
    validate(JSON.parse(renderJson(report, { mask })));
    expect(validate.errors).toBe(null);
  });

  const broken: [string, (document: ReturnType<typeof reportDocument>) => unknown][] = [
    ["an unknown key", (document) => ({ ...document, more: 1 })],
    ["an unknown key in a finding", (document) => ({ ...document, findings: [{ ...document.findings[0], more: 1 }] })],
    ["another version", (document) => ({ ...document, schemaVersion: 2 })],
    [
      "a line 0",
      (document) => ({
        ...document,
        unknowns: [
          { what: "", why: "", location: { path: "", start: { line: 0, column: 1 }, end: { line: 1, column: 1 } } },
        ],
      }),
    ],
    ["no habits", ({ habits: _, ...document }) => document],
  ];
  test.each(broken)("the schema refuses %s", (_, change) => {
    expect(validate(change(reportDocument(challengeReport(), { mask })))).toBe(false);
  });

  test("keys stand in the order of the documentation", () => {
    const document = JSON.parse(renderJson(challengeReport(), { mask }));
    expect(Object.keys(document).join()).toBe("schemaVersion,tool,target,files,findings,habits,unknowns,unusedIgnores");
    expect(Object.keys(document.findings[1]).join()).toBe(
      "rule,habit,severity,confidence,message,help,aliases,location,related,fixes,refusal,fingerprint",
    );
    expect(document.findings[8].suppressed).toEqual({ by: "baseline", reason: "known on 2025-01-01" });
    expect(document.findings[2].fixes[0].edits).toEqual([{ path: "Dockerfile", start: 12, end: 18, text: "24.04" }]);
    expect(document.findings[0].location).toEqual({
      path: "Dockerfile",
      start: { line: 2, column: 5 },
      end: { line: 2, column: 5 + `DB_PASSWORD=${secretValue}`.length },
    });
  });

  test("only the severities asked for", () => {
    const { findings } = reportDocument(challengeReport(), { shown: ["critical", "high"] });
    expect(findings.map(({ severity }) => severity)).toEqual(["critical", "high"]);
  });

  test("no secret is in it, and a fix that would write one is left out", () => {
    const report = challengeReport();
    const [first] = report.findings;
    if (!first) throw new Error("no finding");
    const leaking = {
      ...first,
      message: `is ${secretValue}`,
      refusal: secretValue,
      fixes: [{ title: "t", safety: "safe" as const, edits: [{ start: 0, end: 1, text: `X=${secretValue}` }] }],
    };
    const text = renderJson({ ...report, findings: [leaking] }, { mask });
    expect(text).not.toContain(secretValue);
    expect(JSON.parse(text).findings[0].fixes).toEqual([]);
    expect(JSON.parse(text).findings[0].message).toBe("is ****");
  });
});
