import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { LayerVisitor } from "./layer-entry.ts";
import { readRootFolder, rootFolderLimits } from "./root-folder.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seaworthy-root-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Everything a visitor is told, one line each; bodies of the paths that are wanted. */
function recorder(wanted: (path: string) => boolean = () => true) {
  const lines: string[] = [];
  const unknowns: string[] = [];
  const bodies = new Map<string, { bytes: number; text: string; whole?: boolean }>();
  const visitor: LayerVisitor = {
    entry({ path, kind, bytes, mode, link }) {
      lines.push(`${kind} ${path} ${bytes} ${mode.toString(8)}${link ? ` -> ${link}` : ""}`);
      if (kind !== "file" || !wanted(path)) return undefined;
      const body = { bytes: 0, text: "", whole: undefined as boolean | undefined };
      bodies.set(path, body as { bytes: number; text: string });
      return {
        write(chunk) {
          body.bytes += chunk.length;
          if (body.text.length < 100) body.text += Buffer.from(chunk.subarray(0, 100)).toString("latin1");
        },
        end(whole) {
          body.whole = whole;
        },
      };
    },
    whiteout: (path) => void lines.push(`whiteout ${path}`),
    opaque: (path) => void lines.push(`opaque ${path}`),
    unknown: ({ what, why, fatal }) => void unknowns.push(`${what}: ${why} ${fatal}`),
  };
  return { visitor, lines, unknowns, bodies };
}

test("tells of every entry in the order of names, folders before what is in them", async () => {
  mkdirSync(join(root, "usr/bin"), { recursive: true });
  mkdirSync(join(root, "etc"));
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0\n", { mode: 0o644 });
  writeFileSync(join(root, "usr/bin/su"), "#!");
  chmodSync(join(root, "usr/bin/su"), 0o4755);
  symlinkSync("/usr/bin", join(root, "bin"));
  symlinkSync("../../../../etc", join(root, "etc/out"));
  linkSync(join(root, "etc/passwd"), join(root, "usr/again"));
  execFileSync("mkfifo", ["-m", "600", join(root, "pipe")]);
  writeFileSync(join(root, "etc/.wh.x"), "");
  const { visitor, lines, unknowns, bodies } = recorder();
  const read = await readRootFolder(root, visitor);
  expect(lines.map((line) => line.replace(/^folder (\S+) 0 \d+$/, "folder $1"))).toEqual([
    "symlink bin 0 777 -> /usr/bin",
    "folder etc",
    "file etc/.wh.x 0 644",
    "symlink etc/out 0 777 -> ../../../../etc",
    "file etc/passwd 11 644",
    "fifo pipe 0 600",
    "folder usr",
    "hardlink usr/again 0 644 -> etc/passwd",
    "folder usr/bin",
    "file usr/bin/su 2 4755",
  ]);
  expect(bodies.get("etc/passwd")).toEqual({ bytes: 11, text: "root:x:0:0\n", whole: true });
  expect(unknowns).toEqual([]);
  expect(read).toEqual({ diffId: undefined, digest: undefined, compression: "none", bytes: 13, compressedBytes: 13 });
});

test("names that are no UTF-8 stand as bytes, and their files are read", async () => {
  writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]), "x");
  writeFileSync(join(root, "café"), "y");
  const { visitor, lines, bodies } = recorder();
  await readRootFolder(root, visitor);
  expect(lines).toEqual(["file café 1 644", "file caf\\xe9 1 644"]);
  expect(bodies.get("caf\\xe9")?.text).toBe("x");
});

test("a huge file with holes is passed over unless it is wanted, and streamed when it is", async () => {
  writeFileSync(join(root, "huge"), "");
  truncateSync(join(root, "huge"), 1e12);
  writeFileSync(join(root, "large"), "");
  truncateSync(join(root, "large"), 50_000_000);
  const start = cpuTime();
  const { visitor, lines, bodies } = recorder((path) => path === "large");
  await readRootFolder(root, visitor);
  expect(lines).toEqual(["file huge 1000000000000 644", "file large 50000000 644"]);
  expect(bodies.get("large")).toMatchObject({ bytes: 50_000_000, whole: true });
  expect(cpuTime() - start).toBeLessThan(2_000);
});

test("more bytes than the limit are not read, and said so", async () => {
  writeFileSync(join(root, "a"), "12345");
  writeFileSync(join(root, "b"), "12345");
  const { visitor, bodies, unknowns } = recorder();
  await readRootFolder(root, visitor, { ...rootFolderLimits, bytes: 7 });
  expect([bodies.get("a")?.whole, bodies.get("b")?.whole]).toEqual([true, false]);
  expect(unknowns).toEqual([expect.stringMatching(/^b: More than 7 bytes .* true$/)]);
});

test("more entries than the limit, and folders too deep, are told", async () => {
  for (const name of ["a", "b", "c"]) writeFileSync(join(root, name), "");
  const few = recorder();
  await readRootFolder(root, few.visitor, { ...rootFolderLimits, entries: 2 });
  expect([few.lines.length, few.unknowns.length]).toEqual([2, 1]);
  mkdirSync(join(root, "d/e/f"), { recursive: true });
  const deep = recorder();
  await readRootFolder(root, deep.visitor, { ...rootFolderLimits, depth: 2 });
  expect(deep.lines.at(-1)).toMatch(/^folder d\/e /);
  expect(deep.unknowns).toEqual([expect.stringMatching(/^d\/e: Folders lie inside/)]);
});

test("what may not be read is told once each up to a limit, and the rest goes on", async () => {
  // Root reads everything; a path that is too long is out of its reach too. So a socket and a gone folder stand in.
  const { visitor, unknowns, lines } = recorder();
  await readRootFolder(join(root, "gone"), visitor);
  expect(unknowns).toEqual([expect.stringMatching(/^the folder: It does not exist.* true$/)]);
  writeFileSync(join(root, "file"), "");
  await readRootFolder(join(root, "file"), visitor);
  expect(unknowns[1]).toMatch(/It is no folder/);
  expect(lines).toEqual([]);
});

test("sockets are left out", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(root, "s.sock"), done));
  const { visitor, lines, unknowns } = recorder();
  await readRootFolder(root, visitor);
  await new Promise((done) => server.close(done));
  expect([lines, unknowns]).toEqual([[], []]);
});

test("the same folder gives the same twice", async () => {
  for (let at = 0; at < 300; at++) writeFileSync(join(root, `f${(at * 7919) % 300}`), String(at));
  const [first, second] = [recorder(), recorder()];
  await readRootFolder(root, first.visitor);
  await readRootFolder(root, second.visitor);
  expect(first.lines).toEqual(second.lines);
  expect(first.lines).toHaveLength(300);
});
