import { systemSupport } from "../../bases/system-support.ts";
import type { OperatingSystem } from "../../packages/operating-system.ts";

/** How long a system is looked after, for readers. */
export interface SupportNote {
  /** True when it has ended, for those who pay nothing; null where that is not known. */
  readonly eol: boolean | null;
  /** Sentence part: "supported until 2026-06-10"; "" where nothing is known. */
  readonly words: string;
}

/** The system on a day (ISO date). Without a day nothing is said of it. */
export function supportNote(os: OperatingSystem, today: string | undefined): SupportNote {
  const support = today === undefined || !/^\d{4}-\d\d-\d\d$/.test(today) ? undefined : systemSupport(os, today);
  if (!support) return { eol: null, words: "" };
  const { state, date } = support;
  if (state === "ended")
    return { eol: true, words: date === undefined ? "no longer supported" : `support ended on ${date}` };
  if (state === "lts-only") return { eol: false, words: `long-term support by volunteers until ${date}` };
  return { eol: false, words: date === undefined ? "supported" : `supported until ${date}` };
}
