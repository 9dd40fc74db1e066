import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ImageReference, parseReference } from "../image/reference.ts";
import { aliasesOf, aliasSets, holdsTag } from "./alias-sets.ts";
import { successors } from "./retired.ts";
import {
  distributionSupport,
  isFullSize,
  isRetired,
  proposeTag,
  rebuiltTagsDate,
  slimmerVariant,
  supportOf,
} from "./tags.ts";

const today = "2026-09-15";
const digest = `sha256:${"a1".repeat(32)}`;

describe("proposeTag", () => {
  test.each([
    ["node", "26-trixie"],
    ["node:latest", "26-trixie"],
    ["node:slim", "26-trixie-slim"],
    ["node:alpine", "26-alpine3.24"],
    ["node:lts-alpine", "24-alpine3.24"],
    ["node:bookworm", "26-bookworm"],
    ["docker.io/library/node", "26-trixie"],
    ["python:slim", "3.14-slim-trixie"],
    ["golang:alpine", "1.27-alpine3.24"],
    ["php:fpm-alpine", "8.5-fpm-alpine3.24"],
    ["php:apache", "8.5-apache-trixie"],
    ["php:cli", "8.5-cli-trixie"],
    ["alpine", "3.24"],
    ["debian", "13"],
    ["ubuntu:latest", "26.04"],
    ["nginx:perl", "1.31-trixie-perl"],
    ["eclipse-temurin", "25-resolute"],
    ["maven", "3.9-eclipse-temurin-26-noble"],
    ["gradle:jdk21", "9-jdk21-resolute"],
    ["tomcat", "11.0-jdk25-temurin-noble"],
    ["mysql", "26.7-oraclelinux9"],
    ["busybox:glibc", "1.38-glibc"],
    ["wordpress", "7.1-php8.3"],
  ])("%s becomes %s", (text, tag) => {
    expect(proposeTag(read(text))?.tag).toBe(tag);
  });

  test.each([
    ["a release already", "node:24"],
    ["a release and a variant already", "python:3.14-slim"],
    ["a code name is a release", "debian:bookworm-slim"],
    ["pinned by digest", `node@${digest}`],
    ["not released", "ubuntu:devel"],
    ["not released", "debian:sid"],
    ["not in the table", "node:onbuild"],
    ["no latest in the table", "mongo"],
    ["retired", "openjdk"],
    ["not an official image", "bitnami/node"],
    ["another registry", "example.com/node"],
  ])("nothing where it is %s: %s", (_, text) => {
    expect(proposeTag(read(text))).toBeUndefined();
  });

  test("two numbers where asked for", () => {
    expect(proposeTag(read("node:slim"), "minor")?.tag).toBe("26.7-trixie-slim");
    expect(proposeTag(read("eclipse-temurin"), "minor")?.tag).toBe("25-resolute");
  });

  test("says the day, and which build is the long-term or stable one", () => {
    const node = proposeTag(read("node:slim"));
    expect(node).toMatchObject({ date: rebuiltTagsDate, alternative: { tag: "24-bookworm-slim", kind: "lts" } });
    expect(node?.why).toBe(
      "on 2026-08-21 node:slim was the same build as node:26-trixie-slim, long-term support from 2026-10-28, supported until 2029-04-30; the long-term support build is node:24-bookworm-slim",
    );
    expect(proposeTag(read("nginx"))?.alternative).toEqual({ tag: "1.30-trixie", kind: "stable" });
    expect(proposeTag(read("mariadb"))?.alternative).toBeUndefined();
    expect(proposeTag(read("ubuntu"))?.why).toContain("a long-term support release until 2031-04-30");
  });

  test("every proposal is another name of the very same build", () => {
    const images = [
      "node",
      "python",
      "golang",
      "php",
      "debian",
      "ubuntu",
      "alpine",
      "tomcat",
      "gradle",
      "redis",
      "mysql",
    ];
    for (const image of images) {
      for (const tag of aliasSets(image).flat()) {
        const proposal = proposeTag(read(`${image}:${tag}`));
        if (proposal) expect(aliasesOf(image, tag)).toContain(proposal.tag);
      }
    }
  });
});

describe("supportOf", () => {
  test.each([
    ["node:20.11.1", "Node.js", "20", "ended"],
    ["node", "Node.js", "26", "supported"],
    ["python:2", "Python", "2.7", "ended"],
    ["python:3", "Python", "3.14", "supported"],
    ["golang:1.27", "Go", "1.27", "supported"],
    ["debian:12", "Debian", "12", "lts-only"],
    ["debian:bookworm-slim", "Debian", "12", "lts-only"],
    ["debian:11", "Debian", "11", "ended"],
    ["ubuntu:16.04", "Ubuntu", "16.04", "ended"],
    ["ubuntu:xenial", "Ubuntu", "16.04", "ended"],
    ["centos:centos7", "CentOS", "7", "ended"],
    ["redis:7", "Redis", "7.4", "supported"],
    ["mcr.microsoft.com/dotnet/aspnet:3.1-alpine", "Microsoft .NET", "3.1", "ended"],
    ["registry.access.redhat.com/ubi9/ubi:9.4", "Red Hat Enterprise Linux", "9", "supported"],
    [`node@${digest}`, "Node.js", "", "unknown"],
    ["node:nightly", "Node.js", "", "unknown"],
  ])("%s", (text, product, release, state) => {
    expect(supportOf(read(text), today)).toMatchObject({ product, release, state });
  });

  test("the last day of support still counts, the day is the caller's", () => {
    expect(supportOf(read("node:20"), "2026-04-30")?.state).toBe("supported");
    expect(supportOf(read("node:20"), "2026-05-01")?.state).toBe("ended");
    expect(supportOf(read("debian:11"), "2026-08-31")?.state).toBe("lts-only");
    expect(supportOf(read("debian:11"), "2026-09-01")?.state).toBe("ended");
  });

  test("undefined for an image without a product", () => {
    expect(supportOf(read("someone/thing:1"), today)).toBeUndefined();
  });

  test.each([
    ["python:3.8-buster", "Debian", "10", "ended"],
    ["node:24", "Debian", "12", "lts-only"],
    ["node:24-alpine", "Alpine Linux", "3.24", "supported"],
    ["debian:12", "Debian", "12", "lts-only"],
    ["golang:1.13-alpine3.10", "Alpine Linux", "3.10", "ended"],
  ])("the system behind %s", (text, product, release, state) => {
    expect(distributionSupport(read(text), today)).toMatchObject({ product, release, state });
  });

  test("a tag that names no system says nothing of it", () => {
    expect(distributionSupport(read("python:3.8"), today)).toBeUndefined();
    expect(distributionSupport(read("golang:1.20-nanoserver-ltsc2022"), today)).toBeUndefined();
  });
});

describe("slimmerVariant", () => {
  test.each([
    ["node:24", "node:24-slim", "slim"],
    ["node:24-bookworm", "node:24-bookworm-slim", "slim"],
    ["node", "node:26-trixie-slim", "slim"],
    ["python:3.13-bookworm", "python:3.13-slim-bookworm", "slim"],
    ["debian:bookworm", "debian:bookworm-slim", "slim"],
    ["golang:1.27-trixie", "golang:1.27-alpine", "alpine"],
    ["php:8.5-fpm", "php:8.5-fpm-alpine", "alpine"],
    ["eclipse-temurin:21-jdk-noble", "eclipse-temurin:21-jre-noble", "jre"],
    ["eclipse-temurin:21", "eclipse-temurin:21-jre", "jre"],
    ["eclipse-temurin:21-alpine", "eclipse-temurin:21-jre-alpine", "jre"],
    ["tomcat:9.0", "tomcat:9.0-jre25-temurin-noble", "jre"],
    ["openjdk:17-jdk", "eclipse-temurin:17-jre", "jre"],
    ["maven:3-jdk-8", "eclipse-temurin:8-jre", "jre"],
    ["maven:3.9-eclipse-temurin-21-alpine", "eclipse-temurin:21-jre-alpine", "jre"],
    ["mcr.microsoft.com/dotnet/sdk:8.0.404-alpine3.20", "mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.20", "runtime"],
  ])("%s: %s", (text, expected, kind) => {
    const found = slimmerVariant(read(text));
    expect(`${found?.image}:${found?.tag} ${found?.kind}`).toBe(`${expected} ${kind}`);
    expect(found?.caution).toBeTruthy();
  });

  test.each([
    ["no such tag any more", "node:18", true],
    ["no JRE of that release", "openjdk:13", true],
    ["no smaller Apache flavour", "php:8.5-apache", true],
    ["slim already", "node:24-slim", false],
    ["Alpine already", "golang:1.27-alpine", false],
    ["a JRE already", "openjdk:8-jre", false],
    ["Windows", "mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022", false],
    ["a release of .NET nobody knows", "mcr.microsoft.com/dotnet/sdk:99.0", true],
    ["no full-size image", "redis:8", false],
    ["digest only", `node@${digest}`, false],
    ["not official", "bitnami/node:24", false],
  ])("nothing where it is %s: %s", (_, text, full) => {
    expect(slimmerVariant(read(text))).toBeUndefined();
    expect(isFullSize(read(text))).toBe(full);
  });

  test("what is proposed for an official image is in the table", () => {
    for (const image of [
      "node",
      "python",
      "ruby",
      "rust",
      "php",
      "golang",
      "debian",
      "eclipse-temurin",
      "tomcat",
      "maven",
      "gradle",
    ]) {
      for (const tag of aliasSets(image).flat()) {
        const found = slimmerVariant(read(`${image}:${tag}`));
        if (found)
          expect([found.image, found.tag, holdsTag(found.image, found.tag)]).toEqual([found.image, found.tag, true]);
      }
    }
  });
});

describe("isRetired", () => {
  test.each([
    ["openjdk:17", "eclipse-temurin"],
    ["java:8", "eclipse-temurin"],
    ["vault", "hashicorp/vault"],
    ["mongo-express:1", undefined],
  ])("%s", (text, successor) => {
    expect(isRetired(read(text))).toBeDefined();
    expect(isRetired(read(text))?.successor).toBe(successor);
  });

  test.each(["node:6", "eclipse-temurin:8", "openjdk:28-ea", "hashicorp/vault", "someone/java", "base"])(
    "not %s",
    (text) => {
      expect(isRetired(read(text))).toBeUndefined();
    },
  );

  test("no image with a successor has tags that are rebuilt, but for openjdk's early access", () => {
    const data = new URL("../../../shared/data/bases/official-images.json", import.meta.url);
    if (!existsSync(data)) return console.log("official-images.json is not here: skipped");
    const { images } = JSON.parse(readFileSync(data, "utf8")) as { images: Record<string, unknown[]> };
    const alive = [...successors.keys()].filter((image) => (images[image] ?? []).length > 0);
    expect(alive).toEqual(["openjdk"]);
  });
});

test("the alias sets hold every released Unix tag of the data, and no others", () => {
  const data = new URL("../../../shared/data/bases/official-images.json", import.meta.url);
  if (!existsSync(data)) return console.log("official-images.json is not here: skipped");
  const { images } = JSON.parse(readFileSync(data, "utf8")) as { images: Record<string, Build[]> };
  for (const image of ["node", "debian", "php", "eclipse-temurin", "gradle", "wordpress"]) {
    const builds = (images[image] ?? []).filter(
      (build) => !build.architectures.every((name) => name.startsWith("windows")),
    );
    const sets = builds.map((build) => [...build.tags, ...(build.sharedTags ?? [])].sort());
    const held = aliasSets(image).map((set) => [...set].sort());
    expect(held.filter((set) => !sets.some((other) => other.join() === set.join()))).toEqual([]);
    const missing = sets.filter((set) => !held.some((other) => other.join() === set.join()));
    expect(missing.flat().filter((tag) => !/rc|beta|RC/.test(tag))).toEqual([]);
  }
});

interface Build {
  readonly tags: string[];
  readonly sharedTags?: string[];
  readonly architectures: string[];
}

function read(text: string): ImageReference {
  const reference = parseReference(text);
  if (!reference) throw new Error(`${text} is no reference`);
  return reference;
}
