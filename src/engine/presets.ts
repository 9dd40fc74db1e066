/**
 * Which rules run. In: all rules, a preset and what was asked for on top; out: the rules chosen, with the severities
 * to give them. Refuses names that no rule and no preset has, with the nearest one.
 */
import type { Severity } from "../finding/finding.ts";
import { severities } from "../finding/finding.ts";
import type { Preset, Rule } from "../rules/rule.ts";
import { nearest } from "../text/nearest.ts";
import { UserError } from "./errors.ts";
import { findRules } from "./rule-names.ts";

/** The names `--preset` takes. A name without version means the newest. */
export const presetNames = ["recommended", "strict", "all", "recommended@1", "strict@1"] as const;
export type PresetName = (typeof presetNames)[number];

/** What the config can say of one rule: a severity also switches it on. */
export const ruleSettings = ["off", "on", ...severities] as const;
export type RuleSetting = (typeof ruleSettings)[number];

/** What was asked for. `only` beats everything but `skip`; `settings` beat the preset. */
export interface Selection {
  readonly preset?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly settings?: ReadonlyMap<string, RuleSetting>;
}

/** The rules of one run. */
export interface RuleSet {
  /** Every rule there is: ignore comments may name any of them, and a fix must not break any of them. */
  readonly known: readonly Rule[];
  /** The ids of those that run and are reported. */
  readonly chosen: ReadonlySet<string>;
  /** Severities that stand in for the rules' own, by id. */
  readonly severities: ReadonlyMap<string, Severity>;
}

/** The rules a selection asks for; without one, those of `recommended`. */
export function selectRules(rules: readonly Rule[], selection: Selection = {}): RuleSet {
  const chosen = selection.only
    ? idsOf(rules, selection.only, "--only")
    : new Set(inPreset(rules, presetOf(selection.preset ?? "recommended")).map((rule) => rule.id));
  const overrides = new Map<string, Severity>();
  for (const [name, setting] of selection.settings ?? [])
    for (const { id } of findRules(rules, name, "the config")) {
      if (!selection.only) {
        if (setting === "off") chosen.delete(id);
        else chosen.add(id);
      }
      if (setting !== "off" && setting !== "on") overrides.set(id, setting);
    }
  for (const id of idsOf(rules, selection.skip ?? [], "--skip")) chosen.delete(id);
  return { known: rules, chosen, severities: overrides };
}

/** Checks a preset's name. */
export function presetOf(name: string): PresetName {
  const found = presetNames.find((known) => known === name);
  if (found) return found;
  const close = nearest(name, presetNames);
  throw new UserError(`There is no preset ${JSON.stringify(name)}`, {
    next: `${close ? `Did you mean ${close}? ` : ""}The presets are recommended, strict and all.`,
  });
}

function inPreset(rules: readonly Rule[], name: PresetName): readonly Rule[] {
  if (name === "all") return rules;
  const preset = newest(name);
  return rules.filter((rule) => rule.presets.includes(preset));
}

function newest(name: Exclude<PresetName, "all">): Preset {
  if (name === "recommended") return "recommended@1";
  return name === "strict" ? "strict@1" : name;
}

function idsOf(rules: readonly Rule[], names: readonly string[], asked: string): Set<string> {
  return new Set(names.flatMap((name) => findRules(rules, name, asked).map((rule) => rule.id)));
}
