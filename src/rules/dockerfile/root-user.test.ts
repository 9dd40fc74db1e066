import { expect, it } from "vitest";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { createSource } from "../../text/source.ts";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { rootUser } from "./root-user.ts";

const run = 'CMD ["/app"]\n';
const build = "FROM golang:1.27 AS build\nUSER 1000\n";

expectProblems(rootUser, [
  ["a base that runs as root", `FROM node:24\n${run}`, ["node:24"]],
  ["a build stage with USER, a final stage without", `${build}FROM debian:13\n${run}`, ["debian:13"]],
  [
    "a build stage as root, a final stage with USER",
    `FROM golang AS build\nUSER root\nFROM debian:13\nUSER 1000\n${run}`,
    [],
  ],
  ["USER root", `FROM debian:13\nUSER root\n${run}`, ["root"]],
  ["USER 0", `FROM debian:13\nUSER 0\n${run}`, ["0"]],
  ["USER 00", `FROM debian:13\nUSER 00\n${run}`, ["00"]],
  ["USER 0:0", `FROM debian:13\nUSER 0:0\n${run}`, ["0:0"]],
  ["USER root:root", `FROM debian:13\nUSER root:root\n${run}`, ["root:root"]],
  ["quotes", `FROM debian:13\nUSER "root"\n${run}`, ['"root"']],
  ["a user in group 0 is not root", `FROM debian:13\nUSER 1000:0\n${run}`, []],
  ["root through an ARG's default", `FROM debian:13\nARG UID=0\nUSER $UID\n${run}`, ["$UID"]],
  ["root through ENV, with a group", `FROM debian:13\nENV U=root G=app\nUSER \${U}:\${G}\n${run}`, ["${U}:${G}"]],
  ["a user through an ARG", `FROM debian:13\nARG UID=1000\nUSER $UID\n${run}`, []],
  ["an ARG nobody knows", `FROM debian:13\nARG UID\nUSER $UID\n${run}`, []],
  ["back to root at the end", `FROM debian:13\nUSER app\nUSER root\n${run}`, ["root"]],
  ["root in the middle", `FROM debian:13\nUSER root\nRUN make\nUSER app\n${run}`, []],
  ["USER inherited from a stage", `FROM debian:13 AS base\nUSER root\nFROM base\n${run}`, ["root"]],
  ["a good USER inherited", `FROM debian:13 AS base\nUSER 1000\nFROM base\n${run}`, []],
  ["an inherited base", `FROM debian:13 AS base\nFROM base\n${run}`, ["base"]],
  ["scratch is root", `FROM scratch\nCOPY app /app\n${run}`, ["scratch"]],
  ["scratch that only carries files", "FROM scratch\nCOPY app /app\n", []],
  ["scratch that starts the empty list", "FROM scratch\nCOPY a /a\nENTRYPOINT []\nCMD [ ]\n", []],
  ["scratch with one empty list", `FROM scratch\nCOPY app /app\nENTRYPOINT []\n${run}`, ["scratch"]],
  ["scratch with the empty list and USER", "FROM scratch\nUSER 0\nCMD []\n", ["0"]],
  ["distroless nonroot", `FROM gcr.io/distroless/static-debian12:nonroot\n${run}`, []],
  ["distroless without it", `FROM gcr.io/distroless/static-debian12\n${run}`, ["gcr.io/distroless/static-debian12"]],
  ["chainguard", `FROM cgr.dev/chainguard/node:latest\n${run}`, []],
  ["nginx-unprivileged", "FROM nginxinc/nginx-unprivileged:1.29\n", []],
  ["bitnami's servers", "FROM bitnami/postgresql:17\n", []],
  ["root again on a base that is not", `FROM nginxinc/nginx-unprivileged:1.29\nUSER root\nRUN apk add x\n`, ["root"]],
  ["an unknown base", `FROM example.com/team/base:1\n${run}`, []],
  ["an unknown base with USER root", `FROM example.com/team/base:1\nUSER root\n${run}`, ["root"]],
  ["a base behind a variable nobody knows", `ARG BASE\nFROM $BASE\n${run}`, []],
  ["a base behind a default", `ARG BASE=debian:13\nFROM $BASE\n${run}`, ["$BASE"]],
  ["Windows", 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nCMD ["app.exe"]\n', []],
  [
    "Windows' administrator by name",
    "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerAdministrator\n",
    ["ContainerAdministrator"],
  ],
  ["several targets: the last one", `FROM debian:13 AS dev\nUSER root\nFROM debian:13\nUSER 1000\n${run}`, []],
  ["ONBUILD USER is for others", `FROM debian:13\nONBUILD USER 1000\n${run}`, ["debian:13"]],
  ["ONBUILD USER of a stage holds in its child", `FROM debian:13 AS a\nONBUILD USER 1000\nFROM a\n${run}`, []],
  ["gosu", 'FROM debian:13\nENTRYPOINT ["gosu", "app", "/app"]\n', []],
  ["su-exec behind tini", 'FROM alpine:3.24\nENTRYPOINT ["tini", "--", "su-exec", "app", "/app"]\n', []],
  ["gosu in CMD", 'FROM debian:13\nENTRYPOINT ["tini", "--"]\nCMD ["gosu", "app", "/app"]\n', []],
  ["su -c", 'FROM debian:13\nCMD su app -c "/app"\n', []],
  ["setpriv", 'FROM debian:13\nCMD ["setpriv", "--reuid=1", "/app"]\n', []],
  ["s6", 'FROM debian:13\nENTRYPOINT ["/init"]\n', []],
  ["chroot with a user", 'FROM debian:13\nCMD ["chroot", "--userspec=app", "/", "/app"]\n', []],
  ["chroot without", 'FROM debian:13\nCMD ["chroot", "/jail", "/app"]\n', ["debian:13"]],
  ["supervisord may", 'FROM debian:13\nCMD ["supervisord", "-n"]\n', []],
  ["a database's own entrypoint", "FROM postgres:18\nENV A=b\n", []],
  ["a database with another entrypoint", 'FROM postgres:18\nENTRYPOINT ["/app"]\n', ["postgres:18"]],
  [
    "a script we cannot see, and gosu",
    'FROM debian:13\nRUN apt-get install -y gosu\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n',
    [],
  ],
  ["a script we cannot see, alone", 'FROM debian:13\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n', ["debian:13"]],
  [
    "a script in the file that steps down",
    'FROM debian:13\nCOPY <<EOF /run.sh\nexec setpriv --reuid=app /app\nEOF\nENTRYPOINT ["/run.sh"]\n',
    [],
  ],
  [
    "the shell form of ENTRYPOINT never sees CMD",
    'FROM debian:13\nENTRYPOINT /app\nCMD ["gosu", "app", "x"]\n',
    ["debian:13"],
  ],
]);

it.each([
  ["the program itself", `FROM debian:13\n${run}`, undefined],
  ["a daemon with workers", "FROM nginx:1.29\nCOPY a /usr/share/nginx/html/\n", "medium"],
  ["php-fpm", "FROM php:8.4-fpm\nCOPY a /var/www/html/\n", "medium"],
  ["no program", "FROM debian:13\nRUN make\n", "medium"],
  ["a shell", 'FROM debian:13\nCMD ["bash"]\n', "medium"],
  ["an interpreter without a program", 'FROM debian:13\nCMD ["python3"]\n', "medium"],
  ["a service of the base", "FROM registry:3\nCOPY config.yml /etc/\n", undefined],
  ["a test stage", `FROM debian:13 AS test\n${run}`, "medium"],
  ["a dev container", "FROM mcr.microsoft.com/devcontainers/base:debian\nRUN make\n", "info"],
])("root-user severity of %s", (_, dockerfile, severity) => {
  expect(problemsIn(rootUser, dockerfile).map((problem) => problem.severity)).toEqual([severity]);
});

it("root-user shows how it knows", () => {
  const text = `ARG TAG=24\nFROM golang AS build\nUSER 1000\nFROM node:$TAG AS base\nFROM base\n${run}`;
  const [problem] = problemsIn(rootUser, text);
  expect(problem?.message).toBe("The container runs as root: no USER is set, and node:24 runs as root.");
  expect(problem?.related?.map(({ message }) => message)).toEqual([
    "No USER in stage 2; it is FROM stage base.",
    "No USER in stage base.",
    expect.stringMatching(/^node:24 runs as root: table of base images, \d{4}-\d\d-\d\d\.$/),
    "ARG TAG is taken at its default.",
    "This USER holds in stage build only: COPY --from does not hand it on.",
  ]);
});

it("root-user names the stage and line of an inherited USER", () => {
  const [problem] = problemsIn(rootUser, `FROM debian:13 AS base\nARG U=0\nUSER $U\nFROM base\n${run}`);
  expect(problem?.related?.map(({ message }) => message)).toEqual([
    "No USER in stage 1; it is FROM stage base.",
    "USER is inherited from stage base, line 3.",
    "$U stands for 0.",
    "ARG U is taken at its default.",
  ]);
});

it("root-user looks at the target asked for", () => {
  const text = `FROM debian:13 AS dev\n${run}FROM debian:13\nUSER 1000\n${run}`;
  const at = (target: string) =>
    [...rootUser.check({ dockerfile: resolveDockerfile(createSource("Dockerfile", text), { target }) })].length;
  expect([at("dev"), at("1")]).toEqual([1, 0]);
});

it("root-user knows a value given with --build-arg", () => {
  const source = createSource("Dockerfile", `FROM debian:13\nARG UID=1000\nUSER $UID\n${run}`);
  const dockerfile = resolveDockerfile(source, { buildArgs: new Map([["UID", "0"]]) });
  expect([...rootUser.check({ dockerfile })].length).toBe(1);
});

const groupadd = "groupadd -r -g 10001 app && useradd -r -u 10001 -g app --no-log-init -d /home/app -m app";

expectFixes(rootUser, [
  ["a base with a user ready", `FROM node:24\nCOPY a /a\n${run}`, `FROM node:24\nCOPY a /a\nUSER 1000:1000\n${run}`],
  [
    "above the whole closing block",
    `FROM node:24\nHEALTHCHECK CMD x\nEXPOSE 80\nENTRYPOINT ["a"]\n${run}`,
    `FROM node:24\nUSER 1000:1000\nHEALTHCHECK CMD x\nEXPOSE 80\nENTRYPOINT ["a"]\n${run}`,
  ],
  [
    "above the comment that belongs to CMD",
    `FROM node:24\nCOPY a /a\n\n# start\n${run}`,
    `FROM node:24\nCOPY a /a\n\nUSER 1000:1000\n# start\n${run}`,
  ],
  [
    "a new user on Debian",
    `FROM debian:13\nCOPY a /a\n${run}`,
    `FROM debian:13\nCOPY a /a\nRUN ${groupadd}\nUSER 10001:10001\n${run}`,
  ],
  [
    "a new user on Alpine",
    `FROM alpine:3.24\nCOPY a /a\n${run}`,
    `FROM alpine:3.24\nCOPY a /a\nRUN addgroup -S -g 10001 app && adduser -S -D -u 10001 -G app -h /home/app app\nUSER 10001:10001\n${run}`,
  ],
  [
    "Alpine that only the tag names",
    `FROM openjdk:8-jre-alpine\nCOPY a /a\n${run}`,
    `FROM openjdk:8-jre-alpine\nCOPY a /a\nRUN addgroup -S -g 10001 app && adduser -S -D -u 10001 -G app -h /home/app app\nUSER 10001:10001\n${run}`,
  ],
  [
    "Ubuntu's person is not used",
    `FROM ubuntu:24.04\nCOPY a /a\n${run}`,
    `FROM ubuntu:24.04\nCOPY a /a\nRUN ${groupadd}\nUSER 10001:10001\n${run}`,
  ],
  [
    "with a RUN of its own, which stays cached",
    `FROM debian:13\nRUN make\n${run}`,
    `FROM debian:13\nRUN make\nRUN ${groupadd}\nUSER 10001:10001\n${run}`,
  ],
  [
    "below a RUN that ends in a comment",
    `FROM debian:13\nRUN make # all\n${run}`,
    `FROM debian:13\nRUN make # all\nRUN ${groupadd}\nUSER 10001:10001\n${run}`,
  ],
  [
    "distroless",
    `FROM gcr.io/distroless/static-debian13\nCOPY a /a\n${run}`,
    `FROM gcr.io/distroless/static-debian13\nCOPY a /a\nUSER 65532:65532\n${run}`,
  ],
  ["scratch", `FROM scratch\nCOPY a /a\n${run}`, `FROM scratch\nCOPY a /a\nUSER 65532:65532\n${run}`],
  [
    "dotnet's own number",
    `FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY a /a\n${run}`,
    `FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY a /a\nUSER $APP_UID\n${run}`,
  ],
  [
    "php's www-data",
    'FROM php:8.4-fpm-alpine\nCOPY a /a\nCMD ["php-fpm"]\n',
    'FROM php:8.4-fpm-alpine\nCOPY a /a\nUSER 82:82\nCMD ["php-fpm"]\n',
  ],
  [
    "no tool to make users",
    `FROM amazonlinux:2023\nCOPY a /a\n${run}`,
    `FROM amazonlinux:2023\nCOPY a /a\nENV HOME=/tmp\nUSER 10001:10001\n${run}`,
  ],
  [
    "the tool is installed",
    `FROM amazonlinux:2023\nRUN dnf install -y shadow-utils\nCOPY a /a\n${run}`,
    `FROM amazonlinux:2023\nRUN dnf install -y shadow-utils\nCOPY a /a\nRUN ${groupadd}\nUSER 10001:10001\n${run}`,
  ],
  [
    "a user the file makes, with numbers",
    `FROM debian:13\nRUN groupadd -g 990 web && useradd -u 991 -g web web\nCOPY a /a\n${run}`,
    `FROM debian:13\nRUN groupadd -g 990 web && useradd -u 991 -g web web\nCOPY a /a\nUSER 991:990\n${run}`,
  ],
  [
    "a user the file makes without a number",
    `FROM debian:13\nRUN useradd -r web\nCOPY a /a\n${run}`,
    `FROM debian:13\nRUN useradd -u 10001 -r web\nCOPY a /a\nUSER 10001\n${run}`,
  ],
  [
    "the same in the Perl program's words",
    `FROM debian:12\nRUN adduser --system web\nCOPY a /a\n${run}`,
    `FROM debian:12\nRUN adduser --uid 10001 --system web\nCOPY a /a\nUSER 10001\n${run}`,
  ],
  [
    "directories the program writes to",
    `FROM debian:13\nWORKDIR /app\nRUN mkdir -p logs /app/uploads /tmp/x src\nCOPY a /a\n${run}`,
    `FROM debian:13\nWORKDIR /app\nRUN mkdir -p logs /app/uploads /tmp/x src\nCOPY a /a\nRUN ${groupadd} \\\n    && mkdir -p /app/logs /app/uploads \\\n    && chown 10001:10001 /app/logs /app/uploads\nUSER 10001:10001\n${run}`,
  ],
  [
    "a volume, above its line",
    `FROM node:24\nCOPY a /a\nVOLUME /data\n${run}`,
    `FROM node:24\nCOPY a /a\nRUN mkdir -p /data \\\n    && chown 1000:1000 /data\nUSER 1000:1000\nVOLUME /data\n${run}`,
  ],
  [
    "a variable that names a database, and a copy into its directory",
    `FROM node:24\nENV DB_PATH=/app/data/app.db\nCOPY seed /app/data/\n${run}`,
    `FROM node:24\nENV DB_PATH=/app/data/app.db\nCOPY --chown=1000:1000 seed /app/data/\nRUN mkdir -p /app/data \\\n    && chown 1000:1000 /app/data\nUSER 1000:1000\n${run}`,
  ],
  [
    "root again for nothing",
    `FROM debian:13\nUSER 1000\nUSER root\nCOPY a /a\n${run}`,
    `FROM debian:13\nUSER 1000\nCOPY a /a\n${run}`,
  ],
  [
    "root again for a RUN",
    `FROM debian:13\nUSER 1000\nUSER root\nRUN make\n${run}`,
    `FROM debian:13\nUSER 1000\nUSER root\nRUN make\nUSER 1000\n${run}`,
  ],
  [
    "root again on a base that is not",
    'FROM jenkins/jenkins:lts\nUSER root\nRUN make\nENTRYPOINT ["/app"]\n',
    'FROM jenkins/jenkins:lts\nUSER root\nRUN make\nUSER 1000\nENTRYPOINT ["/app"]\n',
  ],
  [
    "USER root as the only one",
    `FROM node:24\nCOPY a /a\nUSER root\n${run}`,
    `FROM node:24\nCOPY a /a\nUSER 1000:1000\n${run}`,
  ],
  ["Windows line ends, no final one", "FROM node:24\r\nCOPY a /a", "FROM node:24\r\nCOPY a /a"],
  [
    "Windows line ends",
    'FROM debian:13\r\nCOPY a /a\r\nCMD ["/a"]\r\n',
    `FROM debian:13\r\nCOPY a /a\r\nRUN ${groupadd}\r\nUSER 10001:10001\r\nCMD ["/a"]\r\n`,
  ],
  ["CMD first, work after", `FROM node:24\n${run}RUN make`, `FROM node:24\n${run}RUN make\nUSER 1000:1000`],
]);

expectRefusals(rootUser, [
  ["nginx", "FROM nginx:1.29\nCOPY a /usr/share/nginx/html/\n", "nginx-unprivileged"],
  ["nginx by command", 'FROM debian:13\nCMD ["nginx", "-g", "daemon off;"]\n', "nginx-unprivileged"],
  ["Apache for PHP", "FROM php:8.4-apache\nCOPY a /var/www/html/\n", "Apache"],
  ["sshd", 'FROM debian:13\nCMD ["/usr/sbin/sshd", "-D"]\n', "sshd"],
  ["an init system", 'FROM debian:13\nCMD ["/sbin/init"]\n', "init system"],
  ["Docker in Docker", 'FROM docker:29-dind\nCMD ["/app"]\n', "Docker in Docker"],
  ["no program", "FROM debian:13\nRUN make\n", "starts no program"],
  ["a dev container", "FROM mcr.microsoft.com/devcontainers/base:debian\nRUN make\n", "remoteUser"],
  ["an unknown base", `FROM example.com/base:1\nUSER root\n${run}`, "not known"],
  ["WORKDIR below /root", `FROM debian:13\nWORKDIR /root/app\n${run}`, "/root"],
  ["a start below /root", 'FROM debian:13\nCMD ["/root/app"]\n', "/root"],
  ["a PATH below /root", `FROM debian:13\nENV PATH=/root/.local/bin:$PATH\n${run}`, "PATH"],
  ["a shut mode", `FROM debian:13\nRUN chmod 700 /app\n${run}`, "chmod 700"],
  [
    "a script in the file that changes owners",
    'FROM debian:13\nCOPY <<EOF /run.sh\nchown -R app /data\nexec /app\nEOF\nENTRYPOINT ["/run.sh"]\n',
    "setpriv or gosu",
  ],
  [
    "a script we cannot see, and cron",
    'FROM debian:13\nRUN apt-get install -y cron\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n',
    "cron",
  ],
  ["a build at start", 'FROM node:24\nCMD ["npm", "run", "dev"]\n', "when the container starts"],
  ["poetry's own environment", 'FROM python:3.14\nRUN poetry install\nCMD ["poetry", "run", "app"]\n', "poetry"],
  ["ONBUILD RUN", `FROM debian:13\nONBUILD RUN make\n${run}`, "ONBUILD"],
  ["two users of the file's own", `FROM debian:13\nRUN useradd -u 5 a && useradd -u 6 b\n${run}`, "several users"],
  ["a user by variable", `FROM debian:13\nARG NAME=app\nRUN useradd -m "$NAME"\n${run}`, "only the build knows"],
  ["a group of the same name", `FROM debian:13\nRUN groupadd app\n${run}`, "group app"],
  ["a user for one step", `FROM debian:13\nUSER postgres\nRUN make\nUSER root\n${run}`, "one step"],
  ["a start behind a variable", "FROM debian:13\nCMD $START\n", "behind a variable"],
  ["scratch with a volume", `FROM scratch\nVOLUME /data\n${run}`, "no shell"],
  ["Windows", "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerAdministrator\n", "ContainerUser"],
  ["a service of the base", "FROM registry:3\nCOPY config.yml /etc/\n", "registry:3"],
]);

it("root-user does not take root from stages that build on this one", () => {
  const text = `FROM debian:13 AS base\n${run}FROM base AS test\nRUN make\n`;
  const dockerfile = resolveDockerfile(createSource("Dockerfile", text), { target: "base" });
  const [problem] = rootUser.check({ dockerfile });
  expect(problem?.refusal).toContain("FROM this one");
});

it("root-user tells what is left to check, and only that", () => {
  const followUp = (text: string) => problemsIn(rootUser, text)[0]?.fixes?.[0]?.followUp ?? [];
  expect(followUp(`FROM scratch\n${run}`)).toEqual([]);
  const all = followUp('FROM node:24\nCOPY run.sh /\nEXPOSE 80\nVOLUME /data\nENTRYPOINT ["/run.sh"]\n').join("\n");
  for (const words of ["/data, /home/node, /tmp", "run.sh", "-v VOLUME:/d alpine chown -R 1000:1000 /d", "Port 80"])
    expect(all).toContain(words);
});
