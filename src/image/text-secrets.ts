/**
 * Secrets in what an image says of itself: a value under a name, the text of a command. A text goes in; out come the places of
 * values, and for those that are worth a finding, what they are. The verdicts are those of the rules on a Dockerfile: stand-ins,
 * references, public keys and `*_FILE` are none. Places without a verdict are masked all the same.
 */
import type { Confidence } from "../finding/finding.ts";
import { assignmentsIn, secretParts, unquoted } from "../secrets/assigned-secrets.ts";
import { findSecretsInText } from "../secrets/detect.ts";
import { classifySecretName, isPasswordName } from "../secrets/name.ts";
import { judgeNamedValue } from "../secrets/named-value.ts";
import { classifySecretValue } from "../secrets/value.ts";
import type { Span } from "../text/source.ts";

/** What a value is. */
export interface SecretVerdict {
  readonly detector: string;
  /** Noun phrase. */
  readonly title: string;
  readonly confidence: Confidence;
}

/** A place to be masked. */
export interface Sighting extends Span {
  /** Of the variable, label, argument or option; "" for none. */
  readonly name: string;
  /** Undefined for what is masked to be on the safe side. */
  readonly verdict: SecretVerdict | undefined;
}

/** The detector of values that are known by their name alone. */
export const byName = "secret-assignment";

/** What a value is under its name: the same verdict as ENV, ARG and LABEL of a Dockerfile get. */
export function judgeNamed(name: string, value: string): SecretVerdict | undefined {
  const secret = judgeNamedValue(name, value);
  if (!secret) return undefined;
  const { detector = byName, title = `value of ${name}`, confidence } = secret;
  return { detector, title, confidence };
}

/** A value at a place of a text, under a name. */
export function sightingsOfPair(name: string, value: string, start: number): Sighting[] {
  const verdict = judgeNamed(name, value);
  const whole = { start, end: start + value.length };
  if (verdict) return value === "" ? [] : [{ ...whole, name, verdict }];
  if (secretParts(name, value).length > 0) return [{ ...whole, name, verdict: undefined }];
  // Of a public name's value nothing is a finding, and known formats in it are masked all the same.
  return findSecretsInText(value).map((match) => ({ ...moved(match, start), name, verdict: undefined }));
}

/** Everything in running text: commands, comments, instructions. */
export function sightingsInText(text: string): Sighting[] {
  const found = findSecretsInText(text).map(({ start, end, detector, title, confidence }) => ({
    ...{ start, end, name: "" },
    verdict: { detector, title, confidence },
  }));
  const more = [...assigned(text), ...options(text), ...accounts(text)];
  // A format known in the same place says it better, and a name says it better than "an assignment"; what is wider than
  // that is masked nevertheless.
  const formats = found.filter(({ verdict }) => verdict.detector !== byName);
  const named = apart(more.filter(({ verdict }) => verdict));
  return [
    ...found.map((each) => (each.verdict.detector === byName && isCovered(named, each) ? unjudged(each) : each)),
    ...more.map((each) => (isCovered(formats, each) ? unjudged(each) : each)),
  ];
}

/** The same place, masked only. */
export function unjudged(sighting: Sighting): Sighting {
  return { ...sighting, verdict: undefined };
}

/** In order, and without those that begin inside another. */
function apart<T extends Span>(spans: readonly T[]): T[] {
  const out: T[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start))
    if (span.start >= (out.at(-1)?.end ?? 0)) out.push(span);
  return out;
}

/** True when one of the spans, which are in order and apart from each other, overlaps. */
function isCovered(spans: readonly Span[], { start, end }: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.start ?? Number.POSITIVE_INFINITY) < end;
}

/** Assignments of one text that are judged; the values of more are masked unseen. */
export const mostJudged = 5_000;

/** `export PASSWORD=…`, `PASSWORD=… command`, `--token=…`. Other names than a password's need a value that a machine made. */
function assigned(text: string): Sighting[] {
  return assignmentsIn(text).flatMap(({ name, value, start, end }, at) => {
    if (at >= mostJudged) return [{ start, end, name, verdict: undefined }];
    if (secretParts(name, value).length === 0) return [];
    const plain = name.replace(/^-+/, "");
    const counts = isSetting(text, start - name.length - 1, name) && isUsed(plain, unquoted(value));
    return [{ start, end, name: plain, verdict: counts ? underName(plain) : undefined }];
  });
}

/** At the beginning of a word, and written as a variable or an option is. */
function isSetting(text: string, at: number, name: string): boolean {
  if (at > 0 && !/[\s;&|("'`]/.test(text[at - 1] ?? "")) return false;
  if (/^[A-Z_][A-Z0-9_]*$/.test(name)) return true;
  return /^--?[A-Za-z][\w-]{2,60}$/.test(name) && !/(?:stdin|file|prompt|path|command|cmd)$/i.test(name);
}

function isUsed(name: string, value: string): boolean {
  if (classifySecretName(name).kind !== "secret") return false;
  const { kind, why } = classifySecretValue(value, name);
  return kind === "credential" || (kind === "literal" && (isPasswordName(name) || why.includes("random")));
}

/** `--password hunter2`, `mysql -phunter2`. */
const optionWord = /(?<=\s)--?([A-Za-z][\w-]{2,60})["']?[\s,]{1,4}["']?([^\s"'`;&|()<>-][^\s"'`;&|()<>]{0,400})/g;
const clientWord =
  /(?<![\w-])(?:mysql|mysqladmin|mysqldump|mysqlimport|mysqlshow|mariadb|mariadb-admin|mariadb-dump|sshpass)(?=\s)[^\n;&|]{0,300}?\s-p["']?([^\s"'`;&|()<>]{1,200})/g;

function options(text: string): Sighting[] {
  const found: Sighting[] = [];
  for (const match of text.matchAll(optionWord)) {
    const [, name = "", value = ""] = match;
    if (!isPasswordName(name) || /(?:stdin|file|prompt|path|command|cmd)$/i.test(name) || !isPassword(value)) continue;
    found.push(ending(match, value, name, underName(name)));
  }
  for (const match of text.matchAll(clientWord)) {
    const value = match[1] ?? "";
    if (!isPassword(value)) continue;
    found.push(ending(match, value, "", { ...underName(""), title: "password for a database client" }));
  }
  return found;
}

/** `echo root:secret | chpasswd`. */
const accountLine =
  /[\s"']([a-z_][a-z0-9_-]{0,31}):([^\s:"'|]{1,200})["']?\s{0,4}\|\s{0,4}(?:sudo\s)?(?:\/usr\/sbin\/)?chpasswd\b/g;

function accounts(text: string): Sighting[] {
  return [...text.matchAll(accountLine)].flatMap((match) => {
    const value = match[2] ?? "";
    if (!isPassword(value)) return [];
    const start = match.index + match[0].indexOf(`${match[1]}:`) + (match[1]?.length ?? 0) + 1;
    return [
      {
        start,
        end: start + value.length,
        name: "",
        verdict: { ...underName(""), title: `password of user ${match[1]}` },
      },
    ];
  });
}

function isPassword(value: string): boolean {
  return classifySecretValue(value, "PASSWORD").kind === "literal";
}

function ending(match: RegExpExecArray, value: string, name: string, verdict: SecretVerdict): Sighting {
  const end = match.index + match[0].length;
  return { start: end - value.length, end, name, verdict };
}

function underName(name: string): SecretVerdict {
  return { detector: byName, title: `value of ${name}`, confidence: "medium" };
}

/** The same places in a text that has more in front. */
export function moved<T extends Span>(span: T, by: number): T {
  return { ...span, start: span.start + by, end: span.end + by };
}
