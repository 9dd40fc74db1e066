import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Severity } from "../../../finding/finding.ts";
import type { Container } from "../../../runtime/container.ts";
import type { SecretSighting, SharedSecret } from "./secret-sightings.ts";

/**
 * How bad it is that a file holds the secret. A credential of a known format works wherever the file is read; a password that
 * everybody would guess, in a file for development, protects little.
 */
export function severityOfShared(shared: SharedSecret, isDevelopment: boolean): Severity {
  if (shared.some(({ secret }) => secret.kind === "token")) return "critical";
  if (!isDevelopment) return "high";
  return shared.every(isWeak) ? "low" : "medium";
}

const weakWords: ReadonlySet<string> = new Set(
  (
    "pass passwd password pwd secret key token user username root toor admin administrator test testing demo dev development local example guest " +
    "postgres postgresql mysql maria mariadb mongo mongodb redis rabbit rabbitmq mq minio keycloak grafana elastic docker wordpress magento " +
    "symfony laravel django db database app api my super strong secure jwt qwerty letmein welcome default change p@ssw0rd passw0rd p@ssword sa your the " +
    "a in for production prod me it this session"
  ).split(" "),
);
const longestWord = 13;

/** True for a password that is a common word, short, or the name of its own user, database or service. */
export function isWeak({ value, container, secret }: SecretSighting): boolean {
  if (secret.kind === "token") return false;
  const text = value.toLowerCase();
  if (text.length <= 6 || isCommonWords(text)) return true;
  return ownNames.of(container, namesOf).has(text) || container.label.toLowerCase().includes(text);
}

const ownNames = derivedStore<Container, ReadonlySet<string>>();

/** Users and databases that the container is told the names of. */
function namesOf({ environment }: Container): ReadonlySet<string> {
  const named = environment.filter(({ name }) => /(?:USER|USERNAME|DB|DATABASE|NAME)$/i.test(name));
  return new Set(named.flatMap(({ value }) => value?.toLowerCase() ?? []));
}

/** `my_secret_password123`: nothing but common words, digits and signs. The longest word that fits is taken first. */
function isCommonWords(text: string): boolean {
  if (text.length > longestWeakPassword) return false;
  for (let at = 0; at < text.length; ) {
    const length = wordLengthAt(text, at);
    if (length === 0 && !/[-_!@#.,$0-9]/.test(text.charAt(at))) return false;
    at += length || 1;
  }
  return /[a-z]/.test(text);
}

const longestWeakPassword = 60;

function wordLengthAt(text: string, at: number): number {
  for (let length = longestWord; length > 0; length--) if (weakWords.has(text.slice(at, at + length))) return length;
  return 0;
}
