/**
 * `created_by` of a history entry, taken apart as far as secrets need it: build arguments in front of a command, pairs of ENV,
 * ARG and LABEL, and the rest. BuildKit, the classic builder, Buildah and Kaniko write it without quotes, so where a value with
 * blanks ends is a guess; it is made so that a value is rather taken too long than too short.
 */
import type { Span } from "../text/source.ts";

/** A name with its value; the span is of the value. */
export interface HistoryPair extends Span {
  readonly name: string;
  readonly value: string;
}

export interface HistoryLine {
  /** Lower case: `run`, `env`, `arg`, `label`, `copy`, …; `run` for a command without a keyword. */
  readonly instruction: string;
  /** `|2 A=1 B=2` in front of the command of a RUN. */
  readonly buildArgs: readonly HistoryPair[];
  /** Of ENV, ARG and LABEL. */
  readonly pairs: readonly HistoryPair[];
  /** Where the rest begins: the command of a RUN, what stands behind other keywords. */
  readonly rest: number;
}

/** What the classic builder and Buildah put in front of all but RUN. */
const classicPrefix = /^(?:\/bin\/sh -c|cmd \/S \/C|powershell [^#]{0,60}) #\(nop\)\s{1,4}/;
const keyword =
  /^(?:RUN|ENV|ARG|LABEL|COPY|ADD|CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD|USER|WORKDIR|VOLUME|EXPOSE|STOPSIGNAL|SHELL|MAINTAINER|FROM)(?=\s|$)/;

/** Build arguments of one RUN. */
const mostPairs = 2_000;

export function readHistoryLine(createdBy: string): HistoryLine {
  const prefix = classicPrefix.exec(createdBy)?.[0].length ?? 0;
  const word = keyword.exec(createdBy.slice(prefix, prefix + 20))?.[0] ?? "";
  const instruction = word === "" ? "run" : word.toLowerCase();
  const start = afterBlanks(createdBy, prefix + word.length);
  if (instruction === "run") {
    const buildArgs = readBuildArgs(createdBy, start);
    return { instruction, buildArgs, pairs: [], rest: buildArgs.at(-1)?.end ?? start };
  }
  const isPairs = instruction === "env" || instruction === "arg" || instruction === "label";
  return { instruction, buildArgs: [], pairs: isPairs ? pairsIn(createdBy, start, createdBy.length) : [], rest: start };
}

/** `|N NAME=value …` and then the shell. */
function readBuildArgs(text: string, start: number): HistoryPair[] {
  const count = /^\|(\d{1,4}) /.exec(text.slice(start, start + 7));
  if (!count) return [];
  const from = start + count[0].length;
  const wanted = Math.min(Number(count[1]), mostPairs);
  const starts = pairStarts(text, from, text.length, wanted);
  return starts.map(({ name, value }, at) => {
    const next = starts[at + 1];
    const end = next ? trimmedEnd(text, value, next.at) : shellStart(text, value);
    return { name, value: text.slice(value, end), start: value, end };
  });
}

/** Where the command's shell begins behind the last argument: `/bin/sh -c`, `/bin/busybox sh`, `cmd /S /C`. */
function shellStart(text: string, from: number): number {
  shell.lastIndex = from;
  const found = shell.exec(text);
  if (found) return found.index;
  blank.lastIndex = from;
  return blank.exec(text)?.index ?? text.length;
}

const shell =
  /\s(?=\/[\w./-]{1,100}\s|(?:sh|bash|dash|ash|zsh|ksh|fish|cmd|cmd\.exe|powershell|powershell\.exe|pwsh)\s)/g;
const blank = /\s/g;

function pairsIn(text: string, from: number, to: number): HistoryPair[] {
  const starts = pairStarts(text, from, to, mostPairs);
  return starts.map(({ name, value }, at) => {
    const end = trimmedEnd(text, value, starts[at + 1]?.at ?? to);
    return { name, value: text.slice(value, end), start: value, end };
  });
}

interface PairStart {
  /** Where the name begins. */
  readonly at: number;
  readonly name: string;
  /** Where the value begins. */
  readonly value: number;
}

/** Each `NAME=` at the beginning of a word. */
function pairStarts(text: string, from: number, to: number, most: number): PairStart[] {
  const starts: PairStart[] = [];
  const pattern = /(?<![^\s])["']?([A-Za-z_][\w./-]{0,199})["']?=/g;
  pattern.lastIndex = from;
  while (starts.length < most) {
    const match = pattern.exec(text);
    if (!match || match.index >= to) break;
    starts.push({ at: match.index, name: match[1] ?? "", value: match.index + match[0].length });
  }
  return starts;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? "")) at -= 1;
  return at;
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at] ?? "")) at += 1;
  return at;
}
