import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ImageReference, parseReference } from "../image/reference.ts";
import { baseUser, matchesGlob, runsAsRoot } from "./users.ts";

const digest = `sha256:${"a1".repeat(32)}`;

describe("baseUser", () => {
  test.each([
    // image, user, app user, os, tool
    ["node", "", "node", "debian", "useradd"],
    ["node:24-alpine3.24", "", "node", "alpine", "adduser"],
    ["docker.io/library/node:slim", "", "node", "debian", "useradd"],
    ["public.ecr.aws/docker/library/node:24", "", "node", "debian", "useradd"],
    ["mirror.gcr.io/library/node:24", "", "node", "debian", "useradd"],
    ["arm64v8/node:24", "", "node", "debian", "useradd"],
    ["ubuntu", "", "ubuntu", "ubuntu", "useradd"],
    ["ubuntu:20.04", "", undefined, "ubuntu", "useradd"],
    ["ubuntu:xenial", "", undefined, "ubuntu", "useradd"],
    ["scratch", "", undefined, "scratch", "none"],
    ["gcr.io/distroless/static-debian12", "0", "nonroot", "distroless", "none"],
    ["gcr.io/distroless/static-debian12:nonroot", "65532", "nonroot", "distroless", "none"],
    ["gcr.io/distroless/base:debug-nonroot", "65532", "nonroot", "distroless", "none"],
    [`gcr.io/distroless/base:nonroot@${digest}`, "65532", "nonroot", "distroless", "none"],
    ["nginxinc/nginx-unprivileged:1.29", "101", "nginx", "debian", "useradd"],
    ["bitnami/node:22", "", undefined, "debian", "useradd"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0", "", "app", "debian", "useradd"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", "1654", "app", "distroless", "none"],
    ["golang:1.27-nanoserver", "ContainerUser", undefined, "windows", "none"],
    ["centos:7", "", undefined, "rhel", "useradd"],
    ["mcr.microsoft.com/windows/nanoserver:ltsc2022", "ContainerUser", undefined, "windows", "none"],
    ["amazonlinux:2023", "", undefined, "rhel", "none"],
    ["openjdk:8-jre-alpine", "", undefined, "alpine", "adduser"],
    ["openjdk:8u131-jre-alpine", "", undefined, "alpine", "adduser"],
    ["openjdk:27-slim", "", undefined, "debian", "useradd"],
  ])("%s", (text, user, app, os, userTool) => {
    const found = lookUp(text);
    expect(found).toMatchObject({ user, os, userTool });
    expect(found?.appUser?.name).toBe(app);
  });

  test.each(["nosuch", "example.com/node:24", "someone/node", "gcr.io/distroless"])("knows nothing of %s", (text) => {
    expect(lookUp(text)).toBeUndefined();
  });

  test("carries ports, step-down and HTTP clients", () => {
    expect(lookUp("postgres:18")).toMatchObject({ dropsPrivileges: "gosu", ports: ["5432"] });
    expect(lookUp("node:24")?.http).toEqual(["curl", "wget"]);
    expect(lookUp("mcr.microsoft.com/dotnet/aspnet:8.0")?.listen).toEqual(["8080"]);
    expect(lookUp("node:24")?.note).toContain("uid 1000");
    expect(lookUp("docker:18.05-git")).toMatchObject({ ports: [], os: "alpine" });
    expect(lookUp("docker:29-dind")?.ports).toEqual(["2375", "2376"]);
  });

  test("a digest without tag: what all rows agree on holds, the rest is unknown", () => {
    expect(lookUp(`node@${digest}`)).toMatchObject({ user: "", uid: 0, os: "unknown", userTool: "unknown", http: [] });
    expect(lookUp(`node@${digest}`)?.appUser?.name).toBe("node");
    expect(lookUp(`alpine@${digest}`)).toMatchObject({ os: "alpine", userTool: "adduser" });
    expect(lookUp(`python@${digest}`)).toMatchObject({ user: "", os: "unknown" });
  });

  test("a digest without tag: rows that differ in the user say nothing", () => {
    expect(lookUp(`gcr.io/distroless/static@${digest}`)).toBeUndefined();
    expect(lookUp(`mcr.microsoft.com/dotnet/aspnet@${digest}`)).toBeUndefined();
  });
});

describe("runsAsRoot", () => {
  test.each([
    ["node:24", true],
    ["gcr.io/distroless/static:latest", true],
    ["gcr.io/distroless/static:nonroot", false],
    ["nginxinc/nginx-unprivileged", false],
    ["jenkins/jenkins:lts", false],
    ["phpmyadmin", true],
    ["golang:nanoserver", false],
    ["golang:windowsservercore", undefined],
  ])("%s: %s", (text, expected) => {
    const base = lookUp(text);
    expect(base && runsAsRoot(base)).toBe(expected);
  });

  test.each([
    ["", 0, "debian", true],
    ["root", 0, "debian", true],
    ["0", 0, "debian", true],
    ["0:0", 0, "debian", true],
    ["000", null, "debian", true],
    ["root:app", null, "debian", true],
    ["1000:0", 1000, "ubuntu", false],
    ["app", null, "debian", false],
    ["toor", 0, "debian", true],
    ["ContainerAdministrator", null, "windows", true],
    ["ContainerUser", null, "windows", false],
    ["", null, "windows", undefined],
  ])("user %j, uid %j, %s: %s", (user, uid, os, expected) => {
    const base = lookUp("debian");
    expect(base && runsAsRoot({ ...base, user, uid, os })).toBe(expected);
  });
});

test.each([
  ["*", "", true],
  ["a*", "a", true],
  ["*alpine*", "24-alpine3.24", true],
  ["*fpm*alpine*", "8-alpine-fpm", false],
  ["ab*ba", "aba", false],
  ["a*b*b", "ab", false],
  ["1.2", "1x2", false],
])("glob %s on %j: %s", (glob, text, expected) => {
  expect(matchesGlob(glob, text)).toBe(expected);
});

const data = new URL("../../../shared/data/bases/base-users.json", import.meta.url);

test("every row of the data comes back as it was, first match first", () => {
  if (!existsSync(data)) return console.log("base-users.json is not here: skipped");
  const { images } = JSON.parse(readFileSync(data, "utf8")) as { images: Row[] };
  expect(images.length).toBeGreaterThan(600);
  for (const row of images) {
    const text = `${row.image.replaceAll("*", "9")}:${row.tags === "*" ? "zzz" : row.tags.replaceAll("*", "")}`;
    const reference = parseReference(text);
    const winner = images.find(
      (one) => covers(one.image, row.image.replaceAll("*", "9")) && covers(one.tags, reference?.tag ?? ""),
    );
    const found = reference && baseUser(reference);
    const {
      user,
      uid,
      appUser,
      dropsPrivileges,
      ports,
      os,
      userTool,
      http,
      confidence,
      note,
      listen = [],
    } = winner ?? row;
    const wanted = { user, uid, appUser, dropsPrivileges, ports, os, userTool, http, confidence, listen, note };
    expect([text, found]).toEqual([text, wanted]);
  }
});

interface Row {
  readonly image: string;
  readonly tags: string;
  readonly [field: string]: unknown;
}

/** By regular expression, so that the table is not checked with its own matcher. */
function covers(glob: string, text: string): boolean {
  return new RegExp(`^${glob.replace(/[.+/]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);
}

function lookUp(text: string) {
  const reference: ImageReference | undefined = parseReference(text);
  if (!reference) throw new Error(`${text} is no reference`);
  return baseUser(reference);
}
