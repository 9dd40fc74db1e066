/** Secrets in a line of the history: build arguments, pairs of ENV, ARG and LABEL, and the command itself. */
import { readHistoryLine } from "./history-line.ts";
import type { LookedAt, SecretNotes, SecretPlace } from "./secret-notes.ts";
import { moved, type Sighting, sightingsInText, sightingsOfPair, unjudged } from "./text-secrets.ts";

/** Looks at one line. What stands behind ENV, ARG and LABEL gets the verdict that it gets in a Dockerfile. */
export function noteHistory(line: string, place: SecretPlace, notes: SecretNotes): LookedAt {
  const { instruction, buildArgs, pairs, rest } = readHistoryLine(line);
  const given = [...buildArgs, ...(instruction === "arg" ? pairs : [])].flatMap(sightings);
  const kept = instruction === "arg" ? [] : pairs.flatMap(sightings);
  const isPairs = instruction === "env" || instruction === "arg" || instruction === "label";
  // Behind pairs nothing is left but what they did not take: it is masked, and no finding.
  const text = sightingsInText(line.slice(rest)).map((each) => moved(isPairs ? unjudged(each) : each, rest));
  const command = text.filter(({ start }) => start >= (buildArgs.at(-1)?.end ?? 0));
  notes.note(line, given, { ...place, isBuildArg: true });
  notes.note(line, [...kept, ...command], place);
  // What the taking apart got wrong is masked, and never a finding.
  const wide = buildArgs.length + pairs.length > 0 ? sightingsInText(line).map(unjudged) : [];
  return { text: line, sightings: [...given, ...kept, ...text, ...wide] };
}

function sightings({ name, value, start }: { name: string; value: string; start: number }): Sighting[] {
  return sightingsOfPair(name, value, start);
}
