import type { Command, ShellWord } from "../dockerfile/command.ts";

/** What a script sets its variables to, as far as that is plain. */
export interface ShellVariables {
  /** The value of a variable that is set once in the file, for certain, to a literal text or to `${X:-default}`. */
  valueOf(name: string): string | undefined;
  /** What the variable is set to anywhere, as written: tells `DOCKER=${DOCKER:-podman}`. */
  writtenFor(name: string): readonly string[];
}

const declaring: ReadonlySet<string> = new Set(["export", "readonly", "declare", "local", "typeset"]);
/** Values written for one variable that are kept. */
const maxWritten = 8;

interface Setting {
  readonly written: string;
  readonly value: string | undefined;
}

/** Collects the assignments of a script's commands. */
export function shellVariables(commands: readonly Command[]): ShellVariables {
  const settings = new Map<string, Setting[]>();
  const add = (name: string, setting: Setting) => {
    const known = settings.get(name);
    if (!known) settings.set(name, [setting]);
    else if (known.length < maxWritten) known.push(setting);
  };
  for (const command of commands) {
    if (command.words.length === 0) {
      for (const { name, value } of command.assignments) add(name, settingOf(value, command.conditional));
    } else if (declaring.has(command.name)) {
      for (const word of command.args) addDeclared(word, command.conditional, add);
    } else if (command.name === "read" || command.name === "unset") {
      for (const word of command.args) add(word.pattern, { written: "", value: undefined });
    }
  }
  return {
    valueOf: (name) => {
      const [only, other] = settings.get(name) ?? [];
      return other ? undefined : only?.value;
    },
    writtenFor: (name) => settings.get(name)?.map((setting) => setting.written) ?? [],
  };
}

function addDeclared(word: ShellWord, conditional: boolean, add: (name: string, setting: Setting) => void): void {
  const equals = word.pattern.indexOf("=");
  if (equals <= 0) return;
  const fallback = defaultOf(word.raw.slice(equals + 1));
  const value = conditional ? undefined : (word.value?.slice(equals + 1) ?? fallback);
  add(word.pattern.slice(0, equals), { written: word.raw.slice(equals + 1), value });
}

function settingOf(value: ShellWord | undefined, conditional: boolean): Setting {
  if (!value) return { written: "", value: conditional ? undefined : "" };
  return { written: value.raw, value: conditional ? undefined : (value.value ?? defaultOf(value.raw)) };
}

/** The default of `${NAME:-default}`, quotes around it or not, when it is plain text; undefined for anything else. */
export function defaultOf(raw: string): string | undefined {
  const match = /^("?)\$\{[A-Za-z_][A-Za-z0-9_]*:?[-=]([^$`"'\\{}]*)\}\1$/.exec(raw);
  return match?.[2];
}
