import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { fatBase } from "./fat-base.ts";

const start = 'CMD ["python", "a.py"]\n';
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

expectProblems(fatBase, [
  ["the full image", `FROM python:3.14\n${start}`, ["python:3.14"]],
  ["through a stage", `FROM python:3.14 AS base\nFROM base\n${start}`, ["python:3.14"]],
  ["only in a builder", `FROM python:3.14 AS a\nFROM python:3.14-slim\nCOPY --from=a /a /a\n${start}`, []],
  ["slim, Alpine", `FROM python:3.14-slim\n${start}`, []],
  ["a release the table has dropped", `FROM python:3.8\n${start}`, ["python:3.8"]],
  ["a retired image without a smaller one", 'FROM openjdk:15\nCMD ["java", "-jar", "a.jar"]\n', []],
  ["no smaller flavour of it", "FROM php:8.5-apache\nCOPY . .\n", []],
  ["a server's own start", "FROM php:8.5-fpm\nCOPY . .\n", ["php:8.5-fpm"]],
  ["a base for others", "FROM python:3.14\nCOPY . .\n", []],
  ["a shell", 'FROM python:3.14\nCMD ["bash"]\n', []],
  ["compiled there: another rule speaks", 'FROM golang:1.27\nRUN go build .\nCMD ["./a"]\n', []],
  ["the compiler is what it starts", 'FROM golang:1.27\nCMD ["make", "test"]\n', []],
  ["given to an entrypoint", 'FROM golang:1.27\nENTRYPOINT ["/dind"]\nCMD ["make", "test"]\n', []],
  ["an entrypoint that never sees CMD", 'FROM golang:1.27\nENTRYPOINT /a\nCMD ["make"]\n', ["golang:1.27"]],
  ["a C compiler", 'FROM python:3.14\nENTRYPOINT ["g++"]\n', []],
  ["a devcontainer", `FROM python:3.14 AS dev\n${start}`, []],
]);

expectFixes(fatBase, [
  ["the tag", `FROM python:3.14 AS a\n${start}`, `FROM python:3.14-slim AS a\n${start}`],
  [
    "a floating tag, made precise",
    `FROM node\nCMD ["node", "a.js"]\n`,
    `FROM node:26-trixie-slim\nCMD ["node", "a.js"]\n`,
  ],
  ["the ARG", `ARG V=3.14-trixie\nFROM python:$V\n${start}`, `ARG V=3.14-slim-trixie\nFROM python:$V\n${start}`],
  [
    "a JDK",
    'FROM openjdk:17-jdk\nCOPY a.jar .\nCMD ["java", "-jar", "a.jar"]\n',
    'FROM eclipse-temurin:17-jre\nCOPY a.jar .\nCMD ["java", "-jar", "a.jar"]\n',
  ],
  [
    "a JDK with users of its own",
    'FROM eclipse-temurin:21-jdk\nRUN useradd app\nCMD ["java", "-jar", "a.jar"]\n',
    'FROM eclipse-temurin:21-jre\nRUN useradd app\nCMD ["java", "-jar", "a.jar"]\n',
  ],
  [
    "with its tool installed",
    `FROM python:3.14\nRUN apt-get update && apt-get install -y git\nRUN git clone x\n${start}`,
    `FROM python:3.14-slim\nRUN apt-get update && apt-get install -y git\nRUN git clone x\n${start}`,
  ],
]);

expectRefusals(fatBase, [
  ["a digest", `FROM python:3.14@${digest}\n${start}`, "pinned by digest"],
  ["a release the table has dropped", `FROM python:3.8\n${start}`, "No tag is proposed"],
  ["a tool of the full image", `FROM python:3.14\nRUN git clone x\n${start}`, "git runs on this base"],
  [
    "a tool in the health check",
    `FROM python:3.14\nHEALTHCHECK CMD curl -f localhost\n${start}`,
    "curl runs on this base",
  ],
  [
    "a tool in a stage that shares it",
    `FROM python:3.14 AS base\nFROM base AS b\nRUN make\nFROM base\nCOPY --from=b /a /a\n${start}`,
    "make runs on this base",
  ],
  [
    "headers without a compiler",
    `FROM python:3.14\nRUN apt-get install -y libpq-dev\n${start}`,
    "libpq-dev is installed to compile with",
  ],
  ["a package that compiles", `FROM python:3.14\nRUN pip install uwsgi\n${start}`, "pip compiles uwsgi"],
  ["gems", 'FROM ruby:4.0\nRUN bundle install\nCMD ["ruby", "a.rb"]\n', "bundle often compiles"],
  ["an archive", `FROM python:3.14\nRUN tar xJf a.tar.xz\n${start}`, "xz runs on this base"],
  [
    "apt on a base of another system",
    'FROM openjdk:17-jdk\nRUN apt-get update\nCMD ["java", "-jar", "a.jar"]\n',
    "apt-get runs on this base",
  ],
  ["a user of the old image", 'FROM gradle:9-jdk21\nUSER gradle\nCMD ["java", "-jar", "a.jar"]\n', "USER names a user"],
  ["triggers for other files", `FROM python:3.14\nONBUILD RUN make\n${start}`, "not all read"],
  ["a heredoc", `FROM python:3.14\nRUN <<EOF\nls\nEOF\n${start}`, "not all read"],
]);

it("fat-base: an SDK is medium, Debian itself advice", () => {
  const found = (text: string) => problemsIn(fatBase, text).map((problem) => problem.severity);
  expect(found('FROM mcr.microsoft.com/dotnet/sdk:9.0\nCMD ["dotnet", "a.dll"]\n')).toEqual(["medium"]);
  expect(found('FROM debian:13\nCMD ["/a"]\n')).toEqual(["info"]);
  expect(found(`FROM python:3.14\n${start}`)).toEqual(["low"]);
});

it.each([
  ["eclipse-temurin:21-jdk-noble", "brings a JDK"],
  ["eclipse-temurin:17-jdk-focal", "brings a JDK"],
  ["python:3.14", "brings compilers, headers and tools"],
])("%s %s", (image, words) => {
  expect(problemsIn(fatBase, `FROM ${image}\n${start}`)[0]?.message).toContain(words);
});
