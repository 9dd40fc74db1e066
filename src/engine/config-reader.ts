/**
 * YAML values with their lines. In: the text of a YAML file; out: values that know where they stand and refuse to be read
 * as what they are not. Nothing here knows which keys a config has.
 */
import type { Document, Node } from "yaml";
import { UserError } from "./errors.ts";

/** The `yaml` package: handed in, because it is loaded late. */
type Yaml = typeof import("yaml");

/** A value of the file. Each reader throws a UserError with the line when the value is of another kind. */
export interface ConfigValue {
  readonly path: string;
  readonly line: number;
  /** `wanted` names what should stand here: "a list of globs". */
  text(wanted: string): string;
  /** Also numbers and booleans, as written: `1.10` stays `1.10`. */
  scalarText(wanted: string): string;
  items(wanted: string): readonly ConfigValue[];
  entries(wanted: string): readonly ConfigEntry[];
  error(message: string, next: string): UserError;
}

export interface ConfigEntry {
  readonly key: ConfigValue;
  readonly value: ConfigValue;
}

/** The root of a YAML file; undefined when nothing is in it. Throws a UserError with the line when it is not YAML. */
export function readYaml(yaml: Yaml, text: string, path: string): ConfigValue | undefined {
  refuseDeep(yaml, text, path);
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const file: YamlFile = { yaml, path, document, lineAt: (offset) => lines.linePos(offset).line };
  const [error] = document.errors;
  if (error)
    throw errorAt(
      path,
      file.lineAt(error.pos[0]),
      `it is not valid YAML: ${error.message}`,
      "Repair the syntax there.",
      error,
    );
  const { contents } = document;
  if (contents === null || (yaml.isScalar(contents) && contents.value === null)) return undefined;
  return configValue(file, contents, 1);
}

/** Lists and maps inside each other; a config has four. */
const deepestConfig = 100;

/** Near the end of the stack the YAML reader can end the whole process, which no `try` catches: so depth is looked at first. */
function refuseDeep(yaml: Yaml, text: string, path: string): void {
  const parser = new yaml.Parser();
  for (const lexeme of new yaml.Lexer().lex(text)) {
    // Tokens come out as the parser is asked for them.
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > deepestConfig)
      throw errorAt(path, 1, `it is nested deeper than ${deepestConfig} levels`, "Is it the file you meant?");
  }
}

/** What the values of one file share. */
interface YamlFile {
  readonly yaml: Yaml;
  readonly path: string;
  readonly document: Document.Parsed;
  lineAt(offset: number): number;
}

/** `lineBefore`: for a value that is not written at all, the line of its key. */
function configValue(file: YamlFile, given: unknown, lineBefore: number): ConfigValue {
  const { yaml, path } = file;
  const node = resolve(file, given);
  const line = node?.range ? file.lineAt(node.range[0]) : lineBefore;
  const scalar = yaml.isScalar(node) ? node : undefined;
  const error = (message: string, next: string) => errorAt(path, line, message, next);
  const refuse = (wanted: string) =>
    error(`here should stand ${wanted}, not ${kindOf(yaml, node)}`, `Write ${wanted}.`);
  return {
    path,
    line,
    error,
    text(wanted) {
      if (typeof scalar?.value === "string") return scalar.value;
      throw refuse(wanted);
    },
    scalarText(wanted) {
      if (typeof scalar?.value === "string") return scalar.value;
      if (typeof scalar?.value === "number" || typeof scalar?.value === "boolean")
        return scalar.source ?? String(scalar.value);
      throw refuse(wanted);
    },
    items(wanted) {
      if (!yaml.isSeq(node)) throw refuse(wanted);
      return node.items.map((item) => configValue(file, item, line));
    },
    entries(wanted) {
      if (!yaml.isMap(node)) throw refuse(wanted);
      return node.items.map((pair) => {
        const key = configValue(file, pair.key, line);
        return { key, value: configValue(file, pair.value, key.line) };
      });
    },
  };
}

/** Follows an alias to its anchor. */
function resolve({ yaml, document }: YamlFile, given: unknown): Node | undefined {
  if (yaml.isAlias(given)) return given.resolve(document);
  return yaml.isNode(given) ? given : undefined;
}

function errorAt(path: string, line: number, message: string, next: string, cause?: unknown): UserError {
  return new UserError(`${path}, line ${line}: ${message}`, { next, cause });
}

function kindOf(yaml: Yaml, node: Node | undefined): string {
  if (yaml.isMap(node)) return "a map";
  if (yaml.isSeq(node)) return "a list";
  if (!yaml.isScalar(node) || node.value === null) return "nothing";
  if (typeof node.value === "string") return "a text";
  return typeof node.value === "boolean" ? "true or false" : "a number";
}
