import { parseArgs } from "node:util";
import { UserError } from "../../engine/errors.ts";
import { nearest } from "../../text/nearest.ts";

/** One command line option: what `--help`, completion and the parser know of it. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** Placeholder of its value; absent for a switch. */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly describe: string;
  /** Words completion offers for the value. */
  readonly choices?: readonly string[];
}

export interface ParsedOptions {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly positionals: readonly string[];
}

/** Reads a command's arguments. Refuses what it does not know, with the nearest it does. */
export function parseOptions(words: readonly string[], specs: readonly OptionSpec[], command: string): ParsedOptions {
  const options = Object.fromEntries(
    specs.map(({ name, short, value, multiple }) => [
      name,
      {
        type: value ? ("string" as const) : ("boolean" as const),
        ...(short ? { short } : {}),
        multiple: multiple ?? false,
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return { values: values as ParsedOptions["values"], positionals };
  } catch (error) {
    throw badOption(error, words, specs, command);
  }
}

function badOption(error: unknown, words: readonly string[], specs: readonly OptionSpec[], command: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const help = `See \`seaworthy ${command} --help\`.`;
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const known = new Set(specs.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]));
    const flag = words.map((word) => word.split("=", 1)[0] ?? "").find((word) => /^-./.test(word) && !known.has(word));
    const close = flag && nearest(flag, known);
    return new UserError(`${command} has no option ${flag ?? "like that"}`, {
      next: close ? `Did you mean ${close}? ${help}` : help,
    });
  }
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE")
    return new UserError(error instanceof Error ? (error.message.split("\n")[0] ?? "") : "an option is wrong", {
      next: help,
    });
  return error;
}

/** A string option given once, or undefined. */
export function textOf(options: ParsedOptions, name: string): string | undefined {
  const value = options.values[name];
  return typeof value === "string" ? value : undefined;
}

/** True when the switch was given. */
export function isOn(options: ParsedOptions, name: string): boolean {
  return options.values[name] === true;
}

/** All values of an option that can be given several times or as `a,b`. */
export function listOf(options: ParsedOptions, name: string): readonly string[] {
  const value = options.values[name];
  const given = Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
  return given
    .flatMap((words: string) => words.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** One of the allowed words, or an error that names them. */
export function choiceOf<T extends string>(options: ParsedOptions, name: string, allowed: readonly T[]): T | undefined {
  const given = textOf(options, name);
  return given === undefined ? undefined : asChoice(given, name, allowed);
}

/** Checks one word against the allowed ones. */
export function asChoice<T extends string>(given: string, name: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === given);
  if (found !== undefined) return found;
  const close = nearest(given, allowed);
  throw new UserError(`--${name} cannot be ${JSON.stringify(given)}`, {
    next: `${close ? `Did you mean ${close}? ` : ""}It takes ${allowed.join(", ")}.`,
  });
}
