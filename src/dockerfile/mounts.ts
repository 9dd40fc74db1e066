import type { Span } from "../text/source.ts";
import type { Flag, Instruction, Word } from "./tree.ts";

/** One `RUN --mount=…`. Values are as written, variables not expanded. */
export interface Mount {
  readonly flag: Flag;
  /** `bind` when none is named. */
  readonly type: string;
  readonly id: string | undefined;
  /** `target`, `dst` or `destination`. */
  readonly target: string | undefined;
  readonly source: string | undefined;
  /** Stage or image it is taken from. */
  readonly from: Word | undefined;
  /** Variable a secret is put in. */
  readonly env: string | undefined;
  readonly required: boolean;
  readonly mode: string | undefined;
  readonly uid: string | undefined;
  /** Every `key=value` as written, in order; a bare key has no value. */
  readonly fields: readonly { readonly key: string; readonly value: string | undefined }[];
}

const none: readonly Mount[] = [];

/** The mounts of a RUN, in order. Reference: BuildKit docs "RUN --mount". */
export function parseMounts(instruction: Instruction): readonly Mount[] {
  if (instruction.flags.length === 0) return none;
  return instruction.flags.filter((flag) => flag.name === "mount").map(mountOf);
}

function mountOf(flag: Flag): Mount {
  const fields = (flag.value ?? "").split(",").map((field) => {
    const equals = field.indexOf("=");
    const key = (equals === -1 ? field : field.slice(0, equals)).trim().toLowerCase();
    return { key, value: equals === -1 ? undefined : field.slice(equals + 1).trim() };
  });
  const first = (...keys: string[]) => fields.find((field) => keys.includes(field.key))?.value;
  const from = first("from");
  const required = fields.find((field) => field.key === "required");
  return {
    flag,
    type: first("type") ?? "bind",
    id: first("id"),
    target: first("target", "dst", "destination"),
    source: first("source", "src"),
    from: from === undefined ? undefined : { text: from, span: fromSpan(flag, from) },
    env: first("env"),
    required: required !== undefined && required.value !== "false" && required.value !== "0",
    mode: first("mode"),
    uid: first("uid"),
    fields,
  };
}

/** The name after `from=`; the whole value where quotes or escapes hide it. */
function fromSpan(flag: Flag, from: string): Span {
  const at = flag.raw.lastIndexOf(`from=${from}`);
  const start = flag.span.start + at + "from=".length;
  const plain = at !== -1 && flag.raw.length === flag.span.end - flag.span.start;
  return plain ? { start, end: start + from.length } : flag.valueSpan;
}
