/**
 * Values that stand in a command under the name of a secret: `export PASSWORD=…`, `--token=…`, `mysql -p…`. A command of a
 * RUN, a script or a Compose service goes in; out come the places, what they hold, and how sure that is. The tools whose
 * grammar says where a login stands are another list (`credentialPlaces`).
 */
import type { Command, ShellWord } from "../../dockerfile/command.ts";
import type { Confidence } from "../../finding/finding.ts";
import type { SecretMatch } from "../../secrets/detect.ts";
import { placeDetectors } from "../../secrets/detectors/places.ts";
import { classifySecretName, isPasswordName } from "../../secrets/name.ts";
import { classifySecretValue } from "../../secrets/value.ts";
import type { Span } from "../../text/source.ts";
import type { LiteralSecret } from "./literal-secret.ts";

/** A secret in running text, with the place of the word that holds it. */
export interface LiteralInText extends Span {
  /** Noun phrase: "a GitHub token". */
  readonly what: string;
  readonly kind: LiteralSecret["kind"];
  readonly confidence: Confidence;
  /** Id of the detector that knew the format. */
  readonly detector?: string;
}

/** A secret in a command's words. */
export interface CommandLiteral extends LiteralInText {
  /** The secret itself: what stands behind `-p` or `--token=`. Never to be shown. */
  readonly value: string;
}

/** Tools that set a password of a user of the system. */
export const passwordSetters: ReadonlySet<string> = new Set(["chpasswd", "passwd", "useradd", "usermod", "adduser"]);

/** What a detector's match is, in words. */
export function judgeMatch({ detector, title, confidence }: SecretMatch): Required<Omit<LiteralInText, keyof Span>> {
  const isPlace = placeDetectors.some(({ id }) => id === detector);
  const article = /^[aeiou]|^(?:HTTP|npm|SSH|RSA)\b/i.test(title) ? "an" : "a";
  const kind = confidence === "high" && !isPlace ? "token" : "literal";
  return { what: `${article} ${title}`, kind, confidence, detector };
}

/** A value under a name stands in an assignment, behind an option, or in what `export`, `echo` and `printf` are given. */
function mayNameSecret({ name, assignments, args }: Command): boolean {
  if (assignments.length > 0 || databaseClients.has(name)) return true;
  if (writers.has(name) && args.some(({ pattern }) => pattern.includes("="))) return true;
  return args.some(isSecretOption);
}

const writers: ReadonlySet<string> = new Set(["export", "echo", "printf"]);

function isSecretOption({ pattern }: ShellWord): boolean {
  return pattern.length >= shortestOption && pattern.startsWith("-") && secretOption.test(pattern);
}

/** Every value in a command's own words that stands under the name of a secret. */
export function commandLiterals(command: Command): readonly CommandLiteral[] {
  return mayNameSecret(command) ? [...inCommand(command)] : [];
}

function* inCommand(command: Command): Iterable<CommandLiteral> {
  for (const { name, value } of command.assignments) yield* named(name, value, value?.value);
  // None of these carries a version in its name.
  const tool = command.name;
  if (writers.has(tool))
    for (const word of command.args) {
      if (!word.pattern.includes("=")) continue;
      const match = /^([A-Z_][A-Z0-9_]*)=(.*)$/i.exec(word.value ?? "");
      if (match && (tool === "export" || match[1] === match[1]?.toUpperCase()))
        yield* named(match[1] ?? "", word, match[2]);
    }
  if (!passwordSetters.has(tool)) yield* options(tool, command);
}

/** The clients whose `-p` holds the password itself, with nothing between. */
const databaseClients: ReadonlySet<string> = new Set(
  "mysql mysqladmin mysqldump mysqlimport mysqlshow mariadb mariadb-admin mariadb-dump sshpass".split(" "),
);

/** `-key`. */
const shortestOption = 4;
const secretOption = /pass|pwd|secret|token|key|cred|auth/i;

function* options(tool: string, command: Command): Iterable<CommandLiteral> {
  for (const [at, word] of command.args.entries()) {
    if (!word.pattern.startsWith("-")) continue;
    const attached = databaseClients.has(tool) ? /^-p(.+)$/.exec(word.value ?? "")?.[1] : undefined;
    if (attached !== undefined && isPasswordLiteral(attached))
      yield literal(word, attached, "a password for the database client");
    if (!isSecretOption(word)) continue;
    const option = /^--?([A-Za-z][\w-]{2,60})(?:=(.*))?$/s.exec(word.value ?? "");
    if (!option?.[1] || /(?:stdin|file|prompt|path|command|cmd)$/i.test(option[1])) continue;
    const next = command.args[at + 1];
    if (option[2] !== undefined) yield* named(option[1], word, option[2]);
    else if (next && !next.pattern.startsWith("-") && isPasswordName(option[1]))
      yield* named(option[1], next, next.value);
  }
  // `mysqladmin -u root password 'x'`.
  const setter = command.args.findIndex(({ value }) => value === "password");
  const set = tool === "mysqladmin" || tool === "mariadb-admin" ? command.args[setter + 1] : undefined;
  if (setter !== -1 && set?.value !== undefined && isPasswordLiteral(set.value))
    yield literal(set, set.value, "a password for the database");
}

/** A value under a name. Other names than a password's need a value that looks made by a machine: `SECRET_KEY=x` feeds a build step. */
function* named(name: string, word: ShellWord | undefined, value: string | undefined): Iterable<CommandLiteral> {
  if (!word || value === undefined || value === "" || classifySecretName(name).kind !== "secret") return;
  const { kind, why } = classifySecretValue(value, name);
  const counts = kind === "credential" || (kind === "literal" && (isPasswordName(name) || why.includes("random")));
  if (counts) yield literal(word, value, `a value for ${name}`);
}

function literal(word: ShellWord, value: string, what: string): CommandLiteral {
  return { ...word.span, value, what, kind: "literal", confidence: "medium" };
}

/** True for a value that is used as a password as it stands: no stand-in, no variable, no path. */
export function isPasswordLiteral(value: string): boolean {
  return classifySecretValue(value, "PASSWORD").kind === "literal";
}
