import { type Habit, habits, severities } from "../src/finding/finding.ts";
import {
  describeFix,
  type FixExample,
  habitMeanings,
  peerNames,
  renderRulePage,
  splitAlias,
  tableCell,
} from "../src/report/rule-page.ts";
import type { Rule } from "../src/rules/rule.ts";

/**
 * Makes every generated page from the rules: one page a rule, the index by habit and the migration table. Texts in,
 * texts out; generate-docs.ts does the writing.
 */

/** Path from the repository's root to text. */
export type Pages = Map<string, string>;

const generatedNote = "<!-- Made by tools/generate-docs.ts from src/rules: change the rules, not this page. -->";

/** All pages made from `rules`. */
export function renderPages(rules: readonly Rule[], fixExample: FixExample): Pages {
  const pages: Pages = new Map();
  for (const rule of rules) pages.set(`docs/rules/${rule.id}.md`, renderRulePage(rule, fixExample));
  pages.set("docs/rules/README.md", renderIndex(rules));
  pages.set("docs/migration.md", renderMigration(rules));
  return pages;
}

/** The index: a table for each habit that has rules, worst first. */
export function renderIndex(rules: readonly Rule[]): string {
  const recommended = rules.filter((rule) => rule.presets.includes("recommended@1")).length;
  const strict = rules.filter((rule) => rule.presets.includes("strict@1")).length;
  const sections = habits.flatMap((habit) => {
    const own = rules.filter((rule) => rule.habit === habit).sort(worstFirst);
    return own.length > 0 ? [habitSection(habit, own)] : [];
  });
  const head = [
    "# The rules",
    generatedNote,
    `${rules.length} rules: ${recommended} in \`recommended@1\` (the default), ${strict} in \`strict@1\`, every one in \`all\`. ` +
      "A rule that is only in `all` is a matter of taste or of policy, and off until you ask for it.",
  ];
  return `${[...head, ...sections].join("\n\n")}\n`;
}

/** Ids of the peers and the rules that stand for them, one table a peer. */
export function renderMigration(rules: readonly Rule[]): string {
  const byPeer = new Map<string, Map<string, string[]>>();
  for (const rule of rules) {
    for (const alias of rule.aliases) {
      const { peer, id } = splitAlias(alias);
      const ids = byPeer.get(peer) ?? new Map<string, string[]>();
      byPeer.set(peer, ids);
      ids.set(id, [...(ids.get(id) ?? []), rule.id]);
    }
  }
  const known = Object.keys(peerNames);
  const peers = [...byPeer].sort(([a], [b]) => known.indexOf(a) - known.indexOf(b) || compare(a, b));
  const sections = peers.map(([peer, ids]) => {
    const rows = [...ids]
      .sort(([a], [b]) => compare(a, b))
      .map(([id, own]) => `| ${tableCell(id)} | ${own.sort(compare).map(link).join(", ")} |`);
    return [`## ${peerNames[peer] ?? peer}`, ["| Its id | Rule here |", "| --- | --- |", ...rows].join("\n")].join(
      "\n\n",
    );
  });
  const head = [
    "# Coming from another tool",
    generatedNote,
    "Ignore comments of these tools keep working: `# hadolint ignore=`, `# hadolint global ignore=`, `# check=skip=`, " +
      "`# trivy:ignore:` and `# checkov:skip=` are read through the ids below. Where one id stands for several rules, its " +
      "comment silences all of them.",
  ];
  return `${[...head, ...sections].join("\n\n")}\n`;

  function link(id: string): string {
    return `[${id}](rules/${id}.md)`;
  }
}

function habitSection(habit: Habit, own: readonly Rule[]): string {
  const rows = own.map((rule) => {
    const presets = rule.presets.length > 0 ? rule.presets.map((preset) => `\`${preset}\``).join(", ") : "only `all`";
    const fix = describeFix(rule.fix).split(/[:\s]/)[0] ?? "";
    const word = rule.fix === "both" ? "safe or unsafe" : fix;
    return `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${presets} | ${word} | ${tableCell(rule.title)} |`;
  });
  const table = ["| Rule | Severity | Presets | Fix | What it says |", "| --- | --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
  return `## ${habit}\n\nHolds when ${habitMeanings[habit]}.\n\n${table}`;
}

function worstFirst(a: Rule, b: Rule): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || compare(a.id, b.id);
}

/** By code unit: the same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
