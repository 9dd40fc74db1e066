import { expect, test } from "vitest";
import { parseReference } from "../image/reference.ts";
import { createUserCommand } from "./user-commands.ts";
import { baseUser } from "./users.ts";

const useradd = "groupadd -r -g 10001 app && useradd -r -u 10001 -g app --no-log-init -d /home/app -m app";
const adduser = "addgroup -S -g 10001 app && adduser -S -D -u 10001 -G app -h /home/app app";

test.each([
  ["debian:13-slim", useradd],
  ["ubuntu:26.04", useradd],
  ["python:3.14-slim", useradd],
  ["fedora:44", useradd],
  ["alpine:3.24", adduser],
  ["golang:1.27-alpine", adduser],
  ["busybox", adduser],
])("%s: %s", (text, command) => {
  expect(commandFor(text)).toEqual({ command, user: "10001:10001", name: "app", home: "/home/app" });
});

test.each([
  ["no shell", "gcr.io/distroless/static:nonroot"],
  ["no passwd", "scratch"],
  ["shadow-utils is missing", "amazonlinux:2023"],
  ["shadow-utils is missing", "registry.access.redhat.com/ubi9/ubi-minimal"],
  ["it is Windows", "golang:windowsservercore"],
  ["the name app is taken", "mcr.microsoft.com/dotnet/aspnet:8.0"],
  ["the number 10001 is taken", "mcr.microsoft.com/mssql/server:2022-latest"],
  ["the tag is not known", `node@sha256:${"a1".repeat(32)}`],
])("refuses where %s: %s", (_, text) => {
  expect(commandFor(text)).toBeUndefined();
});

test("no command uses the number 1000 or the adduser of Debian", () => {
  expect(commandFor("node:24")?.command).toBe(useradd);
});

function commandFor(text: string) {
  const reference = parseReference(text);
  const base = reference && baseUser(reference);
  if (!base) throw new Error(`${text} is not in the table`);
  return createUserCommand(base);
}
