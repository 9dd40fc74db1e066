import { expect, test } from "vitest";
import { createHeldLayers } from "./held-layers.ts";
import type { LayerFacts } from "./layer-facts.ts";

const most = { entries: 10, names: 1_000, packages: 10, owned: 10 };

function layer(entries: number, nameLength = 3): LayerFacts {
  const paths = Array.from({ length: entries }, (_, at) => `${at}`.padStart(nameLength, "x"));
  const column = paths.map(() => 0);
  const columns = { kinds: column, bytes: column, modes: column, uids: column, gids: column };
  return {
    ...{ bytes: 0, packages: [], owned: [], licensed: [], secrets: [], texts: {}, shadows: {}, unknowns: [] },
    listing: { paths, ...columns, links: new Map(), whiteouts: [], opaque: [] },
  };
}

/** Sizes of the layers that are held, when they are read in an order. */
function held(sizes: readonly number[], reading: readonly number[], isOrderKnown = true) {
  const ids = sizes.map((_, at) => `layer ${at}`);
  const layers = createHeldLayers(isOrderKnown ? ids : undefined, most);
  for (const at of reading) layers.keep(ids[at] ?? "", layer(sizes[at] ?? 0));
  const { layers: facts, unknown, end } = layers.inOrder(ids.map((diffId) => ({ diffId })));
  return { sizes: facts.map((one) => one?.listing.paths.length), what: unknown?.what, end };
}

test.each([
  ["all that fit", [4, 4, 2], [4, 4, 2], undefined],
  ["none from the first on that does not fit", [4, 4, 4, 1], [4, 4, undefined, undefined], "layers 3 to 4"],
  ["the last that does not fit", [4, 7], [4, undefined], "layer 2"],
  ["one alone, whatever it has", [50], [50], undefined],
  ["nothing on top of one that fills all", [50, 1], [50, undefined], "layer 2"],
])("%s", (_, sizes, kept, what) => {
  const inOrder = sizes.map((_, at) => at);
  expect(held(sizes, inOrder)).toMatchObject({ sizes: kept, what });
});

test("what is left out does not hang on which layer was read first", () => {
  const sizes = [3, 6, 3, 2, 1];
  const expected = held(sizes, [0, 1, 2, 3, 4]);
  expect(expected).toEqual({ sizes: [3, 6, undefined, undefined, undefined], what: "layers 3 to 5", end: 2 });
  for (const reading of [
    [4, 3, 2, 1, 0],
    [1, 0, 3, 2, 4],
    [2, 4, 0, 3, 1],
  ])
    expect(held(sizes, reading)).toEqual(expected);
});

test("layers that come in no known order count as they come", () => {
  expect(held([3, 6, 3], [2, 1, 0], false)).toEqual({
    sizes: [undefined, undefined, undefined],
    what: "layers 1 to 3",
    end: 0,
  });
});

test("long names count, and a layer that would not be held is told before it is read", () => {
  const layers = createHeldLayers(["a", "b", "c"], most);
  layers.keep("a", layer(2, 300));
  expect(layers.isFull("b")).toBe(false);
  layers.keep("b", layer(2, 400));
  expect(layers.get("b")).toBeUndefined();
  expect([layers.isFull("a"), layers.isFull("b"), layers.isFull("c")]).toEqual([false, true, true]);
});

test("a layer that the image has again costs nothing more", () => {
  const layers = createHeldLayers(["a", "a", "b"], most);
  layers.keep("a", layer(6));
  layers.keep("b", layer(4));
  const { layers: facts, unknown } = layers.inOrder([{ diffId: "a" }, { diffId: "a" }, { diffId: "b" }]);
  expect(facts.map((one) => one?.listing.paths.length)).toEqual([6, 6, 4]);
  expect(unknown).toBeUndefined();
});
