import { parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Span } from "../../../text/source.ts";

/** What COPY --from or RUN --mount=…,from= takes its files from. */
export interface StageSource {
  readonly option: "--from" | "from";
  /** As written: a stage's name or number, a named context, an image. Never empty. */
  readonly name: string;
  readonly at: Span;
}

/** The sources an instruction names, an ONBUILD's trigger included, in order. */
export function stageSources(instruction: Instruction): readonly StageSource[] {
  const one = instruction.trigger ?? instruction;
  if (one.flags.length === 0) return [];
  if (one.name === "copy") {
    return one.flags
      .filter((flag) => flag.name === "from" && flag.value)
      .map((flag) => ({ option: "--from", name: flag.value ?? "", at: flag.valueSpan }));
  }
  if (one.name !== "run") return [];
  return parseMounts(one).flatMap(({ from }) =>
    from?.text ? [{ option: "from" as const, name: from.text, at: from.span }] : [],
  );
}
