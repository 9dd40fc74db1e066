/**
 * Files in which Docker and Podman keep logins (`config.json`, `auth.json`). A text goes in; out comes what it says of one
 * repository: a login, a helper program to ask, or nothing. Values are handed on, never put in a message.
 */
import { field, filledText, jsonValue, pairsOf } from "../text/json.ts";

/** What a registry is asked with. */
export type Credentials =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** To be exchanged for a token at the registry's token server (OAuth 2 refresh token). */
  | { readonly kind: "identity-token"; readonly token: string }
  /** Sent to the registry as it is. */
  | { readonly kind: "bearer"; readonly token: string };

/** Whom the credentials are for. */
export interface RegistryTarget {
  /** `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** `library/node`. */
  readonly repository: string;
}

/** What one file says. */
export interface FileCredentials {
  /** NAME of `docker-credential-NAME`, of `credHelpers`: asked before `credentials` counts. */
  readonly helper?: string;
  readonly credentials?: Credentials;
  /** NAME of `credsStore`: asked when there is neither. */
  readonly store?: string;
}

/** Characters of a file of credentials that are read. */
export const mostCredentialCharacters = 1_000_000;
/** Entries of one file that are looked at. */
export const mostCredentialEntries = 10_000;

/** Names that Docker Hub goes by in such files. */
const hubNames = ["docker.io", "index.docker.io", "registry-1.docker.io"];
/** What helpers keep the login of Docker Hub under. */
export const hubServer = "https://index.docker.io/v1/";

/** Undefined for a text that is no such file. */
export function readCredentialFile(text: string, target: RegistryTarget): FileCredentials | undefined {
  if (text.length > mostCredentialCharacters) return undefined;
  const value = jsonValue(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const helper = filledText(bestEntry(field(value, "credHelpers"), target));
  const credentials = readEntry(bestEntry(field(value, "auths"), target, (entry) => readEntry(entry) !== undefined));
  const store = filledText(field(value, "credsStore"));
  return {
    ...(helper !== undefined && { helper }),
    ...(credentials && { credentials }),
    ...(store !== undefined && { store }),
  };
}

/** The same name for all spellings of a registry's host: `docker.io` for Docker Hub. */
export function registryName(host: string): string {
  const name = host.toLowerCase();
  return hubNames.includes(name) ? "docker.io" : name;
}

/** The value whose key fits best: the longest path that the repository lies in; of equals the first. */
function bestEntry(
  entries: unknown,
  target: RegistryTarget,
  counts: (value: unknown) => boolean = (value) => filledText(value) !== undefined,
): unknown {
  let best: { length: number; value: unknown } | undefined;
  for (const [key, value] of pairsOf(entries, mostCredentialEntries)) {
    const length = keyReach(key, target);
    if (length !== undefined && counts(value) && (best === undefined || length > best.length)) best = { length, value };
  }
  return best?.value;
}

/**
 * How much of the repository's path a key names; undefined when it is not for this one. With a scheme, as Docker once wrote
 * them, a key is its host alone (`https://index.docker.io/v1/`); without one a path is a namespace, as in Podman.
 */
function keyReach(key: string, { registry, repository }: RegistryTarget): number | undefined {
  const schemeless = key.replace(/^https?:\/\//i, "");
  const slash = schemeless.indexOf("/");
  const host = slash === -1 ? schemeless : schemeless.slice(0, slash);
  if (registryName(host) !== registryName(registry)) return undefined;
  const path = slash === -1 || schemeless !== key ? "" : schemeless.slice(slash + 1).replace(/\/$/, "");
  if (path === "" || path === "v1" || path === "v2") return 0;
  return repository === path || repository.startsWith(`${path}/`) ? path.length : undefined;
}

function readEntry(entry: unknown): Credentials | undefined {
  const identity = filledText(field(entry, "identitytoken"));
  if (identity !== undefined) return { kind: "identity-token", token: identity };
  const bearer = filledText(field(entry, "registrytoken"));
  if (bearer !== undefined) return { kind: "bearer", token: bearer };
  const pair = filledText(field(entry, "auth"));
  if (pair !== undefined) return readPair(pair);
  return loginOf(filledText(field(entry, "username")), filledText(field(entry, "password")));
}

/** Base64 of `user:password`. Docker once padded the password with NUL bytes. */
function readPair(pair: string): Credentials | undefined {
  const text = Buffer.from(pair, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) return undefined;
  let end = text.length;
  while (end > colon + 1 && text.charCodeAt(end - 1) === 0) end--;
  return loginOf(text.slice(0, colon), text.slice(colon + 1, end));
}

/** A user called `<token>` is how helpers say that the password is an identity token. */
export function loginOf(username: string | undefined, password: string | undefined): Credentials | undefined {
  if (!username || !password) return undefined;
  if (username === "<token>") return { kind: "identity-token", token: password };
  return { kind: "basic", username, password };
}
