/**
 * Collects the values that no output may show. Dockerfiles' texts come in; a masker for any text comes out. It looks
 * wider than the rules do: masking a harmless value costs little, printing a secret cannot be taken back.
 */
import { commandsOf } from "../dockerfile/commands.ts";
import type { Stage } from "../dockerfile/dockerfile.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import { passwordSettings } from "../rules/dockerfile/set-passwords.ts";
import { findSecretsInText } from "../secrets/detect.ts";
import { createMasker } from "../secrets/mask.ts";
import { classifySecretName } from "../secrets/name.ts";
import { classifySecretValue } from "../secrets/value.ts";
import type { Source } from "../text/source.ts";

/** A masker for everything secret in the texts. The texts are read when it is first used. */
export function secretMasker(sources: Iterable<Source>): (text: string) => string {
  let masker: ((text: string) => string) | undefined;
  return (text) => {
    masker ??= createMasker([...sources].flatMap(secretValues));
    return masker(text);
  };
}

function secretValues(source: Source): string[] {
  const found = findSecretsInText(source.text).map(({ start, end }) => source.text.slice(start, end));
  const { tree, stages } = resolveDockerfile(source);
  return [...found, ...tree.instructions.flatMap(namedSecrets), ...stages.flatMap(accountPasswords)];
}

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

/** Values of ENV, ARG and LABEL whose names say that they are secret, with and without their quotes. */
function namedSecrets(instruction: Instruction): string[] {
  return [instruction, ...(instruction.trigger ? [instruction.trigger] : [])].flatMap(({ pairs }) =>
    pairs.flatMap(({ key, value }) => {
      if (!value || value.text === "") return [];
      const name = classifySecretName(key.text).kind;
      const { kind } = classifySecretValue(unquoted(value.text), key.text);
      const secret = kind === "credential" || (kind === "literal" && (name === "secret" || name === "maybe"));
      return secret ? [value.text, unquoted(value.text)] : [];
    }),
  );
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
