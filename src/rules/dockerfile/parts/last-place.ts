/**
 * Where a line that is to hold when the container starts belongs: as late in the stage as possible, just above the closing
 * HEALTHCHECK, ENTRYPOINT and CMD, so that every RUN and COPY before it stays as it is.
 */
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAfter, wholeLines } from "../../../dockerfile/edits.ts";
import type { DockerfileTree, Instruction } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import { lineEndOf } from "../../../text/source.ts";

/** Between two instructions of a stage; FROM counts as one. */
export interface Place {
  readonly before: Instruction;
  /** Undefined at the end of the stage. */
  readonly after: Instruction | undefined;
}

const starting: ReadonlySet<string> = new Set(["healthcheck", "entrypoint", "cmd"]);
const settings: ReadonlySet<string> = new Set([
  ...["healthcheck", "entrypoint", "cmd", "expose", "volume", "label", "stopsignal", "env", "arg", "maintainer"],
]);

/** `keepBelow`: instructions that have to come after the new line, such as the VOLUME of a directory it makes. */
export function lastPlace(stage: Stage, keepBelow: readonly Instruction[] = []): Place {
  const { instructions } = stage;
  let tail = instructions.length;
  while (tail > 0 && settings.has(instructions[tail - 1]?.name ?? "")) tail--;
  let at = tail;
  while (at < instructions.length) {
    const one = instructions[at];
    if (!one || starting.has(one.name) || keepBelow.includes(one)) break;
    at++;
  }
  return { before: instructions[at - 1] ?? stage.from, after: instructions[at] };
}

/** Adds lines at the place, above the comments that belong to what follows. */
export function insertLines(tree: DockerfileTree, { before, after }: Place, lines: readonly string[]): Edit {
  if (!after) return insertAfter(tree, before, lines.join("\n"));
  const eol = lineEndOf(tree.source.text);
  const start = startWithComments(tree, after);
  return { start, end: start, text: lines.map((line) => line.replaceAll("\n", eol) + eol).join("") };
}

function startWithComments({ nodes }: DockerfileTree, instruction: Instruction): number {
  let start = wholeLines(instruction).start;
  for (let at = nodes.indexOf(instruction) - 1; at >= 0; at--) {
    const node = nodes[at];
    if (node?.kind !== "comment") break;
    start = node.lines[0]?.start ?? start;
  }
  return start;
}
