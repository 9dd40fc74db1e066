import { expect, it } from "vitest";
import type { OperatingSystem } from "../packages/operating-system.ts";
import { buildCommand, isPlainWord, languageUpgrade, lockfileUpgrade, systemUpgrade } from "./package-commands.ts";

const os = (id: string, version = "", details: Record<string, string> = {}): OperatingSystem => ({
  ...{ id, version, name: id, codename: "", idLike: [], details, paths: [] },
});

it.each([
  [os("debian", "12"), "apt-get update && apt-get install -y --only-upgrade a b"],
  [os("alpine", "3.20"), "apk upgrade --no-cache a b"],
  [os("almalinux", "9"), "dnf upgrade -y a b"],
  [os("centos", "7"), "yum update -y a b"],
  [os("amzn", "2"), "yum update -y a b"],
  [os("amzn", "2023"), "dnf upgrade -y a b"],
  [os("opensuse-leap", "15.6"), "zypper --non-interactive update a b"],
  [os("photon", "5"), "tdnf upgrade -y a b"],
  [os("debian", "12", { distroless: "true" }), undefined],
  [os("busybox"), undefined],
  [undefined, undefined],
])("%o", (system, command) => expect(systemUpgrade(system, ["a", "b", "a", "; rm -rf /"])).toBe(command));

it.each([
  ["npm", "@scope/a", "npm install @scope/a@1.2"],
  ["python", "a", 'pip install --upgrade "a>=1.2"'],
  ["gem", "a", "gem install a --version 1.2"],
  ["go-module", "example.com/a", "go get example.com/a@v1.2 && go mod tidy"],
  ["java-archive", "g:a", "mvn versions:use-dep-version -Dincludes=g:a -DdepVersion=1.2 -DforceVersion=true"],
  ["perl", "a", undefined],
  ["constructor", "a", undefined],
])("%s", (type, name, command) => expect(languageUpgrade(type, name, "1.2")).toBe(command));

it.each([
  ["web/package-lock.json", true, "npm install a@1.2"],
  ["web/package-lock.json", false, "npm update a"],
  ["pnpm-lock.yaml", false, "pnpm update a --depth Infinity"],
  ["Cargo.lock", true, "cargo update --package a --precise 1.2"],
  ["requirements.txt", true, undefined],
  ["toString", true, undefined],
])("%s, named by the project itself: %s", (path, isDirect, command) =>
  expect(lockfileUpgrade(path, { name: "a", version: "1.2", isDirect })).toBe(command),
);

it.each(["-rf", "a b", "a;b", "$(a)", "`a`", "a\nb", "a&b", "a|b", "a>b", "'a", "", "/etc", "~", "a".repeat(300), "ä"])(
  "%j is not put into a command",
  (word) => {
    expect(isPlainWord(word)).toBe(false);
    expect(languageUpgrade("npm", word, "1")).toBeUndefined();
    expect(languageUpgrade("npm", "a", word)).toBeUndefined();
    expect(lockfileUpgrade("yarn.lock", { name: word, version: "1", isDirect: true })).toBeUndefined();
  },
);

it("the Dockerfile is named where it is not the usual one", () => {
  expect(buildCommand("--pull", undefined)).toBe("docker build --pull .");
  expect(buildCommand("--pull", "web/Dockerfile")).toBe("docker build --pull -f web/Dockerfile .");
  expect(buildCommand("--pull", "a b/Dockerfile")).toBeUndefined();
});
