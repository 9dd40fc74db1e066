// In comes an effective context; out goes one entry for each instruction that takes files of it, with all its sources
// together, and how much of that comes into the image. Both the tree and the JSON document are made from it.

import type { ContextFile, EffectiveContext, Reach, Transfer } from "../context/effective-context.ts";
import type { Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import { positionAt } from "../text/source.ts";

/** An instruction with what it takes. */
export interface ContextCopy {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** `COPY`, `ADD`, `RUN` for a bind mount. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** One for each source. */
  readonly transfers: readonly Transfer[];
  /** Each file once, in the order of their paths. */
  readonly files: readonly ContextFile[];
  /** Those that come into the image that is shipped. */
  readonly shipped: readonly ContextFile[];
  /** How the first of them does. */
  readonly way: Reach | undefined;
}

/** Those of all stages, in the order of the file. */
export function contextCopies({ dockerfile, transfers }: EffectiveContext): ContextCopy[] {
  const groups = new Map<string, Transfer[]>();
  for (const transfer of transfers) {
    // A trigger of ONBUILD runs once in each stage that sets it off.
    const key = `${transfer.stage.index} ${transfer.instruction.span.start}`;
    const group = groups.get(key);
    if (group) group.push(transfer);
    else groups.set(key, [transfer]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { instruction, stage, kind } = first;
    const line = positionAt(dockerfile.source, instruction.span.start).line;
    const name = kind === "bind" ? "RUN" : kind.toUpperCase();
    return [{ instruction, stage, name, line, transfers: group, files: filesOf(group), ...shippedOf(group) }];
  });
}

function filesOf(transfers: readonly Transfer[]): readonly ContextFile[] {
  const [first] = transfers;
  if (first && transfers.length === 1) return first.files();
  return [...new Set(transfers.flatMap((transfer) => transfer.files()))].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function shippedOf(transfers: readonly Transfer[]): Pick<ContextCopy, "shipped" | "way"> {
  const shipped: ContextFile[] = [];
  let way: Reach | undefined;
  for (const transfer of transfers)
    for (const file of transfer.files()) {
      const reach = transfer.reach(file);
      if (!reach) continue;
      way ??= reach;
      shipped.push(file);
    }
  return { shipped: transfers.length > 1 ? [...new Set(shipped)] : shipped, way };
}
