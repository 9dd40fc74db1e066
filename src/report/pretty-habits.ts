import type { HabitState } from "../engine/report.ts";
import { listed } from "./actions.ts";
import type { Terminal } from "./pretty-terminal.ts";
import { labelled } from "./wrap.ts";

/** Mark and words of each state. The mark is plain ASCII: it lines up and reads everywhere, colour or not. */
const states = {
  holds: { mark: "+", words: "holds" },
  broken: { mark: "x", words: "broken" },
  unknown: { mark: "?", words: "not looked" },
} as const;

/** The ten habits, one line each, in their order. */
export function checklistLines(terminal: Terminal): string[] {
  const { report, paint } = terminal;
  if (report.habits.length === 0) return [];
  return [
    paint.bold("Habits of a seaworthy container"),
    ...report.habits.flatMap((state) => habitLines(terminal, state)),
  ];
}

function habitLines({ paint, say, width }: Terminal, { habit, state, why }: HabitState): string[] {
  const { mark, words } = states[state];
  const label = `  ${mark} ${habit.padEnd(16)}${words.padEnd(12)}`;
  const [first = "", ...rest] = labelled(label, say(why), width);
  const colour = state === "holds" ? paint.good : state === "broken" ? paint.bad : paint.dim;
  return [colour(label.trimEnd()) + first.slice(label.trimEnd().length), ...rest];
}

/** Two lines: which habits hold, and which were not looked at and why. A broken one is always told in full. */
export function habitSummaryLines(terminal: Terminal): string[] {
  const { report, width, say, paint } = terminal;
  const of = (state: HabitState["state"]) => report.habits.filter((each) => each.state === state);
  const out = of("broken").flatMap((state) => habitLines(terminal, state));
  const holds = of("holds").map(({ habit }) => habit);
  if (holds.length > 0) out.push(...labelled("  + holds: ", listed(holds), width).map(paint.good));
  const reasons = new Map<string, string[]>();
  for (const { habit, why } of of("unknown")) reasons.set(why, [...(reasons.get(why) ?? []), habit]);
  for (const [why, habits] of reasons)
    out.push(...labelled("  ? not looked: ", `${listed(habits)} - ${say(why)}`, width));
  return out;
}
