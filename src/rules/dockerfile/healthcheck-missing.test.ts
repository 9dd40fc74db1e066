import { expect, it } from "vitest";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { applyEdits } from "../../text/edit.ts";
import { createSource } from "../../text/source.ts";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { healthcheckMissing } from "./healthcheck-missing.ts";

expectProblems(healthcheckMissing, [
  ["at FROM of the final stage", "FROM a AS b\nFROM node:24\nEXPOSE 80\n", ["FROM node:24"]],
  ["a port of the base image", "FROM nginx:1.31\n", ["FROM nginx:1.31"]],
  ["no port", "FROM node:24\n", []],
  ["a probe of the stage below", "FROM node:24 AS b\nHEALTHCHECK CMD x\nFROM b\nEXPOSE 80\n", []],
  ["a port of the stage below", "FROM node:24 AS b\nEXPOSE 80\nFROM b AS c\n", ["FROM b AS c"]],
  ["a port of another stage", "FROM node:24 AS b\nEXPOSE 80\nFROM node:24\nCOPY --from=b /x /y\n", []],
  ["NONE", "FROM node:24\nEXPOSE 80\nHEALTHCHECK NONE\n", []],
  ["functions", "FROM public.ecr.aws/lambda/nodejs:22\nEXPOSE 8080\n", []],
  ["Docker's client", "FROM docker:18.05-git\nCMD a\n", []],
  ["Docker's own tags without dind", "FROM docker:19.03\nCMD a\n", []],
  ["Docker's server", "FROM docker:28-dind\n", ["FROM docker:28-dind"]],
  ["Jupyter's bases have one", "ARG B=jupyter/scipy-notebook\nFROM $B\nEXPOSE 8888\n", []],
  ["Jupyter's bases at Quay", "FROM quay.io/jupyter/base-notebook:2026-10-01\n", []],
  ["a variable nobody knows", "FROM node:24\nARG P\nEXPOSE $P\n", ["FROM node:24"]],
]);

const flags = "--interval=30s --timeout=3s --start-period=20s --retries=3";
const node = `["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||80)+'/').then(r=>process.exit(r.status<500?0:1),()=>process.exit(1))"]`;

expectFixes(healthcheckMissing, [
  [
    "above CMD and its comment",
    "FROM node:24\nEXPOSE 80\n\n# start\nENTRYPOINT b\nCMD c\n",
    `FROM node:24\nEXPOSE 80\n\nHEALTHCHECK ${flags} \\\n    CMD ${node}\n# start\nENTRYPOINT b\nCMD c\n`,
  ],
  [
    "at the end of the stage, CRLF, no final line end",
    "FROM node:24\r\nEXPOSE 80",
    `FROM node:24\r\nEXPOSE 80\r\nHEALTHCHECK ${flags} \\\r\n    CMD ${node}`,
  ],
  [
    "in a lower-case file",
    "from node:24\nexpose 80\ncmd b\n",
    `from node:24\nexpose 80\nhealthcheck ${flags} \\\n    cmd ${node}\ncmd b\n`,
  ],
]);

it.each([
  ["FROM node:16-alpine\nEXPOSE 80", "node", "require('http')"],
  ["FROM node:lts\nEXPOSE 80 9229", "node", "fetch("],
  ["FROM gcr.io/distroless/nodejs22-debian12\nEXPOSE 80", "/nodejs/bin/node", "fetch("],
  ["FROM python:3.13-slim\nEXPOSE 8000", "python", "'PORT','8000'"],
  ["FROM ruby:3.4-slim\nEXPOSE 3000", "ruby", "'PORT','3000'"],
  ["FROM php:8.4-fpm\nEXPOSE 9000", "php", "fsockopen"],
  ["FROM php:8.4-apache", "curl", "http://127.0.0.1:80/"],
  ["FROM alpine:3.22\nEXPOSE 8080", "wget", "http://127.0.0.1:8080/"],
  ["FROM alpine:3.22\nENV PORT=8080\nEXPOSE 8080", "sh", '"http://127.0.0.1:${PORT:-8080}/"'],
  ["FROM eclipse-temurin:21-jre\nEXPOSE 8080", "curl", "127.0.0.1:8080"],
  ["FROM postgres:17", "sh", "pg_isready"],
  ["FROM redis:7\nEXPOSE 6379", "redis-cli", "ping"],
  ["FROM nginx:1.31\nEXPOSE 80 443", "curl", "127.0.0.1:80"],
  ["FROM node:24\nEXPOSE 80 81\nCMD serve --port 81", "node", "||81"],
  ["FROM node:24\nEXPOSE 80 81\nENV PORT=81", "node", "||81"],
  ["FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\nEXPOSE 80", "curl", "127.0.0.1:80"],
])("healthcheck-missing finds the tool: %s", (text, program, part) => {
  const edits = problemsIn(healthcheckMissing, text)[0]?.fixes?.[0]?.edits ?? [];
  const fixed = applyEdits(text, edits);
  const words = resolveDockerfile(createSource("Dockerfile", fixed)).target?.end.healthcheck?.value.args;
  expect(words?.[1]?.text).toBe(program);
  expect(words?.at(-1)?.text).toContain(part);
  expect(problemsIn(healthcheckMissing, fixed)).toEqual([]);
});

expectRefusals(healthcheckMissing, [
  ["scratch", "FROM scratch\nEXPOSE 80\n", "scratch"],
  ["an image without a client", "FROM debian:13-slim\nEXPOSE 80\n", "No HTTP client"],
  [
    "a client that is taken away again",
    "FROM debian:13-slim\nRUN apt-get install -y curl\nRUN apt-get purge -y curl\nEXPOSE 80\n",
    "No HTTP client",
  ],
  ["an image nobody knows", "FROM example.com/a\nEXPOSE 80\n", "not known"],
  ["an unknown base", "ARG B\nFROM $B\nEXPOSE 80\n", "not known"],
  ["a port that is not for HTTP", "FROM node:24\nEXPOSE 22\n", "plain HTTP"],
  ["two ports", "FROM node:24\nEXPOSE 80 81\n", "Several"],
  ["a range", "FROM node:24\nEXPOSE 80-90\n", "plain numbers"],
  ["Python 2", "FROM python:2.7-slim\nEXPOSE 80\n", "No HTTP client"],
  ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nEXPOSE 80\n", "Windows"],
]);
