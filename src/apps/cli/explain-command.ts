import { UserError } from "../../engine/errors.ts";
import { findRules } from "../../engine/rule-names.ts";
import { fixedExample } from "../../report/fixed-example.ts";
import { renderRulePage } from "../../report/rule-page.ts";
import { rules } from "../../rules/catalog.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { parseOptions } from "./options.ts";

/** `seaworthy explain RULE`: the page of docs/rules. */
export async function runExplain(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("explain"), "explain");
  if (options.positionals.length === 0)
    throw new UserError("explain needs the name of a rule", { next: "`seaworthy rules` lists them." });
  const found = options.positionals.flatMap((name) => findRules(rules, name, "explain"));
  context.write([...new Set(found)].map((rule) => renderRulePage(rule, fixedExample)).join("\n"));
  return 0;
}
