import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { createSource } from "../text/source.ts";
import type { Dockerfile, Stage, Value } from "./dockerfile.ts";
import { type ResolveOptions, resolveDockerfile } from "./stages.ts";

function read(text: string, options?: ResolveOptions): Dockerfile {
  return resolveDockerfile(createSource("Dockerfile", text), options);
}

function targetOf(file: Dockerfile): Stage {
  if (!file.target) throw new Error("no target");
  return file.target;
}

function shown(value: Value | undefined): string | undefined {
  return value && (value.known ? value.text : "unknown");
}

describe("the base of a stage", () => {
  const cases: [string, string, string][] = [
    ["an image", "FROM node:20\n", "node:20"],
    ["scratch", "FROM scratch\n", "scratch"],
    ["an earlier stage, in any case", "FROM a AS Build\nFROM BUILD\n", "stage 0"],
    ["not a later stage", "FROM b\nFROM c AS b\nFROM x\n", "x"],
    ["a global ARG's default", "ARG V=20\nFROM node:$V\n", "node:20"],
    ["a fallback in the reference", "FROM ${IMAGE:-alpine:3}\n", "alpine:3"],
    ["an ARG without default is not known", "ARG V\nFROM node:$V\n", "unknown"],
    ["a stage's own ARG does not reach FROM", "FROM a\nARG V=1\nFROM node:$V\n", "node:"],
    ["platform arguments are not known", "FROM base-${TARGETARCH}\n", "unknown"],
    ["flags do not shift it", "FROM --platform=linux/amd64 a:1 AS x\n", "a:1"],
  ];
  it.each(cases)("%s", (_, text, expected) => {
    const { base } = targetOf(read(text));
    const actual = base.kind === "image" ? base.name : base.kind === "stage" ? `stage ${base.stage.index}` : base.kind;
    expect(actual).toBe(expected);
  });
  it("a build argument wins over the default", () => {
    const { base } = targetOf(read("ARG V=20\nFROM node:$V\n", { buildArgs: new Map([["V", "22"]]) }));
    expect(base).toEqual({ kind: "image", name: "node:22", assumed: [] });
  });
  it("says which defaults it rests on", () => {
    const { base } = targetOf(read("ARG V=20\nARG I=node:$V\nFROM $I\n"));
    expect(base).toMatchObject({ assumed: ["V", "I"] });
  });
});

describe("what holds at the end", () => {
  const cases: [string, string, (stage: Stage) => string | undefined, string | undefined][] = [
    ["USER along the FROM chain", "FROM a AS b\nUSER 5\nFROM b\n", (s) => shown(s.end.user?.value), "5"],
    [
      "USER of another stage does not count",
      "FROM a AS b\nUSER 5\nFROM c\n",
      (s) => shown(s.end.user?.value),
      undefined,
    ],
    ["USER through ARG", "FROM a\nARG U=7\nUSER $U:0\n", (s) => shown(s.end.user?.value), "7:0"],
    [
      "a global ARG after it is declared again",
      "ARG U=7\nFROM a\nARG U\nUSER $U\n",
      (s) => shown(s.end.user?.value),
      "7",
    ],
    ["a global ARG is not there without", "ARG U=7\nFROM scratch\nUSER x$U\n", (s) => shown(s.end.user?.value), "x"],
    ["a variable that may come from the base", "FROM a\nUSER $U\n", (s) => shown(s.end.user?.value), "unknown"],
    ["ENV beats ARG", "FROM a\nENV X=1\nARG X=2\nUSER $X\n", (s) => shown(s.end.user?.value), "1"],
    ["single quotes keep the dollar", "FROM a\nENV X='$Y'\n", (s) => shown(s.end.env.get("X")?.value), "$Y"],
    [
      "ENV sees the line before, not its own",
      "FROM scratch\nENV A=1\nENV A=2 B=$A\n",
      (s) => shown(s.end.env.get("B")?.value),
      "1",
    ],
    ["WORKDIR adds up", "FROM a\nWORKDIR /a\nWORKDIR b/../c\n", (s) => shown(s.end.workdir?.value), "/a/c"],
    [
      "a relative first WORKDIR hangs on the base",
      "FROM a\nWORKDIR b\n",
      (s) => shown(s.end.workdir?.value),
      "unknown",
    ],
    ["a relative first WORKDIR from scratch", "FROM scratch\nWORKDIR b\n", (s) => shown(s.end.workdir?.value), "/b"],
    [
      "ENTRYPOINT resets an inherited CMD",
      "FROM a AS b\nCMD x\nFROM b\nENTRYPOINT y\n",
      (s) => s.end.cmd?.value.body.text,
      undefined,
    ],
    ["ENTRYPOINT keeps the stage's own CMD", "FROM b\nCMD x\nENTRYPOINT y\n", (s) => s.end.cmd?.value.body.text, "x"],
    [
      "ports of the whole chain",
      "FROM a AS b\nEXPOSE 1\nFROM b\nEXPOSE 2 3/udp\n",
      (s) => s.end.exposed.map((p) => shown(p.value)).join(),
      "1,2,3/udp",
    ],
    ["ONBUILD runs in the child", "FROM a AS b\nONBUILD USER 9\nFROM b\n", (s) => shown(s.end.user?.value), "9"],
    ["ONBUILD does not run in its own stage", "FROM a\nONBUILD USER 9\n", (s) => shown(s.end.user?.value), undefined],
    [
      "ONBUILD is spent after one level",
      "FROM a AS b\nONBUILD USER 9\nFROM b AS c\nUSER 1\nFROM c\n",
      (s) => shown(s.end.user?.value),
      "1",
    ],
    ["SHELL", 'FROM a\nSHELL ["bash", "-c"]\n', (s) => s.end.shell?.value.join(" "), "bash -c"],
  ];
  it.each(cases)("%s", (_, text, look, expected) => {
    expect(look(targetOf(read(text)))).toBe(expected);
  });

  it("before an instruction only what stands above it holds", () => {
    const stage = targetOf(read("FROM a\nUSER 1\nRUN x\nUSER 2\n"));
    const run = stage.instructions[1];
    expect(run && shown(stage.before(run).user?.value)).toBe("1");
  });
});

describe("the graph", () => {
  it("knows numbers, forward references and mounts", () => {
    const file = read(
      "FROM a AS one\nFROM b AS two\nCOPY --from=0 /x /x\nCOPY --from=three /x /x\nRUN --mount=type=bind,from=one,target=/m true\nFROM c AS three\n",
    );
    const uses = file.stages[1]?.uses.map((use) => `${use.kind} ${use.used.name?.text}`);
    expect(uses).toEqual(["copy one", "copy three", "mount one"]);
  });
  it("tells what the target is built from", () => {
    const file = read("FROM a AS one\nFROM b AS two\nFROM c AS three\nFROM two\nCOPY --from=one / /\n");
    expect(file.stages.map((stage) => [stage.reachesTarget, stage.inTargetChain])).toEqual([
      [true, false],
      [true, true],
      [false, false],
      [true, true],
    ]);
  });
  it("builds another target when asked", () => {
    expect(read("FROM a AS one\nFROM b\n", { target: "ONE" }).target?.index).toBe(0);
    expect(read("FROM a AS one\nFROM b\n", { target: "none" }).target).toBeUndefined();
  });
  it("finds circles once", () => {
    const file = read("FROM x AS a\nCOPY --from=b / /\nFROM x AS b\nCOPY --from=a / /\n");
    expect(file.cycles.map((cycle) => cycle.map((stage) => stage.name?.text))).toEqual([["a", "b"]]);
  });
  it("ten thousand stages on top of each other take little time", () => {
    const text = Array.from(
      { length: 10_000 },
      (_, i) => `FROM ${i ? `s${i - 1}` : "x"} AS s${i}\nENV A${i}=$B\n`,
    ).join("");
    const started = cpuTime();
    expect(targetOf(read(text)).chain.length).toBe(10_000);
    expect(cpuTime() - started).toBeLessThan(5000);
  });
});
