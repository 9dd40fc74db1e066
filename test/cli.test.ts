/** The built command as a person runs it, above all on bad input: a clear message, the right status, nothing written. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const cli = join(import.meta.dirname, "../dist/cli.cjs");
const clean = 'FROM debian:13-slim\nUSER 10001:10001\nCMD ["true"]\n';
const rooted = 'FROM debian:13-slim\nCOPY server /server\nCMD ["/server"]\n';

/** Root may read and write everything, so as root such tests run the command as somebody else. */
const nobody = { uid: 65_534, gid: 65_534 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  return path;
}

function run(words: readonly string[], input: string | Uint8Array = "", as: { uid?: number; gid?: number } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    ...as,
    input,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" },
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

/** The words, once the preparation has run. */
function prepared(_done: unknown, words: readonly string[]): readonly string[] {
  return words;
}

function everyFile(): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => lstatSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "latin1")]));
}

describe("a first look", () => {
  it("without arguments it checks the current folder", () => {
    put("Dockerfile", clean);
    const { status, stdout } = run([]);
    expect(status).toBe(0);
    expect(stdout).toContain("checked 1 file");
  });
  it("findings at the threshold give status 1, and --fail-on moves it", () => {
    put("Dockerfile", rooted);
    expect(run(["check"]).status).toBe(1);
    expect(run(["check", "--fail-on", "critical"]).status).toBe(0);
    expect(run(["check", "--fail-on", "never"]).status).toBe(0);
  });
  it("fits 80 columns and has no escape codes when piped", () => {
    put("Dockerfile", rooted);
    const { stdout } = run(["check", "-v"]);
    expect(stdout).not.toContain("\u001B");
    for (const line of stdout.split("\n")) expect([...line].length).toBeLessThanOrEqual(80);
  });
  it("finds the names people give to Dockerfiles, and skips other people's folders", () => {
    for (const name of ["Dockerfile", "Containerfile", "web.Dockerfile", "api/Dockerfile.prod", "api/dockerfile"])
      put(name, clean);
    for (const name of ["node_modules/x/Dockerfile", ".git/Dockerfile", "Dockerfile.dockerignore", "Dockerfile.md"])
      put(name, clean);
    const { files } = JSON.parse(run(["check", "--format", "json"]).stdout);
    expect(files).toEqual([
      "Containerfile",
      "Dockerfile",
      "Dockerfile.dockerignore",
      "api/Dockerfile.prod",
      "api/dockerfile",
      "web.Dockerfile",
    ]);
  });
  it("reads standard input and names it as asked", () => {
    const { status, stdout } = run(["check", "-", "--stdin-filename", "app/Dockerfile", "--format", "json"], rooted);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings[0].location.path).toBe("app/Dockerfile");
  });
  it("shows a few of many unknowns, and all of them when asked", () => {
    for (let number = 1; number <= 8; number++)
      put(`app${number}/Dockerfile`, 'FROM example/unheard-of:1\nCMD ["/server"]\n');
    const { stdout } = run(["check"]);
    expect(stdout.match(/Could not tell/g)).toHaveLength(3);
    expect(stdout).toContain("5 more could not be told: see all with -v.");
    expect(run(["check", "-v"]).stdout.match(/Could not tell/g)).toHaveLength(8);
  });
  it("writes the report where --output says", () => {
    put("Dockerfile", rooted);
    expect(run(["check", "--format", "sarif", "--output", "out.sarif"]).stdout).toBe("");
    expect(JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8")).version).toBe("2.1.0");
  });
});

describe("what cannot be looked at: status 2, the reason, a next step; other files are still checked", () => {
  const cases: [string, () => readonly string[], RegExp][] = [
    ["a path that does not exist", () => ["check", "nowhere"], /nowhere[\s\S]*does not exist[\s\S]*spelling/],
    [
      "a folder without Dockerfiles",
      () => prepared(mkdirSync(join(folder, "empty")), ["check", "empty"]),
      /no Dockerfile[\s\S]*name\s+the\s+file/,
    ],
    ["a binary file", () => ["check", put("Dockerfile", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2))], /NUL byte/],
    [
      "UTF-16",
      () => ["check", put("Dockerfile", Buffer.from("\uFEFFFROM a\n", "utf16le"))],
      /UTF-16[\s\S]*save it as UTF-8/,
    ],
    [
      "a file of 100 MB",
      () => prepared(truncateSync(join(folder, put("Dockerfile", "")), 100 * 1024 * 1024), ["check"]),
      /100 MB/,
    ],
    [
      "a heredoc that is never closed",
      () => ["check", put("Dockerfile", "FROM debian:13-slim\nRUN <<EOF\necho\n")],
      /heredoc/,
    ],
    [
      "a line of 10 MB",
      () => ["check", put("Dockerfile", `FROM debian:13-slim\nRUN ${"x".repeat(10_000_000)}\n`)],
      /longer than 65535 bytes/,
    ],
    [
      "stages in a circle",
      () => [
        "check",
        put(
          "Dockerfile",
          "FROM debian:13-slim AS a\nCOPY --from=b /x /x\nFROM debian:13-slim AS b\nCOPY --from=a /x /x\n",
        ),
      ],
      /circle|cycle/,
    ],
    [
      "a symbolic link that leads to itself",
      () => prepared(symlinkSync("Dockerfile", join(folder, "Dockerfile")), ["check"]),
      /symbolic link/,
    ],
    ["an unknown rule", () => ["check", "--only", "rot-user"], /root-user/],
    ["an unknown option", () => ["check", "--presets", "all"], /--preset\b/],
    ["an unknown format", () => ["check", "--format", "sarrif"], /sarif/],
    [
      "an unknown key in the config",
      () => prepared(put(".seaworthy.yaml", "presett: all\n"), ["check"]),
      /presett[\s\S]*preset/,
    ],
    ["a config that is no YAML", () => prepared(put(".seaworthy.yaml", "a: [\n"), ["check"]), /\.seaworthy\.yaml/],
    ["a baseline that is no JSON", () => ["check", "--baseline", put("base.json", "{")], /base\.json[\s\S]*JSON/],
    ["a baseline that is not there", () => ["check", "--baseline", "none.json"], /none\.json[\s\S]*--write-baseline/],
    ["a command of a later version", () => ["ship", "."], /cannot do `ship` yet/],
  ];
  it.each(cases)("%s", (_, words, says) => {
    const args = words();
    const before = everyFile();
    const { status, stdout, stderr } = run(args);
    expect(stdout + stderr).toMatch(says);
    expect(stdout + stderr).not.toMatch(/\bat .*\.js:\d+/);
    expect(status).toBe(2);
    expect(everyFile()).toEqual(before);
  });

  it("bytes that are no UTF-8: checked all the same, said, and left alone by fix", () => {
    put("Dockerfile", Buffer.from("# Andr\xe9\nFROM debian:13-slim\nWORKDIR app\nCMD true\n", "latin1"));
    const checked = run(["check", "--format", "json"]);
    expect(checked.status).toBe(2);
    expect(JSON.parse(checked.stdout).findings.length).toBeGreaterThan(0);
    const before = everyFile();
    expect(run(["fix", "--unsafe"]).status).toBe(2);
    expect(everyFile()).toEqual(before);
  });

  it("one bad file does not keep the others from being checked", () => {
    put("bad/Dockerfile", Uint8Array.of(0, 1));
    put("good/Dockerfile", rooted);
    const { status, stdout } = run(["check", "--format", "json"]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout).findings.some((finding: { rule: string }) => finding.rule === "root-user")).toBe(true);
  });

  it("a file that may not be read", () => {
    put("Dockerfile", clean);
    put("other/Dockerfile", clean);
    chmodSync(join(folder, "Dockerfile"), 0);
    chmodSync(folder, 0o755);
    const { status, stdout } = run(["check"], "", process.getuid?.() === 0 ? nobody : {});
    expect(stdout).toMatch(/not allowed to read[\s\S]*permissions/);
    expect(stdout).toContain("checked 1 file");
    expect(status).toBe(2);
  });

  it("ten thousand levels of nesting", () => {
    put(
      "Dockerfile",
      `FROM debian:13-slim\nRUN ${"(".repeat(10_000)}true\nRUN echo ${"$(".repeat(10_000)}\nENV A=${"${b:-".repeat(10_000)}\n`,
    );
    const { status, stdout } = run(["check"]);
    expect(stdout).toMatch(/nested too deeply/);
    expect(status).toBe(2);
  });
});

describe("fix", () => {
  const fixable =
    'FROM debian:13-slim\r\n# why\r\nWORKDIR app\r\nMAINTAINER me\r\nUSER 10001:10001\r\nCMD ["true"]\r\n';
  it("writes only what it says, and keeps the mode and the line ends", () => {
    put("Dockerfile", fixable);
    chmodSync(join(folder, "Dockerfile"), 0o640);
    const { stdout } = run(["fix", "--only", "maintainer"]);
    expect(stdout).toContain("maintainer");
    const after = readFileSync(join(folder, "Dockerfile"), "utf8");
    expect(after).toBe(fixable.replace("MAINTAINER me", 'LABEL org.opencontainers.image.authors="me"'));
    expect(statSync(join(folder, "Dockerfile")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["Dockerfile"]);
  });
  it("--dry-run prints a diff that git apply takes, and writes nothing", () => {
    put("Dockerfile", fixable);
    const { stdout } = run(["fix", "--dry-run", "--unsafe", "--preset", "all"]);
    expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toBe(fixable);
    const applied = spawnSync("git", ["apply", "--unsafe-paths", "-"], {
      cwd: folder,
      input: stdout,
      encoding: "utf8",
    });
    expect(applied.stderr).toBe("");
    const patched = readFileSync(join(folder, "Dockerfile"), "utf8");
    put("Dockerfile", fixable);
    run(["fix", "--unsafe", "--preset", "all"]);
    expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toBe(patched);
  });
  it("fixes standard input to standard output", () => {
    const { stdout, stderr } = run(["fix", "--only", "maintainer", "-"], fixable);
    expect(stdout).toContain("org.opencontainers.image.authors");
    expect(stderr).toContain("maintainer");
  });
  it("does not write through symbolic or hard links", () => {
    put("real", fixable);
    symlinkSync("real", join(folder, "Dockerfile"));
    put("hard/one", fixable);
    linkSync(join(folder, "hard/one"), join(folder, "hard/Dockerfile"));
    const before = everyFile();
    const { status, stderr } = run(["fix", "--only", "maintainer"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/symbolic link/);
    expect(stderr).toMatch(/hard links/);
    expect(everyFile()).toEqual(before);
  });
  it("says so and leaves nothing behind where it may not write", () => {
    put("Dockerfile", fixable);
    chmodSync(folder, 0o555);
    const { status, stderr } = run(["fix", "--only", "maintainer"], "", process.getuid?.() === 0 ? nobody : {});
    expect(status).toBe(2);
    expect(stderr).toMatch(/Dockerfile was not written/);
    expect(everyFile()).toEqual({ Dockerfile: fixable });
  });
});

describe("the rest of the face", () => {
  it("a baseline silences what it lists, and only that", () => {
    put("Dockerfile", rooted);
    expect(run(["check", "--write-baseline", "base.json"]).status).toBe(1);
    expect(run(["check", "--baseline", "base.json"]).status).toBe(0);
    put("Dockerfile", `${rooted}ENV API_TOKEN=${"hunter" + "2hunter2"}\n`);
    expect(run(["check", "--baseline", "base.json"]).status).toBe(1);
  });
  it("every command has help, and help names every option", () => {
    for (const command of ["check", "fix", "rules", "explain", "completion"])
      expect(run([command, "--help"]).stdout).toContain(`seaworthy ${command === "check" ? "[check]" : command}`);
    expect(run(["--help"]).stdout).toContain("Exit status");
  });
  it("completion scripts are valid shell", () => {
    const script = run(["completion", "bash"]).stdout;
    const checked = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
    expect(checked.stderr).toBe("");
    const offered = spawnSync(
      "bash",
      ["-c", `${script}\nCOMP_WORDS=(seaworthy check --pre); COMP_CWORD=2; _seaworthy; echo "\${COMPREPLY[@]}"`],
      { encoding: "utf8" },
    );
    expect(offered.stdout).toContain("--preset");
  });
  it("explain takes a peer's id", () => {
    expect(run(["explain", "DL3002"]).stdout).toContain("root-user");
    expect(run(["explain", "DL9999"]).status).toBe(2);
  });
  it("rules --format json lists them all", () => {
    const listed = JSON.parse(run(["rules", "--format", "json"]).stdout);
    expect(listed.length).toBeGreaterThan(50);
    expect(Object.keys(listed[0])).toEqual([
      "id",
      "title",
      "habit",
      "severity",
      "confidence",
      "presets",
      "fix",
      "since",
      "aliases",
    ]);
  });
});

describe("values of secrets are never shown", () => {
  // Put together here, so that no filter takes this file for a leak.
  const values = ["hunter" + "2hunter2", "s3cr" + "et-w0rd", "open" + "sesame99", "letme" + "in-now1"] as const;
  const leaky = [
    "FROM debian:13-slim",
    `ENV DB_PASSWORD=${values[0]}`,
    `RUN echo root:${values[1]} | chpasswd`,
    `RUN mysql -uroot -p${values[2]} -e 'select 1' | cat`,
    `RUN export API_TOKEN=${values[3]} && make`,
    'CMD ["/server"]',
    "",
  ].join("\n");
  const formats = ["pretty", "json", "sarif", "github", "gitlab", "junit", "markdown"];

  it.each([
    ...formats.map((format) => ["check", "-v", "--preset", "all", "--format", format]),
    // The rule that finds secrets is not asked for; the lines of another rule still hold them.
    ["check", "-v", "--only", "pipefail,consecutive-run"],
    ["fix", "--dry-run", "--unsafe", "--preset", "all"],
  ])("%s %s %s %s %s %s", (...words) => {
    put("Dockerfile", leaky);
    const { stdout, stderr } = run(words);
    expect(stdout.length).toBeGreaterThan(100);
    for (const value of values) expect(stdout + stderr).not.toContain(value);
  });

  it("nor in the baseline", () => {
    put("Dockerfile", leaky);
    run(["check", "--preset", "all", "--write-baseline", "base.json"]);
    const baseline = readFileSync(join(folder, "base.json"), "utf8");
    for (const value of values) expect(baseline).not.toContain(value);
  });
});

describe("documents of the built command hold their schemas", () => {
  const projects = ["examples/challenge", "Dockerfile", "nowhere"].map((path) => join(import.meta.dirname, "..", path));
  const schemaOf = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, "..", path), "utf8"));

  it.each(["recommended", "all"])("JSON, preset %s", (preset) => {
    const validate = new Ajv2020({ allErrors: true }).compile(schemaOf("schema/report.schema.json"));
    const { stdout } = run(["check", "--format", "json", "--preset", preset, ...projects]);
    const document = JSON.parse(stdout);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document.findings.length).toBeGreaterThan(4);
    expect(document.unknowns.some((unknown: { fatal: boolean }) => unknown.fatal)).toBe(true);
  });

  it("SARIF", () => {
    const { $schema: _, id: __, ...schema } = schemaOf("src/report/fixtures/sarif-2.1.0.schema.json");
    const validate = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, validateFormats: false }).compile(
      schema,
    );
    const { stdout } = run(["check", "--format", "sarif", "--preset", "all", ...projects]);
    const document = JSON.parse(stdout);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    for (const rule of document.runs[0].tool.driver.rules) expect(rule.helpUri).toContain(rule.id);
  });
});
