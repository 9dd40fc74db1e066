import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { mostLinks, mostSteps, squashLayers } from "./image-tree.ts";
import type { EntryKind, LayerListing } from "./layer-entry.ts";
import { createListing } from "./layer-listing.ts";

/**
 * A layer in words, one entry each: `a/b 10` a file of ten bytes, `a/` a folder, `a -> b` a symbolic link, `a = b` a hard link,
 * `- a` a whiteout, `# a` an opaque folder.
 */
function layer(...entries: string[]): LayerListing {
  const listing = createListing();
  const add = (path: string, kind: EntryKind, bytes = 0, link = "") =>
    listing.add({ path, kind, bytes, mode: kind === "folder" ? 0o755 : 0o644, uid: 0, gid: 0, link });
  for (const entry of entries) {
    const [path = "", sign, link = ""] = entry.split(" ");
    if (path === "-") listing.whiteout(sign ?? "");
    else if (path === "#") listing.opaque(sign ?? "");
    else if (sign === "->") add(path, "symlink", 0, link);
    else if (sign === "=") add(path, "hardlink", 0, link);
    else if (path.endsWith("/")) add(path.slice(0, -1), "folder");
    else add(path, "file", Number(sign ?? 1));
  }
  return listing.done();
}

function pathsOf(...layers: LayerListing[]): string[] {
  return [...squashLayers(layers).nodes()].map(({ path, layer }) => `${path}@${layer}`).sort();
}

describe("layers over each other", () => {
  const cases: [string, LayerListing[], string[]][] = [
    ["files of all layers are there", [layer("a"), layer("b")], ["a@0", "b@1"]],
    ["a later file replaces an earlier one", [layer("a 1"), layer("a 2")], ["a@1"]],
    ["a whiteout removes a file", [layer("a", "b"), layer("- a")], ["b@0"]],
    ["a whiteout removes a folder with all in it", [layer("a/", "a/b/", "a/b/c", "ab"), layer("- a")], ["ab@0"]],
    ["a whiteout removes a folder that nobody named", [layer("a/b/c", "d"), layer("- a")], ["d@0"]],
    ["a whiteout of nothing does nothing", [layer("a"), layer("- b", "- b/c")], ["a@0"]],
    ["a whiteout does not touch its own layer", [layer("a"), layer("a", "- a")], ["a@1"]],
    ["what was removed can come back", [layer("a"), layer("- a"), layer("a")], ["a@2"]],
    ["a folder that comes back is empty", [layer("a/", "a/b"), layer("- a", "a/")], ["a@1"]],
    [
      "an opaque folder hides what is below",
      [layer("a/", "a/b", "a/c/d"), layer("a/", "# a", "a/e")],
      ["a/e@1", "a@1"],
    ],
    ["an opaque folder may stand behind its entries", [layer("a/b"), layer("a/e", "# a")], ["a/e@1"]],
    ["an opaque folder that no layer names hides too", [layer("a/b"), layer("# a")], []],
    ["an opaque root hides everything", [layer("a", "b/c"), layer("d", "# ")], ["d@1"]],
    ["a folder over a folder keeps what is in it", [layer("a/", "a/b"), layer("a/")], ["a/b@0", "a@1"]],
    ["a file over a folder hides what was in it", [layer("a/", "a/b", "a/c/d"), layer("a")], ["a@1"]],
    ["a file over a folder that no layer names", [layer("a/b"), layer("a")], ["a@1"]],
    ["a link over a folder hides what was in it", [layer("a/b"), layer("a -> c")], ["a@1"]],
    ["a folder over a file", [layer("a"), layer("a/", "a/b")], ["a/b@1", "a@1"]],
    ["a folder over a file, unnamed", [layer("a"), layer("a/b")], ["a/b@1"]],
    [
      "a folder over a link of a layer below replaces it",
      [layer("lib -> usr/lib", "usr/lib/x"), layer("lib/", "lib/y")],
      ["lib/y@1", "lib@1", "usr/lib/x@0"],
    ],
    [
      "so does one that is not named",
      [layer("lib -> usr/lib", "usr/lib/x"), layer("lib/y")],
      ["lib/y@1", "usr/lib/x@0"],
    ],
    [
      "a link of the same layer is followed",
      [layer("lib -> usr/lib", "usr/lib/x", "lib/y")],
      ["lib@0", "usr/lib/x@0", "usr/lib/y@0"],
    ],
    ["to the root too", [layer("a/b -> /usr/lib", "a/b/y")], ["a/b@0", "usr/lib/y@0"]],
    ["but not out of it", [layer("a -> ../../../b", "a/y")], ["a@0", "b/y@0"]],
    [
      "links of the same layer in a circle lead nowhere",
      [layer("a -> b", "b -> a", "a/y", "z")],
      ["a@0", "b@0", "z@0"],
    ],
    ["a link over a folder of its own layer", [layer("a/", "a/b", "a -> c")], ["a@0"]],
  ];
  it.each(cases)("%s", (_, layers, expected) => {
    expect(pathsOf(...layers)).toEqual(expected);
    expect(squashLayers(layers).size).toBe(expected.length);
  });

  it("a node is the last version, with its layer", () => {
    const tree = squashLayers([layer("a 1", "f/"), layer("a 2")]);
    expect(tree.at("a")).toEqual({
      path: "a",
      kind: "file",
      bytes: 2,
      mode: 0o644,
      uid: 0,
      gid: 0,
      link: "",
      layer: 1,
    });
    expect(tree.at("f")).toMatchObject({ kind: "folder", layer: 0 });
    expect(tree.at("b")).toBeUndefined();
  });

  it("hard links have the bytes of what they name in their layer", () => {
    const tree = squashLayers([layer("a 5"), layer("b = a", "c 7", "d = c", "e = d", "x = y", "y = x", "z = nothing")]);
    const bytes = ["b", "d", "e", "x", "y", "z"].map((path) => tree.at(path)?.bytes);
    expect(bytes).toEqual([0, 7, 7, 0, 0, 0]);
  });
});

describe("what is hidden", () => {
  const cases: [string, LayerListing[], string[]][] = [
    ["replaced", [layer("a 5"), layer("a 6")], ["a 5 of 0 replaced by 1"]],
    ["replaced by its likes: it is shipped twice", [layer("a 5"), layer("a 5")], ["a 5 of 0 replaced by 1"]],
    ["deleted", [layer("a 5"), layer("- a")], ["a 5 of 0 deleted by 1"]],
    ["deleted with its folder", [layer("f/", "f/a 5"), layer("- f")], ["f/a 5 of 0 deleted by 1"]],
    [
      "in an opaque folder",
      [layer("f/a 5", "f/b 6"), layer("# f", "f/b 7")],
      ["f/a 5 of 0 deleted by 1", "f/b 6 of 0 replaced by 1"],
    ],
    ["under a file", [layer("f/", "f/a 5"), layer("f 2")], ["f/a 5 of 0 deleted by 1"]],
    [
      "again and again",
      [layer("a 1"), layer("a 2"), layer("- a"), layer("a 3")],
      ["a 1 of 0 replaced by 1", "a 2 of 1 deleted by 2"],
    ],
    [
      "a folder with a new one in its place",
      [layer("f/", "f/a 5"), layer("- f", "f/", "f/a 6")],
      ["f/a 5 of 0 replaced by 1"],
    ],
    ["nothing, for links and folders", [layer("a -> b", "f/"), layer("- a", "- f")], []],
    ["nothing, for a file whose other name is there", [layer("a 5", "b = a"), layer("- a")], []],
    ["a file and its other name", [layer("a 5", "b = a"), layer("- a"), layer("- b")], ["a 5 of 0 deleted by 1"]],
    ["nothing, for what a layer writes twice", [layer("a/b 5", "a -> c")], []],
  ];
  it.each(cases)("%s", (_, layers, expected) => {
    const { hidden } = squashLayers(layers);
    expect(hidden.map(({ path, bytes, layer, how, by }) => `${path} ${bytes} of ${layer} ${how} by ${by}`)).toEqual(
      expected,
    );
  });

  it("is told for each path, folders and links too", () => {
    const tree = squashLayers([layer("f/", "f/a", "l -> f"), layer("- l", "f/")]);
    expect(tree.hiding(0, "l")).toEqual({ by: 1, how: "deleted" });
    expect(tree.hiding(0, "f")).toEqual({ by: 1, how: "replaced" });
    expect(tree.hiding(0, "f/a")).toBeUndefined();
    expect(tree.hiding(7, "f")).toBeUndefined();
    expect([tree.isVisible(0, "f/a"), tree.isVisible(0, "f"), tree.isVisible(1, "f"), tree.isVisible(0, "x")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe("following links", () => {
  const merged = squashLayers([
    layer(
      "bin -> usr/bin",
      "lib -> usr/lib",
      "usr/bin/sh -> dash",
      "usr/bin/dash",
      "usr/lib/x/y",
      "usr/bin/python -> /etc/alternatives/python",
    ),
    layer(
      "etc/alternatives/python -> ../../usr/bin/python3",
      "usr/bin/python3",
      "loop -> loop",
      "a -> b",
      "b -> a",
      "out -> ../../../etc/passwd",
      "etc/passwd",
      "gone -> nowhere",
      "up -> ..",
      "file",
    ),
  ]);
  const cases: [string, string | undefined][] = [
    ["usr/bin/dash", "usr/bin/dash"],
    ["bin/sh", "usr/bin/dash"],
    ["bin", "usr/bin"],
    ["lib/x/y", "usr/lib/x/y"],
    ["usr/lib/x", "usr/lib/x"],
    ["bin/python", "usr/bin/python3"],
    ["/bin/./sh", "usr/bin/dash"],
    ["bin/../lib/x", "usr/lib/x"],
    ["loop", undefined],
    ["a", undefined],
    ["a/c", undefined],
    ["out", "etc/passwd"],
    ["../../etc/passwd", "etc/passwd"],
    ["gone", undefined],
    ["nothing", undefined],
    ["up/file", "file"],
    ["file/x", undefined],
    ["file/../file", undefined],
    ["", ""],
  ];
  it.each(cases)("%j is %j", (path, expected) => {
    expect(merged.resolve(path)).toBe(expected);
  });

  it("ends after so many links, and so many steps", () => {
    const chain = (links: number) =>
      squashLayers([layer("l0 5", ...Array.from({ length: links }, (_, index) => `l${index + 1} -> l${index}`))]);
    expect(chain(mostLinks).resolve(`l${mostLinks}`)).toBe("l0");
    expect(chain(mostLinks + 1).resolve(`l${mostLinks + 1}`)).toBeUndefined();
    const steps = squashLayers([layer("a/b")]);
    expect(steps.resolve(`${"a/../".repeat(mostSteps / 2 - 2)}a/b`)).toBe("a/b");
    expect(steps.resolve(`${"a/../".repeat(mostSteps)}a/b`)).toBeUndefined();
  });
});

describe("against layers applied one by one to a map", () => {
  it("shows the same, for any layers", () => {
    fc.assert(
      fc.property(fc.array(anyLayer, { minLength: 1, maxLength: 5 }), (layers) => {
        const tree = squashLayers(layers.map((entries) => layer(...entries)));
        const states = modelStates(layers);
        const final = states.at(-1) ?? new Map<string, number>();
        const seen = new Map([...tree.nodes()].map((node) => [node.path, node.layer]));
        expect([...seen].sort()).toEqual([...final].sort());
        for (const [index, entries] of layers.entries())
          for (const path of entries.filter(isEntry).map(pathIn)) {
            expect(tree.isVisible(index, path)).toBe(final.get(path) === index);
            expect(tree.hiding(index, path)).toEqual(expectedHiding(states, index, path));
          }
      }),
      { numRuns: 1500, seed: 11 },
    );
  });
});

describe("layers as no builder makes them", () => {
  it("give a tree in which all stands in folders, and nothing throws", () => {
    fc.assert(
      fc.property(fc.array(fc.array(oddEntry, { maxLength: 10 }), { maxLength: 4 }), (layers) => {
        const tree = squashLayers(layers.map((entries) => layer(...entries)));
        for (const { path } of tree.nodes()) {
          const cut = path.lastIndexOf("/");
          const above = cut === -1 ? "" : path.slice(0, cut);
          expect(tree.resolve(above)).toBe(above);
          expect(tree.at(above)?.kind ?? "folder").toBe("folder");
          const end = tree.resolve(path);
          if (end !== undefined) expect(tree.at(end)?.kind).not.toBe("symlink");
        }
        for (const { path, layer, by } of tree.hidden) {
          expect(by).toBeGreaterThan(layer);
          expect(tree.isVisible(layer, path)).toBe(false);
        }
      }),
      { numRuns: 2000, seed: 13 },
    );
  });

  it("long links that every name goes through are followed for a while only", () => {
    const link = `${"a/../".repeat(800)}a`;
    const entries = Array.from({ length: 20_000 }, (_, index) => `l/${index}/x`);
    const start = cpuTime();
    squashLayers([layer("a/", `l -> ${link}`, ...entries)]);
    expect(cpuTime() - start).toBeLessThan(8000);
  });
});

const names = ["a", "b", "c"];
const anyPath = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const anyEntry = fc.oneof(
  { weight: 4, arbitrary: anyPath },
  { weight: 3, arbitrary: anyPath.map((path) => `${path}/`) },
  { weight: 1, arbitrary: anyPath.map((path) => `${path} -> b`) },
  { weight: 2, arbitrary: anyPath.map((path) => `- ${path}`) },
  { weight: 1, arbitrary: anyPath.map((path) => `# ${path}`) },
);
const oddEntry = fc.oneof(
  anyEntry,
  fc
    .tuple(anyPath, fc.constantFrom("..", "/", "", ".", "a", "../b/./c", "/c//a/", "../../../a"))
    .map(([path, link]) => `${path} -> ${link}`),
  fc.tuple(anyPath, anyPath).map(([path, link]) => `${path} = ${link}`),
);
/** Nothing twice, and nothing below what is no folder: as layers of builders are. */
const anyLayer = fc.array(anyEntry, { maxLength: 8 }).map((entries) => {
  const kept: string[] = [];
  for (const entry of entries) {
    const path = pathIn(entry);
    const clashes = kept.some((other) => {
      if (!isEntry(other) || !isEntry(entry)) return other === entry;
      const one = pathIn(other);
      if (one === path) return true;
      return (
        (path.startsWith(`${one}/`) && !other.endsWith("/")) || (one.startsWith(`${path}/`) && !entry.endsWith("/"))
      );
    });
    if (!clashes) kept.push(entry);
  }
  return kept;
});

function isEntry(entry: string): boolean {
  return !entry.startsWith("-") && !entry.startsWith("#");
}

function pathIn(entry: string): string {
  return entry
    .replace(/^[-#] /, "")
    .replace(/ .*$/, "")
    .replace(/\/$/, "");
}

/** What is there after each layer: path to layer. Slow and plain. */
function modelStates(layers: readonly (readonly string[])[]): Map<string, number>[] {
  const folders = new Set<string>();
  let state = new Map<string, number>();
  return layers.map((entries, index) => {
    state = new Map(state);
    const below = (path: string) => [...state.keys(), ...folders].filter((other) => other.startsWith(`${path}/`));
    const remove = (path: string) => {
      state.delete(path);
      folders.delete(path);
    };
    for (const entry of entries) if (entry.startsWith("# ")) below(pathIn(entry)).forEach(remove);
    for (const entry of entries) if (entry.startsWith("- ")) [...below(pathIn(entry)), pathIn(entry)].forEach(remove);
    for (const entry of entries.filter(isEntry)) {
      const path = pathIn(entry);
      const parts = path.split("/");
      for (let depth = 1; depth < parts.length; depth += 1) {
        const parent = parts.slice(0, depth).join("/");
        if (!folders.has(parent)) state.delete(parent);
        folders.add(parent);
      }
      if (entry.endsWith("/")) folders.add(path);
      else [...below(path), path].forEach(remove);
      state.set(path, index);
    }
    return state;
  });
}

function expectedHiding(states: readonly Map<string, number>[], layer: number, path: string) {
  const by = states.findIndex((state, index) => index > layer && state.get(path) !== layer);
  if (by === -1) return undefined;
  const state = states[by] ?? new Map<string, number>();
  const isThere =
    state.has(path) || [...state.keys()].some((other) => other.startsWith(`${path}/`) && state.get(other) === by);
  return { by, how: isThere ? "replaced" : "deleted" };
}

describe("size", () => {
  it("40 layers and 300,000 files are laid over each other in a second or two", () => {
    const layers = Array.from({ length: 40 }, (_, index) =>
      layer(
        ...Array.from({ length: 300 }, (_, folder) => [
          `usr/lib/part${folder}/`,
          ...Array.from({ length: 25 }, (_, file) => `usr/lib/part${folder}/some-file-${index}-${file}.js 100`),
        ]).flat(),
        ...(index > 0 ? [`- usr/lib/part${index}`, `# usr/lib/part${index + 100}`] : []),
      ),
    );
    const start = cpuTime();
    const tree = squashLayers(layers);
    expect(cpuTime() - start).toBeLessThan(5000);
    expect(tree.size).toBeGreaterThan(250_000);
  });

  it("names that are nothing but folders, and whiteouts again and again, take no more than their length", () => {
    const deep = layer(...Array.from({ length: 500 }, (_, index) => `${index}/${"a/".repeat(500)}b`));
    const churn = Array.from({ length: 40 }, () =>
      layer("- x", "# y", ...Array.from({ length: 500 }, (_, index) => `x/y/${index}`)),
    );
    const start = cpuTime();
    expect(squashLayers([deep, ...churn]).size).toBe(1000);
    expect(cpuTime() - start).toBeLessThan(5000);
  });
});
