/**
 * Takes a secret out of a Compose file: every place of it becomes `${NAME}`, which Compose fills from `.env` or the shell. A
 * shared secret goes in; out come the edits and the name, or a sentence why it cannot be done. The value is in neither.
 */
import type { Edit } from "../../../text/edit.ts";
import type { Source, Span } from "../../../text/source.ts";
import { isOwnPlace } from "./own-place.ts";
import type { SecretSighting, SharedSecret } from "./secret-sightings.ts";

/** The edits, and the variable that is to hold the value from now on. */
export type Interpolated =
  | { readonly edits: readonly Edit[]; readonly variable: string }
  | { readonly refusal: string };

/** Secrets of one file that are planned for; the others wait until these are out. */
export const mostPlannedSecrets = 200;

/** One plan for each secret; no two of them share a variable. */
export function interpolateSecrets(
  secrets: readonly SharedSecret[],
  source: Source,
): ReadonlyMap<SharedSecret, Interpolated> {
  const plans = new Map<SharedSecret, Interpolated>();
  const taken = new Set(secrets.length === 0 ? [] : variablesOf(source.text));
  for (const shared of secrets.slice(0, mostPlannedSecrets)) {
    const variable = freeName(shared, taken);
    const plan = variable === undefined ? noName : replaceAll(shared, source, variable);
    if (variable !== undefined && "edits" in plan) taken.add(variable);
    plans.set(shared, plan);
  }
  for (const shared of secrets.slice(mostPlannedSecrets)) plans.set(shared, tooMany);
  return plans;
}

const tooMany = {
  refusal: `The file holds more than ${mostPlannedSecrets} secrets: take the others out first, then run the fix again.`,
};
const noName = { refusal: "The names that fit are taken by other variables of the file." };

/** The place that names the secret best: a variable that holds nothing else. */
export function leadingSighting(shared: SharedSecret): SecretSighting {
  const whole = shared.filter(isWhole);
  return whole.find(({ entry }) => isServerVariable(entry?.name ?? "")) ?? whole[0] ?? shared[0];
}

/** True where the variable holds nothing but the secret. */
export function isWhole({ entry, part, at }: SecretSighting): boolean {
  return entry !== undefined && part !== undefined && part.end === at.end;
}

/** Variables that set a password rather than use it. */
function isServerVariable(name: string): boolean {
  return /^(?:POSTGRES|POSTGRESQL|MYSQL|MARIADB|MONGO_INITDB|MONGODB|RABBITMQ_DEFAULT|MINIO_ROOT|REDIS)_/.test(name);
}

function freeName(shared: SharedSecret, taken: ReadonlySet<string>): string | undefined {
  const { entry, container } = leadingSighting(shared);
  const whole = isWhole(leadingSighting(shared));
  const own = shellName(entry ? entry.name : "PASSWORD");
  const name = whole || /(?:PASS|PASSWORD|PWD|TOKEN|SECRET|KEY)$/.test(own) ? own : `${addressOwner(own)}_PASSWORD`;
  const service = shellName(container.label.replace(/^service /, ""));
  const candidates = [...(entry ? [name] : []), `${service}_${name}`];
  return candidates.find((candidate) => !taken.has(candidate));
}

/** `DATABASE` of `DATABASE_URL`. */
function addressOwner(name: string): string {
  return name.replace(/_(?:URL|URI|DSN|CONN(?:ECTION)?(?:_STR(?:ING)?)?|CONNECTIONSTRING)$/, "");
}

/** `spring.datasource.password` cannot be a variable of a shell; `SPRING_DATASOURCE_PASSWORD` can. */
function shellName(name: string): string {
  const plain = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[0-9]/.test(plain) || plain === "" ? `SECRET_${plain}` : plain;
}

/** Names that the file's expressions use; `$$NAME` is for the shell in the container. */
function variablesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$\$|\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].flatMap((match) => match[1] ?? []));
}

function replaceAll(shared: SharedSecret, source: Source, variable: string): Interpolated {
  const leading = leadingSighting(shared);
  const edits: Edit[] = [];
  for (const sighting of shared) {
    const edit = interpolateOne(sighting, source, variable, sighting === leading);
    if ("refusal" in edit) return edit;
    edits.push(edit);
  }
  return { edits, variable };
}

/** Puts the variable at one place; `isRequired`: Compose is to stop where it is not set. */
export function interpolateOne(
  sighting: SecretSighting,
  source: Source,
  variable: string,
  isRequired: boolean,
): Edit | { readonly refusal: string } {
  const expression = isRequired ? `${variable}:?set ${variable} in .env` : variable;
  const style = styleOf(sighting, source);
  if (style === "bracketed")
    return { refusal: `${sighting.label} stands in brackets without quotes, where a variable cannot be written.` };
  return replaceValue(sighting, source, `\${${expression}}`);
}

/** Puts a text in place of the secret, in the quotes that are there; a variable that stands alone gets some. */
export function replaceValue(
  sighting: SecretSighting,
  source: Source,
  text: string,
): Edit | { readonly refusal: string } {
  const { part, at, label } = sighting;
  if (!part || !isOwnPlace(source, at))
    return { refusal: `The value cannot be told apart from what stands around it in ${label}.` };
  const raw = source.text.slice(part.start, part.end);
  if (raw.includes("\n")) return { refusal: `${label} spans several lines.` };
  const style = styleOf(sighting, source);
  const quote = style === "quoted" ? raw.charAt(0) : style === "bare" && text.startsWith("$") ? '"' : "";
  return { start: part.start, end: part.end, text: `${quote}${text}${quote}` };
}

type Style = "quoted" | "bare" | "inside" | "bracketed";

function styleOf({ part, entry }: SecretSighting, source: Source): Style {
  return part ? styleAt(source, part, entry !== undefined) : "inside";
}

/**
 * How the value is written: `quoted` with its quotes, `bare` as a YAML value of its own, `inside` a longer scalar, or
 * `bracketed` in a flow list or map, where a plain scalar holds no brace.
 */
function styleAt({ text }: Source, { start, end }: Span, isEntry: boolean): Style {
  const first = text.charAt(start);
  if ((first === '"' || first === "'") && text.charAt(end - 1) === first) return "quoted";
  const line = lineBefore(text, start);
  if (line === undefined) return "bracketed";
  if (isEntry && line.endsWith(" ") && line.trimEnd().endsWith(":")) return "bare";
  const isQuoted = isOpen(line, '"') || isOpen(line, "'");
  const plain = line.replace(/\$\{[^}]{0,200}\}/g, "");
  const opened = Math.max(plain.lastIndexOf("["), plain.lastIndexOf("{"));
  const closed = Math.max(plain.lastIndexOf("]"), plain.lastIndexOf("}"));
  return !isQuoted && opened > closed ? "bracketed" : "inside";
}

/** Longer lines are data, not a list that somebody wrote. */
const longestLine = 2_000;

/** What stands on the line before a place; undefined where that is too much. */
function lineBefore(text: string, start: number): string | undefined {
  const near = text.slice(Math.max(0, start - longestLine), start);
  const newline = near.lastIndexOf("\n");
  return newline === -1 && start > longestLine ? undefined : near.slice(newline + 1);
}

/** True when a quote of the line has no partner yet. */
function isOpen(line: string, quote: string): boolean {
  return line.split(quote).length % 2 === 0;
}
