/**
 * Runs rules on one Dockerfile. In: the source and the rules; out: the parsed file and each problem with its rule. A rule
 * that throws costs only itself: its name is listed, the others go on.
 */

import { forgetDerived } from "../dockerfile/derived.ts";
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { Facts, Policy, Rule } from "../rules/rule.ts";
import type { Source } from "../text/source.ts";
import type { RuleProblem } from "./stamp.ts";

/** What a build is told from outside, and what the project allows. */
export interface BuildOptions {
  /** `--build-arg` values. */
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** `--target`: the stage to build. */
  readonly stage?: string;
  readonly policy?: Policy;
}

/** A file as its rules saw it. */
export interface Examined {
  readonly dockerfile: Dockerfile;
  readonly problems: readonly RuleProblem[];
  /** Rules whose needs were met; those that crashed are among them. */
  readonly ran: readonly Rule[];
  readonly crashed: readonly { readonly rule: Rule; readonly error: unknown }[];
}

/** Parses the file and runs every rule that has what it needs. */
export function examine(source: Source, rules: readonly Rule[], settings: BuildOptions): Examined {
  forgetDerived();
  const dockerfile = resolveDockerfile(source, {
    ...(settings.buildArgs ? { buildArgs: settings.buildArgs } : {}),
    ...(settings.stage === undefined ? {} : { target: settings.stage }),
  });
  const facts: Facts = { dockerfile, ...(settings.policy ? { policy: settings.policy } : {}) };
  const ran = rules.filter((rule) => rule.needs.every((need) => facts[need] !== undefined));
  const problems: RuleProblem[] = [];
  const crashed: { rule: Rule; error: unknown }[] = [];
  for (const rule of ran) {
    try {
      for (const problem of rule.check(facts)) problems.push({ rule, problem });
    } catch (error) {
      crashed.push({ rule, error });
    }
  }
  return { dockerfile, problems, ran, crashed };
}
