import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { githubToken, hex, mixed, privateKey } from "./samples.fixture.ts";
import { binaryProbeBytes, mostFindings, mostScannedBytes, scanFile, scanSkips } from "./scan-file.ts";
import { isVendored } from "./vendored.ts";

const ids = (path: string, text: string) => scanFile(path, Buffer.from(text)).findings.map(({ detector }) => detector);

describe("scanFile", () => {
  const rows: readonly (readonly [what: string, path: string, text: string, detectors: readonly string[]])[] = [
    ["finds a token in a source file", "src/api.ts", `const token = "${githubToken}";`, ["github-token"]],
    ["finds a key in a script", "deploy.sh", `cat > k <<E\n${privateKey}\nE`, ["private-key"]],
    ["judges a file by its own format", ".env", "DB_PASSWORD=hunter22\n", ["env-file"]],
    ["leaves that value alone elsewhere", "notes.txt", "DB_PASSWORD=hunter22\n", []],
    ["leaves a random value in code alone", "src/a.ts", `const apiToken = "${mixed(40)}";`, []],
    ["finds it among settings", "config/prod.json", `{"apiToken": "${mixed(40)}"}`, ["secret-assignment"]],
    ["leaves words among settings alone", "config/prod.json", '{"password": "Please enter your password 1"}', []],
    ["finds an address with a password", "config.yaml", "db: postgres://app:s3cr3t9@db/app\n", ["url-password"]],
    ["leaves that in documentation alone", "README.md", "Use postgres://app:s3cr3t9@db/app\n", []],
    ["leaves an address as it is explained alone", "src/a.py", "# postgres://user:password@host\n", []],
    ["finds that in settings", "stack.yaml", "url: postgres://user:password@db/x\n", ["url-password"]],
    ["finds a token in documentation", "README.md", `Use ${githubToken}\n`, ["github-token"]],
    ["leaves keys of tests alone", "test/tls.test.ts", privateKey, []],
    ["leaves integrity lines of lock files alone", "package-lock.json", `"integrity": "sha512-${mixed(86)}=="`, []],
    ["leaves sealed settings alone", "values.yaml", `kind: SealedSecret\npassword: ${mixed(40)}\n`, []],
    ["finds nothing in nothing", "a.ts", "", []],
  ];
  for (const [what, path, text, detectors] of rows)
    it(what, () => {
      expect(ids(path, text)).toEqual(detectors);
    });

  it("is less sure of a token below tests", () => {
    const confidence = (path: string) => scanFile(path, Buffer.from(githubToken)).findings[0]?.confidence;
    expect([confidence("src/a.ts"), confidence("test/a.ts"), confidence("src/a.test.ts")]).toEqual([
      "high",
      "medium",
      "medium",
    ]);
  });

  it("gives places in the text as it is decoded, and lines from 1", () => {
    const text = `// \u00e4\u{1f600}\n\nconst a = "${githubToken}";`;
    const [found] = scanFile("a.ts", Buffer.from(text)).findings;
    expect([text.slice(found?.start, found?.end), found?.line]).toEqual([githubToken, 3]);
  });

  it("says what it did not read, and why", () => {
    const token = Buffer.from(githubToken);
    const large = Buffer.concat([token, Buffer.alloc(mostScannedBytes, 32)]);
    expect(scanFile("a.txt", large)).toEqual({ findings: [], skipped: "too-large" });
    expect(scanFile("a.txt", large.subarray(0, mostScannedBytes)).findings).toHaveLength(1);
    expect(scanFile("a.bin", Buffer.concat([token, Buffer.from([0])])).skipped).toBe("binary");
    expect(
      scanFile("a.txt", Buffer.concat([token, Buffer.alloc(binaryProbeBytes, 32), Buffer.from([0])])).skipped,
    ).toBeUndefined();
    expect(scanFile("node_modules/x/a.js", token)).toEqual({ findings: [], skipped: "vendored" });
    for (const why of Object.values(scanSkips)) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  it("still judges a binary that is made to hold a key", () => {
    expect(scanFile("a.kdbx", Buffer.from([3, 0xd9, 0xa2, 0x9a, 0])).findings).toHaveLength(1);
  });

  it("lists no more findings than anybody reads", () => {
    expect(ids("a.txt", `${githubToken}\n`.repeat(mostFindings + 50))).toHaveLength(mostFindings);
  });

  it("never tells any of a value, never throws", () => {
    expect(JSON.stringify(scanFile(".env", Buffer.from(`X_TOKEN=${hex(40)}`)))).not.toContain(hex(8));
    const path = fc.constantFrom("a.ts", ".env", "config.json", "tls.key", "a.p12", ".npmrc", "README.md");
    fc.assert(
      fc.property(path, fc.uint8Array({ maxLength: 300 }), (name, bytes) => scanFile(name, bytes).findings.length >= 0),
      { numRuns: 500, seed: 11 },
    );
  });
});

describe("isVendored", () => {
  const vendored = [
    "node_modules/a/index.js",
    "app/node_modules/a/index.js",
    "vendor/github.com/x/y.go",
    "lib/python3.11/site-packages/x.py",
    "usr/lib/python3/dist-packages/x.py",
    ".git/objects/ab/cdef",
    ".yarn/cache/x.zip",
    "public/jquery.min.js",
    "dist/app.js.map",
    "a\\node_modules\\b.js",
  ];
  const own = [
    "src/a.js",
    ".git/config",
    "vendors.ts",
    "node_modules.md",
    "src/vendor.ts",
    ".yarn/plugins/x.cjs",
    "admin.js",
  ];
  for (const path of vendored) it(`${path} is somebody else's`, () => expect(isVendored(path)).toBe(true));
  for (const path of own) it(`${path} is the project's`, () => expect(isVendored(path)).toBe(false));
});
