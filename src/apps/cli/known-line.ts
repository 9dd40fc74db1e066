/**
 * The line at the end of a check that tells of known vulnerabilities in the project's lockfiles. Without a store it costs one
 * look at a folder; with one the counter is loaded from its own bundle, `count.cjs` beside this one. It never asks the network,
 * and what goes wrong in it is no fault of the check: then there is no line.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { countText } from "../../text/quantities.ts";
import type { VulnerabilityExcuse } from "../../vulnerabilities/excuses.ts";
import { advisoryFolder } from "./advisory-folder.ts";
import type { KnownCount } from "./count-known.ts";

type Counter = Pick<typeof import("./count-known.ts"), "countKnown">;

/** Asks once for the excuses, and only where they are needed. */
export async function knownLine(
  folders: readonly string[],
  today: string,
  excuses: () => Promise<readonly VulnerabilityExcuse[]>,
): Promise<string | undefined> {
  const store = advisoryFolder();
  if (folders.length !== 1 || process.env.SEAWORTHY_ADVISORIES === "none" || !existsSync(store)) return undefined;
  const [folder = "."] = folders;
  try {
    const known = await loadCounter()?.countKnown(folder, store, today, await excuses());
    return known && lineOf(known, folder);
  } catch {
    // A store that is damaged, or that this machine cannot open: `seaworthy db status` tells, a check does without.
    return undefined;
  }
}

/** Run from its source, there are no bundles. */
function loadCounter(): Counter | undefined {
  if (typeof __dirname === "undefined") return undefined;
  const bundle = join(__dirname, "count.cjs");
  return existsSync(bundle) ? (createRequire(bundle)(bundle) as Counter) : undefined;
}

/** `Known vulnerabilities in 2 lockfiles: 12, 4 of them critical or high. See: seaworthy scan dir:.` */
export function lineOf({ lockfiles, vulnerabilities, severe, missing }: KnownCount, folder: string): string {
  const files = countText(lockfiles, "lockfile");
  const bad = severe === 0 ? "" : `, ${severe} of them critical or high`;
  const gap = missing.length === 0 ? "" : ` (not asked: ${missing.join(", ")})`;
  if (vulnerabilities === 0) return `Known vulnerabilities in ${files}: none${gap}.\n`;
  return `Known vulnerabilities in ${files}: ${vulnerabilities}${bad}${gap}. See them: seaworthy scan dir:${folder}\n`;
}
