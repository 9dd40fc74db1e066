/**
 * Hostile projects against the built command. Each holds one bad thing beside a second project in another folder: the bad
 * thing is named, the second project still gets its finding, nothing is written, and all of it in bounded time.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const cli = join(import.meta.dirname, "../dist/cli.cjs");
const rooted = 'FROM debian:13-slim\nCOPY server /server\nCMD ["/server"]\n';
const whole = 'FROM debian:13-slim\nWORKDIR /srv\nCOPY . .\nUSER 10001:10001\nCMD ["/srv/server"]\n';
const service = "services:\n  web:\n    image: debian:13-slim\n";
const isRoot = process.getuid?.() === 0;
/** Root may read and write everything, so as root such tests run the command as somebody else. */
const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const megabyte = 1024 * 1024;
/** Put together here, so that no filter takes this file for a leak. */
const password = "Zx81kQ" + "pLm7Vw" + "e4";

/** More than any of these takes on a busy machine, and far less than what does not end. */
const mostSeconds = 60;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-hostile-"));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  spawnSync("chmod", ["-R", "u+rwX", folder]);
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  return path;
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly all: string;
}

function run(words: readonly string[], as: { uid?: number; gid?: number } = {}): Ran {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    ...as,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "", HOME: folder },
    timeout: mostSeconds * 1000,
    maxBuffer: 256 * megabyte,
  });
  expect(error).toBeUndefined();
  expect(stdout + stderr).not.toMatch(/\bat .*\.c?js:\d+/);
  return { status, stdout, stderr, all: (stdout + stderr).replace(/\s+/g, " ") };
}

/** Every name below with its mode, size and time; names are bytes, for some are no UTF-8. */
function snapshot(below = Buffer.from(folder)): readonly string[] {
  return readdirSync(below, { encoding: "buffer" }).flatMap((name) => {
    const path = Buffer.concat([below, Buffer.from("/"), name]);
    const status = lstatSync(path);
    const mark = `${path.toString("latin1")} ${status.mode} ${status.size} ${status.mtimeMs}`;
    if (status.isSymbolicLink()) return [`${mark} ${readlinkSync(path, "latin1")}`];
    return status.isDirectory() && isOpen(path) ? [mark, ...snapshot(path)] : [mark];
  });
}

function isOpen(path: Buffer): boolean {
  return isRoot || (lstatSync(path).mode & 0o400) !== 0;
}

/** Signs that a terminal obeys. */
function obeyed(text: string): readonly string[] {
  return ["\u001B", "\u0007", "\u202E", "\u009B"].filter((sign) => text.includes(sign));
}

interface Document {
  readonly findings: readonly { readonly rule: string; readonly location: { readonly path: string } }[];
  readonly unknowns: readonly { readonly what: string; readonly why: string; readonly fatal: boolean }[];
}

/** Checks the folder: status 2, the reason said, the other project looked at, nothing written. */
function expectNamed(says: RegExp, as: { uid?: number; gid?: number } = {}): void {
  put("other/Dockerfile", rooted);
  const before = snapshot();
  const { status, stdout } = run(["check", "--format", "json"], as);
  const { findings, unknowns } = JSON.parse(stdout) as Document;
  const fatal = unknowns.filter((unknown) => unknown.fatal).map(({ what, why }) => `${what}: ${why}`);
  expect(fatal.join("\n")).toMatch(says);
  expect(status).toBe(2);
  expectOther(findings);
  const pretty = run(["check"], as);
  expect(pretty.status).toBe(2);
  expect(pretty.all).toMatch(says);
  expect(snapshot()).toEqual(before);
}

/** Checks the folder: there is nothing in the way, and what is found is not hidden either. */
function expectUndisturbed(as: { uid?: number; gid?: number } = {}): Document {
  put("other/Dockerfile", rooted);
  const before = snapshot();
  const { status, stdout } = run(["check", "--format", "json"], as);
  const document = JSON.parse(stdout) as Document;
  expect(document.unknowns.filter((unknown) => unknown.fatal)).toEqual([]);
  expect(status).toBe(1);
  expectOther(document.findings);
  expect(snapshot()).toEqual(before);
  return document;
}

function expectOther(findings: Document["findings"]): void {
  expect(findings.some(({ rule, location }) => rule === "root-user" && location.path === "other/Dockerfile")).toBe(
    true,
  );
}

describe("ignore files", () => {
  it("one that is a directory", () => {
    put("app/Dockerfile", whole);
    mkdirSync(join(folder, "app/.dockerignore"));
    expectNamed(/app\/\.dockerignore: It is a directory/);
  });
  it("a list of a megabyte", () => {
    put("app/Dockerfile", whole);
    const lines = Array.from({ length: 34_000 }, (_, at) =>
      at % 20 === 0 ? `**/never-there-${at}-*/x-${at}?` : `/never-there-${at}/out/generated`,
    );
    expect(lines.join("\n").length).toBeGreaterThan(megabyte);
    put("app/.dockerignore", `${lines.join("\n")}\n`);
    for (let at = 0; at < 200; at++) put(`app/src/${at % 10}/module-${at}.js`, "");
    expectUndisturbed();
  });
  it.each([
    ["NUL bytes", Buffer.from("node_modules\n\0\0\n"), /app\/\.dockerignore: It holds a NUL byte/],
    ["UTF-16", Buffer.from("\uFEFFnode_modules\n", "utf16le"), /app\/\.dockerignore: It is UTF-16/],
    ["latin1", Buffer.from("caf\xe9\n", "latin1"), /Line 1 is not valid UTF-8/],
    ["16 MB and more", Buffer.alloc(17 * megabyte, "a\n"), /app\/\.dockerignore: It has 17 MB/],
  ])("%s", (_, bytes, says) => {
    put("app/Dockerfile", whole);
    put("app/.dockerignore", bytes);
    expectNamed(says);
  });
  it("a link to a file of the machine is not read", () => {
    const secret = put("elsewhere/list", `${password}\n`);
    put("app/Dockerfile", whole);
    symlinkSync(join(folder, secret), join(folder, "app/.dockerignore"));
    expectNamed(/app\/\.dockerignore: It is a symbolic link that leads out/);
    expect(run(["check", "-v", "app"]).all).not.toContain(password);
  });
});

describe("folders and files that may not be read", () => {
  it("a folder of the context", () => {
    put("app/Dockerfile", whole);
    put("app/data/x", "");
    chmodSync(join(folder, "app/data"), 0);
    expectNamed(/app\/data: You are not allowed to read it/, nobody);
  });
  it("a folder that the ignore file leaves out does not matter", () => {
    put("app/Dockerfile", whole);
    put("app/.dockerignore", "data\n");
    put("app/data/x", "");
    chmodSync(join(folder, "app/data"), 0);
    expectUndisturbed(nobody);
  });
  it("a folder that the ignore file leaves out, and opens again below, does", () => {
    put("app/Dockerfile", whole);
    put("app/.dockerignore", "data\n!data/keep\n");
    put("app/data/keep", "");
    chmodSync(join(folder, "app/data"), 0);
    expectNamed(/app\/data: You are not allowed to read it/, nobody);
  });
  it("a folder where no COPY takes from the context", () => {
    put("app/Dockerfile", 'FROM debian:13-slim\nUSER 10001:10001\nCMD ["true"]\n');
    put("app/data/x", "");
    chmodSync(join(folder, "app/data"), 0);
    expect(run(["context", "app"], nobody).status).toBe(2);
  });
  it("an .env that a COPY takes", () => {
    put("app/Dockerfile", whole);
    put("app/.env", `DB_PASSWORD=${password}\n`);
    chmodSync(join(folder, "app/.env"), 0);
    expectNamed(/\.env/, nobody);
  });
});

describe("a context on a read-only disk", () => {
  it("check works, fix says so and loses nothing", () => {
    put("app/Dockerfile", whole);
    put("app/.env", `DB_PASSWORD=${password}\n`);
    put("other/Dockerfile", "FROM debian:13-slim\nMAINTAINER me\nUSER 10001:10001\n");
    for (const path of ["app/Dockerfile", "app/.env", "other/Dockerfile"]) chmodSync(join(folder, path), 0o444);
    for (const path of ["app", "other", "."]) chmodSync(join(folder, path), 0o555);
    const before = snapshot();
    const checked = run(["check"], nobody);
    expect(checked.status).toBe(1);
    const fixed = run(["fix", "--unsafe"], nobody);
    expect(fixed.status).toBe(2);
    expect(fixed.all).toMatch(/was not written/);
    const begun = run(["init"], nobody);
    expect(begun.status).toBe(2);
    expect(begun.all).toMatch(/was not written/);
    expect(snapshot()).toEqual(before);
  });
});

describe("names", () => {
  const odd = ["line\nbreak.js", "\u001B]0;title\u0007.js", "\u001B[2J.env", "left\u202Eright.js"];
  it("line ends, terminal escapes and bidirectional marks are shown escaped, and JSON stays JSON", () => {
    put("app/Dockerfile", whole);
    for (const name of odd) put(`app/${name}`, `DB_PASSWORD=${password}\n`);
    put("app/\u001B[31m/Dockerfile", rooted);
    const before = snapshot();
    for (const words of [
      ["check", "-v"],
      ["context", "app"],
      ["fix", "--dry-run", "--unsafe"],
      ["init", "--dry-run"],
    ]) {
      const { stdout, stderr } = run(words);
      expect(obeyed(stdout + stderr)).toEqual([]);
      expect(stdout + stderr).not.toContain("line\nbreak");
    }
    const { stdout } = run(["context", "app", "--format", "json"]);
    const { contexts } = JSON.parse(stdout) as { contexts: { dockerfile: string; sent: { path: string }[] }[] };
    const sent = contexts.find(({ dockerfile }) => dockerfile === "app/Dockerfile")?.sent.map(({ path }) => path);
    for (const name of odd) expect(sent).toContain(name);
    expect(obeyed(stdout).filter((sign) => sign < "\u0020")).toEqual([]);
    JSON.parse(run(["check", "--format", "json"]).stdout);
    expect(snapshot()).toEqual(before);
  });
  it("that are no UTF-8", () => {
    put("app/Dockerfile", whole);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/app/`), Buffer.of(0x66, 0xff, 0xfe)]), "x");
    expectNamed(/Its name is not valid UTF-8/);
    const { status, stdout } = run(["context", "app", "--format", "json"]);
    expect(JSON.parse(stdout).contexts).toHaveLength(1);
    expect(status).toBe(2);
  });
});

describe("what is no plain file", () => {
  it("named pipes and sockets in the context are never opened", () => {
    put("app/Dockerfile", whole);
    put("app/server", "");
    for (const name of ["pipe", ".env", "id_rsa", "package.json"])
      expect(spawnSync("mkfifo", [join(folder, "app", name)]).status).toBe(0);
    const listening = spawnSync(process.execPath, [
      "-e",
      "require('net').createServer().listen(process.argv[1],()=>process.kill(process.pid,'SIGKILL'))",
      join(folder, "app/socket"),
    ]);
    expect(listening.signal).toBe("SIGKILL");
    expect(lstatSync(join(folder, "app/socket")).isSocket()).toBe(true);
    put("other/Dockerfile", rooted);
    const { status, stdout } = run(["check", "--format", "json"]);
    expectOther((JSON.parse(stdout) as Document).findings);
    // package.json may have told what is built: that it could not be read is said.
    expect(status).toBe(1);
    expect(run(["context", "app"]).status).toBe(0);
  });
  it.skipIf(!isRoot)("devices in the context are never opened", () => {
    put("app/Dockerfile", whole);
    put("app/server", "");
    const made = spawnSync("mknod", [join(folder, "app/.env"), "c", "1", "5"]);
    if (made.status !== 0) {
      console.log("no device can be made here: not tested");
      return;
    }
    expectUndisturbed();
  });
  it("a named pipe for a Dockerfile, an ignore file and a Compose file", async () => {
    for (const path of ["app/Dockerfile", "app/compose.yaml", "app/.dockerignore"]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      spawnSync("mkfifo", [join(folder, path)]);
    }
    put("other/Dockerfile", rooted);
    // Somebody may even write into it.
    const writer = spawn("sh", ["-c", `echo FROM x > '${join(folder, "app/Dockerfile")}'`]);
    try {
      const { stdout } = run(["check", "--format", "json"]);
      expectOther((JSON.parse(stdout) as Document).findings);
    } finally {
      writer.kill();
    }
  });
});

describe("links", () => {
  it("that lead in circles", () => {
    put("app/Dockerfile", whole);
    put("app/server", "");
    symlinkSync(".", join(folder, "app/again"));
    symlinkSync("b", join(folder, "app/a"));
    symlinkSync("a", join(folder, "app/b"));
    symlinkSync("..", join(folder, "app/up"));
    expectUndisturbed();
    expect(run(["context", "app"]).status).toBe(0);
  });
  it("that lead to secrets of the machine are never read or printed", () => {
    const outside = mkdtempSync(join(tmpdir(), "seaworthy-machine-"));
    try {
      writeFileSync(join(outside, "secret"), `DB_PASSWORD=${password}\nmachine-only-line\n`);
      const dockerfile = `${whole}COPY .env id_rsa link/secret /srv/\n`;
      put("app/Dockerfile", dockerfile);
      put(
        "app/compose.yaml",
        "include: [inc.yaml]\nservices:\n  web:\n    build: .\n    env_file: [.env, link/secret]\n",
      );
      for (const name of [".env", "id_rsa", ".npmrc", "package.json", "inc.yaml", "Makefile"])
        symlinkSync(join(outside, "secret"), join(folder, "app", name));
      symlinkSync(outside, join(folder, "app/link"));
      for (const words of [
        ["check", "-v", "--preset", "all"],
        ["check", "--format", "json"],
        ["context"],
        ["context", "--format", "json"],
        ["fix", "--dry-run", "--unsafe"],
        ["init", "--dry-run"],
      ]) {
        const { all } = run([...words, "app"]);
        expect(all).not.toContain(password);
        expect(all).not.toContain("machine-only-line");
      }
      const sent = JSON.parse(run(["context", "--format", "json", "app"]).stdout).contexts[0].sent as {
        path: string;
      }[];
      expect(sent.some(({ path }) => path.startsWith("link/"))).toBe(false);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
  it("a tree deeper than the limit", () => {
    put("app/Dockerfile", whole);
    const parts = Array.from({ length: 300 }, () => "d");
    put(`app/${parts.join("/")}/x`, "");
    expectNamed(/deeper than \d+ folders/);
  });
});

describe("Compose files", () => {
  const bomb = [
    "x0: &x0 [a, a, a, a, a, a, a, a, a, a]",
    ...Array.from({ length: 12 }, (_, at) => `x${at + 1}: &x${at + 1} [${Array(10).fill(`*x${at}`).join(", ")}]`),
    "services:",
    "  web:",
    "    image: debian:13-slim",
    "    command: *x12",
    "",
  ].join("\n");
  const cases: [string, Record<string, string>, RegExp][] = [
    [
      "a hundred thousand brackets",
      { "compose.yaml": `services:\n  web:\n    image: a\n    command: ${"[".repeat(100_000)}\n` },
      /deep|nest/i,
    ],
    ["a key twice", { "compose.yaml": `${service}    image: debian:12\n` }, /twice|duplicate|unique/i],
    ["tabs", { "compose.yaml": "services:\n\tweb:\n\t\timage: a\n" }, /tab/i],
    ["services that are a list", { "compose.yaml": "services: []\n" }, /services/],
    ["a file of the machine included", { "compose.yaml": `include: [/etc/passwd]\n${service}` }, /\/etc\/passwd/],
    ["a file far outside included", { "compose.yaml": `include: [../../outside.yaml]\n${service}` }, /outside\.yaml/],
  ];
  it.each(cases)("%s", (_, files, says) => {
    for (const [name, text] of Object.entries(files)) put(`app/${name}`, text);
    writeFileSync(join(folder, "outside.yaml"), `services:\n  hidden:\n    image: ${password}\n`);
    expectNamed(says);
    expect(run(["check", "-v", "--preset", "all"]).all).not.toMatch(new RegExp(`${password}|root:x:0`));
  });
  // All of it is read, and Compose will refuse it: that is said, and is no reason to look again.
  const harmless: [string, Record<string, string>, RegExp][] = [
    ["aliases that multiply", { "compose.yaml": bomb }, /command/],
    [
      "files that include each other",
      { "compose.yaml": `include: [b.yaml]\n${service}`, "b.yaml": "include: [compose.yaml]\nservices: {}\n" },
      /circle|itself/i,
    ],
    [
      "services that extend each other",
      {
        "compose.yaml":
          "services:\n  a:\n    image: x\n    extends: { service: b }\n  b:\n    image: x\n    extends: { service: a }\n",
      },
      /circle|itself/i,
    ],
  ];
  it.each(harmless)("%s", (_, files, says) => {
    for (const [name, text] of Object.entries(files)) put(`app/${name}`, text);
    const { unknowns } = expectUndisturbed();
    expect(unknowns.map(({ what, why }) => `${what}: ${why}`).join("\n")).toMatch(says);
  });
  it("a Dockerfile inside that is broken, and one that is fine", () => {
    put(
      "app/compose.yaml",
      'services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM debian:13-slim\n        RUN <<EOF\n        echo\n  two:\n    build:\n      dockerfile_inline: |\n        FROM debian:13-slim\n        CMD ["/server"]\n',
    );
    put("other/Dockerfile", rooted);
    const { findings, unknowns } = JSON.parse(run(["check", "--format", "json"]).stdout) as Document;
    expect(unknowns.map(({ what }) => what)).toContain("the Dockerfile of service web of app/compose.yaml");
    expectOther(findings);
    expect(findings.some(({ rule, location }) => rule === "root-user" && location.path === "app/compose.yaml")).toBe(
      true,
    );
  });
});

describe("large and broken files beside a Dockerfile", () => {
  it("a Makefile, a README and a workflow of more than 16 MB", () => {
    put("app/Dockerfile", whole);
    const text = "build:\n\tdocker build .\n".repeat(800_000);
    for (const path of ["app/Makefile", "app/README.md", ".github/workflows/ci.yml"]) put(path, text);
    put("other/Dockerfile", rooted);
    const { status, all } = run(["check"]);
    expect(status).toBe(2);
    for (const name of ["Makefile", "ci.yml"]) expect(all).toContain(name);
    expect(all).toContain("It has 18 MB");
  });
  it("just below the limit", () => {
    put("app/Dockerfile", whole);
    const text = "build:\n\tdocker build .\n".repeat(700_000);
    for (const path of ["app/Makefile", "app/README.md", ".github/workflows/ci.yml"]) put(path, text);
    put("other/Dockerfile", rooted);
    expectOther((JSON.parse(run(["check", "--format", "json"]).stdout) as Document).findings);
  });
  it.each([
    ["no JSON", "{ docker run ::"],
    ["a list", "[1]"],
    ["ten thousand brackets", `{"scripts":{"a":"docker run x"},"b":${"[".repeat(10_000)}`],
  ])("a package.json that is %s", (_, text) => {
    put("app/Dockerfile", whole);
    put("app/package.json", text);
    put("other/Dockerfile", rooted);
    expectOther((JSON.parse(run(["check", "--format", "json"]).stdout) as Document).findings);
  });
  it("an .env of 10 MB and a private key of 100 MB are found all the same", () => {
    put("app/Dockerfile", whole);
    put("app/.env", `DB_PASSWORD=${password}\n${"A=b\n".repeat(2_500_000)}`);
    const head = `${"-".repeat(5)}BEGIN RSA ${"PRIVATE"} KEY${"-".repeat(5)}\n${"MIIEpAIBAAKCAQEA7bq1".repeat(80)}\n`;
    put("app/id_rsa", head);
    truncateSync(join(folder, "app/id_rsa"), 100 * megabyte);
    put("other/Dockerfile", rooted);
    const { stdout } = run(["check", "--format", "json"]);
    const { findings } = JSON.parse(stdout) as Document;
    expectOther(findings);
    expect(findings.some(({ rule }) => rule === "secret-in-context")).toBe(true);
    expect(stdout).not.toContain(password);
  });
});

describe("values of secrets of all files are never shown", () => {
  const values = {
    env: "Wq7" + "rTy2uIop5Kd",
    compose: "Lk9" + "jHg4fDsa8Qz",
    url: "Mn3" + "bVc6xZpo1Rt",
    script: "Ty8" + "uIo5pLkj2We",
    npm: `npm_${"Ab3dE".repeat(7)}x`.slice(0, 40),
    aws: "wJalr" + "XUtnF3MI7K8DENGbPxRfiCYzz5Q2LMNOPQ" + "4",
  };
  const formats = ["pretty", "json", "sarif", "github", "gitlab", "junit", "markdown"];
  function leak(): void {
    put("app/Dockerfile", whole);
    put("app/.env", `DB_PASSWORD=${values.env}\nAWS_SECRET_ACCESS_KEY=${values.aws}\n`);
    put("app/.npmrc", `//npm.example.com/:_authToken=${values.npm}\n`);
    put(
      "app/compose.yaml",
      `services:\n  web:\n    build:\n      context: .\n      args:\n        API_TOKEN: ${values.compose}\n    env_file: .env\n    environment:\n      DB_PASSWORD: ${values.compose}\n      DATABASE_URL: postgres://app:${values.url}@db/app\n    privileged: true\n    command: server --password=${values.script}\n`,
    );
    put(
      "app/run.sh",
      `#!/bin/sh\ndocker run --privileged -e DB_PASSWORD=${values.script} -e URL=postgres://u:${values.url}@db/x -v /var/run/docker.sock:/var/run/docker.sock app\ndocker build --build-arg API_TOKEN=${values.script} .\n`,
    );
    put("app/.dockerignore", "# nothing\n");
  }
  it.each([
    ...formats.map((format) => ["check", "-v", "--preset", "all", "--format", format]),
    ["fix", "--dry-run", "--unsafe", "--preset", "all"],
    ["init", "--dry-run"],
    ["context"],
    ["context", "--format", "json"],
  ])("%s %s %s %s %s %s", (...words) => {
    leak();
    const { stdout, stderr } = run([...words, "app"]);
    expect(stdout.length).toBeGreaterThan(100);
    for (const [name, value] of Object.entries(values)) expect((stdout + stderr).includes(value) ? name : "").toBe("");
  });
  it("nor in a baseline, nor in what fix writes into new files", () => {
    leak();
    run(["check", "--preset", "all", "--write-baseline", "base.json", "app"]);
    const baseline = readFileSync(join(folder, "base.json"), "utf8");
    for (const value of Object.values(values)) expect(baseline).not.toContain(value);
  });
});
