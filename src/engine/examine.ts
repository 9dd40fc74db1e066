/**
 * Runs rules on one file of a project. In: the file with all that is known around it, and the rules; out: the facts and
 * each problem with its rule. A rule that throws costs only itself: its name is listed, the others go on.
 */

import { forgetDerived } from "../dockerfile/derived.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { Problem } from "../finding/finding.ts";
import type { Unit, UnitFacts } from "../project/unit.ts";
import type { Facts, Policy, Rule } from "../rules/rule.ts";
import type { Source } from "../text/source.ts";

/** What a build is told from outside, and what the project allows. */
export interface BuildOptions {
  /** `--build-arg` values. */
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** `--target`: the stage to build. */
  readonly stage?: string;
  readonly policy?: Policy;
}

/** A problem and the rule that has it. */
export interface RuleProblem {
  readonly rule: Rule;
  readonly problem: Problem;
}

/** A file as its rules saw it. */
export interface Examined {
  readonly unit: Unit;
  /** The text that was looked at: the unit's own, or one in its place. */
  readonly source: Source;
  readonly facts: UnitFacts;
  readonly problems: readonly RuleProblem[];
  /** Rules whose needs were met; those that crashed are among them. */
  readonly ran: readonly Rule[];
  readonly crashed: readonly { readonly rule: Rule; readonly error: unknown }[];
}

/** Works the facts out and runs every rule that has what it needs. `source` stands in for the unit's own text. */
export function examine(unit: Unit, rules: readonly Rule[], source: Source = unit.source): Examined {
  forgetDerived();
  const facts = unit.facts(source);
  const ran = rules.filter((rule) => rule.needs.every((need) => facts[need] !== undefined));
  const problems: RuleProblem[] = [];
  const crashed: { rule: Rule; error: unknown }[] = [];
  for (const rule of ran) {
    try {
      // The rule's needs are met, so it finds what its type promises.
      for (const problem of rule.check(facts as Facts)) problems.push({ rule, problem });
    } catch (error) {
      crashed.push({ rule, error });
    }
  }
  return { unit, source, facts, problems, ran, crashed };
}

/** The Dockerfile that an image's findings lie in, where one is known. */
export function dockerfilesBeside({ unit, facts }: Pick<Examined, "unit" | "facts">): readonly Source[] {
  const source = facts.image?.dockerfile && unit.sourceOf(facts.image.dockerfile.path);
  return source ? [source] : [];
}

/** A Dockerfile that stands alone: nothing is known of its folder or of who builds it. */
export function loneDockerfile(source: Source, options: BuildOptions): Unit {
  const facts = (text: Source): UnitFacts => ({
    source: text,
    dockerfile: resolveDockerfile(text, {
      ...(options.buildArgs ? { buildArgs: options.buildArgs } : {}),
      ...(options.stage === undefined ? {} : { target: options.stage }),
    }),
    ...(options.policy ? { policy: options.policy } : {}),
  });
  return { kind: "dockerfile", source, isDocumentation: false, isFixed: false, facts, sourceOf: () => undefined };
}
