import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { Report } from "../engine/report.ts";
import { createSource } from "../text/source.ts";
import { artifactUri } from "./artifact-uri.ts";
import {
  challengeReport,
  cleanReport,
  findingOf,
  hostileReport,
  mask,
  placeOf,
  reportOf,
  rules,
  secretValue,
} from "./fixture.ts";
import { renderSarif } from "./sarif.ts";

// The published schema is draft 4; it uses nothing that draft 7 reads in another way, but for the name of its id.
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync(new URL("./fixtures/sarif-2.1.0.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
ajv.addFormat("uri", /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i);
ajv.addFormat("uri-reference", /^[^\s<>"{}|\\^`]*$/);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT/);
const validate = ajv.compile(schema);

const sarif = (report: Report) => JSON.parse(renderSarif(report, { mask }));

describe("the SARIF log", () => {
  test.each([
    ["the challenge", challengeReport()],
    ["a clean project", cleanReport()],
    ["hostile text", hostileReport()],
  ])("%s is valid SARIF 2.1.0", (_, report) => {
    validate(sarif(report));
    expect(validate.errors).toBe(null);
  });

  test("the schema is really used: a wrong level is refused", () => {
    const log = sarif(challengeReport());
    log.runs[0].results[0].level = "critical";
    expect(validate(log)).toBe(false);
  });

  test("a result has rule, level, fingerprints, place and fix", () => {
    const [run] = sarif(challengeReport()).runs;
    const result = run.results[2];
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe("untagged-base");
    expect(result).toMatchObject({
      ruleId: "untagged-base",
      level: "warning",
      suppressions: [],
      partialFingerprints: { primaryLocationLineHash: "untagged-base:5", "seaworthy/v1": "untagged-base:5" },
    });
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "Dockerfile" },
      region: {
        startLine: 1,
        startColumn: 6,
        endLine: 1,
        endColumn: 19,
        charOffset: 5,
        charLength: 13,
        snippet: { text: "ubuntu:latest" },
      },
    });
    const [replacement] = result.fixes[0].artifactChanges[0].replacements;
    expect(replacement.deletedRegion).toMatchObject({ charOffset: 12, charLength: 6, startColumn: 13 });
    expect(replacement.insertedContent).toEqual({ text: "24.04" });
  });

  test("the trace becomes related locations", () => {
    const [run] = sarif(challengeReport()).runs;
    expect(run.results[1].relatedLocations[0].message.text).toBe("ubuntu runs as root unless told otherwise");
  });

  test("a rule has help, level, precision and a number for GitHub", () => {
    const [run] = sarif(challengeReport()).runs;
    const rule = run.tool.driver.rules.find(({ id }: { id: string }) => id === "secret-in-env");
    expect(rule).toMatchObject({
      name: "SecretInEnv",
      helpUri: "https://example.com/rules/secret-in-env",
      defaultConfiguration: { level: "error" },
      properties: {
        "security-severity": "9.5",
        precision: "high",
        tags: ["security", "secrets", "hadolint/secret-in-env"],
      },
    });
    expect(rule.help.markdown).toContain("**Fix:** Take the value out of the file");
  });

  test("ignored findings are suppressed, with the reason", () => {
    const [run] = sarif(challengeReport()).runs;
    expect(run.results[8].suppressions).toEqual([
      { kind: "external", status: "accepted", justification: "by baseline: known on 2025-01-01" },
    ]);
    expect(run.results[9].suppressions[0].kind).toBe("inSource");
  });

  test("unknowns are notifications; an unread file makes the run unsuccessful", () => {
    const [partly] = sarif(challengeReport()).runs[0].invocations;
    expect(partly.executionSuccessful).toBe(true);
    expect(partly.toolExecutionNotifications[0]).toMatchObject({ level: "note" });
    expect(partly.toolConfigurationNotifications[0].message.text).toContain("Unused ignore");
    const [unread] = sarif({ ...cleanReport(), unknowns: [{ what: "b", why: "w", fatal: true }] }).runs[0].invocations;
    expect(unread.executionSuccessful).toBe(false);
  });

  test("a byte order mark counts neither in columns nor in offsets", () => {
    const source = createSource("Dockerfile", "\ufeffFROM a\nUSER 0\n");
    const at = (text: string) => findingOf(rules.root, placeOf(source, text));
    const { results } = sarif(reportOf([source], [at("a"), at("0")], [rules.root])).runs[0];
    const region = (index: number) => results[index].locations[0].physicalLocation.region;
    expect(region(0)).toMatchObject({ startLine: 1, startColumn: 6, charOffset: 5, charLength: 1 });
    expect(region(1)).toMatchObject({ startLine: 2, startColumn: 6, charOffset: 12 });
  });

  test("no secret is in it", () => {
    const text = renderSarif(challengeReport(), { mask });
    expect(text).not.toContain(secretValue);
    expect(text).toContain('"text": "DB_PASSWORD=****"');
  });
});

describe("paths as URIs", () => {
  test.each([
    ["a/b c/Dockerfile", "a/b%20c/Dockerfile"],
    ["../é#?%/Dockerfile", "../%C3%A9%23%3F%25/Dockerfile"],
    ["/abs/Dockerfile", "file:///abs/Dockerfile"],
    ["C:\\app\\Dockerfile", "file:///C:/app/Dockerfile"],
    ["\ud800x", "%EF%BF%BDx"],
    ["-", "-"],
  ])("%j is %s", (path, uri) => expect(artifactUri(path)).toBe(uri));
});
