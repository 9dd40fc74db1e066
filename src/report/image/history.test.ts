import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Report } from "../../engine/report.ts";
import { mask, secretValue } from "../fixture.ts";
import type { ReportOptions } from "../options.ts";
import { columnsOf } from "../visible.ts";
import { renderHistory } from "./history.ts";
import { historyDocument, renderHistoryJson } from "./history-json.ts";
import { exampleImage, stepsOf } from "./image.fixture.ts";
import { hostileImageReport, imageReport, leakyReport, placedReport, scannedReport } from "./report.fixture.ts";

const history = (report: Report, options: ReportOptions = {}) => renderHistory(report, { mask, ...options });

describe("the history as a Dockerfile", () => {
  const contains: [string, string][] = [
    [
      "which image, how old, how large",
      "# registry.example.com/team/app:1.4: digest 999999999999, linux/amd64, built 30\n# days ago, 4 layers, 420 MB\n",
    ],
    ["a layer with size, files and day above its step", "# layer 3: 13 MB, 61 files, 2025-01-31\n"],
    ["what it brought", "#   adds 6 packages: 2 npm, 1 binary, 1 deb, 1 python, 1 r-package\n"],
    ["secrets in it", "#   holds 1 secret\n"],
    ["what runs as somebody else", "#   has 1 file with set-user-id or set-group-id\n"],
    ["what it gave away", "#   42 MB in 1 file are replaced or deleted later\n"],
    ["findings on it", "#   HIGH The container runs as root [root-user]\nRUN rm -f /srv/.env && cp -r /srv /app\n"],
    [
      "a finding of two lines stays a comment",
      "#   CRITICAL A GitHub token is in layer 3, in srv/.env: deleting it later does\n#   not help [secret-in-env]\nCOPY . /srv\n",
    ],
    ["a step without a layer is the step alone", '\n\nCMD ["bash"]\n\n'],
    ["a step of several lines as it was written", "RUN apt-get update \\\n    && apt-get install -y"],
  ];
  test.each(contains)("%s", (_, text) => expect(history(scannedReport())).toContain(text));

  test("wide terminals get columns", () => {
    const text = history(scannedReport(), { width: 120 });
    expect(text).toContain("Layer     Size    Files  Day         Step\n");
    expect(text).toContain("    3    13 MB       61  2025-01-31  COPY . /srv\n");
    expect(text).toContain('    -                    2024-12-01  CMD ["bash"]\n');
    expect(text).toContain(`${" ".repeat(37)}    && npm install\n${" ".repeat(37)}# adds 6 packages:`);
  });

  test("the line of the Dockerfile, where it is known", () => {
    expect(history(placedReport())).toContain("# layer 3: 13 MB, 61 files, 2025-01-31, app/Dockerfile:3\n");
    expect(history(placedReport(), { width: 120 })).toContain("# app/Dockerfile:3\n");
    expect(history(placedReport())).toContain("#   CRITICAL A secret is written into the image [secret-in-env]\nCOPY");
  });

  test("an ignored finding is not shown", () => expect(history(scannedReport())).not.toContain("no-workdir"));

  test("long steps are cut, but for -v", () => {
    const text = `RUN <<EOF\n${Array.from({ length: 40 }, (_, at) => `echo ${at}`).join("\n")}\nEOF`;
    const report = imageReport(exampleImage({ steps: stepsOf([[text, 0]]) }));
    expect(history(report)).toContain("echo 9\n# 31 more lines: see all with -v\n");
    expect(history(report, { verbose: true })).toContain("echo 39\nEOF\n");
  });

  test("a step that is broken goes on behind a backslash, once", () => {
    const long = Array.from({ length: 12 }, (_, at) => `package-${at}`).join(" ");
    const steps = stepsOf([[`RUN apt-get update \\\n    && apt-get install ${long} \\\n    && true`, 0]]);
    const lines = history(imageReport(exampleImage({ steps })), { width: 60 }).split("\n");
    const step = lines.slice(lines.indexOf("RUN apt-get update \\"));
    expect(step).toEqual([
      "RUN apt-get update \\",
      "    && apt-get install package-0 package-1 package-2 \\",
      "        package-3 package-4 package-5 package-6 package-7 \\",
      "        package-8 package-9 package-10 package-11 \\",
      "    && true",
      "",
    ]);
  });

  test("a secret in the step itself counts", () => {
    const described = { where: "history", name: "TOKEN", history: 4, detector: "x", title: "token" } as const;
    const report = imageReport(exampleImage({ describedSecrets: [{ ...described, confidence: "high" }] }));
    expect(history(report)).toContain("#   its text shows 1 secret\nRUN rm -f");
  });

  test("an image without steps says so, one that was not read too", () => {
    const unknowns = [{ what: "layer 2", why: "it broke off.", fatal: true }];
    const text = history(imageReport(exampleImage({ steps: [], layers: [], unknowns })));
    expect(text).toContain("The image does not say how it was built.\n\nNot read: layer 2: it broke off.\n");
  });

  test.each([60, 80, 99, 100, 120])("no line is wider than %i columns", (width) => {
    for (const report of [scannedReport(), hostileImageReport(), placedReport()])
      for (const verbose of [false, true])
        for (const line of history(report, { width, verbose }).split("\n"))
          expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  test.each([80, 120])("hostile text is written out at %i columns, and no comment becomes a step", (width) => {
    const text = history(hostileImageReport(), { width, verbose: true });
    expect([...text].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
    for (const line of text.split("\n")) expect(line.trim().startsWith("::")).toBe(false);
  });

  test("without colour there is no escape, with colour the same words", () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    for (const width of [80, 120]) {
      const plain = history(scannedReport(), { width });
      const coloured = history(scannedReport(), { width, color: true });
      expect(coloured).not.toBe(plain);
      expect(coloured.replaceAll(escapes, "").replaceAll(/ +$/gm, "")).toBe(plain);
    }
  });

  test("no secret is printed, whoever hands in the mask", () => {
    expect(history(leakyReport())).not.toContain(secretValue);
    expect(renderHistory(leakyReport(), {})).not.toContain(secretValue);
    expect(renderHistoryJson(leakyReport(), {})).not.toContain(secretValue);
  });
});

describe("the history as JSON", () => {
  const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../schema/${name}`, import.meta.url), "utf8"));
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(read("history.schema.json"));

  test.each([
    ["an image with findings", scannedReport()],
    ["one with its Dockerfile", placedReport()],
    ["hostile text", hostileImageReport()],
  ])("%s is as the schema says", (_, report) => {
    validate(JSON.parse(renderHistoryJson(report, { mask })));
    expect(validate.errors).toBe(null);
  });

  test("the schema refuses an unknown key", () => {
    expect(validate({ ...historyDocument(scannedReport(), { mask }), more: 1 })).toBe(false);
  });

  test("a step has what the text says of it", () => {
    const { steps } = historyDocument(placedReport(), { mask });
    expect(steps[3]).toEqual({
      instruction: "COPY . /srv",
      ...{ layer: 2, bytes: 12 * 1024 * 1024, compressedBytes: 4 * 1024 * 1024, files: 61, created: "2025-01-31" },
      dockerfile: { path: "app/Dockerfile", line: 3 },
      ...{ packages: {}, secrets: 1, setuid: 0, wasted: { bytes: 3 * 1024 * 1024 + 120, files: 2 } },
      findings: [
        {
          ...{ rule: "secret-in-env", severity: "critical", message: "A secret is written into the image" },
          fingerprint: expect.any(String),
        },
      ],
    });
    expect(steps[1]).toMatchObject({ instruction: 'CMD ["bash"]', layer: null, dockerfile: null });
  });
});
