import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downloadBlob, mostResumptions } from "./download.ts";
import { failure, NetworkFailure } from "./failure.ts";
import type { HttpResponse } from "./message.ts";

const whole = Uint8Array.from({ length: 97 }, (_, at) => at);

/** How one connection behaves: which part it gives, and after how many bytes it breaks (-1: not). */
interface Behaviour {
  readonly drop: number;
  readonly kind?: "range" | "whole" | "earlier" | "later" | "other-total" | "no-range";
  readonly chunk?: number;
}

function answer(
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
  { drop, chunk = 10 }: Behaviour,
): HttpResponse {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const end = drop < 0 ? body.length : Math.min(drop, body.length);
    for (let at = 0; at < end; at += chunk) yield body.subarray(at, Math.min(end, at + chunk));
    if (drop >= 0) throw failure("reset", "blobs.example.com");
  }
  const unused = () => Promise.reject(new Error("not used"));
  return {
    status,
    headers,
    url: "https://blobs.example.com/x?secret",
    bytes: bytes(),
    whole: unused,
    text: unused,
    json: unused,
    discard: () => {},
  };
}

function serve(behaviours: readonly Behaviour[], bytes: number | undefined = whole.length) {
  const ranges: (string | undefined)[] = [];
  const slept: number[] = [];
  const stream = downloadBlob({
    bytes,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    async open({ range }) {
      const behaviour = behaviours[ranges.length] ?? { drop: -1 };
      ranges.push(range);
      const asked = range === undefined ? 0 : Number(/\d+/.exec(range)?.[0]);
      const kind = behaviour.kind ?? "range";
      if (range === undefined || kind === "whole") return answer(200, {}, whole, behaviour);
      const start = Math.max(0, asked + (kind === "earlier" ? -3 : kind === "later" ? 1 : 0));
      const total = whole.length + (kind === "other-total" ? 1 : 0);
      const header = { "content-range": `bytes ${start}-${whole.length - 1}/${total}` };
      return answer(206, kind === "no-range" ? {} : header, whole.subarray(start), behaviour);
    },
  });
  return { stream, ranges, slept };
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part.slice());
  return new Uint8Array(Buffer.concat(parts));
}

describe("a download", () => {
  it("goes on where it broke", async () => {
    const { stream, ranges, slept } = serve([{ drop: 40 }, { drop: 13 }]);
    expect(await collect(stream)).toEqual(whole);
    expect(ranges).toEqual([undefined, "bytes=40-", "bytes=53-"]);
    expect(slept).toEqual([1000, 2000]);
  });

  it("passes over what it has when the server starts anew, or earlier than asked", async () => {
    for (const kind of ["whole", "earlier"] as const)
      expect(await collect(serve([{ drop: 40 }, { drop: 50, kind }, { drop: -1, kind }]).stream)).toEqual(whole);
  });

  it("is whole when it breaks behind the last byte", async () => {
    const { stream, ranges } = serve([{ drop: whole.length }]);
    expect(await collect(stream)).toEqual(whole);
    expect(ranges).toHaveLength(1);
  });

  it("does not take another part than it asked for", async () => {
    for (const kind of ["later", "other-total", "no-range"] as const)
      await expect(collect(serve([{ drop: 40 }, { drop: -1, kind }]).stream)).rejects.toMatchObject({
        name: "NetworkFailure",
      });
  });

  it(`is given up after ${mostResumptions} drops in a row`, async () => {
    const { stream, ranges } = serve(Array.from({ length: 99 }, () => ({ drop: 1 })));
    await expect(collect(stream)).rejects.toMatchObject({ kind: "reset" });
    expect(ranges).toHaveLength(mostResumptions + 1);
  });

  it("is too long, or too short, against what was promised", async () => {
    await expect(collect(serve([], 50).stream)).rejects.toMatchObject({ kind: "too-large" });
    await expect(collect(serve([], 150).stream)).rejects.toBeInstanceOf(NetworkFailure);
    expect(await collect(serve([], undefined).stream)).toEqual(whole);
  });

  it("comes out in order, no byte lost or doubled, whatever the connections do", async () => {
    const behaviour = fc.record({
      drop: fc.integer({ min: 0, max: 97 }),
      kind: fc.constantFrom("range" as const, "whole" as const, "earlier" as const),
      chunk: fc.integer({ min: 1, max: 40 }),
    });
    const property = fc.asyncProperty(fc.array(behaviour, { maxLength: mostResumptions }), async (behaviours) => {
      expect(await collect(serve(behaviours).stream)).toEqual(whole);
    });
    await fc.assert(property, { seed: 4, numRuns: 2_000 });
  });
});
