/**
 * Asks the advisories about an image that was opened: what it needs of the store is fetched, then everything is looked up.
 * What was wanted and could not be looked for is never passed over.
 */
import { collectionsOf } from "../../advisories/match-packages.ts";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { type Baseline, baselineFingerprints } from "../../engine/baseline.ts";
import { UserError } from "../../engine/errors.ts";
import type { AskedVulnerabilities } from "../../engine/vulnerabilities.ts";
import type { AssembledImage } from "../../inventory/assemble-image.ts";
import type { VulnerabilityExcuse } from "../../vulnerabilities/excuses.ts";
import { findVulnerabilities } from "../../vulnerabilities/find-vulnerabilities.ts";
import { applyVex } from "../../vulnerabilities/vex/apply-vex.ts";
import { type NoAdvisories, type OpenedAdvisories, openAdvisories } from "./advisory-store.ts";
import type { CommandContext } from "./context.ts";
import { type ParsedOptions, textOf } from "./options.ts";
import { buildArgsOf } from "./run-options.ts";
import { readVexFiles } from "./vex-files.ts";

/** What the project has decided about vulnerabilities. */
export interface Decisions {
  readonly excuses: readonly VulnerabilityExcuse[];
  readonly baseline: Baseline | undefined;
}

export async function imageVulnerabilities(
  image: AssembledImage,
  { excuses, baseline }: Decisions,
  options: ParsedOptions,
  context: CommandContext,
): Promise<AskedVulnerabilities> {
  const { facts } = image;
  const vex = applyVex(readVexFiles(options), facts);
  const opened = await opening(collectionsOf(facts.packages, facts.os), options, context);
  if ("whyNot" in opened) return opened;
  try {
    for (const note of opened.notes) context.note(`seaworthy: ${note}\n`);
    const dockerfile = dockerfileOf(image, options);
    const found = findVulnerabilities({
      ...{ image: facts, lookup: opened.lookup, today: context.today, excuses },
      ...(dockerfile ? { dockerfile } : {}),
      baseline: baselineFingerprints(baseline),
      excusedBy: vex.excuse,
      missing: opened.missing,
    });
    // What was not looked for can prove no statement useless.
    const unused = found.unknowns.some(({ fatal }) => fatal) ? [] : vex.unused();
    return { ...found, unusedIgnores: [...found.unusedIgnores, ...unused] };
  } finally {
    opened.close();
  }
}

/** A store that does not open (a disk, a machine its engine does not run on) costs only the vulnerabilities. */
async function opening(
  needed: readonly string[],
  options: ParsedOptions,
  context: CommandContext,
): Promise<OpenedAdvisories | (NoAdvisories & { readonly isFatal?: boolean })> {
  try {
    return await openAdvisories(needed, options, context);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return {
      whyNot: `The store of advisories cannot be opened (${why}). \`seaworthy db status\` says more; --no-vulnerabilities does without.`,
      isFatal: true,
    };
  }
}

/** With the stages that were resolved when its lines were laid beside the steps. */
function dockerfileOf({ facts, dockerfile }: AssembledImage, options: ParsedOptions) {
  if (!dockerfile) return undefined;
  if (!facts.dockerfile?.isGiven) return resolveDockerfile(dockerfile);
  const target = textOf(options, "target");
  return resolveDockerfile(dockerfile, {
    buildArgs: new Map(buildArgsOf(options)),
    ...(target === undefined ? {} : { target }),
  });
}
