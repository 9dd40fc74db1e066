import { describe, expect, it, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { HistoryEntry } from "../image/image-description.ts";
import { readSteps, renderSteps } from "./steps.ts";
import { endOfShell, readRunText } from "./steps-shell.ts";
import { mostStepCharacters, readStepText } from "./steps-text.ts";

const textOf = (createdBy: string, comment = "") => readStepText({ createdBy, comment }).text;

describe("an entry of the history as a Dockerfile writes it", () => {
  const table: [shows: string, createdBy: string, text: string][] = [
    ["classic: a command", "/bin/sh -c apt-get update", "RUN apt-get update"],
    ["classic: a setting", '/bin/sh -c #(nop)  CMD ["node" "server.js"]', 'CMD ["node", "server.js"]'],
    ["classic: a root file system", "/bin/sh -c #(nop) ADD file:0123456789abcdef in / ", "ADD file:… /"],
    [
      "classic: a folder with an owner",
      "/bin/sh -c #(nop) COPY --chown=1:1 dir:0123456789abcdef in /app ",
      "COPY --chown=1:1 dir:… /app",
    ],
    ["classic: under another SHELL", "/bin/bash -o pipefail -c #(nop)  ENV A=1", "ENV A=1"],
    ["classic: build arguments", "|2 A=1 B=two words /bin/sh -c make", "RUN make"],
    ["classic: on Windows", "cmd /S /C #(nop)  USER ContainerUser", "USER ContainerUser"],
    [
      "classic: PowerShell",
      "powershell -Command $ErrorActionPreference = 'Stop'; #(nop) WORKDIR C:\\app",
      "WORKDIR C:\\app",
    ],
    ["classic: an empty CMD", "/bin/sh -c #(nop)  CMD []", "CMD []"],
    ["BuildKit: a command", "RUN /bin/sh -c apt-get update # buildkit", "RUN apt-get update"],
    ["BuildKit: a build argument", "RUN |1 VERSION=24 /bin/sh -c make # buildkit", "RUN make"],
    ["BuildKit: another shell", "RUN /bin/bash -eo pipefail -c make # buildkit", "RUN make"],
    ["BuildKit: exec form", "RUN npm ci --omit=dev # buildkit", "RUN npm ci --omit=dev"],
    ["BuildKit: a copy", "COPY --chown=node:node . . # buildkit", "COPY --chown=node:node . ."],
    ["BuildKit: a copied here-document", "COPY <<EOF /etc/motd # buildkit", "COPY <<EOF /etc/motd"],
    ["BuildKit: ports", "EXPOSE map[3000/tcp:{} 53/udp:{}]", "EXPOSE 3000 53/udp"],
    ["BuildKit: ports of today", "EXPOSE [80/tcp 443/tcp]", "EXPOSE 80 443"],
    ["BuildKit: volumes", "VOLUME [/data /srv]", "VOLUME /data /srv"],
    ["BuildKit: a shell", "SHELL [/bin/bash -o pipefail -c]", 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'],
    ["BuildKit: a command line", 'CMD ["/bin/sh" "-c" "node server.js"]', "CMD node server.js"],
    ["BuildKit: quotes in a command", 'CMD ["sh" "say \\"hi\\"\\n"]', 'CMD ["sh", "say \\"hi\\"\\n"]'],
    [
      "a script that looks like a list stays one",
      'CMD ["/bin/sh" "-c" "[ -f a ]"]',
      'CMD ["/bin/sh", "-c", "[ -f a ]"]',
    ],
    [
      "BuildKit: a health check",
      "HEALTHCHECK {Test:[CMD-SHELL curl -f http://127.0.0.1/ || exit 1] Interval:30s Timeout:3s StartPeriod:0s StartInterval:0s Retries:3}",
      "HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD curl -f http://127.0.0.1/ || exit 1",
    ],
    [
      "classic: a health check",
      '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/probe" "-q"] "1m0s" "0s" "0s" "0s" \'\\x03\'}',
      'HEALTHCHECK --interval=1m0s --retries=3 CMD ["/probe", "-q"]',
    ],
    ["no health check", 'HEALTHCHECK &{["NONE"] "0s" "0s" "0s" \'\\x00\'}', "HEALTHCHECK NONE"],
    ["a here-document", "RUN /bin/sh -c set -e\nmake\n # buildkit", "RUN <<EOF\nset -e\nmake\nEOF"],
    ["a here-document that says EOF", "RUN /bin/sh -c cat a\nEOF\nb # buildkit", "RUN <<EOF_\ncat a\nEOF\nb\nEOF_"],
    ["a here-document inside a command", "RUN /bin/sh -c cat <<E > /a\nhi\nE # buildkit", "RUN cat <<E > /a\nhi\nE"],
    [
      "lines that were joined",
      "RUN /bin/sh -c apt-get update     && apt-get install a # buildkit",
      "RUN apt-get update \\\n    && apt-get install a",
    ],
    [
      "blanks in quotes stay",
      "RUN /bin/sh -c echo 'a   b' \"c   d\" e\\  f # buildkit",
      "RUN echo 'a   b' \"c   d\" e\\  f",
    ],
    ["kaniko", "RUN apk add curl", "RUN apk add curl"],
    ["kaniko: a copy", "COPY . .", "COPY . ."],
    ["a value with a line end", "ENV A=one\ntwo", "ENV A=one\\ntwo"],
    ["Bazel", "bazel build ...", "# bazel build ..."],
    ["debuerreotype", "# debian.sh --arch 'amd64' out/ 'trixie'", "# debian.sh --arch 'amd64' out/ 'trixie'"],
    ["a committed container", "bash", "# bash"],
    ["nothing", "", "# a step without a description"],
  ];
  test.each(table)("%s", (_, createdBy, text) => {
    expect(textOf(createdBy)).toBe(text);
  });

  const comments: [shows: string, createdBy: string, comment: string, text: string][] = [
    ["docker import", "", "Imported from -", "# Imported from -"],
    ["Nix", "", "store paths: ['/nix/store/a']", "# store paths: ['/nix/store/a']"],
    [
      "ko",
      "ko build ko://example.com/app",
      "kodata contents, at $KO_DATA_PATH",
      "# ko build ko://example.com/app (kodata contents, at $KO_DATA_PATH)",
    ],
    ["Jib", "jib-maven-plugin:3.4.6", "classes", "# jib-maven-plugin:3.4.6 (classes)"],
    ["Buildah's base", "", "FROM docker.io/library/alpine:3.22", "FROM docker.io/library/alpine:3.22"],
    ["Buildah's first command", "/bin/sh -c apk add a", "FROM docker.io/library/alpine:3.22", "RUN apk add a"],
    ["line ends in a remark", "tool\nmore", "", "# tool more"],
  ];
  test.each(comments)("%s", (_, createdBy, comment, text) => {
    expect(textOf(createdBy, comment)).toBe(text);
  });

  test.each<[string, readonly string[]]>([
    ["RUN |2 A=1 B=two words /bin/sh -c make # buildkit", ["A=1", "B=two words"]],
    ["|1 OPTS=-x A=b /bin/sh -c make", ["OPTS=-x A=b"]],
    ["RUN |1 A=1 make all # buildkit", ["A=1"]],
    ["RUN /bin/sh -c make # buildkit", []],
  ])("names the build arguments of %s", (createdBy, args) => {
    expect(readStepText({ createdBy, comment: "" }).buildArgs).toEqual(args);
  });

  it("breaks a long line before && only", () => {
    const text = textOf(`RUN /bin/sh -c ${"a".repeat(90)} && b --c "d && e" # buildkit`);
    expect(text).toBe(`RUN ${"a".repeat(90)} \\\n    && b --c "d && e"`);
  });

  it("cuts what is too long to read", () => {
    expect(textOf(`RUN ${"a".repeat(mostStepCharacters * 2)}`).length).toBeLessThan(mostStepCharacters + 20);
  });

  test.each(["/bin/sh -c x", "/bin/ash -eo pipefail -c x", "/usr/bin/env bash -c x", "/bin/busybox sh -c x"])(
    "%s begins with a shell",
    (text) => {
      expect(text.slice(endOfShell(text))).toBe("x");
    },
  );

  test.each(["/bin/sh script.sh", "fish -c x", "/bin/publish -c x", "echo /bin/sh -c x"])("%s does not", (text) => {
    expect(endOfShell(text)).toBeUndefined();
  });
});

/** `L` made a layer, `-` did not. */
function historyOf(...entries: readonly string[]): HistoryEntry[] {
  return entries.map((entry) => ({
    createdBy: entry.slice(2),
    created: "2026-01-01T00:00:00Z",
    comment: "",
    isEmpty: entry.startsWith("-"),
  }));
}

describe("steps and layers", () => {
  const table: [
    shows: string,
    history: HistoryEntry[],
    layers: number,
    steps: (readonly [string, number | undefined])[],
    says: string,
  ][] = [
    [
      "each layer has the step that made it",
      historyOf("L COPY a /", "- USER 1", "L RUN b"),
      2,
      [
        ["COPY a /", 0],
        ["USER 1", undefined],
        ["RUN b", 1],
      ],
      "",
    ],
    [
      "no history",
      [],
      2,
      [
        ["# layer 1: no history", 0],
        ["# layer 2: no history", 1],
      ],
      "It is empty",
    ],
    [
      "settings marked as layers make none",
      historyOf("L COPY a /", "L USER 1", "L RUN b"),
      2,
      [
        ["COPY a /", 0],
        ["USER 1", undefined],
        ["RUN b", 1],
      ],
      "told from the instructions",
    ],
    [
      "commands marked as empty make layers when that fits",
      historyOf("- COPY a /", "- USER 1", "- RUN b"),
      2,
      [
        ["COPY a /", 0],
        ["USER 1", undefined],
        ["RUN b", 1],
      ],
      "told from the instructions",
    ],
    [
      "a layer for each step",
      historyOf("L COPY a /", "- USER 1", "- WORKDIR /b"),
      3,
      [
        ["COPY a /", 0],
        ["USER 1", 1],
        ["WORKDIR /b", 2],
      ],
      "every step",
    ],
    [
      "too short a history shifts nothing",
      historyOf("L COPY a /", "- USER 1"),
      3,
      [
        ["COPY a /", undefined],
        ["USER 1", undefined],
        ["# layer 1: no history", 0],
        ["# layer 2: no history", 1],
        ["# layer 3: no history", 2],
      ],
      "1 step as making a layer, and the image has 3 layers",
    ],
    [
      "nor does too long a one",
      historyOf("L RUN a", "L RUN b"),
      1,
      [
        ["RUN a", undefined],
        ["RUN b", undefined],
        ["# layer 1: no history", 0],
      ],
      "not known",
    ],
    [
      "a squashed image",
      historyOf("- RUN a", "- USER 1", "L create new from sha256:0"),
      1,
      [
        ["RUN a", undefined],
        ["USER 1", undefined],
        ["# create new from sha256:0", 0],
      ],
      "",
    ],
    ["no layers at all", historyOf("- USER 1"), 0, [["USER 1", undefined]], ""],
  ];
  test.each(table)("%s", (_, history, layers, steps, says) => {
    const read = readSteps(history, { length: layers });
    expect(read.steps.map(({ text, layer }) => [text, layer])).toEqual(steps);
    expect(read.stepOfLayer.map((step) => read.steps[step]?.layer)).toEqual(
      Array.from({ length: layers }, (_one, at) => at),
    );
    if (says === "") expect(read.unknowns).toEqual([]);
    else expect(read.unknowns[0]?.why).toContain(says);
  });

  it("stand in the rendered text where their spans say", () => {
    const { steps } = readSteps(historyOf("L RUN /bin/sh -c a\nb", "- USER 1"), { length: 1 });
    const { text, spans } = renderSteps(steps);
    expect(text).toBe("RUN <<EOF\na\nb\nEOF\nUSER 1\n");
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(steps.map((step) => step.text));
  });
});

it("reads any text in time in proportion to its length", () => {
  const pieces = [
    "/bin/sh ",
    "-c ",
    "|9 A=1 ",
    "[",
    '"',
    "\\",
    "HEALTHCHECK &{[",
    "RUN ",
    "#(nop) ",
    "\n",
    "-e ",
    "<<E ",
    "/a",
    " ",
    "map[",
    "Test:[",
  ];
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const start = cpuTime();
  for (let round = 0; round < 3_000; round++) {
    const createdBy = Array.from({ length: next(40) }, () => pieces[next(pieces.length)]).join("");
    const { text, instruction } = readStepText({ createdBy, comment: createdBy.slice(0, next(9)) });
    expect(text).not.toBe("");
    expect(instruction).toMatch(/^[a-z]+$/);
  }
  for (const piece of pieces) {
    const createdBy = `|3 ${piece.repeat(20_000)}`;
    readStepText({ createdBy, comment: "" });
    readRunText(createdBy.slice(0, mostStepCharacters));
    readStepText({ createdBy: `RUN ${piece.repeat(20_000)}`, comment: "" });
    readStepText({ createdBy: `HEALTHCHECK &{["${piece.repeat(20_000)}`, comment: "" });
  }
  expect(cpuTime() - start).toBeLessThan(4_000);
});
