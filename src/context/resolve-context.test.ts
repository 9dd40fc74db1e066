import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskTree } from "../files/disk-tree.ts";
import type { FileTree } from "../files/file-tree.ts";
import { memoryTree } from "../files/memory-tree.ts";
import { contextOf, linkedTree, serviceBuild } from "./context.fixture.ts";
import { listContext, maxUnread } from "./context-listing.ts";
import { changedContextStore, createContextStore } from "./context-store.ts";
import type { EffectiveContext } from "./effective-context.ts";
import { resolveContext } from "./resolve-context.ts";

const copyAll = "FROM scratch\nCOPY . /\n";

function sent(context: EffectiveContext): string[] {
  return context.files.all.filter(({ ignoredBy }) => !ignoredBy).map(({ path }) => path);
}

describe("the ignore file", () => {
  const cases: [
    title: string,
    files: Record<string, string>,
    path: string,
    root: string,
    found: string | undefined,
    shadowed: string | undefined,
  ][] = [
    ["of the root", { ".dockerignore": "a" }, "Dockerfile", ".", ".dockerignore", undefined],
    [
      "beside the Dockerfile wins",
      { ".dockerignore": "a", "Dockerfile.dockerignore": "b" },
      "Dockerfile",
      ".",
      "Dockerfile.dockerignore",
      ".dockerignore",
    ],
    [
      "beside, by the Dockerfile's whole name",
      { "api.Dockerfile.dockerignore": "a" },
      "api.Dockerfile",
      ".",
      "api.Dockerfile.dockerignore",
      undefined,
    ],
    [
      "of the root, not of the Dockerfile's folder",
      { "web/.dockerignore": "a" },
      "web/Dockerfile",
      ".",
      undefined,
      undefined,
    ],
    [
      "beside a Dockerfile outside of the root",
      { "docker/Dockerfile.dockerignore": "a", "web/.dockerignore": "b" },
      "docker/Dockerfile",
      "web",
      "docker/Dockerfile.dockerignore",
      "web/.dockerignore",
    ],
    ["not for standard input", { "-.dockerignore": "a", ".dockerignore": "b" }, "-", ".", ".dockerignore", undefined],
    ["none", {}, "Dockerfile", ".", undefined, undefined],
  ];
  it.each(cases)("%s", (_, files, path, root, found, shadowed) => {
    const context = contextOf(copyAll, files, { path, root });
    expect([context.ignoreFile?.source.path, context.shadowed]).toEqual([found, shadowed]);
    expect(context.unread).toEqual([]);
  });

  it("beside the Compose file does not count for a Dockerfile that is written in it", () => {
    const files = { "compose.yaml.dockerignore": "a", ".dockerignore": "b" };
    const by = serviceBuild({ inline: { value: copyAll, at: { start: 0, end: 0 } } });
    expect(contextOf(copyAll, files, { path: "compose.yaml", by }).ignoreFile?.source.path).toBe(".dockerignore");
  });

  it("that is a folder counts as none, and is said", () => {
    const context = contextOf(copyAll, { ".dockerignore/x": "", a: "" });
    expect(context.ignoreFile).toBe(undefined);
    expect(context.unread).toEqual([{ path: ".dockerignore", why: expect.stringMatching(/./) }]);
    expect(sent(context)).toEqual([".dockerignore/x", "a"]);
  });

  it("that is a link out of its folder is not read, one inside is", () => {
    const files = { a: "", b: "", "real-ignore": "b\n" };
    const out = contextOf(copyAll, linkedTree(files, { ".dockerignore": "../../etc/passwd" }));
    expect(out.unread[0]?.why).toMatch(/leads out/);
    expect(out.ignoreFile).toBe(undefined);
    expect(contextOf(copyAll, linkedTree(files, { ".dockerignore": "real-ignore" })).unread).toEqual([]);
  });

  it("that is no UTF-8 is read, and said", () => {
    const tree = memoryTree({ ".dockerignore": Uint8Array.of(0x61, 0x0a, 0xff, 0x0a), a: "" });
    const context = contextOf(copyAll, tree);
    expect(context.unread[0]?.why).toMatch(/^Line 2 is not valid UTF-8/);
    expect(sent(context)).toEqual([".dockerignore"]);
  });
});

describe("files", () => {
  const context = contextOf(copyAll, {
    ".dockerignore": "**/node_modules\n*.log\n!keep.log\ndist\n!dist/a.js\n",
    "a.log": "12",
    "keep.log": "1",
    "a/b": "",
    "a-b": "",
    "a.b": "",
    "dist/a.js": "",
    "dist/b.js": "123",
    "web/node_modules/x/y.js": "1234",
    "node_modules/z.js": "12345",
  });

  it("stand in the order of their paths", () => {
    const paths = context.files.all.map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toHaveLength(10);
  });

  it("carry the pattern that leaves them out, and are counted", () => {
    const ignored = context.files.all.filter(({ ignoredBy }) => ignoredBy);
    expect(ignored.map(({ path, ignoredBy }) => `${path}: ${ignoredBy?.text}`)).toEqual([
      "a.log: *.log",
      "dist/b.js: dist",
      "node_modules/z.js: **/node_modules",
      "web/node_modules/x/y.js: **/node_modules",
    ]);
    expect(context.files.ignored).toEqual({ files: 4, bytes: 14 });
    expect(context.files.sent).toMatchObject({ files: 6 });
  });

  it("of a root below the folder the command runs in", () => {
    const below = contextOf(copyAll, { "web/a": "", "web/b/c": "", "api/d": "" }, { root: "web" });
    expect(sent(below)).toEqual(["a", "b/c"]);
  });

  it("a root that is not there is said", () => {
    const none = contextOf(copyAll, { a: "" }, { root: "gone" });
    expect(none.files.all).toEqual([]);
    expect(none.files.unread).toEqual([{ path: "gone", why: expect.stringMatching(/does not exist/) }]);
  });

  it("the first bytes of one can be read", () => {
    const file = context.files.all.find(({ path }) => path === "dist/b.js");
    expect(file && context.read(file, 2)).toEqual(Buffer.from("12"));
  });
});

describe("nothing is read twice, or before it is asked for", () => {
  function counted(files: Record<string, string>) {
    const tree = memoryTree(files);
    const calls = { list: 0, text: 0 };
    const counting: FileTree = {
      ...tree,
      list: (folder) => {
        calls.list += 1;
        return tree.list(folder);
      },
      readText: (path) => {
        calls.text += 1;
        return tree.readText(path);
      },
    };
    return { counting, calls };
  }

  it("many Dockerfiles share one walk", () => {
    const { counting, calls } = counted({ ".dockerignore": "b", a: "", "c/d": "" });
    const store = createContextStore(counting);
    const { dockerfile } = contextOf(copyAll, {});
    const contexts = [1, 2, 3].map(() => resolveContext({ dockerfile, root: ".", by: undefined, store }));
    expect(contexts.map(({ transfers }) => transfers.length)).toEqual([1, 1, 1]);
    expect(calls).toEqual({ list: 0, text: 0 });
    expect(contexts.map(({ files }) => files.all.length)).toEqual([3, 3, 3]);
    // Two folders are walked, and the names at the root are looked at once for ignore files.
    expect(calls).toEqual({ list: 3, text: 1 });
    expect(contexts[0]?.files).toBe(contexts[2]?.files);
  });

  it("another text of the ignore file sifts the same walk", () => {
    const { counting, calls } = counted({ ".dockerignore": "b", a: "", b: "" });
    const store = createContextStore(counting);
    const { dockerfile } = contextOf(copyAll, {});
    expect(sent(resolveContext({ dockerfile, root: ".", by: undefined, store }))).toEqual([".dockerignore", "a"]);
    const other = memoryTree({ ".dockerignore": "a", a: "", b: "" });
    const changed = changedContextStore(store, other, new Set([".dockerignore"]));
    expect(sent(resolveContext({ dockerfile, root: ".", by: undefined, store: changed }))).toEqual([
      ".dockerignore",
      "b",
    ]);
    expect(calls.list).toBe(2);
  });
});

describe("limits of the walk", () => {
  const tree = memoryTree({ "a/b/c/d": "", "a/e": "", f: "", g: "" });
  it("entries", () => {
    const { files, unread } = listContext(tree, ".", { entries: 3 });
    expect(files.length).toBeLessThan(4);
    expect(unread).toEqual([{ path: ".", why: expect.stringMatching(/more than 3 entries/) }]);
  });
  it("depth", () => {
    const { files, unread } = listContext(tree, ".", { depth: 2 });
    expect(files.map(({ path }) => path)).toEqual(["a/e", "f", "g"]);
    expect(unread).toEqual([{ path: "a/b/c", why: expect.stringMatching(/deeper than 2/) }]);
  });
  it("reasons", () => {
    const entries = Array.from({ length: maxUnread + 50 }, (_, at) => ({
      name: `\uFFFD${at}`,
      kind: "file" as const,
      invalidName: true as const,
    }));
    const { files, unread } = listContext({ ...tree, list: () => entries }, ".");
    expect(files).toHaveLength(maxUnread + 50);
    expect(unread).toHaveLength(maxUnread + 1);
    expect(unread.at(-1)?.why).toMatch(/More than 1000 things/);
  });
  it("says how far it is", () => {
    const seen: number[] = [];
    const entries = Array.from({ length: 10_000 }, (_, at) => ({ name: `f${at}`, kind: "file" as const }));
    listContext({ ...tree, list: () => entries, size: () => 1 }, ".", { progress: (count) => seen.push(count) });
    expect(seen).toEqual([4096, 8192]);
  });
});

describe("on a disk", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seaworthy-context-"));
  });
  afterEach(() => {
    spawnSync("chmod", ["-R", "u+rwX", folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  function put(path: string, content = ""): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  it("links are listed and not followed, in circles neither", () => {
    put("a/x.txt", "123");
    symlinkSync("..", join(folder, "a/up"));
    symlinkSync("/etc", join(folder, "etc"));
    symlinkSync("x.txt", join(folder, "a/l"));
    const context = contextOf("FROM scratch\nCOPY a/up/a/l /l\nCOPY etc /etc\n", diskTree(), { root: folder });
    expect(context.files.all.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      "a/l link",
      "a/up link",
      "a/x.txt file",
      "etc link",
    ]);
    expect(context.transfers.map((transfer) => transfer.files().map(({ path }) => path))).toEqual([["a/x.txt"], []]);
  });

  it("names with line ends, bytes that are no UTF-8, pipes", () => {
    put("two\nlines", "1");
    writeFileSync(Buffer.concat([Buffer.from(join(folder, "bad-")), Buffer.of(0xff)]), "123");
    mkdirSync(Buffer.concat([Buffer.from(join(folder, "folder-")), Buffer.of(0xff)]));
    spawnSync("mkfifo", [join(folder, "pipe")]);
    const { all, unread } = contextOf(copyAll, diskTree(), { root: folder }).files;
    expect(all.map(({ path, kind, bytes }) => [path, kind, bytes])).toEqual([
      ["bad-\uFFFD", "file", 0],
      ["pipe", "other", 0],
      ["two\nlines", "file", 1],
    ]);
    expect(unread.map(({ path }) => path)).toEqual([`${folder}/bad-\uFFFD`, `${folder}/folder-\uFFFD`]);
  });

  it("a folder that may not be read is said, the rest is listed", () => {
    put("open/a");
    put("shut/b");
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "shut"), 0o000);
    // Root may read everything: then somebody else looks.
    const script = `
      import { diskTree } from ${JSON.stringify(join(import.meta.dirname, "../files/disk-tree.ts"))};
      import { listContext } from ${JSON.stringify(join(import.meta.dirname, "context-listing.ts"))};
      process.setuid?.(process.getuid?.() === 0 ? 65534 : process.getuid?.());
      const { files, unread } = listContext(diskTree(), ${JSON.stringify(folder)});
      console.log(JSON.stringify({ files: files.map(({ path }) => path), unread }));
    `;
    const tsx = join(import.meta.dirname, "../../node_modules/.bin/tsx");
    const { stdout, stderr } = spawnSync(tsx, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(stderr).not.toMatch(/Error/);
    expect(JSON.parse(stdout)).toEqual({
      files: ["open/a"],
      unread: [{ path: `${folder}/shut`, why: expect.stringMatching(/not allowed/) }],
    });
  });
});
