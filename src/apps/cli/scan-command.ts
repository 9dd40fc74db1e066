import { UserError } from "../../engine/errors.ts";
import { check, exitStatus } from "../../engine/run.ts";
import type { AskedVulnerabilities } from "../../engine/vulnerabilities.ts";
import { readTextFile } from "../../files/read-text.ts";
import type { ExpiredIgnore } from "../../project/facts.ts";
import { imageUnit } from "../../project/image-unit.ts";
import { scanFormats } from "../../report/render.ts";
import { createSource, type Source } from "../../text/source.ts";
import { isShown } from "../../vulnerabilities/filter.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openImages } from "./image.ts";
import { imageVulnerabilities } from "./image-vulnerabilities.ts";
import { isOn, parseOptions, textOf } from "./options.ts";
import { checkOptions, failOnOf, loadConfig, shownOf } from "./run-options.ts";
import { vulnerabilityFilter } from "./vulnerability-options.ts";
import { formatOf, writeReport } from "./write-report.ts";

/** `seaworthy scan`: each image is a report of its own. */
export async function runScan(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("scan"), "scan");
  const format = formatOf(options, scanFormats);
  const isFile = textOf(options, "output") !== undefined || textOf(options, "write-baseline") !== undefined;
  if (options.positionals.length > 1 && (isFile || format !== "pretty"))
    throw new UserError(`--format ${format}, --output and --write-baseline take one image at a time`, {
      next: "Run the command once for each image.",
    });
  const config = await loadConfig(options, ["."]);
  const failOn = failOnOf(options, config);
  const shown = shownOf(options);
  const filter = vulnerabilityFilter(options, shown);
  const when = { isFixableOnly: isOn(options, "fail-on-fixable") };
  let worst: 0 | 1 | 2 = 0;
  for await (const image of openImages(options, context, "scan")) {
    const settings = checkOptions(options, config, context, [image.facts.name]);
    const decisions = { excuses: config.values.excuses ?? [], baseline: settings.baseline };
    const vulnerabilities = await imageVulnerabilities(image, decisions, options, context);
    const expired = expiredIgnores(vulnerabilities);
    const report = check([{ unit: imageUnit(image, expired) }], { ...settings, vulnerabilities, failOn });
    await writeReport(report, options, context, {
      ...{ format, paths: [image.facts.name], shown },
      isShown: (one) => isShown(one, filter),
    });
    worst = Math.max(worst, exitStatus(report, failOn, when)) as 0 | 1 | 2;
  }
  return worst;
}

/** Excuses that have run out, with the config they stand in. */
function expiredIgnores(asked: AskedVulnerabilities): readonly ExpiredIgnore[] {
  const entries = "whyNot" in asked ? [] : (asked.expiredIgnores ?? []);
  const sources = new Map<string, Source>();
  return entries.map(({ path, ...entry }) => {
    const file = sources.has(path) ? undefined : readTextFile(path);
    const source = sources.get(path) ?? createSource(path, file && "text" in file ? file.text : "");
    sources.set(path, source);
    return { ...entry, source };
  });
}
