import { UserError } from "../../engine/errors.ts";
import { check } from "../../engine/run.ts";
import { isFailing } from "../../engine/vulnerabilities.ts";
import { imageUnit } from "../../project/image-unit.ts";
import { renderComparisonJson } from "../../report/vulnerabilities/compare-json.ts";
import { renderComparisonMarkdown } from "../../report/vulnerabilities/compare-markdown.ts";
import { renderComparison } from "../../report/vulnerabilities/compare-pretty.ts";
import type { JudgedComparison } from "../../report/vulnerabilities/compare-words.ts";
import { type ComparedImage, compareImages } from "../../vulnerabilities/compare.ts";
import { compareFormats, optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openImages } from "./image.ts";
import { imageVulnerabilities } from "./image-vulnerabilities.ts";
import { choiceOf, isOn, type ParsedOptions, parseOptions, textOf } from "./options.ts";
import { writeOutput } from "./output.ts";
import { checkOptions, failOnOf, type LoadedConfig, loadConfig } from "./run-options.ts";

/** `seaworthy compare`: 0; 1 for a new vulnerability at or above `--fail-on`; 2 when something of either was not looked at. */
export async function runCompare(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("compare"), "compare");
  const format = choiceOf(options, "format", compareFormats) ?? compareFormats[0];
  if (options.positionals.length !== 2)
    throw new UserError("compare needs two images", {
      next: "Name the old one, then the new one: `seaworthy compare app:1.1 app:1.2`.",
    });
  const config = await loadConfig(options, ["."]);
  const failOn = failOnOf(options, config);
  const seen: Seen[] = [];
  const notes = new Set<string>();
  const once: CommandContext = {
    ...context,
    // Both images ask the same store, which says the same of itself.
    note(text) {
      if (notes.size < notes.add(text).size || !text.startsWith("seaworthy: ")) context.note(text);
    },
  };
  for await (const image of openImages(options, once, "compare")) seen.push(await lookAt(image, options, config, once));
  const [old, next] = seen;
  if (!old || !next) throw new Error("openImages gives as many as were named");
  const comparison = compareImages(old.image, next.image);
  const judge = { failOn, isFixableOnly: isOn(options, "fail-on-fixable") };
  const judged: JudgedComparison = {
    ...comparison,
    regressions: comparison.vulnerabilities.added.filter((one) => isFailing(one, judge)),
    unread: [...new Set([...old.unread, ...next.unread])],
  };
  const mask = (text: string) => next.mask(old.mask(text));
  const output = textOf(options, "output");
  const renderers = {
    json: () => renderComparisonJson(judged, { name: "seaworthy", version: context.version }, mask),
    markdown: () => renderComparisonMarkdown(judged, mask),
    pretty: () =>
      renderComparison(judged, {
        color: output === undefined && context.color && !isOn(options, "no-color"),
        ...{ width: context.width, verbose: isOn(options, "verbose"), mask },
      }),
  };
  const text = renderers[format]();
  if (output === undefined) context.write(text);
  else writeOutput(output, text, "comparison");
  if (judged.unread.length > 0) return 2;
  return judged.regressions.length > 0 ? 1 : 0;
}

interface Seen {
  readonly image: ComparedImage;
  /** What was not looked at, sentences. */
  readonly unread: readonly string[];
  readonly mask: (text: string) => string;
}

type OpenedImage = Parameters<typeof imageVulnerabilities>[0];

/** Without advisories for one of them there is nothing to compare: that counts as not looked at, even where it was asked for. */
async function lookAt(
  image: OpenedImage,
  options: ParsedOptions,
  config: LoadedConfig,
  context: CommandContext,
): Promise<Seen> {
  const { facts } = image;
  const settings = checkOptions(options, config, context, [facts.name]);
  const decisions = { excuses: config.values.excuses ?? [], baseline: undefined };
  const asked = await imageVulnerabilities(image, decisions, options, context);
  const isAsked = !("whyNot" in asked);
  // No rules: of the report only its mask and what was not read are wanted.
  const rules = { known: [], chosen: new Set<string>(), severities: new Map() };
  const report = check([{ unit: imageUnit(image) }], { ...settings, rules, vulnerabilities: asked });
  const unread = report.unknowns.filter(({ fatal }) => fatal).map(({ what, why }) => `${facts.name}: ${what}: ${why}`);
  // Told by the report already where it is fatal.
  const isTold = isAsked || asked.isFatal === true;
  return {
    image: { facts, vulnerabilities: isAsked ? asked : { found: [] } },
    unread: isTold ? unread : [...unread, `${facts.name}: vulnerabilities: ${asked.whyNot}`],
    mask: report.mask,
  };
}
