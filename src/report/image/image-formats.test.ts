import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Report } from "../../engine/report.ts";
import { mask, secretValue } from "../fixture.ts";
import { renderJson, reportDocument } from "../json.ts";
import { type Format, formats, renderReport } from "../render.ts";
import { renderSarif } from "../sarif.ts";
import { digest, exampleImage } from "./image.fixture.ts";
import { hostileImageReport, imageReport, leakyReport, placedReport, scannedReport } from "./report.fixture.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const render = (format: Format, report: Report) => renderReport(format, report, { mask });

describe("JSON", () => {
  const validate = new Ajv2020({ allErrors: true }).compile(read("../../../schema/report.schema.json"));

  test.each([
    ["an image with findings", scannedReport()],
    ["one with its Dockerfile", placedReport()],
    ["hostile text", hostileImageReport()],
    [
      "a root file system",
      imageReport(
        exampleImage({
          ...{ source: "dir", hasConfig: false, id: undefined, digest: undefined, platform: undefined, os: undefined },
          config: { ...exampleImage().config, created: undefined },
          layers: exampleImage().layers.map((one) => ({ ...one, diffId: undefined, digest: undefined })),
          user: { written: "", uid: undefined, gid: undefined, why: "it does not say" },
        }),
      ),
    ],
  ])("%s is as the schema says", (_, report) => {
    validate(JSON.parse(renderJson(report, { mask })));
    expect(validate.errors).toBe(null);
  });

  test("keys stand in the order of the documentation", () => {
    const document = JSON.parse(renderJson(scannedReport(), { mask }));
    expect(Object.keys(document).slice(-2)).toEqual(["image", "packages"]);
    expect(Object.keys(document.image).join()).toBe(
      "reference,source,id,digest,platform,created,os,user,runsAsRoot,layers",
    );
    expect(document.image.layers[2]).toEqual({
      ...{ digest: digest("c"), diffId: digest("2"), bytes: 12 * 1024 * 1024, instruction: "COPY . /srv", line: null },
    });
    expect(document.image.os).toEqual({ id: "debian", version: "12", eol: false });
    expect(document.packages[0]).toEqual({
      ...{ name: "libssl3", version: "3.0.11-1~deb12u2", type: "deb" },
      purl: "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
      source: { name: "openssl", version: "3.0.11-1" },
      licenses: ["Apache-2.0", "GPL-1+ or Artistic", "Artistic"],
      locations: [{ path: "var/lib/dpkg/status", layer: 0 }],
    });
    expect(Object.keys(document.packages[0]).join()).toBe("name,version,type,purl,source,licenses,locations");
  });

  const roots: [string, number | undefined, boolean | null][] = [
    ["root", 0, true],
    ["another", 1000, false],
    ["nobody knows", undefined, null],
  ];
  test.each(roots)("the user: %s", (_, uid, expected) => {
    const report = scannedReport({ user: { written: "x", uid, gid: undefined, why: "" } });
    expect(reportDocument(report, {}).image?.runsAsRoot).toBe(expected);
  });

  test("the line of the Dockerfile, where it is known", () => {
    expect(reportDocument(placedReport(), {}).image?.layers.map(({ line }) => line)).toEqual([null, 2, 3, 4]);
  });

  test("a report on files has neither image nor packages", () => {
    const { image: _, ...report } = scannedReport();
    expect(reportDocument(report, {})).not.toHaveProperty("image");
  });
});

describe("SARIF", () => {
  const { $schema: _, id: __, ...schema } = read("../fixtures/sarif-2.1.0.schema.json");
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  ajv.addFormat("uri", /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i);
  ajv.addFormat("uri-reference", /^[^\s<>"{}|\\^`]*$/);
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT/);
  const validate = ajv.compile(schema);
  const run = (report: Report) => JSON.parse(renderSarif(report, { mask })).runs[0];

  test.each([
    ["an image with findings", scannedReport()],
    ["one with its Dockerfile", placedReport()],
    ["hostile text", hostileImageReport()],
  ])("%s is valid", (_, report) => {
    validate(JSON.parse(renderSarif(report, { mask })));
    expect(validate.errors).toBe(null);
  });

  test("a finding lies in the steps, which are no file and bring their text along", () => {
    const { artifacts, results } = run(scannedReport());
    expect(artifacts[0]).toMatchObject({
      location: { uri: "image-steps/registry.example.com/team/app.Dockerfile" },
      contents: { text: expect.stringContaining("COPY . /srv\n") },
    });
    expect(results[0].locations[0]).toMatchObject({
      physicalLocation: {
        artifactLocation: { uri: "image-steps/registry.example.com/team/app.Dockerfile" },
        region: { startLine: 6, snippet: { text: "COPY . /srv" } },
      },
      logicalLocations: [
        { name: "step 4, layer 3", fullyQualifiedName: `registry.example.com/team/app:1.4/${digest("2")}` },
      ],
    });
  });

  test("with a Dockerfile it lies on its line", () => {
    const [{ locations }] = run(placedReport()).results;
    expect(locations[0]).toMatchObject({
      physicalLocation: { artifactLocation: { uri: "app/Dockerfile" }, region: { startLine: 3 } },
      logicalLocations: [{ name: "step 4, layer 3" }],
    });
  });

  const names: [string, string][] = [
    [`registry:registry.example.com/a:1@${digest("0")}`, "image-steps/registry.example.com/a.Dockerfile"],
    ["node:24", "image-steps/node.Dockerfile"],
    ["docker-archive:out/app.tar", "image-steps/out/app.tar.Dockerfile"],
    ["oci-dir:/home/me/../x", "image-steps/x.Dockerfile"],
    ["dir:../../rootfs", "image-steps/rootfs.Dockerfile"],
    ["sha256:0123456789abcdef", "image-steps/image.Dockerfile"],
    ["docker-archive:C:\\Users\\me\\a b.tar", "image-steps/a%20b.tar.Dockerfile"],
  ];
  test.each(names)("%s is filed without tag and digest", (name, uri) => {
    expect(run(scannedReport({ name })).artifacts[0].location.uri).toBe(uri);
  });
});

describe("the other formats", () => {
  test("GitHub: no file, but the step", async () => {
    const text = await render("github", scannedReport());
    expect(text).toContain(
      "::error title=critical%3A secret-in-env::registry.example.com/team/app:1.4, step 4, layer 3: A GitHub token",
    );
    expect(text).toContain("seaworthy checked image registry.example.com/team/app:1.4: 4 problems");
    expect(await render("github", placedReport())).toContain("::error file=app/Dockerfile,line=3,");
  });

  test("GitLab: the path of the steps", async () => {
    const [issue] = JSON.parse(await render("gitlab", scannedReport()));
    expect(issue.location).toEqual({
      path: "image-steps/registry.example.com/team/app.Dockerfile",
      lines: { begin: 6, end: 6 },
    });
  });

  test("JUnit: the image is the suite, and what is not known of it is part of it", async () => {
    const report = scannedReport({ unknowns: [{ what: "layer 9", why: "is gone", fatal: true }] });
    const text = await render("junit", report);
    expect(text.match(/<testsuite /g)).toHaveLength(1);
    expect(text).toContain('<testsuite name="registry.example.com/team/app:1.4" tests="6" failures="4" errors="1"');
    expect(text).toContain('name="secret-in-env step 4, layer 3" file="image-steps/registry.example.com/team/app.');
  });

  test("Markdown: what the image is, then the table with steps", async () => {
    const text = await render("markdown", scannedReport());
    expect(text).toContain("- Image `registry.example.com/team/app:1.4` for linux/amd64\n- System Debian GNU/Linux 12");
    expect(text).toContain("| critical | `step 4, layer 3` | A GitHub token");
    expect(text).toContain("The image was checked by 7 rules. 1 ignored.");
  });

  test.each(formats)("%s: hostile text stays text, and secrets stay hidden", async (format) => {
    const text = await render(format, hostileImageReport());
    expect([...text].filter((char) => char < " " && char !== "\n")).toEqual([]);
    if (!["json", "sarif", "gitlab"].includes(format)) expect(text).not.toContain("\u202e");
    expect(await render(format, leakyReport())).not.toContain(secretValue);
  });
});
