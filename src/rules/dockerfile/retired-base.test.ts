import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { retiredBase } from "./retired-base.ts";

expectProblems(retiredBase, [
  ["a language release", "FROM node:16\n", ["node:16"]],
  ["a system release", "FROM ubuntu:18.04\n", ["ubuntu:18.04"]],
  ["a system by its code name", "FROM debian:buster-slim\n", ["debian:buster-slim"]],
  ["the system behind a language", "FROM python:3.13-buster\n", ["python:3.13-buster"]],
  ["an image that is no longer made", "FROM centos:7\n", ["centos:7"]],
  ["free long-term support counts as support", "FROM debian:11\n", []],
  ["a floating tag is what is newest", "FROM node\n", []],
  ["an unknown image", "FROM example/app:1\n", []],
  ["once for one base", "FROM node:16 AS a\nFROM node:16\nCOPY --from=a /a /a\n", ["node:16"]],
  ["not in stages that are not built", "FROM node:16 AS a\nFROM node:24\n", []],
  ["through an ARG", "ARG V=16\nFROM node:$V\n", ["node:$V"]],
]);

it("retired-base: gives the day, and is low for what only builds", () => {
  const [shipped] = problemsIn(retiredBase, "FROM node:16\n");
  expect(shipped?.message).toBe("node:16 gets no more fixes: support for Node.js 16 ended on 2023-09-11.");
  expect(shipped?.severity).toBe("medium");
  const [builder] = problemsIn(retiredBase, "FROM node:16 AS a\nFROM nginx:1.30\nCOPY --from=a /a /a\n");
  expect(builder?.severity).toBe("low");
  const both = problemsIn(retiredBase, "FROM node:16 AS a\nFROM node:16\nCOPY --from=a /a /a\n");
  expect(both.map((problem) => [problem.severity, problem.at.start > 10])).toEqual([["medium", true]]);
});

it("retired-base: names what came in place", () => {
  expect(problemsIn(retiredBase, "FROM openjdk:17\n")[0]?.message).toContain("in its place came eclipse-temurin");
});
