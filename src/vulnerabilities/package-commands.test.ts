import { expect, it } from "vitest";
import type { OperatingSystem } from "../packages/operating-system.ts";
import {
  buildCommand,
  isPlainWord,
  languageUpgrade,
  lockfileUpgrade,
  mostNames,
  systemUpgrade,
} from "./package-commands.ts";

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
  ["web/package-lock.json", true, "(cd web && npm install a@1.2)"],
  ["web/package-lock.json", false, "(cd web && npm update a)"],
  ["a b/package-lock.json", true, undefined],
  ["yarn.lock", true, "yarn upgrade a@1.2"],
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

it("more packages than a command names are all upgraded, for a part of them would leave holes open", () => {
  const names = Array.from({ length: mostNames + 1 }, (_, index) => `p${index}`);
  expect(systemUpgrade(os("debian", "12"), names)).toBe("apt-get update && apt-get upgrade -y");
  expect(systemUpgrade(os("almalinux", "9"), names)).toBe("dnf upgrade -y");
  expect(systemUpgrade(os("alpine", "3.20"), names)).toBe("apk upgrade --no-cache");
  expect(systemUpgrade(os("alpine", "3.20"), names.slice(1))).toMatch(/ p1 .* p20$/);
});

it.each([
  [true, "yarn up a@1.2"],
  [false, "yarn up -R a"],
])("Yarn from version 2 on has words of its own, named by the project itself: %s", (isDirect, command) =>
  expect(lockfileUpgrade("yarn.lock", { name: "a", version: "1.2", isDirect, isBerry: true })).toBe(command),
);

it.each([
  ["0.1.42", "0.2.0", true, "cargo add a@0.2.0"],
  ["0.1.42", "0.2.0", false, undefined],
  ["0.2.1", "0.2.9", false, "cargo update --package a --precise 0.2.9"],
  ["1.2.1", "1.9.0", true, "cargo update --package a --precise 1.9.0"],
  ["1.2.1", "2.0.0", true, "cargo add a@2.0.0"],
  ["0.0.1", "0.0.2", true, "cargo add a@0.0.2"],
])("Cargo from %s to %s, named by the project itself: %s", (installed, version, isDirect, command) =>
  expect(lockfileUpgrade("Cargo.lock", { name: "a", version, isDirect, installed })).toBe(command),
);
