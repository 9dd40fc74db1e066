/**
 * Judges a value, with the name it is given to when there is one. Out comes whether it is a credential of a known format,
 * a literal that serves as a secret, a stand-in, a reference, nothing, or no secret. Without a name only formats count:
 * `admin123` is a password under DB_PASSWORD and a word anywhere else.
 */
import { failsChecksum } from "./checksum.ts";
import { findSecretsInText, type SecretMatch } from "./detect.ts";
import { classifySecretName, isPasswordName, secretNameWords } from "./name.ts";
import {
  isDigest,
  isFingerprint,
  isPath,
  isPlaceholder,
  isPlainAddress,
  isReference,
  isVersion,
  longestValue,
  looksRandom,
  variableDefault,
} from "./shape.ts";

/**
 * `credential`: a known format. `literal`: stands under a secret's name and is used as it is, weak or not. `placeholder`: is to
 * be replaced. `reference`: comes from a variable, a command or a file. `empty`: nothing there. `not-secret`: none of these.
 */
export type SecretValueKind = "credential" | "literal" | "placeholder" | "reference" | "empty" | "not-secret";

/** What a value is. */
export interface SecretValue {
  readonly kind: SecretValueKind;
  /** Id of the detector that knew it, for credentials. */
  readonly detector?: string;
  /** Sentence fragment without final stop, without any of the value: "is a GitHub token". */
  readonly why: string;
}

/** Tells what a value is. Quotes around it are ignored. Never throws. */
export function classifySecretValue(value: string, name?: string): SecretValue {
  const text = unquote(value.trim());
  if (text === "") return { kind: "empty", why: "is empty" };
  const match = strongest(findSecretsInText(name === undefined ? text : `${name}=${text}`));
  if (match)
    return {
      kind: "credential",
      detector: match.detector,
      why: `is ${/^[aeiou]/i.test(match.title) ? "an" : "a"} ${match.title}`,
    };

  const fallback = variableDefault(text);
  if (fallback !== undefined) return classifySecretValue(fallback, name);
  if (isReference(text)) return { kind: "reference", why: "comes from a variable, a command or a file" };
  if (failsChecksum(text)) return { kind: "placeholder", why: "has the form of a token, but not its checksum" };
  if (isPlaceholder(text)) return { kind: "placeholder", why: "is a stand-in for a real value" };
  if (name === undefined) return notSecret("has no known format, and no name says that it is a secret");

  const { kind } = classifySecretName(name);
  if (kind === "maybe") return classifyUnderMaybe(text);
  if (kind !== "secret") return notSecret("stands under a name that is none of a secret");
  return classifyUnderSecret(text, name);
}

/** True when the value has a known format, or is a variable's default that has one: what a name adds is left out. */
export function isCredential(value: string, name: string): boolean {
  const text = unquote(value.trim());
  if (text === "") return false;
  if (strongest(findSecretsInText(`${name}=${text}`))) return true;
  const fallback = text.includes("$") ? variableDefault(text) : undefined;
  return fallback !== undefined && isCredential(fallback, name);
}

/** A plain value under a secret's name: a literal, unless its shape says otherwise. */
function classifyUnderSecret(text: string, name: string): SecretValue {
  const isPassword = isPasswordName(name);
  if (isNumberForSetting(text, isPassword))
    return { kind: "placeholder", why: "is a small number, as build steps are given" };
  if (isPath(text) && !(looksRandom(text) && text.lastIndexOf("/") < 1))
    return { kind: "reference", why: "is a path to a file" };
  if (isPlainAddress(text) && !isPassword) return notSecret("is an address without credentials");
  if (isVersion(text)) return notSecret("is a version or a date");
  if (isDigest(text)) return notSecret("is a checksum");
  if (isFingerprint(text) && !isPassword) return notSecret("is the fingerprint of a public key");
  if (!isPassword && isNameRepeated(text, name)) return { kind: "placeholder", why: "only repeats words of the name" };
  if (looksRandom(text)) return { kind: "literal", why: "is a random-looking value under the name of a secret" };
  return { kind: "literal", why: "is a fixed value under the name of a secret" };
}

/** Under names such as `X_URL` and `KEY` the value has to show it. */
function classifyUnderMaybe(text: string): SecretValue {
  if (isPlainAddress(text) || isPath(text) || isVersion(text) || isDigest(text))
    return notSecret("is an address, path, version or checksum");
  // Forty hexadecimal digits are a fingerprint or a commit as often as a key; Base64-like text mixes cases.
  if (looksRandom(text) && !isHexadecimal(text)) return { kind: "literal", why: "is a random-looking value" };
  return notSecret("shows no credentials");
}

/** The match to name: the surest, then the first. */
function strongest(matches: readonly SecretMatch[]): SecretMatch | undefined {
  const known = matches.filter(({ detector }) => detector !== "secret-assignment");
  return known.find(({ confidence }) => confidence === "high") ?? known[0];
}

/** `SECRET_KEY_BASE=1` feeds a build step; `MYSQL_PASSWORD=123` is a password. */
function isNumberForSetting(text: string, isPassword: boolean): boolean {
  return /^-?[0-9]+$/.test(text) && text.length <= (isPassword ? 2 : 5);
}

/** `EC2_ACCESS_KEY=access key`, but not `JWT_SECRET=secret`: that one word is what people leave in. */
function isNameRepeated(text: string, name: string): boolean {
  const words = secretNameWords(text);
  const known = secretNameWords(name);
  return words.length > 1 && words.every((word) => known.includes(word));
}

function isHexadecimal(text: string): boolean {
  return /^(?:0x)?[0-9a-f-]+$/i.test(text);
}

function unquote(text: string): string {
  const quote = text.charAt(0);
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return (isQuoted ? text.slice(1, -1) : text).slice(0, longestValue * 8);
}

function notSecret(why: string): SecretValue {
  return { kind: "not-secret", why };
}
