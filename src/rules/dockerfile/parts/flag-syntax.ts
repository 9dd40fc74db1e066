/**
 * Flags BuildKit refuses. Unknown flags of instructions that take flags are let through, as newer builders add some,
 * unless they are almost a known one. Reference: BuildKit frontend/dockerfile/instructions/bflag.go and parse.go.
 */

import type { Flag, Instruction } from "../../../dockerfile/tree.ts";
import type { Problem } from "../../../finding/finding.ts";
import { nearest } from "../../../text/nearest.ts";

type Kind = "switch" | "value" | "values";

const ownership: Readonly<Record<string, Kind>> = { chown: "value", chmod: "value", link: "switch", exclude: "values" };

const knownFlags: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  from: { platform: "value" },
  copy: { ...ownership, from: "value", parents: "switch" },
  add: { ...ownership, checksum: "value", "keep-git-dir": "switch", unpack: "switch" },
  run: { mount: "values", network: "value", security: "value", device: "values" },
  healthcheck: {
    interval: "value",
    timeout: "value",
    "start-period": "value",
    "start-interval": "value",
    retries: "value",
  },
};

/** These read their flags, and know none. ARG and STOPSIGNAL do not even look. */
const takesNone: ReadonlySet<string> = new Set([
  ...["cmd", "entrypoint", "env", "expose", "label", "maintainer", "onbuild", "shell", "user", "volume", "workdir"],
]);

const modes: Readonly<Record<string, readonly string[]>> = {
  network: ["default", "none", "host"],
  security: ["insecure", "sandbox"],
};

/** What is wrong with the flags of one instruction. */
export function* flagProblems(instruction: Instruction): Generator<Problem> {
  const { flags, name, args } = instruction;
  const [first] = flags;
  if (!first) return;
  const upper = name.toUpperCase();
  if (takesNone.has(name)) {
    yield { at: first.span, message: `${upper} takes no flags: ${first.raw} stops the build.` };
    return;
  }
  const known = knownFlags[name];
  // HEALTHCHECK NONE does not look at its flags.
  if (!known || (name === "healthcheck" && args[0]?.text.toUpperCase() === "NONE")) return;
  const seen = new Set<string>();
  for (const flag of flags) {
    const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    if (!kind) yield* slipOf(flag, upper, Object.keys(known));
    else if (kind !== "values" && seen.has(flag.name))
      yield { at: flag.span, message: `--${flag.name} is given twice.` };
    else yield* valueProblems(flag, kind, args[0]?.text);
    seen.add(flag.name);
  }
}

function* slipOf(flag: Flag, upper: string, known: readonly string[]): Generator<Problem> {
  const near = nearest(flag.name, known);
  if (near === undefined) return;
  const message = `${upper} has no flag --${flag.name}: did you mean --${near}?`;
  yield { at: flag.span, message, severity: "medium", confidence: "medium" };
}

function* valueProblems(flag: Flag, kind: Kind, next: string | undefined): Generator<Problem> {
  const { name, value, span } = flag;
  if (kind === "switch") {
    if (value !== undefined && !/^(?:true|false)$/i.test(value))
      yield { at: span, message: `--${name} is either there or not: it takes true or false, not "${value}".` };
    return;
  }
  if (value === undefined) {
    const example = next !== undefined && !next.startsWith("-") && next.length < 40 ? next : "…";
    yield { at: span, message: `--${name} needs its value behind an equals sign: --${name}=${example}.` };
  }
  const allowed = modes[name];
  if (value !== undefined && allowed && !allowed.includes(value))
    yield { at: span, message: `--${name} takes ${allowed.join(", ")}, not "${value}".` };
}
