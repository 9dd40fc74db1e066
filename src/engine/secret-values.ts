/**
 * Collects the values that no output may show. Dockerfiles' texts come in; a masker for any text comes out. It looks
 * wider than the rules do: masking a harmless value costs little, printing a secret cannot be taken back.
 */
import { commandsOf } from "../dockerfile/commands.ts";
import type { Stage } from "../dockerfile/dockerfile.ts";
import type { DockerfileTree, Instruction } from "../dockerfile/tree.ts";
import type { Unit } from "../project/unit.ts";
import { passwordSettings } from "../rules/dockerfile/parts/set-passwords.ts";
import { secretCommand } from "../rules/dockerfile/secret-command.ts";
import { secretLiteral } from "../rules/dockerfile/secret-literal.ts";
import type { Rule } from "../rules/rule.ts";
import { sharedSecrets } from "../rules/runtime/parts/secret-sightings.ts";
import { assignedSecrets, secretParts } from "../secrets/assigned-secrets.ts";
import { findSecretsInText } from "../secrets/detect.ts";
import { createMasker } from "../secrets/mask.ts";
import type { Span } from "../text/source.ts";
import { dockerfilesBeside, type Examined, examine, loneDockerfile } from "./examine.ts";

/** The rules whose problems point at nothing but a value: they always run, so that no output shows it. */
export const secretRules: readonly Rule[] = [secretLiteral, secretCommand];

/** A masker for everything secret in the files. They are read when it is first used. `known` are all the rules. */
export function secretMasker(units: Iterable<Unit>, known: readonly Rule[]): (text: string) => string {
  let masker: ((text: string) => string) | undefined;
  return (text) => {
    masker ??= valueMasker(
      [...units].flatMap((unit) => secretValues(examine(unit, secretRules))),
      known,
    );
    return masker(text);
  };
}

/** A masker for these values. The names of rules are the tool's own words: what a value shares with one stays readable. */
export function valueMasker(values: readonly string[], known: readonly Rule[]): (text: string) => string {
  return createMasker(values, new Set(known.map(({ id }) => id)));
}

/** The values of one file that was looked at by all of `secretRules`. */
export function secretValues(examined: Examined): string[] {
  const { source, facts, problems } = examined;
  const textOf = ({ start, end }: Span) => source.text.slice(start, end);
  const { dockerfile } = facts;
  return [
    ...dockerfilesBeside(examined).flatMap((beside) => secretValues(examine(loneDockerfile(beside, {}), secretRules))),
    ...(dockerfile ? secretsInComments(dockerfile.tree) : secretsInText(source.text)),
    ...problems.filter(({ rule }) => secretRules.includes(rule)).map(({ problem }) => textOf(problem.at)),
    ...(dockerfile?.tree.instructions.flatMap(namedSecrets) ?? []),
    ...assignedSecrets(source.text),
    ...(dockerfile && passwordCommand.test(source.text) ? dockerfile.stages.flatMap(accountPasswords) : []),
    ...(facts.containers?.flatMap(({ environment }) =>
      environment.flatMap(({ name, value, fallback }) => pairParts(name, [value, fallback])),
    ) ?? []),
    ...(facts.containers
      ? sharedSecrets(facts.containers, source)
          .flat()
          .map(({ value }) => value)
      : []),
    ...(facts.builds?.flatMap(({ build }) => build.args.flatMap(({ name, value }) => pairParts(name, [value]))) ?? []),
  ];
}

function pairParts(name: string, values: readonly (string | undefined)[]): string[] {
  return values.flatMap((value) => (value === undefined ? [] : secretParts(name, value)));
}

function secretsInText(text: string): string[] {
  return findSecretsInText(text).map(({ start, end }) => text.slice(start, end));
}

/** Commands that set passwords: without one of them in the text there is no need to look at the scripts. */
const passwordCommand = /passwd|useradd|usermod|groupadd/;

/** Passwords that chpasswd and its like set: `root:secret` in full and the part behind the colon. */
function accountPasswords(stage: Stage): string[] {
  const runs = stage.instructions.map((one) => one.trigger ?? one).filter(({ name }) => name === "run");
  const settings = runs.flatMap((run) => passwordSettings(commandsOf(stage, run).commands));
  return settings.flatMap(({ values }) =>
    values.flatMap(({ value, raw }) => {
      const text = value ?? raw;
      return [text, text.slice(text.indexOf(":") + 1)];
    }),
  );
}

/** Comments are nobody's instruction, so no rule reads them; a code frame may still show one. */
function secretsInComments({ nodes }: DockerfileTree): string[] {
  const lines = nodes.flatMap((node) => node.lines.filter(({ kind }) => kind === "comment").map(({ text }) => text));
  return secretsInText(lines.join("\n"));
}

/** Values of ENV, ARG and LABEL whose names say that they are secret, with and without their quotes. */
function namedSecrets(instruction: Instruction): string[] {
  return [instruction, ...(instruction.trigger ? [instruction.trigger] : [])].flatMap(({ pairs }) =>
    pairs.flatMap(({ key, value }) => (value ? secretParts(key.text, value.text) : [])),
  );
}
