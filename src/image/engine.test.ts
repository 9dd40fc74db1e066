import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTar } from "../files/tar.fixture.ts";
import { createHttpClient } from "../net/http.ts";
import { findInEngine } from "./engine.ts";
import { type EngineKind, type EngineSurroundings, engineAddresses } from "./engine-address.ts";
import { ImageFailure } from "./image-failure.ts";
import { bytesOf, digestOf, newDockerEntries, oldDockerEntries, readAll, sampleImage } from "./saved-image.fixture.ts";

const image = sampleImage();
const around = (more: Partial<EngineSurroundings> & { files?: Record<string, string> } = {}): EngineSurroundings => ({
  ...{ environment: {}, home: "/home/me", uid: 1000 },
  readFile: (path) => (more.files?.[path] === undefined ? undefined : bytesOf(more.files[path])),
  ...more,
});
const contextId = createHash("sha256").update("far").digest("hex");
const context = (host: string) => ({
  "/home/me/.docker/config.json": JSON.stringify({ currentContext: "far" }),
  [`/home/me/.docker/contexts/meta/${contextId}/meta.json`]: JSON.stringify({
    Name: "far",
    Endpoints: { docker: { Host: host } },
  }),
});

describe("engineAddresses", () => {
  const shown = (kind: EngineKind, surroundings: EngineSurroundings) =>
    engineAddresses(kind, surroundings).map((each) =>
      "url" in each ? (each.socketPath ?? each.url) : `not used: ${each.why}`,
    );

  test.each<[string, EngineKind, EngineSurroundings, (string | RegExp)[]]>([
    [
      "Docker's own sockets",
      "docker",
      around(),
      [
        "/var/run/docker.sock",
        "/run/user/1000/docker.sock",
        "/home/me/.docker/run/docker.sock",
        "/home/me/.docker/desktop/docker.sock",
      ],
    ],
    ["Docker for root", "docker", around({ uid: 0, home: undefined }), ["/var/run/docker.sock"]],
    [
      "XDG_RUNTIME_DIR",
      "docker",
      around({ home: undefined, environment: { XDG_RUNTIME_DIR: "/x" } }),
      ["/var/run/docker.sock", "/x/docker.sock"],
    ],
    ["DOCKER_HOST", "docker", around({ environment: { DOCKER_HOST: "unix:///run/d.sock" } }), ["/run/d.sock"]],
    [
      "DOCKER_HOST over TCP",
      "docker",
      around({ environment: { DOCKER_HOST: "tcp://build.example.com:2375" } }),
      ["http://build.example.com:2375"],
    ],
    [
      "DOCKER_HOST with TLS",
      "docker",
      around({ environment: { DOCKER_HOST: "tcp://b:2376", DOCKER_TLS_VERIFY: "1" } }),
      [/^not used: .*TLS/],
    ],
    [
      "DOCKER_HOST through ssh",
      "docker",
      around({ environment: { DOCKER_HOST: "ssh://me@far" } }),
      [/^not used: .*ssh/],
    ],
    [
      "DOCKER_HOST as a pipe",
      "docker",
      around({ environment: { DOCKER_HOST: "npipe:////./pipe/docker_engine" } }),
      [/^not used: .*Windows pipe/],
    ],
    [
      "DOCKER_HOST that is none",
      "docker",
      around({ environment: { DOCKER_HOST: "whatever" } }),
      [/^not used: .*no address/],
    ],
    ["the current context", "docker", around({ files: context("unix:///run/far.sock") }), ["/run/far.sock"]],
    [
      "DOCKER_CONTEXT over the current one",
      "docker",
      around({ environment: { DOCKER_CONTEXT: "default" }, home: undefined, files: context("unix:///run/far.sock") }),
      ["/var/run/docker.sock", "/run/user/1000/docker.sock"],
    ],
    [
      "DOCKER_HOST over a context",
      "docker",
      around({ environment: { DOCKER_HOST: "unix:///a" }, files: context("unix:///b") }),
      ["/a"],
    ],
    [
      "a context that is not there",
      "docker",
      around({ environment: { DOCKER_CONTEXT: "gone" } }),
      [/^not used: It names no address/],
    ],
    [
      "a context with a config that is none",
      "docker",
      around({ files: { "/home/me/.docker/config.json": "{" }, home: "/home/me", uid: 0 }),
      ["/var/run/docker.sock", "/home/me/.docker/run/docker.sock", "/home/me/.docker/desktop/docker.sock"],
    ],
    ["Podman for a user", "podman", around(), ["/run/user/1000/podman/podman.sock", "/run/podman/podman.sock"]],
    ["Podman for root", "podman", around({ uid: 0 }), ["/run/podman/podman.sock"]],
    ["CONTAINER_HOST", "podman", around({ environment: { CONTAINER_HOST: "unix:///p.sock" } }), ["/p.sock"]],
  ])("%s", (_, kind, surroundings, expected) => {
    const list = shown(kind, surroundings);
    expect(list).toHaveLength(expected.length);
    for (const [at, wanted] of expected.entries())
      if (typeof wanted === "string") expect(list[at]).toBe(wanted);
      else expect(list[at]).toMatch(wanted);
  });

  test("a password in an address is not shown", () => {
    const [address] = engineAddresses("docker", around({ environment: { DOCKER_HOST: "ssh://me:hunter2@far" } }));
    expect(JSON.stringify(address)).not.toContain("hunter2");
  });
});

describe("an engine", () => {
  let folder = "";
  let server: Server;
  let socket = "";
  const asked: string[] = [];
  let inspect: Record<string, unknown> = {};
  let archive: Uint8Array = new Uint8Array();
  let cutAt: number | undefined;
  const client = createHttpClient({ sleep: async () => {}, attempts: 1 });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "seaworthy-engine-"));
    socket = join(folder, "d.sock");
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      if (request.url === "/version") return void response.end(JSON.stringify({ ApiVersion: "1.48" }));
      if (request.url === "/images/broken/json") return void response.writeHead(500).end('{"message":"disk is full"}');
      if (request.url === "/images/app:1/json") return void response.end(JSON.stringify(inspect));
      if (request.url?.startsWith("/images/app:1/get")) {
        if (cutAt === undefined) return void response.end(archive);
        response.writeHead(200, { "content-length": archive.length });
        response.write(archive.subarray(0, cutAt), () => response.destroy());
        return;
      }
      response.writeHead(404).end('{"message":"no such image"}');
    });
    await new Promise<void>((done) => server.listen(socket, done));
  });
  afterAll(async () => {
    client.close();
    await new Promise((done) => server.close(done));
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (name: string, more: { platform?: string; kind?: EngineKind; host?: string } = {}) =>
    findInEngine(name, {
      ...{ kind: "docker" as const, client, host: "x64", ...more },
      around: around({
        environment: {
          DOCKER_HOST: more.host === "gone" ? `unix://${folder}/gone` : `unix://${socket}`,
          CONTAINER_HOST: `unix://${socket}`,
        },
      }),
    });
  const found = async (name = "app:1", more = {}) => {
    const answer = await ask(name, more);
    if ("why" in answer) throw new Error(answer.why);
    return answer;
  };
  const reset = () => {
    asked.length = 0;
    cutAt = undefined;
    inspect = { Id: digestOf(image.config), RepoTags: ["app:1", "app:latest"], Os: "linux", Architecture: "amd64" };
    archive = writeTar(oldDockerEntries(image));
  };

  test.each([
    ["old", oldDockerEntries],
    ["new", newDockerEntries],
  ])("gives the image, its id first and its export when it is wanted (%s form)", async (_, entries) => {
    reset();
    archive = writeTar(entries(image));
    const engine = await found();
    expect([engine.id, engine.kind, engine.name, asked]).toEqual([
      digestOf(image.config),
      "docker",
      "docker:app:1",
      ["/images/app:1/json"],
    ]);
    const { description, layers, unknowns } = await readAll(engine);
    expect([description.id, description.tags, unknowns]).toEqual([digestOf(image.config), ["app:1", "app:latest"], []]);
    expect(layers[1]).toEqual(["app/server"]);
    expect(asked).toEqual(["/images/app:1/json", "/images/app:1/get"]);
  });

  test("knows Podman's ids, which have no algorithm in front", async () => {
    reset();
    inspect = { ...inspect, Id: digestOf(image.config).slice(7) };
    expect((await found("app:1", { kind: "podman" })).id).toBe(digestOf(image.config));
  });

  test("says that it does not have an image, which is not the same as not answering", async () => {
    reset();
    expect(await ask("other:2")).toEqual({ why: `Docker at ${socket} has no image "other:2".`, isAbsent: true });
    expect(await ask("broken")).toEqual({ why: `${socket} answered with status 500 (disk is full).`, isAbsent: false });
    expect(await ask("app:1", { host: "gone" })).toMatchObject({
      isAbsent: false,
      why: expect.stringContaining("gone"),
    });
  });

  test("is asked for another platform only when it can give one", async () => {
    reset();
    await readAll(await found("app:1", { platform: "linux/amd64" }));
    expect(asked).toEqual(["/images/app:1/json", "/images/app:1/get"]);
    reset();
    archive = writeTar(oldDockerEntries(sampleImage({ architecture: "arm64" })));
    const arm = await found("app:1", { platform: "linux/arm64" });
    expect(arm.id).toBeUndefined();
    expect((await readAll(arm)).description.config.architecture).toBe("arm64");
    expect(decodeURIComponent(asked.at(-1) ?? "")).toBe(
      '/images/app:1/get?platform={"os":"linux","architecture":"arm64"}',
    );
    await expect(ask("app:1", { platform: "linux/arm64", kind: "podman" })).rejects.toThrow(
      "is for linux/amd64, not for linux/arm64",
    );
  });

  test("that breaks off its export is a failure that says so", async () => {
    reset();
    for (const at of [0, 100, 3_000, 9_000]) {
      cutAt = at;
      await expect(readAll(await found())).rejects.toThrow(ImageFailure);
      await expect(readAll(await found())).rejects.toThrow(/The export of docker:app:1 broke off/);
    }
  });

  test("whose answers are nonsense gives no image and no throw of another kind", async () => {
    reset();
    for (const nonsense of [{}, { Id: 7 }, { Id: "../../x", RepoTags: "x" }]) {
      inspect = nonsense as Record<string, unknown>;
      archive = bytesOf("nonsense");
      const engine = await found();
      expect(engine.id).toBeUndefined();
      await expect(readAll(engine)).rejects.toThrow(ImageFailure);
    }
  });

  test("never sees a name that leaves the path of images", async () => {
    reset();
    await ask("../containers/x");
    await ask("a?b#c%2f");
    expect(asked).toEqual([]);
  });
});
