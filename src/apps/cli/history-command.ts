import { check } from "../../engine/run.ts";
import { imageUnit } from "../../project/image-unit.ts";
import { renderHistory } from "../../report/image/history.ts";
import { renderHistoryJson } from "../../report/image/history-json.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openOneImage } from "./image.ts";
import { choiceOf, isOn, parseOptions } from "./options.ts";
import { checkOptions, loadConfig } from "./run-options.ts";

/** `seaworthy history`: 0, or 2 when a part of the image was not read. What is found shows up, and fails nothing. */
export async function runHistory(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("history"), "history");
  const format = choiceOf(options, "format", ["pretty", "json"] as const) ?? "pretty";
  const image = await openOneImage(options, context, "history");
  const config = await loadConfig(options, ["."]);
  const report = check([{ unit: imageUnit(image) }], checkOptions(options, config, context, [image.facts.name]));
  const render = format === "json" ? renderHistoryJson : renderHistory;
  const shown = {
    color: context.color && !isOn(options, "no-color"),
    width: context.width,
    verbose: isOn(options, "verbose"),
  };
  context.write(render(report, shown));
  return report.unknowns.some(({ fatal }) => fatal) ? 2 : 0;
}
