import { selectRules } from "../../engine/presets.ts";
import { habits } from "../../finding/finding.ts";
import { rules } from "../../rules/catalog.ts";
import type { Rule } from "../../rules/rule.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { choiceOf, parseOptions, textOf } from "./options.ts";

/** `seaworthy rules`. */
export async function runRules(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("rules"), "rules");
  const { chosen } = selectRules(rules, { preset: textOf(options, "preset") ?? "all" });
  const listed = rules.filter((rule) => chosen.has(rule.id));
  const json = choiceOf(options, "format", ["pretty", "json"] as const) === "json";
  context.write(json ? `${JSON.stringify(listed.map(describe), null, 2)}\n` : table(listed));
  return 0;
}

function describe({ id, title, habit, severity, confidence, presets, fix, since, aliases }: Rule) {
  return { id, title, habit, severity, confidence, presets, fix: fix ?? null, since, aliases };
}

function table(listed: readonly Rule[]): string {
  const width = Math.max(...listed.map(({ id }) => id.length));
  const lines: string[] = [];
  for (const habit of habits) {
    const mine = listed.filter((rule) => rule.habit === habit);
    if (mine.length === 0) continue;
    lines.push(habit);
    for (const rule of mine)
      lines.push(`  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${presetLabel(rule)}  ${fixLabel(rule)}`);
    lines.push("");
  }
  lines.push(`${listed.length} rules. \`seaworthy explain RULE\` prints the page of one.`, "");
  return lines.join("\n");
}

function presetLabel({ presets }: Rule): string {
  return (presets.includes("recommended@1") ? "recommended" : presets.length > 0 ? "strict" : "all").padEnd(11);
}

function fixLabel({ fix }: Rule): string {
  if (!fix) return "";
  return fix === "both" ? "fix: safe, unsafe" : `fix: ${fix}`;
}
