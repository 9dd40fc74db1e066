import type { Command, ShellWord } from "../../dockerfile/command.ts";
import { toolName } from "../../dockerfile/command-queries.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction, MappedText } from "../../dockerfile/tree.ts";
import type { Confidence, Problem } from "../../finding/finding.ts";
import { findSecretsInText, type SecretMatch } from "../../secrets/detect.ts";
import { placeDetectors } from "../../secrets/detectors/places.ts";
import { classifySecretName, isPasswordName } from "../../secrets/name.ts";
import { classifySecretValue } from "../../secrets/value.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { credentialPlaces, pipedLiteral } from "./parts/credential-commands.ts";
import { type PairSecret, severityOf } from "./parts/pair-secrets.ts";

export const secretLiteral: Rule = {
  id: "secret-literal",
  title: "A credential is written in an instruction",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where the instruction belongs to the image, critical when the value has the format of a working credential. In other stages the image does not carry it: medium for such a credential, low for the rest.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Passwords And Secrets", "kics/Secrets Stored In Dockerfile", "cis/4.10"],
  scope:
    "Any instruction but ENV, ARG and LABEL, which have rules of their own, with the bodies of heredocs: credentials of known formats, addresses with a password, `export PASSWORD=…`, passwords given to database clients, curl and other commands, and SQL that sets a password. Variables, stand-ins and files are left alone, and so are passwords set with chpasswd and its like, and the logins of secret-command.",
  why: "The text of every instruction is stored in the image's history, and what a heredoc writes is a file in it: whoever has the image has the credential.",
  remedy: "Take the value out, read it from a secret mount, and have a new one issued.",
  whenToIgnore: "The value protects nothing: a test database that lives only during this RUN.",
  bad: [
    {
      title: "a download with a password",
      dockerfile:
        "FROM alpine:3.22\nRUN wget --user=ci --password=hunter22 https://files.example.com/app.tgz\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "read from a mount",
      dockerfile:
        'FROM alpine:3.22\nRUN --mount=type=secret,id=p,required=true wget --user=ci --password="$(cat /run/secrets/p)" https://files.example.com/app.tgz\nUSER 1000\n',
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages)
      for (const instruction of [stage.from, ...stage.instructions]) {
        const found = mayHoldSecret(instruction) ? literalsIn(stage, instruction.trigger ?? instruction) : [];
        if (found.length > 0) yield* problemsOf(stage, instruction, found);
      }
  },
};

interface Literal extends Span {
  /** Sentence fragment: "a GitHub token". */
  readonly what: string;
  readonly kind: PairSecret["kind"];
  readonly confidence: Confidence;
}

/**
 * Something of this stands in or beside every secret that can be found here: a name, a format's own beginning, an address.
 * Most instructions hold none of it, and are done.
 */
function mayHoldSecret(holder: Instruction): boolean {
  const { name, body, heredocs } = holder.trigger ?? holder;
  if (pairHolders.has(name)) return false;
  return hasStem(body.text) || heredocs.some(({ content }) => hasStem(content.text));
}

function hasStem(text: string): boolean {
  return text.includes("://") || hasLongRun(text) || stem.test(text);
}

const stem = /pass|pwd|psw|secret|token|key|cred|auth|identified|mysql|maria|-u/i;
const shortestRun = 20;

/** True for 20 characters of Base64 in a row. One of each 20 is looked at first: no run can lie between two of them. */
function hasLongRun(text: string): boolean {
  for (let at = shortestRun - 1; at < text.length; at += shortestRun) {
    if (!isRunCharacter(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && at - start < shortestRun && isRunCharacter(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (end - start < shortestRun && isRunCharacter(text.charCodeAt(end))) end++;
    if (end - start >= shortestRun) return true;
  }
  return false;
}

/** Letters, digits, `+`, `/`, `_`, `=`, `-`; not the NaN behind the end. */
function isRunCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 61 ||
    code === 95
  );
}

const pairHolders: ReadonlySet<string> = new Set(["env", "arg", "label"]);

function literalsIn(stage: Stage, instruction: Instruction): Literal[] {
  const found: Literal[] = [];
  addFormats(instruction, instruction.body, found);
  for (const { content } of instruction.heredocs) addFormats(instruction, content, found);
  for (const command of commandsOf(stage, instruction).commands)
    if (mayNameSecret(command)) found.push(...inCommand(command));
  return found;
}

function* problemsOf(stage: Stage, holder: Instruction, found: Literal[]): Iterable<Problem> {
  const instruction = holder.trigger ?? holder;
  const { commands } = commandsOf(stage, instruction);
  const known: Span[] = commands.flatMap((command) => ownPlaces(commands, command));
  let last = -1;
  for (const literal of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const isKnown = known.some(({ start, end }) => literal.start < end && start < literal.end);
    if (literal.start < last || isKnown) continue;
    last = literal.end;
    yield* problem(stage, holder, instruction, literal);
  }
}

/** What secret-command speaks of, and what sets a password of a user of the image. */
function ownPlaces(commands: readonly Command[], command: Command): Span[] {
  if (passwordSetters.has(toolName(command))) {
    const { id, length } = command.pipe;
    return commands.filter((each) => (length > 1 ? each.pipe.id === id : each === command)).map(({ span }) => span);
  }
  const piped = pipedLiteral(commands, command);
  return [...credentialPlaces(command).map(({ span }) => span), ...(piped ? [piped.span] : [])];
}

const passwordSetters: ReadonlySet<string> = new Set(["chpasswd", "passwd", "useradd", "usermod", "adduser"]);

function addFormats(instruction: Instruction, text: MappedText, found: Literal[]): void {
  for (const match of findSecretsInText(text.text)) found.push({ ...placed(text, match), ...judged(match) });
  for (const literal of sqlIn(instruction, text)) found.push(literal);
}

function judged({ detector, title, confidence }: SecretMatch): Pick<Literal, "what" | "kind" | "confidence"> {
  const isPlace = placeDetectors.some(({ id }) => id === detector);
  const article = /^[aeiou]|^(?:HTTP|npm|SSH|RSA)\b/i.test(title) ? "an" : "a";
  return { what: `${article} ${title}`, kind: confidence === "high" && !isPlace ? "token" : "literal", confidence };
}

const sql = [
  /\bIDENTIFIED\s{1,4}(?:WITH\s{1,4}\w{1,40}\s{1,4})?BY\s{1,4}(?:\\?["'`]){1,3}([^"'`\\\s]{1,200})(?:\\?["'`])/gi,
  /\b(?:USER|ROLE)\s{1,4}[^\s;]{1,80}\s{1,4}(?:WITH\s{1,4})?(?:[A-Z]{4,12}\s{1,4}){0,4}PASSWORD\s{1,4}(?:\\?["'`]){1,3}([^"'`\\\s]{1,200})(?:\\?["'`])/gi,
];

function sqlIn({ name }: Instruction, text: MappedText): Literal[] {
  if (name !== "run" && name !== "copy") return [];
  if (!/identified|password/i.test(text.text)) return [];
  return sql.flatMap((pattern) =>
    [...text.text.matchAll(pattern)].flatMap((match) => {
      const value = match[1] ?? "";
      const start = match.index + match[0].lastIndexOf(value);
      if (!isPassword(value)) return [];
      return [
        {
          ...placed(text, { start, end: start + value.length }),
          what: "a password in SQL",
          kind: "literal",
          confidence: "medium",
        } as const,
      ];
    }),
  );
}

function placed(text: MappedText, { start, end }: Span): Span {
  return { start: text.toSource(start), end: end > start ? text.toSource(end - 1) + 1 : text.toSource(end) };
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

function* inCommand(command: Command): Iterable<Literal> {
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

function* options(tool: string, command: Command): Iterable<Literal> {
  for (const [at, word] of command.args.entries()) {
    if (!word.pattern.startsWith("-")) continue;
    const attached = databaseClients.has(tool) ? /^-p(.+)$/.exec(word.value ?? "")?.[1] : undefined;
    if (attached !== undefined && isPassword(attached)) yield literal(word, "a password for the database client");
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
  if (setter !== -1 && set?.value !== undefined && isPassword(set.value))
    yield literal(set, "a password for the database");
}

/** A value under a name. Other names than a password's need a value that looks made by a machine: `SECRET_KEY=x` feeds a build step. */
function* named(name: string, word: ShellWord | undefined, value: string | undefined): Iterable<Literal> {
  if (!word || value === undefined || value === "" || classifySecretName(name).kind !== "secret") return;
  const { kind, why } = classifySecretValue(value, name);
  const counts = kind === "credential" || (kind === "literal" && (isPasswordName(name) || why.includes("random")));
  if (counts) yield literal(word, `a value for ${name}`);
}

function literal(word: ShellWord, what: string): Literal {
  return { ...word.span, what, kind: "literal", confidence: "medium" };
}

function isPassword(value: string): boolean {
  return classifySecretValue(value, "PASSWORD").kind === "literal";
}

function* problem(stage: Stage, holder: Instruction, instruction: Instruction, found: Literal): Iterable<Problem> {
  const { kind, confidence, what } = found;
  const severity = severityOf({ kind, confidence, why: what }, stage);
  if (!severity) return;
  const keyword = `${holder.trigger ? "ONBUILD " : ""}${instruction.name.toUpperCase()}`;
  const where = stage.inTargetChain
    ? "docker history shows it to everyone who has the image"
    : `${stage.label} is not the image, but this file, its git history and the build cache hold it`;
  yield {
    at: { start: found.start, end: found.end },
    severity,
    confidence,
    message: `${keyword} holds ${what} in plain text: ${where}.`,
  };
}
