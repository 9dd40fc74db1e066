import { describe, expect, test } from "vitest";
import { createSource, sliceSpan } from "../text/source.ts";
import type { Command } from "./command.ts";
import {
  argValues,
  findFlag,
  flagValue,
  flagValues,
  hasFlag,
  operandsOf,
  packageOperands,
  runs,
  subcommand,
  toolName,
} from "./command-queries.ts";
import { commandsOf } from "./commands.ts";
import { resolveDockerfile } from "./stages.ts";

const source = (script: string) => createSource("Dockerfile", `FROM debian\nRUN ${script}`);

function command(script: string): Command {
  const stage = resolveDockerfile(source(script)).stages[0];
  const run = stage?.instructions[0];
  const found = stage && run && commandsOf(stage, run).commands[0];
  if (!found) throw new Error(`no command in ${script}`);
  return found;
}

describe("hasFlag", () => {
  const yes = ["-y", "--yes", "--assume-yes"];
  const table: [string, readonly string[], boolean][] = [
    ["apt-get install -y a", yes, true],
    ["apt-get -yq install a", yes, true],
    ["apt-get -qqy install a", yes, true],
    ["apt-get install a --assume-yes", yes, true],
    ["apt-get install --assume-yes=true a", yes, true],
    ["apt-get install -- -y", yes, false],
    ["apt-get -o -y install a", yes, false],
    ["apt-get -oy install a", yes, false],
    ["apt-get -oDpkg::Options::=--force-yes install a", yes, false],
    ["apt-get install a", yes, false],
    ["apt-get -qq install a", ["-qq"], true],
    ["apt-get -q=2 install a", ["-q"], true],
    ['apt-get install "-y" a', yes, true],
    ["apt-get $OPTS install a", yes, false],
    ["curl -fsSL https://example.com", ["-f", "--fail"], true],
    ["curl -o f https://example.com", ["-f", "--fail"], false],
    ["go build -ldflags=-s", ["-ldflags"], true],
    ["npm install -g a", ["-g", "--global"], true],
  ];
  test.each(table)("%s %j is %j", (script, names, expected) => {
    expect(hasFlag(command(script), ...names)).toBe(expected);
  });
});

describe("flagValue", () => {
  const index = ["--index-url", "-i"];
  const table: [string, readonly string[], string | undefined][] = [
    ["pip install --index-url https://example.com a", index, "https://example.com"],
    ["pip install --index-url=https://example.com a", index, "https://example.com"],
    ["pip3.11 install -i https://example.com a", index, "https://example.com"],
    ["pip install -ihttps://example.com a", index, "https://example.com"],
    ["pip install --index-url https://$HOST/x a", index, "https://\u0000/x"],
    ["pip install a", index, undefined],
    ["pip install -i", index, undefined],
    ["apt-get install -t stable a", ["-t", "--target-release"], "stable"],
    ["unheard-of --level 3 a", ["--level"], "3"],
    ["unheard-of --level --other", ["--level"], undefined],
    ["go build -ldflags '-s -w' .", ["-ldflags"], "-s -w"],
  ];
  test.each(table)("%s %j is %j", (script, names, expected) => {
    expect(flagValue(command(script), ...names)).toBe(expected);
  });

  test("all values of a flag that repeats", () => {
    expect(flagValues(command("pip install -r a.txt -r b.txt --requirement=c.txt"), "-r", "--requirement")).toEqual([
      "a.txt",
      "b.txt",
      "c.txt",
    ]);
  });

  test("a flag knows its words", () => {
    const script = "pip install --index-url https://example.com a";
    const flag = findFlag(command(script), "--index-url");
    expect(flag && sliceSpan(source(script), flag.word.span)).toBe("--index-url");
    expect(flag?.valueWord && sliceSpan(source(script), flag.valueWord.span)).toBe("https://example.com");
  });
});

describe("subcommand and packageOperands", () => {
  const table: [string, string | undefined, string[]][] = [
    ["apt-get -o Dpkg::Options::=x -t stable -y install a=1.* ./b.deb", "install", ["a=1.*", "./b.deb"]],
    ["apt-get update", "update", []],
    ["apt install -y -- a -b", "install", ["a", "-b"]],
    ["apk add --no-cache --virtual .deps -X https://example.com a b", "add", ["a", "b"]],
    ["apk --no-cache add -t .deps a", "add", ["a"]],
    ["yum -y install --enablerepo x a", "install", ["a"]],
    ["dnf --setopt=x=y install a", "install", ["a"]],
    ["microdnf install a", "install", ["a"]],
    ["zypper --non-interactive install a", "install", ["a"]],
    ["pip install --no-cache-dir -r r.txt -U a b", "install", ["a", "b"]],
    ["python -m pip install a", "install", ["a"]],
    ["python3.11 -m pip install a", "install", ["a"]],
    ["npm --prefix x install a", "install", ["a"]],
    ["npm ci --omit dev", "ci", []],
    ["yarn --cwd x add a", "add", ["a"]],
    ["yarn", undefined, []],
    ["pnpm -C x install", "install", []],
    ["git -C x clone --depth 1 -b main https://example.com/a", "clone", ["https://example.com/a"]],
    ["go install example.com/a@latest", "install", ["example.com/a@latest"]],
    ["go build -o x -ldflags '-s' .", "build", ["."]],
    ["cargo +nightly install --root x a", "install", ["a"]],
    ["gem install -v 1.2 a", "install", ["a"]],
    ["composer -d x require a", "require", ["a"]],
    ["bundle install --without dev", "install", []],
    ["apt-get $X install a", undefined, ["install", "a"]],
    ['apt-get install "a$V" $B', "install", ['"a$V"', "$B"]],
  ];
  test.each(table)("%s", (script, name, operands) => {
    const it = command(script);
    expect([subcommand(it), packageOperands(it).map((word) => word.raw)]).toEqual([name, operands]);
  });
});

test("toolName drops versions", () => {
  const names = ["pip3.11 x", "python3 x", "python x", "nodejs x", "gem2.7 x", "apt-get x", "md5sum x"];
  expect(names.map((script) => toolName(command(script)))).toEqual(
    ["pip", "python", "python", "node", "gem", "apt-get", "md5sum"], //
  );
});

test("runs asks for tool and subcommand at once", () => {
  expect(runs(command("apt-get -q install a"), ["apt", "apt-get"], ["install"])).toBe(true);
  expect(runs(command("apt-get update"), ["apt", "apt-get"], ["install"])).toBe(false);
  expect(runs(command("echo install"), ["apt", "apt-get"], ["install"])).toBe(false);
  expect(runs(command("python -m pip install a"), ["pip"], ["install", "download"])).toBe(true);
});

test("argValues and operandsOf keep the order", () => {
  const it = command('useradd -u 10 -g $G "my app"');
  expect(argValues(it)).toEqual(["-u", "10", "-g", "\u0000", "my app"]);
  expect(operandsOf(it).map((word) => word.value)).toEqual(["my app"]);
});
