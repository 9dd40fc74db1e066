import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { findFlag, flagValue, hasFlag, operandsOf, readArguments } from "../../../dockerfile/command-queries.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";

/** A `curl` or `wget` that fetches something. */
export interface Download {
  readonly command: Command;
  readonly tool: "curl" | "wget";
  /** The words that are addresses; dynamic ones are among them. Never empty. */
  readonly urls: readonly ShellWord[];
  /** What comes is written to standard output: into a pipe, a substitution or a redirect. */
  readonly toStdout: boolean;
}

const cache = derivedStore<Command, Download | undefined>();

/** Undefined for any other program, and where no address is given (`curl --version`). */
export function readDownload(command: Command): Download | undefined {
  if (command.name !== "curl" && command.name !== "wget") return undefined;
  return cache.of(command, command.name === "curl" ? readCurl : readWget);
}

function readCurl(command: Command): Download | undefined {
  const given = readArguments(command).flags.flatMap((flag) =>
    flag.name === "--url" && flag.valueWord ? [flag.valueWord] : [],
  );
  const urls = [...given, ...operandsOf(command).filter(looksLikeAddress)];
  if (urls.length === 0) return undefined;
  const toFile = hasFlag(command, "-O", "--remote-name", "--remote-name-all", "-J", "--remote-header-name");
  const output = flagValue(command, "-o", "--output");
  return { command, tool: "curl", urls, toStdout: !toFile && (output === undefined || isStdout(output)) };
}

function readWget(command: Command): Download | undefined {
  const urls = operandsOf(command).filter(looksLikeAddress);
  if (urls.length === 0) return undefined;
  const output = flagValue(command, "-O", "--output-document");
  return { command, tool: "wget", urls, toStdout: output !== undefined && isStdout(output) };
}

function isStdout(path: string): boolean {
  return path === "-" || path === "/dev/stdout";
}

/** Values of flags we do not know end up among the operands: an address has a scheme, a dot, a slash or a variable. */
function looksLikeAddress(word: ShellWord): boolean {
  const text = word.pattern;
  return !text.startsWith("=") && (/[./]|localhost/.test(text) || text.includes("\u0000"));
}

/** `http`, `https`, `ftp`; curl and wget take `http` where none is written; undefined where a variable hides it. */
export function schemeOf(url: ShellWord): string | undefined {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url.pattern)?.[1];
  if (scheme) return scheme.toLowerCase();
  return url.pattern.startsWith("\u0000") ? undefined : "http";
}

/** Host in lower case without port and credentials; undefined where a variable is part of it. */
export function hostOf(url: string): string | undefined {
  const rest = url.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//, "");
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  if (authority.includes("\u0000")) return undefined;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return (/^\[[^\]]*\]/.exec(host)?.[0] ?? host.replace(/:\d*$/, "")).toLowerCase();
}

const privateHost =
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0$|\[)|\.(?:local|localhost|internal|intranet|lan|home|corp|test|svc|cluster)$/;

/** This machine, a private address or a name only a private network knows: `localhost`, `proxy`, `10.0.0.3`, `nexus.internal`. */
export function isPrivateHost(host: string): boolean {
  return !host.includes(".") || privateHost.test(host);
}

/** The flag that makes `curl` treat an error page as a failure. */
export function failsOnError(command: Command): boolean {
  return findFlag(command, "-f", "--fail", "--fail-with-body", "--fail-early") !== undefined;
}
