/**
 * Finds rules by what people call them. In: a rule's id, an alias (`hadolint/DL3002`), or the bare id of a peer
 * (`DL3002`, `AVD-DS-0002`, `DS002`); out: the rules meant, or none. Letter case does not count.
 */
import type { Rule } from "../rules/rule.ts";
import { nearest } from "../text/nearest.ts";
import { UserError } from "./errors.ts";

/** A list of rules, indexed by every name they have. */
export interface RuleNames {
  /** The rules a name stands for: one by id, maybe several by alias; none when nobody has it. */
  find(name: string): readonly Rule[];
  /** The same, for an id of one peer. */
  findOf(peer: string, id: string): readonly Rule[];
  /** Rules with an alias of this peer. */
  ofPeer(peer: string): readonly Rule[];
  /** The known name that is closest to a mistyped one. */
  suggest(name: string): string | undefined;
}

const made = new WeakMap<readonly Rule[], RuleNames>();

/** The index of a list; made once a list. */
export function ruleNames(rules: readonly Rule[]): RuleNames {
  const known = made.get(rules);
  if (known) return known;
  const names = index(rules);
  made.set(rules, names);
  return names;
}

/** As `find`, but a name that nobody has is a UserError with the nearest one. `asked` says where: "--only". */
export function findRules(rules: readonly Rule[], name: string, asked: string): readonly Rule[] {
  const names = ruleNames(rules);
  const found = names.find(name);
  if (found.length > 0) return found;
  throw new UserError(`${asked} names the rule ${JSON.stringify(name)}, and there is no such rule`, {
    next: nextStep(names.suggest(name)),
  });
}

/** What to do about a rule name that nobody has. */
export function nextStep(suggestion: string | undefined): string {
  return suggestion === undefined
    ? "Run `seaworthy rules` for the names there are."
    : `Did you mean ${suggestion}? \`seaworthy rules\` lists the names there are.`;
}

function index(rules: readonly Rule[]): RuleNames {
  const byName = new Map<string, Rule[]>();
  const byPeer = new Map<string, Rule[]>();
  const bareIds: string[] = [];
  for (const rule of rules) {
    add(byName, rule.id, rule);
    for (const alias of rule.aliases) {
      const slash = alias.indexOf("/");
      const id = alias.slice(slash + 1);
      add(byName, alias, rule);
      add(byName, id, rule);
      add(byPeer, alias.slice(0, slash), rule);
      bareIds.push(id);
    }
  }
  const find = (name: string) => byName.get(name.toLowerCase()) ?? byName.get(canonical(name).toLowerCase()) ?? [];
  return {
    find,
    findOf: (peer, id) => find(`${peer}/${peer === "trivy" ? canonical(id) : id}`),
    ofPeer: (peer) => byPeer.get(peer) ?? [],
    suggest: (name) =>
      nearest(
        name,
        rules.map((rule) => rule.id),
      ) ?? nearest(name, bareIds),
  };
}

function add(map: Map<string, Rule[]>, name: string, rule: Rule): void {
  const key = name.toLowerCase();
  const list = map.get(key);
  if (!list) map.set(key, [rule]);
  else if (!list.includes(rule)) list.push(rule);
}

/** `AVD-DS-0002`, `DS002` and `ds-2` are one id of Trivy's; with or without `trivy/` before it. */
function canonical(name: string): string {
  const match = /^(?<peer>trivy\/)?(?:AVD-)?DS-?(?<number>\d{1,4})$/i.exec(name);
  if (!match?.groups) return name;
  return `${match.groups.peer ?? ""}DS-${(match.groups.number ?? "").padStart(4, "0")}`;
}
