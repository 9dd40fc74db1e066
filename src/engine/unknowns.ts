/**
 * What could not be decided about one file: what its reader gave up on, what its neighbours do not tell, rules that
 * failed. Each says which habits it leaves open.
 */
import { habits, type Unknown } from "../finding/finding.ts";
import { dockerfileUnknowns } from "./dockerfile-unknowns.ts";
import type { Examined } from "./examine.ts";
import type { OpenUnknown } from "./open-unknown.ts";
import { projectUnknowns } from "./project-unknowns.ts";
import { locate } from "./stamp.ts";

/** Everything unknown about a file that was read. */
export function unknownsOf(examined: Examined, stage: string | undefined): readonly OpenUnknown[] {
  const { dockerfile, image } = examined.facts;
  return [
    ...(image?.unknowns ?? []).map(imageUnknown),
    ...(dockerfile ? dockerfileUnknowns(dockerfile, stage) : []),
    ...projectUnknowns(examined),
    ...crashes(examined),
  ];
}

/** What of an image stayed unread may hold anything; what is only not told leaves no habit open. */
function imageUnknown({ what, why, fatal = false }: Unknown): OpenUnknown {
  return { habits: fatal ? habits : [], unknown: { what, why, fatal } };
}

/** A file that could not be read at all. */
export function unreadableFile(path: string, why: string): OpenUnknown {
  const start = { line: 1, column: 1 };
  return {
    habits,
    unknown: { what: path, why, fatal: true, location: { path, start, end: start, span: { start: 0, end: 0 } } },
  };
}

/** Only the kind of error is told: its message may quote the file, and with it a secret. */
function crashes({ source, crashed }: Examined): readonly OpenUnknown[] {
  return crashed.map(({ rule, error }) => ({
    habits: [rule.habit],
    unknown: {
      what: `rule ${rule.id} on ${source.path}`,
      why: `The rule failed (${error instanceof Error ? error.name : "not an Error"}); the others ran. Please report it; until then, --skip ${rule.id} runs without it.`,
      fatal: true,
      location: locate(source, { start: 0, end: 0 }),
    },
  }));
}

/** Each fatal one once: a folder that is shut is met by the search for files and by every context it lies in. */
export function saidOnce(unknowns: readonly OpenUnknown[]): readonly OpenUnknown[] {
  const said = new Set<string>();
  return unknowns.filter(({ unknown: { what, why, fatal } }) => !fatal || said.size < said.add(`${what}\0${why}`).size);
}
