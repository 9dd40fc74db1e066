import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { file, writeTar } from "../files/tar.fixture.ts";
import { createHttpClient } from "../net/http.ts";
import { ImageFailure } from "./image-failure.ts";
import { type OpenOptions, openImage } from "./open-image.ts";
import { newDockerEntries, ociFiles, readAll, sampleImage, trickle } from "./saved-image.fixture.ts";

const image = sampleImage();
const archive = writeTar(newDockerEntries(image));
let scratch = "";
const client = createHttpClient({ offline: true });

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "seaworthy-open-"));
  writeFileSync(join(scratch, "app.tar"), archive);
  writeFileSync(join(scratch, "with:colon.tar"), archive);
  writeFileSync(join(scratch, "notes.tar"), "these are notes");
  writeFileSync(join(scratch, "bare.tar"), writeTar([file("etc/passwd", ""), file("bin/sh", "")]));
  mkdirSync(join(scratch, "root/etc"), { recursive: true });
  mkdirSync(join(scratch, "skopeo"));
  for (const name of ["manifest.json", "version"]) writeFileSync(join(scratch, "skopeo", name), "x");
  mkdirSync(join(scratch, "layout/blobs/sha256"), { recursive: true });
  for (const [name, bytes] of ociFiles(image)) writeFileSync(join(scratch, "layout", name), bytes);
});
afterAll(() => {
  client.close();
  rmSync(scratch, { recursive: true, force: true });
});

const options = (): OpenOptions => ({
  ...{ client, host: "x64", known: () => undefined, stdin: () => trickle(archive) },
  credentials: async () => {
    throw new Error("nobody is asked for credentials here");
  },
  around: {
    environment: { DOCKER_HOST: `unix://${scratch}/docker.sock`, CONTAINER_HOST: `unix://${scratch}/podman.sock` },
    ...{ home: undefined, uid: 1000, readFile: () => undefined },
  },
});
const at = (text: string) => text.replaceAll("@", scratch);
const open = (text: string) => openImage(at(text), options());
const failure = (text: string) =>
  open(text).then(
    () => "no failure",
    (error: unknown) =>
      error instanceof ImageFailure ? `${error.message} ${error.next}` : `no ImageFailure: ${error}`,
  );

describe("openImage opens", () => {
  test.each([
    ["-", "stdin", "-"],
    ["@/app.tar", "docker-archive", "docker-archive:@/app.tar"],
    ["docker-archive:@/app.tar", "docker-archive", "docker-archive:@/app.tar"],
    ["docker-archive:@/app.tar:app:1", "docker-archive", "docker-archive:@/app.tar:app:1"],
    ["@/app.tar:app:1", "docker-archive", "docker-archive:@/app.tar:app:1"],
    ["@/with:colon.tar", "docker-archive", "docker-archive:@/with:colon.tar"],
    ["@/with:colon.tar:app:1", "docker-archive", "docker-archive:@/with:colon.tar:app:1"],
    ["oci-dir:@/layout", "oci-dir", "oci-dir:@/layout"],
    ["oci-dir:@/layout:1", "oci-dir", "oci-dir:@/layout:1"],
    ["@/layout", "oci-dir", "oci-dir:@/layout"],
  ])("%s", async (text, kind, name) => {
    const found = await open(text);
    expect([found.kind, found.name]).toEqual([kind, at(name)]);
    if ("folder" in found) throw new Error("a folder");
    expect((await readAll(found)).unknowns).toEqual([]);
  });

  test("dir: as a folder", async () => {
    expect(await open("dir:@/root")).toEqual({ kind: "dir", name: at("dir:@/root"), folder: at("@/root") });
  });
});

describe("openImage says what was tried, and what to do:", () => {
  test.each<[string, RegExp]>([
    ["@/gone.tar", /There is no file .*gone\.tar\. Check the spelling/],
    ["gone.tar", /There is no file gone\.tar/],
    ["docker-archive:@/gone.tar", /There is no such file\. Write docker-archive:FILE/],
    ["oci-archive:@/root", /It is a folder/],
    ["@/notes.tar", /no tar of an image\. Save one/],
    ["@/bare.tar", /root file system/],
    ["@/app.tar:nothing:1", /There is no image "nothing:1" in it\. There is: "app:1"/],
    ["@/root", /is a folder, and no OCI layout\. For a root file system write dir:/],
    ["dir:@/layout", /is an OCI layout\. Write oci-dir:/],
    ["dir:@/skopeo", /skopeo copy dir:/],
    ["dir:@/app.tar", /There is no folder/],
    ["oci-dir:@/root", /neither manifest\.json nor index\.json/],
    ["oci-dir:@/gone", /There is no folder/],
    ["docker:app:1", /docker:app:1 was not found\. .*docker\.sock/],
    ["docker:24", /for the image docker with the tag 24 write docker\.io\/library\/docker:24/],
    ["podman:app:1", /podman\.sock/],
    ["docker:../containers", /no name of an image/],
    ["registry:App", /no name of an image/],
    ["registry:acme.io/app:1", /acme\.io/],
    ["Not An Image", /no name of an image, and there is no such file/],
    ["app:1", /app:1 was not found\. .*docker\.sock.* .*podman\.sock.* .*docker\.io/],
    ["0123456789ab0123", /0123456789ab0123 was not found/],
  ])("%s", async (text, expected) => {
    expect(await failure(text)).toMatch(expected);
  });
});

test.each([
  ["app:1", true],
  ["team/app:1", true],
  ["docker.io/team/app:1", false],
  ["registry.example.com/app:1", false],
])("podman:%s is also looked for among what was built here: %s", async (name, isLocal) => {
  const asked: string[] = [];
  const socket = join(scratch, "asked.sock");
  const engine = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ""));
    response.writeHead(404, { "content-type": "application/json" }).end('{"message":"no such image"}');
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  try {
    const { around } = options();
    const there = { ...around, environment: { CONTAINER_HOST: `unix://${socket}` } };
    await openImage(`podman:${name}`, { ...options(), around: there }).catch(() => undefined);
  } finally {
    await new Promise((resolve) => engine.close(resolve));
  }
  expect(asked.some((url) => url.includes(`localhost/${name}`))).toBe(isLocal);
});
