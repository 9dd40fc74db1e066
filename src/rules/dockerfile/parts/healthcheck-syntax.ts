import type { Flag, Instruction } from "../../../dockerfile/tree.ts";
import type { Problem } from "../../../finding/finding.ts";
import { durationMilliseconds } from "./duration.ts";

/** What BuildKit refuses in a HEALTHCHECK. Its flags are not expanded, so a variable is a bad value too. */
export function* healthcheckProblems({ args, flags, keyword }: Instruction): Generator<Problem> {
  const [type, command] = args;
  const kind = type?.text.toUpperCase();
  if (!type) {
    yield { at: keyword.span, message: "HEALTHCHECK needs CMD and a command, or NONE." };
    return;
  }
  if (kind === "NONE") {
    if (command) yield { at: command.span, message: "HEALTHCHECK NONE takes no arguments." };
    return;
  }
  if (kind !== "CMD") yield { at: type.span, message: `HEALTHCHECK needs CMD before its command, not ${type.text}.` };
  else if (!command) yield { at: type.span, message: "HEALTHCHECK CMD has no command." };
  for (const flag of flags) yield* flagValue(flag);
}

const durations: ReadonlySet<string> = new Set(["interval", "timeout", "start-period", "start-interval"]);

function* flagValue({ name, value, span }: Flag): Generator<Problem> {
  if (!value) return;
  if (durations.has(name)) {
    const time = durationMilliseconds(value);
    if (time === undefined)
      yield { at: span, message: `--${name} needs a duration with its unit, such as 30s or 1m30s, not ${value}.` };
    else if (time !== 0 && time < 1) yield { at: span, message: `--${name} cannot be less than 1ms.` };
  }
  if (name === "retries" && !/^[+]?\d{1,9}$/.test(value))
    yield { at: span, message: `--retries needs a whole number, not ${value}.` };
}
