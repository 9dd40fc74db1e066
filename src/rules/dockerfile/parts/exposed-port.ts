import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction, Word } from "../../../dockerfile/tree.ts";

/** One port of an EXPOSE, taken apart as BuildKit does (docker/go-connections, `nat.ParsePortSpec`). */
export interface ExposedPort {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly word: Word;
  /** The word with its variables expanded; where it expands to several, one of them. */
  readonly text: string;
  /** True when `text` is what stands in the file. */
  readonly literal: boolean;
  /** `127.0.0.1:8080` of `127.0.0.1:8080:80`; empty in plain EXPOSE. */
  readonly host: string;
  /** `80` or `8000-8010`, without the protocol. */
  readonly container: string;
  /** Both ends are the same for a single port; undefined when it is no number. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
  /** As written; `tcp` when there is none. */
  readonly protocol: string;
}

const cache = derivedStore<Dockerfile, readonly ExposedPort[]>();

/** Every port of every stage whose value is known. */
export function exposedPorts(dockerfile: Dockerfile): readonly ExposedPort[] {
  return cache.of(dockerfile, collectPorts);
}

function collectPorts(dockerfile: Dockerfile): readonly ExposedPort[] {
  const ports: ExposedPort[] = [];
  for (const stage of dockerfile.stages)
    for (const instruction of stage.instructions)
      if (instruction.name === "expose") addPorts(stage, instruction, ports);
  return ports;
}

function addPorts(stage: Stage, instruction: Instruction, ports: ExposedPort[]): void {
  for (const word of instruction.args) {
    // No comment to Docker, but neither are the words behind it ports.
    if (word.text.startsWith("#")) return;
    const value = stage.expand(instruction, word.text);
    if (!value.known) continue;
    for (const text of value.text.split(/\s+/))
      if (text !== "") ports.push({ ...readPort(text, word), instruction, stage });
  }
}

function readPort(text: string, word: Word): Omit<ExposedPort, "instruction" | "stage"> {
  const slash = text.indexOf("/");
  const ports = slash === -1 ? text : text.slice(0, slash);
  const colon = ports.lastIndexOf(":");
  const container = ports.slice(colon + 1);
  return {
    word,
    text,
    literal: word.text === text && word.span.end - word.span.start === text.length,
    host: colon === -1 ? "" : ports.slice(0, colon),
    container,
    range: rangeOf(container),
    protocol: slash === -1 || slash === text.length - 1 ? "tcp" : text.slice(slash + 1),
  };
}

function rangeOf(text: string): ExposedPort["range"] {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  return { first, last: match[2] === undefined ? first : Number(match[2]) };
}
