import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { missingMultiStage } from "./missing-multi-stage.ts";

const program = '\nCMD ["/app"]\n';

expectProblems(missingMultiStage, [
  ["Go", `FROM golang:1.27\nRUN cd /src && go build -o /app .${program}`, ["go build"]],
  ["Go in a parent stage", `FROM golang:1.27 AS a\nRUN go build .\nFROM a${program}`, ["go build"]],
  [
    "Go in a stage that is copied from",
    `FROM golang:1.27 AS a\nRUN go build .\nFROM alpine:3.24\nCOPY --from=a /a /app${program}`,
    [],
  ],
  ["a Go tool is fetched", `FROM golang:1.27\nRUN go install example.com/tool@v1${program}`, []],
  ["Go on a base without it", `FROM alpine:3.24\nRUN go build .${program}`, []],
  ["Rust", `FROM rust:1\nRUN cargo build --release${program}`, ["cargo build"]],
  ["Maven", `FROM maven:3-eclipse-temurin-21\nRUN mvn -q package${program}`, ["mvn -q package"]],
  [
    "Gradle by a task's path",
    `FROM eclipse-temurin:21-jdk\nRUN ./gradlew :app:bootJar${program}`,
    ["./gradlew :app:bootJar"],
  ],
  ["a JRE has no compiler", `FROM eclipse-temurin:21-jre\nRUN ./gradlew build${program}`, []],
  ["javac", `FROM openjdk:17\nRUN javac A.java\nCMD ["java", "A"]\n`, ["javac A.java"]],
  [".NET", `FROM mcr.microsoft.com/dotnet/sdk:9.0\nRUN dotnet publish -o out${program}`, ["dotnet publish"]],
  ["npm run build", 'FROM node:24\nRUN npm ci && npm run build\nCMD ["node", "a.js"]\n', ["npm run"]],
  ["npx next build", 'FROM node:24\nRUN npx next build\nCMD ["node", "a.js"]\n', ["npx next"]],
  ["yarn build:prod", 'FROM node:24\nRUN yarn build:prod\nCMD ["node", "a.js"]\n', ["yarn build:prod"]],
  ["pruned after the build", 'FROM node:24\nRUN npm run build && npm prune --omit=dev\nCMD ["node", "a.js"]\n', []],
  [
    "installed again for production",
    'FROM node:24\nRUN npm run build\nRUN npm ci --omit=dev\nCMD ["node", "a.js"]\n',
    [],
  ],
  ["not a build", 'FROM node:24\nRUN npm run lint && npx webpack serve\nCMD ["node", "a.js"]\n', []],
  ["under a condition", `FROM golang:1.27\nRUN if [ -f a ]; then go build .; fi${program}`, []],
  ["go run at start", 'FROM golang:1.27\nCMD ["go", "run", "."]\n', ['"go"']],
  ["the compiler is what it starts", 'FROM golang:1.27\nRUN go build ./...\nCMD ["go", "test", "./..."]\n', []],
  ["a toolbox", "FROM golang:1.27\nRUN go build .\n", []],
  ["a shell", 'FROM golang:1.27\nRUN go build .\nCMD ["bash"]\n', []],
  ["a shell behind a launcher", 'FROM golang:1.27\nRUN go build .\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["bash"]\n', []],
  ["a test stage", `FROM golang:1.27 AS test\nRUN go build .${program}`, []],
  ["a devcontainer", `FROM mcr.microsoft.com/devcontainers/go:1\nRUN go build .${program}`, []],
  ["an unknown base", `ARG B\nFROM $B\nRUN go build .${program}`, []],
]);

it("missing-multi-stage: a compiler is medium, a bundle low", () => {
  const severities = (text: string) => problemsIn(missingMultiStage, text).map((problem) => problem.severity);
  expect(severities(`FROM golang:1.27\nRUN go build .${program}`)).toEqual(["medium"]);
  expect(severities('FROM node:24\nRUN npm run build\nCMD ["node", "a.js"]\n')).toEqual(["low"]);
});
