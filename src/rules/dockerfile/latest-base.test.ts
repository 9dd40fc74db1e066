import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { latestBase } from "./latest-base.ts";

expectProblems(latestBase, [
  ["latest", "FROM node:latest\n", ["node:latest"]],
  ["latest of anything", "FROM example.com:5000/a/b:latest\n", ["example.com:5000/a/b:latest"]],
  ["a flavour of latest", "FROM example/a:latest-dev\n", ["example/a:latest-dev"]],
  ["words without a number", "FROM node:lts-alpine\n", ["node:lts-alpine"]],
  ["a code name is a release", "FROM debian:bookworm-slim\n", []],
  ["a release", "FROM node:24\n", []],
  ["words of an image nobody knows", "FROM example/a:stable\n", []],
  ["a tag from an ARG", "ARG V=latest\nFROM node:$V\n", ["node:$V"]],
  ["an ARG the build has to set", "ARG V\nFROM node:$V\n", []],
  ["COPY --from", "FROM node:24\nCOPY --from=composer:latest /a /b\n", ["composer:latest"]],
]);

expectFixes(latestBase, [
  ["latest", "FROM node:latest\n", "FROM node:26-trixie\n"],
  ["a flavour, which stays", "FROM python:slim AS a\n", "FROM python:3.14-slim-trixie AS a\n"],
  ["the ARG that holds the tag", "ARG V=latest\nFROM ubuntu:${V}\n", "ARG V=26.04\nFROM ubuntu:${V}\n"],
  ["the ARG that holds it all", "ARG B=ubuntu:latest\nFROM $B\n", "ARG B=ubuntu:26.04\nFROM $B\n"],
]);

expectRefusals(latestBase, [
  ["what the table does not hold", "FROM example/a:latest\n", "No tag is proposed"],
  [
    "an ARG that two images share",
    "ARG V=latest\nFROM node:$V AS a\nFROM python:$V\nCOPY --from=a /a /a\n",
    "used in other places",
  ],
]);

it("latest-base: says which build is the long-term one", () => {
  const [problem] = problemsIn(latestBase, "FROM node:slim\n");
  expect(problem?.severity).toBe("low");
  expect(problem?.fixes?.[0]?.followUp?.[0]).toContain("the long-term support build is node:24-");
});
