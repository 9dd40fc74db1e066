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
import { findSecretsInText } from "../secrets/detect.ts";
import { createMasker } from "../secrets/mask.ts";
import { classifySecretName } from "../secrets/name.ts";
import { classifySecretValue } from "../secrets/value.ts";
import type { Span } from "../text/source.ts";
import { type Examined, examine } from "./examine.ts";

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
export function secretValues({ source, facts, problems }: Examined): string[] {
  const textOf = ({ start, end }: Span) => source.text.slice(start, end);
  const { dockerfile } = facts;
  return [
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

/** `…PASSWORD=value` wherever it stands: in a script, a heredoc, a comment. The name's beginning is looked up backwards. */
const assignment =
  /(?:pass|pwd|pw|psw|secret|token|key|cred|auth|jwt|salt|cookie|dsn|ur[il]|conn)[A-Za-z0-9_.-]{0,60}=("[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"'`;&|()<>]{1,400})/gi;

function assignedSecrets(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(assignment)) {
    let start = match.index;
    while (start > 0 && match.index - start < 60 && /[A-Za-z0-9_.-]/.test(text[start - 1] ?? "")) start -= 1;
    const value = match[1] ?? "";
    // `$(cat …)` and `$TOKEN` are no values; what they stand for is not in the file.
    if (/^["']?\$/.test(value)) continue;
    found.push(...secretParts(text.slice(start, match.index + match[0].length - value.length - 1), value));
  }
  return found;
}

/** Values of ENV, ARG and LABEL whose names say that they are secret, with and without their quotes. */
function namedSecrets(instruction: Instruction): string[] {
  return [instruction, ...(instruction.trigger ? [instruction.trigger] : [])].flatMap(({ pairs }) =>
    pairs.flatMap(({ key, value }) => (value ? secretParts(key.text, value.text) : [])),
  );
}

/** The value, with and without its quotes, when the name or the value itself says that it is a secret. */
function secretParts(name: string, written: string): string[] {
  const value = unquoted(written);
  const { kind } = classifySecretName(name);
  const isTold = kind === "secret" || kind === "maybe";
  if (!isTold && value.length < 16 && !value.includes("://")) return [];
  const found = classifySecretValue(value, name).kind;
  return found === "credential" || (found === "literal" && isTold) ? [written, value] : [];
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
