import { contextDocument } from "../../report/context-json.ts";
import { renderContexts } from "../../report/context-tree.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { choiceOf, isOn, parseOptions } from "./options.ts";
import { openContexts } from "./project.ts";

/** `seaworthy context`. */
export async function runContext(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("context"), "context");
  const format = choiceOf(options, "format", ["pretty", "json"] as const) ?? "pretty";
  const { contexts, unknowns } = await openContexts(options, context);
  if (format === "json") for (const piece of contextDocument(contexts, unknowns)) context.write(piece);
  else {
    const color = context.color && !isOn(options, "no-color");
    context.write(
      renderContexts(contexts, unknowns, { color, width: context.width, verbose: isOn(options, "verbose") }),
    );
  }
  return unknowns.some(({ fatal }) => fatal) ? 2 : 0;
}
