/**
 * Where a file writes out secrets for the containers it runs: values of variables, passwords in commands and health
 * checks. Containers go in; out come the places, grouped by the secret, so that a password which four services share is one
 * finding. Values are kept for telling them apart and for masking; they are never shown.
 */
import type { Container, EnvironmentEntry, Located } from "../../../runtime/container.ts";
import { findSecretsInText } from "../../../secrets/detect.ts";
import type { Place, Source, Span } from "../../../text/source.ts";
import { commandLiterals, judgeMatch } from "../../parts/command-literals.ts";
import { judgeSetting, type LiteralSecret, secretPart } from "../../parts/literal-secret.ts";
import { readCommandText } from "../../parts/text-commands.ts";
import { ownText } from "./own-place.ts";

/** One place where a secret is written out. */
export interface SecretSighting {
  readonly container: Container;
  /** The variable; undefined for a command or a health check. */
  readonly entry: EnvironmentEntry | undefined;
  /** For messages: `DB_PASSWORD of service db`, `the command of service cache`. */
  readonly label: string;
  /** The whole entry or command. */
  readonly at: Place;
  /** The secret itself, where it can be told apart from what stands around it. */
  readonly part: Span | undefined;
  readonly secret: LiteralSecret;
  /** The secret. Never to be shown. */
  readonly value: string;
}

/** All places of one secret, in order; those in variables first. Never empty. */
export type SharedSecret = readonly [first: SecretSighting, ...others: SecretSighting[]];

/** Every secret the containers are given in plain text, each once, with all its places in this file. */
export function sharedSecrets(
  containers: readonly Container[],
  source: Source,
  /** Names of the file's `secrets`: a value that is one of them is no secret. */
  secretNames: readonly string[] = [],
): readonly SharedSecret[] {
  const found = new Map<string, [SecretSighting, ...SecretSighting[]]>();
  const places = new Set<string>();
  for (const sighting of sightingsOf(containers, source)) {
    // A block that several services share through an anchor stands in the file once.
    const place = `${sighting.at.start} ${sighting.part?.start ?? sighting.value}`;
    if (places.has(place) || secretNames.includes(sighting.value)) continue;
    places.add(place);
    const known = found.get(sighting.value);
    if (known) known.push(sighting);
    else found.set(sighting.value, [sighting]);
  }
  return [...found.values()];
}

function* sightingsOf(containers: readonly Container[], source: Source): Iterable<SecretSighting> {
  for (const container of containers)
    for (const entry of container.environment) yield* inEnvironment(container, entry, source);
  for (const container of containers) {
    const { entrypoint, command, healthcheck } = container;
    if (entrypoint) yield* inCommand(container, "entrypoint", entrypoint, source);
    if (command) yield* inCommand(container, "command", command, source);
    const test = healthcheck?.value.test;
    if (healthcheck && test !== undefined)
      yield* inCommand(container, "health check", { value: test, at: healthcheck.at }, source);
  }
}

function* inEnvironment(container: Container, entry: EnvironmentEntry, source: Source): Iterable<SecretSighting> {
  const { name, nameAt, value, at, literal } = entry;
  const raw = ownText(source, at);
  if (
    value === undefined ||
    !literal ||
    raw === undefined ||
    isEmulatorValue(name, value) ||
    isPublicHalf(container, name)
  )
    return;
  const secret = judgeSetting(name, value);
  if (!secret) return;
  const span = secretPart(value);
  const part = value.slice(span.start, span.end);
  const whole = span.start === 0 && span.end === value.length;
  yield {
    container,
    entry,
    label: `${name} of ${container.label}`,
    at: { ...at, start: Math.min(nameAt.start, at.start) },
    part: whole ? at : partIn(raw, at, part),
    secret,
    value: part,
  };
}

function* inCommand(
  container: Container,
  what: string,
  { value: text, at }: Located<string>,
  source: Source,
): Iterable<SecretSighting> {
  const raw = ownText(source, at);
  if (raw === undefined) return;
  const found: { value: string; secret: LiteralSecret }[] = findSecretsInText(text).map((match) => {
    const { what: title, ...judged } = judgeMatch(match);
    return { value: text.slice(match.start, match.end), secret: { ...judged, why: `holds ${title}` } };
  });
  for (const command of readCommandText(text).commands)
    for (const { value, what: title, kind, confidence } of commandLiterals(command))
      found.push({ value, secret: { kind, confidence, why: `holds ${title}` } });
  const seen = new Set<string>();
  for (const { value, secret } of found) {
    // What a variable brought in is not written here, and its default counts only where nobody sets it.
    if (seen.has(value) || !withoutVariables(raw).includes(value)) continue;
    seen.add(value);
    yield {
      container,
      entry: undefined,
      label: `the ${what} of ${container.label}`,
      at,
      part: partIn(raw, at, value),
      secret,
      value,
    };
  }
}

function withoutVariables(text: string): string {
  return text.replace(/\$\{[^{}]{0,500}\}/g, "");
}

/** Where the value stands in the text of its place, when that is sure: behind what leads to a password, or only once. */
function partIn(raw: string, at: Place, value: string): Span | undefined {
  for (const [before, after] of leads) {
    const start = onlyPlaceOf(raw, before + value + after);
    if (start !== undefined) return spanFrom(at.start + start + before.length, value);
  }
  return undefined;
}

/** In `postgres:postgres@` the second is the password, in `-uroot -proot` too. */
const leads: readonly (readonly [before: string, after: string])[] = [
  [":", "@"],
  ["-p", ""],
  ["=", ""],
  ["", ""],
];

function onlyPlaceOf(text: string, words: string): number | undefined {
  const first = text.indexOf(words);
  return first === -1 || text.indexOf(words, first + 1) !== -1 ? undefined : first;
}

function spanFrom(start: number, text: string): Span {
  return { start, end: start + text.length };
}

/** Emulators of AWS take any key, and their manuals say `test`. */
function isEmulatorValue(name: string, value: string): boolean {
  return /^AWS_(?:SECRET_)?ACCESS_KEY/i.test(name) && /^(?:test|local|localstack|dynamodb|x+|key|secret)$/i.test(value);
}

/** An access key is a user's name where a secret key stands beside it. */
function isPublicHalf({ environment }: Container, name: string): boolean {
  return (
    /ACCESS_?KEY(?:_?ID)?$/i.test(name) &&
    !/SECRET/i.test(name) &&
    environment.some((other) => /SECRET/i.test(other.name))
  );
}
