import { expect, test } from "vitest";
import { parseReference } from "../image/reference.ts";
import { baseOsFamily, defaultShell } from "./os-family.ts";

test.each([
  ["node:24", "debian", "dash"],
  ["node:24-alpine", "alpine", "busybox"],
  ["ubuntu", "ubuntu", "dash"],
  ["eclipse-temurin:21-jre-ubi9-minimal", "rhel", "bash"],
  ["fedora:44", "fedora", "bash"],
  ["amazonlinux:2023", "amazon", "bash"],
  ["centos:7", "rhel", "bash"],
  ["mysql:9.7", "rhel", "bash"],
  ["scratch", "scratch", "none"],
  ["gcr.io/distroless/nodejs24-debian13", "distroless", "none"],
  ["gcr.io/distroless/nodejs24-debian13:debug", "distroless", "none"],
  ["mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", "distroless", "none"],
  ["cgr.dev/chainguard/python", "wolfi", "none"],
  ["cgr.dev/chainguard/python:latest-dev", "wolfi", "busybox"],
  ["golang:1.27-nanoserver-ltsc2022", "windows", "cmd"],
  ["mcr.microsoft.com/windows/servercore:ltsc2022", "windows", "cmd"],
  ["someone/thing:1.2-alpine3.20", "alpine", "busybox"],
  ["someone/thing:1.2-bookworm", "debian", "dash"],
  ["someone/alpine-node", "alpine", "busybox"],
  ["someone/debianizer", "unknown", "unknown"],
  ["someone/thing", "unknown", "unknown"],
])("%s: %s, %s", (text, family, shell) => {
  const reference = parseReference(text);
  expect(reference && [baseOsFamily(reference), defaultShell(reference)]).toEqual([family, shell]);
});
