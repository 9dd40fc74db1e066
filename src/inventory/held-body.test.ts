import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogedPieces } from "../packages/package.ts";
import { createBodyStore, headBytes, mostPieces, searchBody } from "./held-body.ts";

/** Cuts a body at these places. */
function chunks(body: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...new Set(cuts.map((cut) => cut % (body.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends]
    .map((start, index) => body.subarray(start, ends[index] ?? body.length))
    .filter(({ length }) => length > 0);
}

describe("bodies that are held", () => {
  test("come out whole, however they were cut, one file after the other", () => {
    const body = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.array(fc.tuple(body, fc.array(fc.nat(300), { maxLength: 5 })), { maxLength: 4 }), (files) => {
        const store = createBodyStore();
        for (const [bytes, cuts] of files) {
          let seen: string | undefined;
          const sink = store.hold(bytes.length, (whole) => {
            seen = whole && Buffer.from(whole).toString("hex");
          });
          for (const chunk of chunks(bytes, cuts)) sink.write(chunk);
          sink.end(true);
          expect(seen).toBe(Buffer.from(bytes).toString("hex"));
        }
      }),
      { seed: 4 },
    );
  });

  test.each([
    ["the layer breaks off", 10, "short", false],
    ["it is shorter than it said", 10, "short", true],
  ])("nothing comes out where %s", (_, bytes, text, whole) => {
    const seen: (Uint8Array | undefined)[] = [];
    const sink = createBodyStore().hold(bytes, (body) => seen.push(body));
    sink.write(Buffer.from(text));
    sink.end(whole);
    expect(seen).toEqual([undefined]);
  });

  test("more than was said does no harm", () => {
    let seen = "";
    const sink = createBodyStore().hold(4, (body) => {
      seen = Buffer.from(body ?? []).toString();
    });
    sink.write(Buffer.from("ab"));
    sink.write(Buffer.from("cdef"));
    sink.end(true);
    expect(seen).toBe("abcd");
  });
});

describe("bodies that are searched", () => {
  const mark = Buffer.from("MARK");
  const search = (body: Uint8Array, cuts: readonly number[] = [], before = 3, after = 5) => {
    let found: CatalogedPieces | undefined;
    const file = { path: "usr/bin/node", mode: 0o755, bytes: body.length };
    const sink = searchBody(file, [{ mark, before, after }], (pieces) => {
      found = pieces;
    });
    for (const chunk of chunks(body, cuts)) sink.write(chunk);
    sink.end(true);
    return found;
  };
  const texts = (found: CatalogedPieces | undefined) =>
    found?.pieces.map(({ offset, bytes }) => [offset, Buffer.from(bytes).toString()]);

  test.each([
    ["a mark in the middle", "0123456789MARKabcdefgh", [[7, "789MARKabcde"]]],
    ["at the very start", "MARKabcdefgh", [[0, "MARKabcde"]]],
    ["at the very end", "0123MARK", [[1, "123MARK"]]],
    [
      "two that touch",
      "xxxMARKMARKyyyyyy",
      [
        [0, "xxxMARKMARKy"],
        [4, "ARKMARKyyyyy"],
      ],
    ],
    ["none", "0123456789", []],
  ])("%s, whatever the chunks", (_, text, pieces) => {
    const body = Buffer.from(text);
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 8 }), (cuts) => {
        expect(texts(search(body, cuts))).toEqual(pieces);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test("the head is kept, and no more of it than 64 KiB", () => {
    const body = Buffer.alloc(headBytes * 3, "x");
    const found = search(body, [1, 100, headBytes, headBytes + 5]);
    expect(found?.head.length).toBe(headBytes);
    expect(Buffer.from(found?.head ?? []).equals(body.subarray(0, headBytes))).toBe(true);
    expect(found?.size).toBe(body.length);
  });

  test("a file of nothing but marks has a bound", () => {
    expect(search(Buffer.from("MARK".repeat(10_000)))?.pieces.length).toBe(mostPieces);
  });

  test("a file that breaks off gives nothing", () => {
    const seen: unknown[] = [];
    const sink = searchBody({ path: "x", mode: 0, bytes: 9 }, [{ mark, before: 0, after: 1 }], (pieces) =>
      seen.push(pieces),
    );
    sink.write(Buffer.from("MARK"));
    sink.end(false);
    expect(seen).toEqual([undefined]);
  });
});
