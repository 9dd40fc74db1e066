import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { send } from "../net/server.fixture.ts";
import type { FoundImage } from "./image-source.ts";
import { mostManifestBytes } from "./manifest.ts";
import { answerLength, digest, dropAfter, json, sendError, type TestRegistry, testLogin } from "./registry.fixture.ts";
import {
  always,
  basic,
  image,
  instead,
  type OpenOptions,
  small,
  startTrial,
  type Trial,
} from "./registry-trial.fixture.ts";

let trial: Trial;
let registry: TestRegistry;
let elsewhere: TestRegistry;
const open = (name: string, options?: OpenOptions) => trial.open(name, options);
const refusal = (opening: Promise<FoundImage>) => trial.refusal(opening);
const layersOf = (found: FoundImage) => trial.layersOf(found);

beforeAll(async () => {
  trial = await startTrial();
  ({ registry, elsewhere } = trial);
});
beforeEach(() => trial.reset());
afterAll(() => trial.close());

describe("blobs that lie elsewhere", () => {
  it("are fetched without credentials", async () => {
    for (const auth of ["basic", "bearer"] as const) {
      registry.use({ auth, login: testLogin, blobsAt: elsewhere.origin });
      elsewhere.use({});
      expect(await layersOf(await open("team/app:1", { login: basic }))).toEqual(image.layers);
      expect(elsewhere.requests).toHaveLength(3);
      for (const { authorization, headers } of elsewhere.requests) {
        expect(authorization).toBeUndefined();
        expect(headers.cookie).toBeUndefined();
      }
    }
  });

  it("go on there after a drop", async () => {
    registry.use({ auth: "basic", blobsAt: elsewhere.origin });
    const blob = { bytes: image.layers[0] ?? new Uint8Array(), mediaType: "application/octet-stream" };
    const found = await open("team/app:1", { login: basic });
    elsewhere.use({
      spoil: instead(
        (seen, nth) => seen.path.endsWith(digest(blob.bytes)) && nth === 1,
        (response) => dropAfter(response, blob, 100),
      ),
    });
    expect(await layersOf(found)).toEqual(image.layers);
    expect(elsewhere.requests.map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
    expect(elsewhere.requests.some(({ headers }) => headers.range !== undefined)).toBe(true);
  });

  it("do not make the login go there when that host asks for one", async () => {
    registry.use({ auth: "basic", blobsAt: elsewhere.origin });
    const found = await open("team/app:1", { login: basic, known: () => undefined }).catch((error: unknown) => error);
    expect(found).not.toBeInstanceOf(Error);
    for (const auth of ["basic", "bearer"] as const) {
      elsewhere.use({ auth });
      for (const layer of await layersOf(found as FoundImage))
        expect(String(layer)).toContain(`${elsewhere.host}, where ${registry.host} sends for layer`);
      expect(elsewhere.requests.map(({ path }) => path)).not.toContain("/token");
      expect(elsewhere.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
    }
  });

  it("that lead in a circle are given up", async () => {
    registry.use({
      blobsAt: registry.origin,
      spoil: instead(
        (seen) => seen.path.includes("/blobs/"),
        (response, seen) => send(response, 307, "", { location: seen.path }),
      ),
    });
    expect(await refusal(open("team/app:1"))).toContain("leads on to other addresses");
    expect(registry.requests).toHaveLength(7);
  });
});

describe("a registry that answers otherwise", () => {
  const cases: readonly [status: number, code: string, headers: Record<string, string>, says: RegExp, tries: number][] =
    [
      [403, "DENIED", {}, /does not let anybody read team\/app without a login \(status 403\)/, 1],
      [404, "MANIFEST_UNKNOWN", {}, /does not have the tag 1 of team\/app.*private image can look the same/, 1],
      [404, "NAME_UNKNOWN", {}, /has no repository team\/app/, 1],
      [429, "TOOMANYREQUESTS", { "retry-after": "3600" }, /allows no more requests.*in 3600 seconds, or log in/, 1],
      [429, "TOOMANYREQUESTS", { "retry-after": "2" }, /allows no more requests/, 4],
      [500, "UNKNOWN", {}, /failed with status 500/, 4],
      [503, "UNKNOWN", {}, /failed with status 503/, 4],
      [418, "UNKNOWN", {}, /answered with status 418/, 1],
    ];
  for (const [status, code, headers, says, tries] of cases)
    it(`${status} ${code} ${JSON.stringify(headers)}`, async () => {
      registry.use({ spoil: instead(always, (response) => sendError(response, status, code, headers)) });
      expect(await refusal(open("team/app:1"))).toMatch(says);
      expect(registry.requests).toHaveLength(tries);
    });

  it("fails and then works", async () => {
    registry.use({
      spoil: instead(
        (_, nth) => nth < 3,
        (response) => sendError(response, 503, "UNKNOWN"),
      ),
    });
    await open("team/app:1");
    expect(trial.slept).toEqual([1000, 2000, 1000, 2000]);
  });

  it("is too busy for as long as it says", async () => {
    registry.use({
      spoil: instead(
        (_, nth) => nth < 2,
        (response) => sendError(response, 429, "TOOMANYREQUESTS", { "retry-after": "7" }),
      ),
    });
    await open("team/app:1");
    expect(trial.slept).toEqual([7000, 7000]);
  });

  it("has a manifest of schema 1", async () => {
    const old = json({ schemaVersion: 1, name: "team/app", tag: "old", fsLayers: [], history: [] });
    registry.content.set("manifests/old", {
      bytes: old,
      mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws",
    });
    expect(await refusal(open("team/app:old"))).toContain("schema 1");
  });

  it("cannot be reached", async () => {
    const credentials = () => Promise.reject(new Error("looked for"));
    expect(await refusal(open("127.0.0.1:1/a", { credentials }))).toContain("127.0.0.1:1 refused the connection");
  });

  it("is not asked offline", async () => {
    trial.reset({ offline: true });
    expect(await refusal(open("team/app:1"))).toContain("the network is switched off");
    expect(registry.requests).toEqual([]);
  });
});

describe("content that is not what it should be", () => {
  const wrong = Buffer.from("{}");

  it("of a manifest by digest", async () => {
    const key = digest(image.manifest.bytes);
    registry.use({
      spoil: instead(
        (seen) => seen.path.includes("/manifests/"),
        (response) => send(response, 200, wrong),
      ),
    });
    const told = await refusal(open(`team/app@${key}`));
    expect(told).toContain(`${key} was promised, ${digest(wrong)} came`);
  });

  it("of a manifest by tag, against what the registry says itself", async () => {
    const lie = { "docker-content-digest": digest(image.manifest.bytes) };
    registry.use({ spoil: instead(always, (response) => send(response, 200, wrong, lie)) });
    expect(await refusal(open("team/app:1"))).toContain("is not what was asked for");
  });

  it("of the image that an index names", async () => {
    registry.use({
      spoil: instead(
        (seen) => seen.path.endsWith(digest(image.manifest.bytes)),
        (response) => send(response, 200, wrong),
      ),
    });
    expect(await refusal(open("team/app:multi"))).toContain("is not what was asked for");
  });

  it("of a config", async () => {
    registry.use({
      spoil: instead(
        (seen) => seen.path.endsWith(digest(image.config)),
        (response) => send(response, 200, wrong),
      ),
    });
    expect(await refusal(open("team/app:1"))).toContain(`${digest(image.config)} was promised`);
  });

  it("of a layer: the bytes come, and then the failure", async () => {
    const [first = new Uint8Array()] = image.layers;
    const other = first.map((byte) => byte ^ 1);
    registry.use({
      spoil: instead(
        (seen) => seen.path.endsWith(digest(first)),
        (response) => send(response, 200, other),
      ),
    });
    const layers = await layersOf(await open("team/app:1"));
    expect(layers.map(String).filter((text) => text.includes("is not what was asked for"))).toHaveLength(1);
  });

  it("of a layer that is longer or shorter than promised", async () => {
    const [first = new Uint8Array()] = image.layers;
    for (const bytes of [Buffer.concat([first, wrong]), first.subarray(1)]) {
      registry.use({
        spoil: instead(
          (seen) => seen.path.endsWith(digest(first)),
          (response) => send(response, 200, bytes),
        ),
      });
      const layers = await layersOf(await open("team/app:1"));
      expect(layers.map(String).join()).toContain(
        `offers ${bytes.byteLength} bytes where ${first.byteLength} were promised`,
      );
    }
    // Without a Content-Length it shows only on the way.
    registry.use({
      spoil: instead(
        (seen) => seen.path.endsWith(digest(first)),
        (response) => {
          response.writeHead(200);
          response.write(first);
          response.end(wrong);
        },
      ),
    });
    expect((await layersOf(await open("team/app:1"))).map(String).join()).toContain(
      `sent more than the ${first.byteLength} bytes`,
    );
  });

  it("of a manifest of 100 MB: it is not read to its end", async () => {
    let sent = 0;
    const part = Buffer.alloc(1_000_000, 32);
    function flood(response: ServerResponse): void {
      if (sent >= 100_000_000 || response.destroyed) {
        response.end();
        return;
      }
      sent += part.byteLength;
      response.write(part, (error) => error ?? setImmediate(flood, response));
    }
    registry.use({ spoil: instead(always, flood) });
    expect(await refusal(open("team/app:1"))).toContain("sent more than is accepted");
    expect(sent).toBeLessThan(mostManifestBytes + 60_000_000);
  });

  it("with huge headers", async () => {
    const headers = { "x-large": "a".repeat(100_000) };
    registry.use({ spoil: instead(always, (response) => send(response, 200, "{}", headers)) });
    expect(await refusal(open("team/app:1"))).toContain("sent more than is accepted");
  });

  it("packed on the way is unpacked", async () => {
    registry.use({
      spoil(seen, response) {
        const served = [...registry.content].find(([key]) => seen.path.endsWith(key))?.[1];
        if (!served) return false;
        response.writeHead(200, { "content-encoding": "gzip" });
        response.end(gzipSync(served.bytes));
        return true;
      },
    });
    expect(await layersOf(await open("team/app:1"))).toEqual(image.layers);
  });

  it("labelled as packed, though it is the layer itself, is left as it is", async () => {
    registry.use({
      spoil(seen, response) {
        const served = [...registry.content].find(([key]) => key.startsWith("blobs/") && seen.path.endsWith(key))?.[1];
        if (!served || served.bytes === image.config) return false;
        send(response, 200, served.bytes, { "content-encoding": "gzip" });
        return true;
      },
    });
    expect(await layersOf(await open("team/app:1"))).toEqual(image.layers);
  });
});

describe("a connection that drops", () => {
  it("at every byte of the manifest's answer", async () => {
    const served = small.manifest;
    for (let at = 0; at < answerLength(served); at++) {
      registry.use({
        spoil: instead(
          (seen, nth) => seen.path.endsWith("/manifests/small") && nth === 1,
          (response) => dropAfter(response, served, at),
        ),
      });
      const found = await open("team/app:small");
      expect(found.description?.id, `dropped after ${at}`).toBe(digest(small.config));
    }
  });

  it("at every byte of a layer's answer, with ranges and without", async () => {
    const served = { bytes: small.layers[0] ?? new Uint8Array(), mediaType: "application/octet-stream" };
    const found = await open("team/app:small");
    for (const ranges of [true, false])
      for (let at = 0; at < answerLength(served); at++) {
        registry.use({
          ranges,
          spoil: instead(
            (_, nth) => nth === 1,
            (response) => dropAfter(response, served, at),
          ),
        });
        const [layer] = await layersOf(found);
        expect(layer, `dropped after ${at}`).toEqual(small.layers[0]);
      }
  });

  it("every time is given up after a number of tries", async () => {
    const [first = new Uint8Array()] = image.layers;
    const served = { bytes: first, mediaType: "application/octet-stream" };
    registry.use({
      ranges: false,
      spoil: instead(
        (seen) => seen.path.endsWith(digest(first)),
        (response) => dropAfter(response, served, 150),
      ),
    });
    const layers = await layersOf(await open("team/app:1"));
    expect(layers.map(String).join()).toContain("dropped the connection");
    expect(registry.requests.filter(({ path }) => path.endsWith(digest(first)))).toHaveLength(9);
  });
});

describe("a registry that stands still", () => {
  const timeouts = { connect: 200, headers: 200, stall: 100 };

  it("before its answer", async () => {
    trial.reset({ timeouts });
    registry.use({ spoil: instead(always, () => {}) });
    expect(await refusal(open("team/app:1"))).toContain("did not answer in time");
  });

  it("in a layer, once: the layer comes all the same", async () => {
    trial.reset({ timeouts });
    const [first = new Uint8Array()] = image.layers;
    const stall = (response: ServerResponse) => {
      response.writeHead(200, { "content-length": String(first.byteLength) });
      response.write(first.subarray(0, 50));
    };
    registry.use({ spoil: instead((seen, nth) => seen.path.endsWith(digest(first)) && nth === 1, stall) });
    expect(await layersOf(await open("team/app:1"))).toEqual(image.layers);
  });
});
