/**
 * Images with old packages of languages, installed by npm, pip, gem and Go themselves where they can; jars are made here. Beside
 * each stand packages that are not affected: fixed versions, and the same names in other ecosystems. Each row was read in its
 * record: the version lies in the range, and `fixed` ends it.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeZip } from "../../src/files/zip.fixture.ts";
import type { Ground } from "./ground.ts";
import { rowsOf, type VulnerableImage } from "./vulnerable.ts";

/** A context with files in `content`, built as an image of nothing else. */
function built(ground: Ground, name: string, context: string): string {
  const tag = `seaworthy-test/vulnerable-${name}:1`;
  writeFileSync(join(context, "Dockerfile"), 'FROM scratch\nCOPY content /\nUSER 1000\nCMD ["/app"]\n');
  ground.run("/usr/bin/docker", ["build", "--network", "host", "-t", tag, context]);
  return tag;
}

function contextOf({ folder }: Ground, name: string): string {
  const context = mkdtempSync(join(folder, `context-vulnerable-${name}-`));
  mkdirSync(join(context, "content"));
  return context;
}

function put(context: string, path: string, body: string | Uint8Array): void {
  const full = join(context, "content", path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, body);
}

function putNpm(context: string, folder: string, name: string, version: string): void {
  put(context, `${folder}/node_modules/${name}/package.json`, JSON.stringify({ name, version }));
}

function putPython(context: string, name: string, version: string): void {
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`;
  put(context, `usr/local/lib/python3.11/site-packages/${name}-${version}.dist-info/METADATA`, metadata);
}

/** What a tool of the machine needs to find its own settings. */
const own = { env: { HOME: process.env.HOME ?? "" } };

export function vulnerableNpm(ground: Ground): VulnerableImage {
  const context = contextOf(ground, "npm");
  put(context, "app/package.json", '{"name":"app","version":"1.0.0","private":true}\n');
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const wanted = ["lodash@4.17.20", "minimist@1.2.5", "semver@7.3.5", "ms@2.1.3"];
  ground.run("npm", ["install", "--prefix", join(context, "content/app"), ...quiet, ...wanted], own);
  // Fixed ones, in an application of their own.
  for (const [name, version] of [
    ["lodash", "4.17.21"],
    ["minimist", "1.2.6"],
    ["semver", "7.5.2"],
    // Affected in other ecosystems, under these names.
    ...([
      ["requests", "2.30.0"],
      ["rack", "2.2.3"],
      ["urllib3", "1.26.4"],
    ] as const),
  ] as const)
    putNpm(context, "fixed", name, version);
  return {
    tag: built(ground, "npm", context),
    expected: [
      ...rowsOf("lodash", ["4.17.21: CVE-2020-28500 CVE-2021-23337"]),
      ...rowsOf("minimist", ["1.2.6: CVE-2021-44906"]),
      ...rowsOf("semver", ["7.5.2: CVE-2022-25883"]),
    ],
  };
}

export function vulnerablePython(ground: Ground): VulnerableImage | string {
  if (spawnSync("python3", ["-m", "pip", "--version"]).status !== 0) return "pip is not on this machine";
  const context = contextOf(ground, "python");
  const site = join(context, "content/usr/local/lib/python3.11/site-packages");
  const quiet = ["--disable-pip-version-check", "--no-input", "-q"];
  const wanted = ["requests==2.30.0", "jinja2==2.11.2", "idna==3.6", "urllib3==1.26.4"];
  ground.run(
    "python3",
    ["-m", "pip", ...quiet, "install", "--no-deps", "--no-compile", "--target", site, ...wanted],
    own,
  );
  putPython(context, "certifi", "2023.7.22");
  putPython(context, "lodash", "4.17.20");
  putPython(context, "rack", "2.2.3");
  return {
    tag: built(ground, "python", context),
    expected: [
      ...rowsOf("requests", ["2.31.0: CVE-2023-32681"]),
      ...rowsOf("Jinja2", ["2.11.3: CVE-2020-28493", "3.1.3: CVE-2024-22195"]),
      ...rowsOf("idna", ["3.7: CVE-2024-3651"]),
      ...rowsOf("urllib3", ["1.26.5: CVE-2021-33503", "1.26.17: CVE-2023-43804", "1.26.18: CVE-2023-45803"]),
    ],
  };
}

export function vulnerableGems(ground: Ground): VulnerableImage | string {
  if (spawnSync("gem", ["--version"]).status !== 0) return "gem is not on this machine";
  const context = contextOf(ground, "gem");
  const sources = join(context, "gems");
  mkdirSync(sources);
  // Made here with the names and versions that count, then installed as any gem is.
  const files = [
    ["rexml", "3.2.4"],
    ["rake", "12.3.2"],
    ["addressable", "2.8.0"],
    ["i18n", "0.8.0"],
    ["lodash", "4.17.20"],
  ].map(([name = "", version = ""]) => {
    const about = `s.summary = "made for a test"\n  s.authors = ["test"]\n  s.files = []`;
    const spec = `Gem::Specification.new do |s|\n  s.name = "${name}"\n  s.version = "${version}"\n  ${about}\nend\n`;
    writeFileSync(join(sources, `${name}.gemspec`), spec);
    ground.run("gem", ["build", "--force", `${name}.gemspec`], { cwd: sources });
    return `${name}-${version}.gem`;
  });
  const into = join(context, "content/usr/local/bundle");
  const words = ["--local", "--force", "--no-document", "--ignore-dependencies", "--install-dir", into];
  ground.run("gem", ["install", ...words, ...files], { cwd: sources });
  return {
    tag: built(ground, "gem", context),
    expected: [
      ...rowsOf("rexml", [
        "3.2.5: CVE-2021-28965",
        "3.2.7: CVE-2024-35176",
        "3.3.2: CVE-2024-39908",
        "3.3.3: CVE-2024-41123 CVE-2024-41946",
        ...["3.3.6: CVE-2024-43398", "3.3.9: CVE-2024-49761"],
      ]),
      ...rowsOf("rake", ["12.3.3: CVE-2020-8130"]),
      ...rowsOf("addressable", ["2.9.0: CVE-2026-35611"]),
    ],
  };
}

function jar(group: string, artifact: string, version: string): Buffer {
  const body = `groupId=${group}\nartifactId=${artifact}\nversion=${version}\n`;
  return writeZip([
    { name: "META-INF/MANIFEST.MF", body: "Manifest-Version: 1.0\n\n" },
    { name: `META-INF/maven/${group}/${artifact}/pom.properties`, body },
  ]);
}

export function vulnerableJars(ground: Ground): VulnerableImage {
  const context = contextOf(ground, "jar");
  const log4j = "org.apache.logging.log4j";
  const nested = [
    { name: "BOOT-INF/lib/log4j-core-2.14.1.jar", body: jar(log4j, "log4j-core", "2.14.1"), method: "stored" as const },
    { name: "BOOT-INF/lib/snakeyaml-1.30.jar", body: jar("org.yaml", "snakeyaml", "1.30"), method: "stored" as const },
  ];
  const manifest = { name: "META-INF/MANIFEST.MF", body: "Manifest-Version: 1.0\n\n" };
  put(context, "app/app.jar", writeZip([manifest, ...nested]));
  put(context, "app/lib/commons-text-1.9.jar", jar("org.apache.commons", "commons-text", "1.9"));
  // The last fix of two branches, an artifact beside the affected one, and a group of the same artifact.
  put(context, "fixed/log4j-core-2.17.1.jar", jar(log4j, "log4j-core", "2.17.1"));
  put(context, "fixed/log4j-core-2.12.4.jar", jar(log4j, "log4j-core", "2.12.4"));
  put(context, "fixed/log4j-api-2.14.1.jar", jar(log4j, "log4j-api", "2.14.1"));
  put(context, "fixed/commons-text-1.10.0.jar", jar("org.apache.commons", "commons-text", "1.10.0"));
  put(context, "fixed/other-snakeyaml-1.30.jar", jar("org.example", "snakeyaml", "1.30"));
  return {
    tag: built(ground, "jar", context),
    expected: [
      ...rowsOf(`${log4j}:log4j-core`, [
        ...["2.15.0: CVE-2021-44228", "2.16.0: CVE-2021-45046", "2.17.0: CVE-2021-45105", "2.17.1: CVE-2021-44832"],
      ]),
      ...rowsOf("org.yaml:snakeyaml", [
        "1.31: CVE-2022-25857 CVE-2022-38749 CVE-2022-38750 CVE-2022-38751",
        ...["1.32: CVE-2022-38752 CVE-2022-41854", "2.0: CVE-2022-1471"],
      ]),
      ...rowsOf("org.apache.commons:commons-text", ["1.10.0: CVE-2022-42889"]),
    ],
  };
}

export function vulnerableGo(ground: Ground): VulnerableImage | string {
  if (spawnSync("go", ["version"]).status !== 0) return "Go is not on this machine";
  const context = contextOf(ground, "go");
  const inside = { cwd: context, env: { ...own.env, CGO_ENABLED: "0" } };
  writeFileSync(join(context, "go.mod"), "module seaworthy.test/old\n\ngo 1.18\n");
  const imports = '"fmt"\n\t"golang.org/x/text/language"\n\t"gopkg.in/yaml.v2"';
  const use = "text, err := yaml.Marshal(language.English.String())\n\tfmt.Println(string(text), err)";
  writeFileSync(join(context, "main.go"), `package main\n\nimport (\n\t${imports}\n)\n\nfunc main() {\n\t${use}\n}\n`);
  ground.run("go", ["get", "golang.org/x/text@v0.3.7", "gopkg.in/yaml.v2@v2.2.3"], inside);
  ground.run("go", ["build", "-o", join(context, "content/app"), "."], inside);
  return {
    tag: built(ground, "go", context),
    expected: [
      ...rowsOf("golang.org/x/text", ["0.3.8: CVE-2022-32149", "0.39.0: CVE-2026-56852"]),
      ...rowsOf("gopkg.in/yaml.v2", ["2.2.4: CVE-2022-3064", "2.2.8: CVE-2019-11254"]),
    ],
    // Of the Go that this machine builds with.
    apart: ["stdlib"],
  };
}
