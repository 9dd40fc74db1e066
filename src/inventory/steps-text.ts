/**
 * What one entry of an image's history says, as a Dockerfile would write it. It takes what the classic builder, BuildKit,
 * Buildah, kaniko and tools without a Dockerfile write; of what is none of these a comment is made, never an instruction.
 * References: OCI image config `history`; BuildKit dockerfile2llb (`commitToHistory`); moby builder/dockerfile `commit`.
 */
import type { HistoryEntry } from "../image/image-description.ts";
import { unquoteGo } from "../text/go-quoted.ts";
import { readPlainList, readQuotedList } from "./steps-go-text.ts";
import { endOfShell, readRunText, scriptOf } from "./steps-shell.ts";

/** A step in words. */
export interface StepText {
  /** `RUN apt-get update`, or a comment. */
  readonly text: string;
  /** Lower case; `unknown` for a comment. */
  readonly instruction: string;
  /** `NAME=value` of the build arguments in force, secrets masked. */
  readonly buildArgs: readonly string[];
}

/** Longer entries are cut: a step is for people to read. */
export const mostStepCharacters = 32_768;
/** A RUN of one line that is longer is broken before `&&` and `||`. */
export const longestRunLine = 100;

const keywords: ReadonlySet<string> = new Set(
  "FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL".split(
    " ",
  ),
);

/** Reads one entry. Never throws. */
export function readStepText({ createdBy, comment }: Pick<HistoryEntry, "createdBy" | "comment">): StepText {
  const said = cut(createdBy.replaceAll("\r\n", "\n").trim())
    .replace(/\s# buildkit$/, "")
    .trimEnd();
  if (said === "") return readComment(cut(comment.trim()));
  const setting = behindNop(said);
  if (setting !== undefined) return readInstruction(setting.trim()) ?? remark(setting);
  const instruction = readInstruction(said);
  if (instruction) return instruction;
  if (/^\|\d{1,3} /.test(said) || endOfShell(said) !== undefined) return runStep(said);
  return remark(comment === "" || comment.startsWith("buildkit.") ? said : `${said} (${cut(comment)})`);
}

function cut(text: string): string {
  return text.length > mostStepCharacters ? `${text.slice(0, mostStepCharacters)} …` : text;
}

/** Buildah notes the base at the first step on it; others say what a layer is in the comment alone. */
function readComment(comment: string): StepText {
  const base = /^FROM (\S+)$/.exec(comment)?.[1];
  if (base !== undefined) return { text: `FROM ${base}`, instruction: "from", buildArgs: [] };
  return remark(comment === "" ? "a step without a description" : comment);
}

function remark(text: string): StepText {
  const line = text.replace(/\s+/g, " ").trim();
  return { text: line.startsWith("#") ? line : `# ${line}`, instruction: "unknown", buildArgs: [] };
}

/** The classic builder writes settings as comments of a shell: `/bin/sh -c #(nop)  CMD ["x"]`. */
function behindNop(text: string): string | undefined {
  const at = text.slice(0, 400).indexOf("#(nop) ");
  return at >= 0 && /^$|(?:-c|\/C|;) $/.test(text.slice(0, at)) ? text.slice(at + "#(nop) ".length) : undefined;
}

function readInstruction(text: string): StepText | undefined {
  const [, keyword = "", body = ""] = /^([A-Z]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (!keywords.has(keyword)) return undefined;
  if (keyword === "RUN") return runStep(body);
  return {
    text: `${keyword} ${bodyText(keyword, body.trim())}`.trimEnd(),
    instruction: keyword.toLowerCase(),
    buildArgs: [],
  };
}

function bodyText(keyword: string, body: string): string {
  if (keyword === "CMD" || keyword === "ENTRYPOINT") return commandText(body);
  if (keyword === "HEALTHCHECK") return healthText(body) ?? onOneLine(body);
  if (keyword === "SHELL") return jsonList(readQuotedList(body)?.values ?? readPlainList(body)) ?? onOneLine(body);
  if (keyword === "EXPOSE")
    return onOneLine((readPlainList(body) ?? [body]).map((port) => port.replace(/\/tcp(?=\s|$)/g, "")).join(" "));
  if (keyword === "VOLUME")
    return jsonList(readQuotedList(body)?.values) ?? onOneLine(readPlainList(body)?.join(" ") ?? body);
  if (keyword === "ADD" || keyword === "COPY")
    return onOneLine(body.replace(/^((?:--\S+ ){0,8})(file|dir|multi|url):?[0-9a-f]{8,128} in /, "$1$2:… "));
  return onOneLine(body);
}

/** A value may hold a line end; an instruction may not. */
function onOneLine(text: string): string {
  return text.trim().replaceAll("\n", "\\n");
}

function commandText(body: string): string {
  const list = readQuotedList(body);
  if (list?.end !== body.length) return onOneLine(body);
  const script = scriptOf(list.values);
  const isPlain = script !== undefined && script.trim() !== "" && !/^\s*\[|\n/.test(script);
  return isPlain ? script : (jsonList(list.values) ?? body);
}

function jsonList(words: readonly string[] | undefined): string | undefined {
  return words && `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** `&{["CMD-SHELL" "x"] "30s" "3s" "0s" "0s" '\x03'}`, or `{Test:[CMD-SHELL x] Interval:30s … Retries:3}`. */
function healthText(body: string): string | undefined {
  const named =
    /^&?\{Test:\[([\s\S]*)\] Interval:(\S+) Timeout:(\S+) StartPeriod:(\S+)(?: StartInterval:(\S+))? Retries:(\d+)\}$/.exec(
      body,
    );
  if (named) {
    const [, test = "", interval, timeout, start, between, retries] = named;
    const [kind = "", ...words] = test.split(" ");
    const values = kind === "CMD-SHELL" ? [kind, words.join(" ")] : [kind, ...words];
    return healthcheck(values, { interval, timeout, "start-period": start, "start-interval": between, retries });
  }
  const list = body.startsWith("&{") ? readQuotedList(body, 2) : undefined;
  const rest = list && /^((?: "[^"]{0,40}"){3,4}) '(.{1,12})'\}$/.exec(body.slice(list.end));
  if (!list || !rest) return undefined;
  const times = [...(rest[1] ?? "").matchAll(/"([^"]*)"/g)].map(([, time]) => time);
  const [interval, timeout, start, between] = times;
  const retries = `${unquoteGo(rest[2] ?? "").codePointAt(0) ?? 0}`;
  return healthcheck(list.values, { interval, timeout, "start-period": start, "start-interval": between, retries });
}

function healthcheck(test: readonly string[], flags: Readonly<Record<string, string | undefined>>): string {
  const [kind, ...words] = test;
  if (kind === undefined || kind === "NONE" || kind === "") return "NONE";
  const set = Object.entries(flags).filter(([, value]) => value !== undefined && value !== "0" && value !== "0s");
  const command = kind === "CMD-SHELL" ? onOneLine(words.join(" ")) : jsonList(words);
  return [...set.map(([name, value]) => `--${name}=${value}`), "CMD", command].join(" ");
}

function runStep(body: string): StepText {
  const { script, buildArgs } = readRunText(body);
  return { text: `RUN ${scriptText(script.trim())}`.trimEnd(), instruction: "run", buildArgs };
}

/** A script of several lines came from a here-document; what was one instruction over several lines is broken again. */
function scriptText(script: string): string {
  if (!script.includes("\n")) return broken(script);
  const [first = "", ...rest] = script.split("\n");
  const own = /<<-?\s?["']?([A-Za-z_]\w*)/.exec(first)?.[1];
  if (own !== undefined && rest.some((line) => line.trim() === own)) return script;
  const lines = new Set(script.split("\n"));
  let name = "EOF";
  while (lines.has(name)) name += "_";
  return `<<${name}\n${script}\n${name}`;
}

/**
 * Builders join the lines of an instruction and keep the indentation, so several blanks outside quotes show where a line
 * ended. A line break behind a backslash is a blank to the shell: the text means the same.
 */
function broken(script: string): string {
  const isLong = script.length > longestRunLine;
  let out = "";
  let quote = "";
  for (let at = 0; at < script.length; at++) {
    const character = script[at] ?? "";
    if (character === "\\" && quote !== "'") {
      out += script.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === " " || character === "\t") {
      const end = endOfBlanks(script, at);
      const isBreak =
        end - at > 1 || character === "\t" || (isLong && /^(?:&&|\|\|) /.test(script.slice(end, end + 3)));
      out += isBreak ? " \\\n    " : " ";
      at = end - 1;
      continue;
    }
    out += character;
  }
  return out;
}

function endOfBlanks(text: string, start: number): number {
  let end = start;
  while (text[end] === " " || text[end] === "\t") end += 1;
  return end;
}
