import type { Command } from "../../dockerfile/command.ts";
import { toolName } from "../../dockerfile/command-queries.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction, MappedText } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import { findSecretsInText } from "../../secrets/detect.ts";
import type { Span } from "../../text/source.ts";
import {
  commandLiterals,
  isPasswordLiteral,
  judgeMatch,
  type LiteralInText,
  passwordSetters,
} from "../parts/command-literals.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { credentialPlaces, pipedLiteral } from "./parts/credential-commands.ts";
import { severityOf } from "./parts/pair-secrets.ts";

export const secretLiteral: Rule<"dockerfile"> = {
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
  remedy:
    "Take the value out, read it from a secret mount, and have a new one issued: the histories of git and of the image keep the old one.",
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

function literalsIn(stage: Stage, instruction: Instruction): LiteralInText[] {
  const found: LiteralInText[] = [];
  addFormats(instruction, instruction.body, found);
  for (const { content } of instruction.heredocs) addFormats(instruction, content, found);
  for (const command of commandsOf(stage, instruction).commands) found.push(...commandLiterals(command));
  return found;
}

function* problemsOf(stage: Stage, holder: Instruction, found: LiteralInText[]): Iterable<Problem> {
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

function addFormats(instruction: Instruction, text: MappedText, found: LiteralInText[]): void {
  for (const match of findSecretsInText(text.text)) found.push({ ...placed(text, match), ...judgeMatch(match) });
  for (const literal of sqlIn(instruction, text)) found.push(literal);
}

const sql = [
  /\bIDENTIFIED\s{1,4}(?:WITH\s{1,4}\w{1,40}\s{1,4})?BY\s{1,4}(?:\\?["'`]){1,3}([^"'`\\\s]{1,200})(?:\\?["'`])/gi,
  /\b(?:USER|ROLE)\s{1,4}[^\s;]{1,80}\s{1,4}(?:WITH\s{1,4})?(?:[A-Z]{4,12}\s{1,4}){0,4}PASSWORD\s{1,4}(?:\\?["'`]){1,3}([^"'`\\\s]{1,200})(?:\\?["'`])/gi,
];

function sqlIn({ name }: Instruction, text: MappedText): LiteralInText[] {
  if (name !== "run" && name !== "copy") return [];
  if (!/identified|password/i.test(text.text)) return [];
  return sql.flatMap((pattern) =>
    [...text.text.matchAll(pattern)].flatMap((match) => {
      const value = match[1] ?? "";
      const start = match.index + match[0].lastIndexOf(value);
      if (!isPasswordLiteral(value)) return [];
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

function* problem(
  stage: Stage,
  holder: Instruction,
  instruction: Instruction,
  found: LiteralInText,
): Iterable<Problem> {
  const { kind, confidence, what, detector } = found;
  const severity = severityOf({ kind, confidence, why: what }, stage);
  if (!severity) return;
  const keyword = `${holder.trigger ? "ONBUILD " : ""}${instruction.name.toUpperCase()}`;
  const where = stage.inTargetChain
    ? "docker history shows it to everyone who has the image"
    : `${stage.label} is not the image, but this file, its git history and the build cache hold it`;
  const at = { start: found.start, end: found.end };
  const related = rotationNotes(detector, at);
  yield {
    at,
    severity,
    confidence,
    message: `${keyword} holds ${what} in plain text: ${where}.`,
    ...(related.length > 0 ? { related } : {}),
  };
}
