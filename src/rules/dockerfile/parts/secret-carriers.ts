/**
 * What holds a secret inside one RUN: files and variables of its secret mounts, build arguments and ENV that are secrets,
 * and shell variables set from any of these. A RUN goes in; out comes a test for words.
 */

import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { type Mount, parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { classifySecretName } from "../../../secrets/name.ts";
import { classifySecretValue } from "../../../secrets/value.ts";

/** Where a secret comes from. `name` is the secret's id or the variable's name, for messages. */
export interface Carrier {
  readonly kind: "mount" | "arg" | "env";
  readonly name: string;
  readonly mount?: Mount;
}

export interface Carriers {
  /** Files of secret mounts, by path. */
  readonly files: ReadonlyMap<string, Carrier>;
  /** Variables of mounts, and shell variables set from a secret. */
  readonly variables: ReadonlyMap<string, Carrier>;
  /** Whose secret a text of the script holds, by the path or variable in it. */
  inText(text: string): Carrier | undefined;
  inWord(word: ShellWord | undefined): Carrier | undefined;
  inWords(words: readonly ShellWord[]): Carrier | undefined;
}

/** The file a secret mount puts the secret in; undefined when it only fills a variable. */
export function secretFile(mount: Mount): string | undefined {
  if (mount.target !== undefined) return mount.target;
  return mount.env === undefined && mount.id !== undefined ? `/run/secrets/${mount.id}` : undefined;
}

const named = derivedStore<Dockerfile, boolean>();

/** False for RUNs in which nothing can carry a secret: nearly all. Costs no reading of scripts. */
export function mayCarry(dockerfile: Dockerfile, run: Instruction): boolean {
  if (parseMounts(run).some(({ type }) => type === "secret")) return true;
  const known = named.get(dockerfile);
  if (known !== undefined) return known;
  const declares = dockerfile.stages.some(({ instructions }) =>
    instructions.some(
      ({ name, pairs }) =>
        (name === "arg" || name === "env") && pairs.some(({ key }) => classifySecretName(key.text).kind === "secret"),
    ),
  );
  named.set(dockerfile, declares);
  return declares;
}

/** Carriers of one RUN. */
export function carriersOf(stage: Stage, run: Instruction): Carriers {
  const files = new Map<string, Carrier>();
  const variables = new Map<string, Carrier>();
  for (const mount of parseMounts(run)) {
    if (mount.type !== "secret") continue;
    const file = secretFile(mount);
    const carrier: Carrier = { kind: "mount", name: mount.id ?? mount.env ?? file ?? "secret", mount };
    if (file?.startsWith("/")) files.set(file, carrier);
    if (mount.env !== undefined) variables.set(mount.env, carrier);
  }
  const scope = stage.before(run);
  const inherited = new Map<string, Carrier | undefined>();
  const byName = (name: string): Carrier | undefined => {
    const own = variables.get(name);
    if (own || inherited.has(name)) return own ?? inherited.get(name);
    const env = scope.env.get(name);
    const setting = env ?? scope.args.get(name);
    const carrier: Carrier | undefined =
      setting && isSecret(name, setting.value.known ? setting.value.text : undefined)
        ? { kind: env ? "env" : "arg", name }
        : undefined;
    inherited.set(name, carrier);
    return carrier;
  };
  const inFiles = (text: string): Carrier | undefined => {
    for (const [path, carrier] of files) if (holdsPath(text, path)) return carrier;
    return undefined;
  };
  const carriers: Carriers = {
    files,
    variables,
    inText: (text) => inFiles(text) ?? first(text.matchAll(/\$\{?([A-Za-z_]\w*)/g), (match) => byName(match[1] ?? "")),
    inWord: (word) => (word ? (inFiles(word.raw) ?? first(word.variables, byName)) : undefined),
    inWords: (words) => first(words, carriers.inWord),
  };
  for (const command of commandsOf(stage, run).commands) addAssignments(command, carriers, variables);
  return carriers;
}

/** A value that is none of a secret's makes the variable harmless; one that is not known does not. */
function isSecret(name: string, value: string | undefined): boolean {
  if (classifySecretName(name).kind !== "secret") return false;
  const kind = value === undefined || value === "" ? "empty" : classifySecretValue(value, name).kind;
  return kind === "empty" || kind === "literal" || kind === "credential";
}

/** `T=$(cat FILE)`, `export T="$(cat FILE)"`, `read T < FILE`. */
function addAssignments(command: Command, carriers: Carriers, into: Map<string, Carrier>): void {
  for (const { name, value } of command.assignments) {
    const carrier = carriers.inWord(value);
    if (carrier) into.set(name, carrier);
  }
  if (command.name === "export" || command.name === "local" || command.name === "readonly")
    for (const word of command.args) {
      const name = /^([A-Za-z_]\w*)=/.exec(word.raw)?.[1];
      const carrier = name === undefined ? undefined : carriers.inWord(word);
      if (name !== undefined && carrier) into.set(name, carrier);
    }
  if (command.name !== "read") return;
  const carrier = first(command.redirects, ({ operator, target }) =>
    operator === "<" ? carriers.inWord(target) : undefined,
  );
  const name = command.args.at(-1)?.value;
  if (carrier && name !== undefined) into.set(name, carrier);
}

/** The path as a whole: not the beginning of a longer name. */
function holdsPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1))
    if (!/[\w.-]/.test(text[at + path.length] ?? "")) return true;
  return false;
}

function first<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
