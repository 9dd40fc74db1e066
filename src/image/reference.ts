/**
 * Image references: text as in FROM goes in, its parts come out, with Docker Hub's short names written in full.
 * The grammar is that of github.com/distribution/reference (`ParseNormalizedNamed`), whose answers BuildKit follows.
 * A text outside the grammar is refused as a whole (undefined), and so is a host that is none (`a_b.c/d`), which the
 * original lets through as a path without host; whether the image exists is nobody's business here.
 */

/** The parts of `node:24-slim@sha256:…`. */
export interface ImageReference {
  /** As given. */
  readonly text: string;
  /** Host with its port when it has one: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path in the registry, `library/` included: `library/node`. */
  readonly repository: string;
  /** `registry/repository`: `docker.io/library/node`. */
  readonly name: string;
  /** The name as people write it: `node`, `bitnami/node`, `ghcr.io/a/b`. Without tag and digest. */
  readonly familiar: string;
  readonly tag: string | undefined;
  /** `sha256:…`, 384 and 512 likewise. */
  readonly digest: string | undefined;
}

const hub = "docker.io";
const legacyHub = "index.docker.io";
const officialPrefix = "library/";
/** RepositoryNameTotalLengthMax: counts the path only, not the host. */
const longestRepository = 255;
const hexLength: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Read once a text and run: several rules ask about each FROM, and a handful of names make up most of them. */
const answers = new Map<string, { readonly reference: ImageReference | undefined }>();
const mostAnswers = 1_000;

/** Undefined when the text is not a reference: upper case in the path, a bad tag, a digest of the wrong length, an image id. */
export function parseReference(text: string): ImageReference | undefined {
  const known = answers.get(text);
  if (known) return known.reference;
  const reference = readReference(text);
  if (answers.size >= mostAnswers) answers.clear();
  answers.set(text, { reference });
  return reference;
}

function readReference(text: string): ImageReference | undefined {
  if (isImageId(text)) return undefined;
  const { registry, rest } = splitRegistry(text);
  if (!isRegistry(registry)) return undefined;

  const at = rest.indexOf("@");
  const digest = at === -1 ? undefined : rest.slice(at + 1);
  const tagged = at === -1 ? rest : rest.slice(0, at);
  const colon = tagged.indexOf(":");
  const tag = colon === -1 ? undefined : tagged.slice(colon + 1);
  const repository = colon === -1 ? tagged : tagged.slice(0, colon);

  if (!isRepository(repository)) return undefined;
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return undefined;
  if (digest !== undefined && !isDigest(digest)) return undefined;
  const name = `${registry}/${repository}`;
  return { text, registry, repository, name, familiar: familiarName(registry, repository), tag, digest };
}

/** The reference as people write it: familiar name, tag and digest. Parses to the same reference again. */
export function formatReference(reference: Pick<ImageReference, "familiar" | "tag" | "digest">): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return reference.familiar + tag + digest;
}

/** 64 hexadecimal digits are an image id to the engine, so they cannot be a name. */
function isImageId(text: string): boolean {
  return text.length === 64 && /^[a-f0-9]+$/.test(text);
}

/** The first path element is a host when it cannot be anything else: `localhost`, a dot, a colon or upper case in it. */
function splitRegistry(text: string): { registry: string; rest: string } {
  const slash = text.indexOf("/");
  if (slash === -1) return { registry: hub, rest: officialPrefix + text };
  const first = text.slice(0, slash);
  const isHost = first === "localhost" || /[.:]/.test(first) || first.toLowerCase() !== first;
  const registry = !isHost || first === legacyHub ? hub : first;
  const rest = isHost ? text.slice(slash + 1) : text;
  return { registry, rest: registry === hub && !rest.includes("/") ? officialPrefix + rest : rest };
}

/** Domain name, IPv4 or bracketed IPv6, then an optional port. */
function isRegistry(registry: string): boolean {
  if (registry === hub) return true;
  const port = /:\d+$/.exec(registry);
  const host = port ? registry.slice(0, port.index) : registry;
  if (/^\[[a-fA-F0-9:]+\]$/.test(host)) return true;
  return host.split(".").every((part) => /^[a-zA-Z0-9-]+$/.test(part) && !part.startsWith("-") && !part.endsWith("-"));
}

function isRepository(repository: string): boolean {
  return repository.length <= longestRepository && repository.split("/").every(isPathComponent);
}

/** Lower-case letters and digits, joined by one dot, one or two underscores, or any number of dashes. */
function isPathComponent(component: string): boolean {
  if (/^[a-z0-9]+$/.test(component)) return true;
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(component) || /[._-]$/.test(component)) return false;
  return (component.match(/[._-]+/g) ?? []).every((joint) => /^(?:[._]|__|-+)$/.test(joint));
}

/** Only the algorithms every registry client knows; hexadecimal digits in lower case, as many as the algorithm gives. */
export function isDigest(digest: string): boolean {
  const colon = digest.indexOf(":");
  const expected = hexLength[digest.slice(0, Math.max(colon, 0))];
  const hex = digest.slice(colon + 1);
  return expected !== undefined && hex.length === expected && /^[a-f0-9]+$/.test(hex);
}

/** Docker Hub's name is left out unless the path alone would read as another host: `docker.io/a.b/c`. */
function familiarName(registry: string, repository: string): string {
  if (registry !== hub) return `${registry}/${repository}`;
  const isOfficial = repository.startsWith(officialPrefix) && !repository.slice(officialPrefix.length).includes("/");
  const short = isOfficial ? repository.slice(officialPrefix.length) : repository;
  const back = splitRegistry(short);
  return back.registry === hub && back.rest === repository ? short : `${registry}/${repository}`;
}
