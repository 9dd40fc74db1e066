import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { send } from "../net/server.fixture.ts";
import type { ImageDescription } from "./image-description.ts";
import type { FoundImage } from "./image-source.ts";
import { mirrorsOf } from "./mirrors.ts";
import { digest, push, sendError, type TestRegistry, testLogin, writeImage } from "./registry.fixture.ts";
import {
  always,
  basic,
  image,
  index,
  instead,
  type OpenOptions,
  startTrial,
  type Trial,
  withoutSecrets,
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

function paths(): string[] {
  return registry.requests.map(({ path }) => path.replace(/[0-9a-f]{64}/, "…"));
}

describe("an image in a registry", () => {
  it("is described, and its layers come byte for byte", async () => {
    const found = await open("team/app:1");
    expect(found.name).toBe(`registry:${registry.host}/team/app:1`);
    expect(found.description).toMatchObject({
      digest: digest(image.manifest.bytes),
      id: digest(image.config),
      tags: [`${registry.host}/team/app:1`],
      config: { user: "1000", architecture: "amd64" },
    });
    expect(found.description?.layers.map(({ diffId }) => diffId)).toEqual(image.diffIds);
    expect(await layersOf(found)).toEqual(image.layers);
  });

  it("is chosen from an index by platform", async () => {
    const both = [await open("team/app:multi"), await open("team/app", { platform: "linux/arm64" })];
    expect(both.map((found) => found.description?.config.architecture)).toEqual(["amd64", "arm64"]);
    expect(await refusal(open("team/app:multi", { platform: "linux/s390x" }))).toContain("linux/amd64, linux/arm64");
    expect(await refusal(open("team/app:1", { platform: "linux/arm64" }))).toContain("The image is for linux/amd64");
  });

  it("is asked for by digest", async () => {
    const found = await open(`team/app@${digest(index.bytes)}`);
    expect(found.description?.digest).toBe(digest(image.manifest.bytes));
    expect(found.description?.tags).toEqual([]);
  });

  it("costs one request when its digest is known", async () => {
    const known = (await open("team/app:1")).description as ImageDescription;
    for (const name of ["team/app:1", "team/app:multi", `team/app@${known.digest}`]) {
      registry.use({});
      const asked: string[] = [];
      const found = await open(name, {
        known: (of) => {
          asked.push(of);
          return of === known.digest ? known : undefined;
        },
      });
      expect(found.description?.id).toBe(known.id);
      expect(registry.requests).toHaveLength(1);
    }
  });

  it("of other digests than sha256 is checked too", async () => {
    const strong = writeImage({ algorithm: "sha512", layers: [{ a: "b" }] });
    push(registry, strong, "strong");
    const found = await open("team/app:strong");
    expect(await layersOf(found)).toEqual(strong.layers);
    const key = `blobs/${digest(strong.layers[0] ?? new Uint8Array(), "sha512")}`;
    const right = registry.content.get(key);
    if (right) registry.content.set(key, { ...right, bytes: right.bytes.map((byte) => byte ^ 1) });
    const [layer] = await layersOf(await open("team/app:strong"));
    expect(String(layer)).toMatch(/is not what was asked for: sha512:/);
  });
});

describe("a login", () => {
  it("is not looked for when nobody asks for one", async () => {
    await open("team/app:1", { credentials: () => Promise.reject(new Error("looked for")) });
  });

  it("Basic is sent after the challenge, and then with every request", async () => {
    registry.use({ auth: "basic" });
    expect(await layersOf(await open("team/app:1", { login: basic }))).toEqual(image.layers);
    expect(registry.requests.map(({ authorization }) => authorization !== undefined)).toEqual([
      ...[false, true],
      ...[true, true, true],
    ]);
  });

  it("for a token is sent to the token server only, once a run", async () => {
    registry.use({ auth: "bearer", login: testLogin });
    expect(await layersOf(await open("team/app:1", { login: basic }))).toEqual(image.layers);
    const logins = registry.requests.filter(({ authorization }) => authorization?.startsWith("Basic "));
    expect(logins.map(({ path }) => path)).toEqual(["/token"]);
    expect(logins[0]?.query).toBe("?service=test+registry&scope=repository%3Ateam%2Fapp%3Apull");
  });

  it("is not needed for a token of a public image", async () => {
    registry.use({ auth: "bearer" });
    await open("team/app:1");
    expect(paths()).toEqual([
      "/v2/team/app/manifests/1",
      "/token",
      "/v2/team/app/manifests/1",
      "/v2/team/app/blobs/sha256:…",
    ]);
    expect(registry.requests[1]?.authorization).toBeUndefined();
  });

  it("that is an identity token is exchanged by POST", async () => {
    registry.use({ auth: "bearer", identityToken: "refresh-me" });
    await open("team/app:1", { login: { kind: "identity-token", token: "refresh-me" } });
    const exchange = registry.requests.find(({ method }) => method === "POST");
    expect(exchange?.query).toBe("");
    expect(new URLSearchParams(exchange?.body).get("service")).toBe("test registry");
  });

  it("that is a token of the registry is sent as it is", async () => {
    registry.use({ auth: "bearer" });
    await open("team/app:1", { login: { kind: "bearer", token: "token-of-the-tests-1" } });
    expect(paths()).not.toContain("/token");
  });

  it("is renewed once when a token has run out, also when several layers notice it", async () => {
    registry.use({ auth: "bearer" });
    const found = await open("team/app:1");
    registry.expireTokens();
    expect(await layersOf(found)).toEqual(image.layers);
    expect(registry.requests.filter(({ path }) => path === "/token")).toHaveLength(2);
  });

  it("that is refused says so, names the places that were tried, and nothing of the login", async () => {
    registry.use({ auth: "basic", login: { username: "other", password: "other" } });
    const refusedBasic = await refusal(open("team/app:1", { login: basic }));
    expect(refusedBasic).toContain(`${registry.host} does not accept the credentials for team/app`);
    expect(refusedBasic).toContain(`docker login ${registry.host}`);
    expect(refusedBasic).toContain("Credentials tried: a file: a login.");
    expect(registry.requests).toHaveLength(2);
    registry.use({ auth: "bearer", login: { username: "other", password: "other" } });
    expect(await refusal(open("team/app:1", { login: basic }))).toContain("does not accept the credentials");
  });

  it("that is missing says so", async () => {
    registry.use({ auth: "basic" });
    const missing = await refusal(open("team/app:1"));
    expect(missing).toContain("does not let anybody read team/app without a login");
    expect(missing).toContain("Credentials tried: a file: not there.");
  });

  it("does not go to a token server on another machine in plain HTTP", async () => {
    for (const realm of [
      "http://tokens.example.com/token",
      "http://a:b@127.0.0.1/token",
      "ftp://127.0.0.1/",
      "nonsense",
    ]) {
      registry.use({ auth: "bearer", realm });
      expect(await refusal(open("team/app:1", { login: basic }))).toMatch(
        /no login is sent there|no usable token server/,
      );
    }
  });

  it("goes to a token server on another port of this machine", async () => {
    registry.use({ auth: "bearer", realm: `${elsewhere.origin}/token` });
    await open("team/app:1", { login: basic });
    expect(elsewhere.requests.map(({ path }) => path)).toEqual(["/token"]);
  });

  it("of a token server that answers nonsense says which server that is", async () => {
    const answers = [
      "",
      "{}",
      "[]",
      "null",
      '{"token":""}',
      '{"token":"a\\r\\nb: c"}',
      '{"token":7}',
      "x".repeat(2_000_000),
    ];
    for (const answer of answers) {
      registry.use({ auth: "bearer", realm: `${elsewhere.origin}/token` });
      elsewhere.use({ spoil: instead(always, (response) => send(response, 200, answer)) });
      expect(await refusal(open("team/app:1", { login: basic }))).toContain(elsewhere.host);
    }
    elsewhere.use({ spoil: instead(always, (response) => send(response, 500, "no")) });
    expect(await refusal(open("team/app:1", { login: basic }))).toContain("answered with status 500");
  });
});

describe("mirrors", () => {
  it("are asked first, with their own credentials", async () => {
    const asked: string[] = [];
    registry.use({ auth: "basic" });
    elsewhere.use({ auth: "basic" });
    const found = await open("team/app:1", {
      mirrors: mirrorsOf({ [registry.host]: [`${elsewhere.host}/team`.replace("/team", "")] }),
      credentials: async ({ registry: host }) => {
        asked.push(host);
        return { credentials: basic, tried: [] };
      },
    });
    expect(found.note).toBe(`read from the mirror ${elsewhere.host}`);
    expect(asked).toEqual([elsewhere.host]);
    expect(registry.requests).toEqual([]);
  });

  it("that have nothing are passed over, and both are named when nobody has it", async () => {
    const mirrors = mirrorsOf({ [registry.host]: [elsewhere.host] });
    elsewhere.use({ spoil: instead(always, (response) => sendError(response, 404, "NAME_UNKNOWN")) });
    const found = await open("team/app:1", { mirrors });
    expect(found.note).toContain(`The mirror ${elsewhere.host} was asked first.`);
    const told = await refusal(open("team/app:none", { mirrors }));
    expect(told).toMatch(/was not read\. .*does not have the tag none.*The mirror .*has no repository/);
  });
});

it("texts of these tests are searched for secrets", () => {
  expect(() => withoutSecrets(`it was ${testLogin.password}`)).toThrow();
});
