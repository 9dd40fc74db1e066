import { describe, expect, it, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { HistoryEntry, Provenance } from "../image/image-description.ts";
import { createSource } from "../text/source.ts";
import { alignSteps } from "./align.ts";
import { readSteps } from "./steps.ts";

function historyOf(entries: readonly string[]): HistoryEntry[] {
  return entries.map((createdBy) => ({ createdBy, created: undefined, comment: "", isEmpty: true }));
}

/** For each step the line of the Dockerfile that made it. */
function linesOf(dockerfile: string, history: readonly string[], provenance?: Provenance, diffIds?: string[]) {
  const source = createSource("Dockerfile", dockerfile);
  const entries = historyOf(history).map((entry, at) => ({ ...entry, isEmpty: (diffIds?.length ?? 0) <= at }));
  const { steps } = readSteps(entries, { length: diffIds?.length ?? 0 });
  const spans = alignSteps(steps, resolveDockerfile(source), { provenance, ...(diffIds ? { diffIds } : {}) });
  expect(spans.length).toBe(steps.length);
  return spans.map((span) => (span ? source.text.slice(0, span.start).split("\n").length : 0));
}

const base = ['CMD ["bash"]', "RUN /bin/sh -c apt-get update # buildkit", 'CMD ["node"]'];

describe("a step is made by line", () => {
  const table: [shows: string, dockerfile: string, history: readonly string[], lines: readonly number[]][] = [
    [
      "of one stage, the base's steps by none",
      'FROM node\nRUN apt-get update\nCOPY . .\nCMD ["node", "a"]\n',
      [...base, "RUN /bin/sh -c apt-get update # buildkit", "COPY . . # buildkit", 'CMD ["node" "a"]'],
      [0, 0, 0, 2, 3, 4],
    ],
    [
      "of the chain of stages, build stages left out",
      "FROM node AS a\nENV A=1\nFROM node AS b\nRUN make\nFROM a\nCOPY --from=b --link /x /y\n",
      [...base, "ENV A=1", "COPY /x /y # buildkit"],
      [0, 0, 0, 2, 6],
    ],
    [
      "a changed line is nobody's, the others keep theirs",
      "FROM node\nRUN a\nRUN changed\nRUN c\n",
      [...base, "RUN a", "RUN b", "RUN c"],
      [0, 0, 0, 2, 0, 4],
    ],
    ["a line that was added since", "FROM node\nRUN a\nRUN new\nRUN c\n", [...base, "RUN a", "RUN c"], [0, 0, 0, 2, 4]],
    [
      "a line that was removed since",
      "FROM node\nRUN a\nRUN c\n",
      [...base, "RUN a", "RUN b", "RUN c"],
      [0, 0, 0, 2, 0, 3],
    ],
    [
      "lines of one text in order",
      "FROM node\nRUN a\nRUN a\nRUN a\n",
      ["RUN a", "RUN a", "RUN a", "RUN a"],
      [0, 2, 3, 4],
    ],
    [
      "the base's CMD is not ours",
      'FROM node\nRUN a\nCMD ["node"]\n',
      [...base, "RUN a", 'CMD ["nginx"]'],
      [0, 0, 0, 2, 0],
    ],
    [
      "a line that only the base has says nothing about the base",
      'FROM node\nCMD ["node"]\n',
      [...base, "RUN a", 'CMD ["nginx"]'],
      [0, 0, 0, 0, 0],
    ],
    [
      "another image's Dockerfile says nothing",
      "FROM go\nRUN go build\nCOPY x /y\nUSER 1\n",
      [...base, "WORKDIR /app", "COPY . ."],
      [0, 0, 0, 0, 0],
    ],
    [
      "variables that the file tells",
      "FROM node\nARG V=1\nENV A=$V B='two words'\nCOPY app-$A /opt/$V/\nUSER ${U:-node}\n",
      ["ARG V=2", "ENV A=1 B=two words", "COPY app-1 /opt/1/ # buildkit", "USER node"],
      [2, 3, 4, 5],
    ],
    [
      "variables that the build gave other values",
      "FROM node\nARG V=1\nENV A=$V\nCOPY app-$V /opt/$V/\nEXPOSE $V\n",
      ["ARG V=2", "ENV A=2", "COPY app-2 /opt/2/ # buildkit", "EXPOSE [2/tcp]"],
      [2, 3, 4, 5],
    ],
    [
      "variables of the base",
      "FROM node\nCOPY $SRC/a /app\nUSER $U\n",
      ["COPY lib/a /app # buildkit", "USER node"],
      [2, 3],
    ],
    ["values that were masked", "FROM node\nENV API_TOKEN=abcdef KEEP=1\n", ["ENV API_TOKEN=*** KEEP=1"], [2]],
    [
      "masked and unknown at once",
      "FROM node\nENV API_TOKEN=$X\nENV OTHER=$X\n",
      ["ENV API_TOKEN=***", "ENV OTHER=***"],
      [2, 3],
    ],
    [
      "build arguments, whatever their values",
      "FROM node\nARG A\nARG B=1\nRUN make\n",
      ["ARG A=9", "ARG B=7", "RUN |2 A=9 B=7 /bin/sh -c make # buildkit"],
      [2, 3, 4],
    ],
    [
      "without the ARG that this builder leaves out",
      "FROM node\nARG A\nRUN make\n",
      [...base, "RUN |1 A=1 /bin/sh -c make"],
      [0, 0, 0, 3],
    ],
    [
      "the classic builder's checksums, by destination",
      "FROM node\nWORKDIR /app\nCOPY . .\nCOPY package.json ./\nADD a.tgz /opt\n",
      [
        "/bin/sh -c #(nop) WORKDIR /app",
        "/bin/sh -c #(nop) COPY dir:0123456789abcdef in /app/ ",
        "/bin/sh -c #(nop) COPY file:0123456789abcdef in ./ ",
        "/bin/sh -c #(nop) ADD file:0123456789abcdef in /opt ",
      ],
      [2, 3, 4, 5],
    ],
    [
      "exec form, shell form and another shell",
      'FROM node\nRUN ["npm", "ci"]\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\nCMD node a\nENTRYPOINT ["/bin/sh", "-c", "x y"]\n',
      [
        "RUN npm ci # buildkit",
        "SHELL [/bin/bash -o pipefail -c]",
        "RUN /bin/bash -o pipefail -c a | b # buildkit",
        'CMD ["/bin/bash" "-o" "pipefail" "-c" "node a"]',
        'ENTRYPOINT ["/bin/sh" "-c" "x y"]',
      ],
      [2, 3, 4, 5, 6],
    ],
    [
      "here-documents",
      'FROM node\nRUN <<EOF\nset -e\nmake\nEOF\nRUN cat <<-E > /x\n\thi\nE\nCOPY <<"E" /etc/motd\nhello\nE\nRUN <<E\n#!/bin/x\nE\n',
      [
        "RUN /bin/sh -c set -e\nmake\n # buildkit",
        "RUN /bin/sh -c cat <<-E > /x\n\thi\nE # buildkit",
        "COPY <<E /etc/motd # buildkit",
        "RUN /dev/pipes/E # buildkit",
      ],
      [2, 6, 9, 12],
    ],
    [
      "lines that were joined, comments between them",
      "FROM node\nRUN apt-get update \\\n    # why\n    && apt-get install a\n",
      ["RUN /bin/sh -c apt-get update     && apt-get install a # buildkit"],
      [2],
    ],
    [
      "settings in every form",
      'FROM node\nEXPOSE 80 8000-8001/udp\nVOLUME ["/a", "/b"]\nHEALTHCHECK --interval=5s CMD curl x || exit 1\nLABEL a="b c" d=e\nWORKDIR /srv\nWORKDIR app\nSTOPSIGNAL 9\nHEALTHCHECK NONE\n',
      [
        "EXPOSE [80/tcp 8000/udp 8001/udp]",
        "VOLUME [/a /b]",
        "HEALTHCHECK {Test:[CMD-SHELL curl x || exit 1] Interval:5s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}",
        "LABEL a=b c d=e",
        "WORKDIR /srv",
        "WORKDIR /srv/app",
        "STOPSIGNAL 9",
        "HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}",
      ],
      [2, 3, 4, 5, 6, 7, 8, 9],
    ],
    [
      "ONBUILD: no step of its own, and the child's triggers behind FROM",
      "FROM node AS a\nONBUILD RUN t\nRUN a\nFROM a\nRUN b\n",
      [...base, "RUN a", "RUN t", "RUN b"],
      [0, 0, 0, 3, 2, 5],
    ],
    [
      "Buildah, as it records",
      'FROM scratch AS base\nARG V=1\nCOPY bb /bin/sh\nENV A=1 B="two words"\nRUN echo hi \\\n    && echo ho\nFROM base\nWORKDIR /app\nCOPY --chown=1:1 f .\nRUN ["/bin/sh", "--help"]\nEXPOSE 80 8000-8002/udp\nHEALTHCHECK --interval=5s CMD /bin/sh -c true\nONBUILD RUN x\nCMD echo x\n',
      [
        "/bin/sh -c #(nop) ARG V",
        "/bin/sh -c #(nop) COPY file:09bc33fbc9053e04 in /bin/sh ",
        '/bin/sh -c #(nop) ENV A=1 B="two words"',
        "|1 V=1 /bin/sh -c echo hi     && echo ho",
        "/bin/sh -c #(nop) WORKDIR /app",
        "/bin/sh -c #(nop) COPY file:ad1c21f62f393ef7 in . ",
        '/bin/sh -c ["/bin/sh", "--help"]',
        "/bin/sh -c #(nop) EXPOSE 80 8000-8002/udp",
        "/bin/sh -c #(nop) HEALTHCHECK --interval=5s CMD /bin/sh -c true",
        "/bin/sh -c #(nop) ONBUILD RUN x",
        "/bin/sh -c #(nop) CMD echo x",
      ],
      [2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14],
    ],
    [
      "a squashed image's last step",
      "FROM node\nRUN a\nUSER 1\n",
      [...base, "RUN a", "USER 1", "create new from sha256:0"],
      [0, 0, 0, 2, 3, 0],
    ],
    ["no FROM", "RUN a\n", ["RUN a"], [0]],
    ["nothing but FROM", "FROM node\n", base, [0, 0, 0]],
  ];
  test.each(table)("%s", (_, dockerfile, history, lines) => {
    expect(linesOf(dockerfile, history)).toEqual(lines);
  });

  it("of another target when that is asked for", () => {
    const source = createSource("Dockerfile", "FROM node AS a\nRUN a\nFROM node\nRUN b\n");
    const { steps } = readSteps(historyOf(["RUN a"]), { length: 0 });
    expect(alignSteps(steps, resolveDockerfile(source, { target: "a" }))).toEqual([{ start: 15, end: 20 }]);
    expect(alignSteps(steps, resolveDockerfile(source))).toEqual([undefined]);
  });
});

describe("what BuildKit attests", () => {
  const dockerfile = "FROM node\nENV API_TOKEN=abcdef\nRUN b\nRUN \\\n  c\n";
  const history = ["RUN other", "RUN b", "RUN c"];
  const provenance = (text: string): Provenance => ({
    mode: "max",
    dockerfile: { path: "Dockerfile", text },
    materials: [],
    lines: { "sha256:a": 3, "sha256:b": 4 },
  });
  const diffIds = ["sha256:a", "sha256:b", "sha256:c"];

  it("wins over the comparison, and what contradicts it goes", () => {
    expect(linesOf(dockerfile, history, provenance(dockerfile.replace("abcdef", "***")), diffIds)).toEqual([3, 4, 0]);
  });

  it("is left aside when it tells of another Dockerfile", () => {
    expect(linesOf(dockerfile, history, provenance("FROM node\n"), diffIds)).toEqual([0, 3, 4]);
  });

  it("with a line that is not there says nothing", () => {
    const far = { ...provenance(dockerfile), lines: { "sha256:b": 99, "sha256:c": 4 } };
    expect(linesOf(dockerfile, history, far, diffIds)).toEqual([0, 3, 4]);
  });
});

it("keeps the order, whatever stands where", () => {
  const words = ["RUN a", "RUN b", "COPY a b", "CMD x", "ENV A=$B", "ENV A=1", "USER 1", "ARG A", "WORKDIR x"];
  let seed = 5;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (seed >> 8) % below;
  };
  const some = () => Array.from({ length: next(12) }, () => words[next(words.length)] ?? "");
  for (let round = 0; round < 2_000; round++) {
    const lines = linesOf(["FROM node", ...some()].join("\n"), some()).filter((line) => line > 0);
    expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
  }
});

it("compares thousands of steps within a second or two", () => {
  const steps = Array.from({ length: 3_000 }, (_, at) => `RUN ${"x".repeat(at % 50)} ${at % 7} ***`);
  const start = cpuTime();
  linesOf(`FROM node\n${steps.join("\n")}\n`, steps);
  expect(cpuTime() - start).toBeLessThan(6_000);
});
