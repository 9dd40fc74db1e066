/**
 * Judges a value that is written out under a name: in ENV and ARG, in a Compose `environment`, behind `-e`. A name and its
 * value go in; out comes what kind of secret it is, or undefined: stand-ins, references, public values are none.
 */
import type { Confidence } from "../../finding/finding.ts";
import { findSecretsInText } from "../../secrets/detect.ts";
import { placeDetectors } from "../../secrets/detectors/places.ts";
import { classifySecretName } from "../../secrets/name.ts";
import { judgeNamedValue } from "../../secrets/named-value.ts";
import { looksRandom } from "../../secrets/shape.ts";
import { classifySecretValue } from "../../secrets/value.ts";
import type { Span } from "../../text/source.ts";

/** A value that is kept where others can read it. `token`: a credential of a known format. `literal`: any other fixed value. */
export interface LiteralSecret {
  readonly kind: "token" | "literal";
  readonly confidence: Confidence;
  /** Sentence fragment without the value: "holds a GitHub token". */
  readonly why: string;
  /** Id of the detector that knew the format: what `rotationNotes` takes. */
  readonly detector?: string;
}

/** What a value written in the file is, under its name. Undefined when it is nothing to keep secret. */
export function judgeLiteral(name: string, value: string): LiteralSecret | undefined {
  const secret = judgeNamedValue(name, value);
  if (!secret) return undefined;
  const { kind, confidence, why, detector } = secret;
  const isPlace = placeDetectors.some(({ id }) => id === detector);
  return {
    kind: kind === "credential" && confidence === "high" && !isPlace ? "token" : "literal",
    ...{ confidence, why: holding(why) },
    ...(detector === undefined ? {} : { detector }),
  };
}

/** "is a GitHub token" said of the variable: "holds a GitHub token". */
function holding(why: string): string {
  return why
    .replace(/^is (?:an? )?/, "holds ")
    .replace(/^holds (?=([a-z]))/i, (_, first: string) => `holds ${/[aeiou]/i.test(first) ? "an" : "a"} `);
}

/** What a setting of a container is: as `judgeLiteral`, and passwords inside connection strings of any form. */
export function judgeSetting(name: string, value: string): LiteralSecret | undefined {
  if (isFilePath(value) || isForeignStandIn(value) || isSettingOfSecretApp(name, value)) return undefined;
  const direct = judgeLiteral(name, value);
  if (direct) return direct;
  const { kind } = classifySecretName(name);
  if (kind === "public" || kind === "reference" || !connectionPassword(value)) return undefined;
  return { kind: "literal", confidence: "high", why: "holds a connection string with a password" };
}

/** The part of a setting that is the secret: the password of an address or a connection string, else the whole. */
export function secretPart(value: string): Span {
  const [first] = findSecretsInText(value).filter(({ detector }) => detector !== "secret-assignment");
  if (first) return { start: first.start, end: first.end };
  // In a list of NAME='value' the quotes reach the program; what is secret stands between them.
  const quotes = /^(["']).+\1$/s.test(value) ? 1 : 0;
  return connectionPassword(value) ?? { start: quotes, end: value.length - quotes };
}

/** Longer settings are no connection strings. */
const longestConnection = 2_000;

/** `Server=db;User Id=sa;Password=…`, `host=db user=app password=…`, `jdbc:mysql://db/app?user=app&password=…`. */
function connectionPassword(value: string): Span | undefined {
  if (value.length > longestConnection || !otherPart.test(value)) return undefined;
  const found = passwordPart.exec(value);
  const [start, end] = found?.indices?.groups?.value ?? [0, 0];
  return found && isUsedPassword(value.slice(start, end)) ? { start, end } : undefined;
}

const passwordPart = /(?:^|[;&?\s])(?:password|passwd|pwd)\s{0,2}=\s{0,2}["']?(?<value>[^;&\s"']{1,200})/di;
const otherPart =
  /(?:^|[;&?\s])(?:server|host|hostname|data source|addr|address|user|user id|username|uid|dbname|database|initial catalog)\s{0,2}=|^jdbc:/i;

function isUsedPassword(text: string): boolean {
  return classifySecretValue(text, "PASSWORD").kind === "literal";
}

/** `%kernel.project_dir%/config/jwt/private.pem`: a path with something in it that only the program knows. */
function isFilePath(value: string): boolean {
  return (
    value.length < longestPath &&
    /^[^\s:]*\/[^\s:]*\.(?:pem|key|crt|cer|json|ya?ml|txt|p12|pfx|jks|env|conf)$/i.test(value)
  );
}

const longestPath = 300;

/** `tu_contraseña`, `votre-mot-de-passe`, `dein_passwort`: "your password" in other languages. */
function isForeignStandIn(value: string): boolean {
  return /^(?:tu|su|votre|ton|dein|ihr|seu|sua|twoje)[-_ ]\p{L}/iu.test(value);
}

/** `SECRET_FORCED_LANGUAGE=en`: settings of programs whose prefix is SECRET. */
function isSettingOfSecretApp(name: string, value: string): boolean {
  const rest = /^SECRET_(.+)$/i.exec(name)?.[1];
  if (rest === undefined || /KEY|BASE|TOKEN|PASS|PWD|PHRASE|SALT|VALUE|HASH|CRED|SECRET/i.test(rest)) return false;
  return !looksRandom(value) && !value.includes("://");
}
