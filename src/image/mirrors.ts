/**
 * Where an image is asked for, in order: mirrors first, then the registry that its name says. In: what the command line, Podman's
 * registries.conf (version 2) and Docker's daemon.json say, as texts; out: hosts with the repository there. A registry that is
 * blocked is refused.
 */
import type { Unknown } from "../finding/finding.ts";
import { field, textsOf } from "../text/json.ts";
import { isRefusal, parseJson, type Refusal } from "./json.ts";
import { isList, isTable, readToml, type TomlTable, type TomlValue } from "./mirrors-toml.ts";
import type { ImageReference } from "./reference.ts";

/** One place to ask. */
export interface RegistryEndpoint {
  /** With its port when it has one: `docker.io`, `localhost:5000`. */
  readonly host: string;
  readonly repository: string;
  /** Plain HTTP and unverified certificates are accepted. */
  readonly insecure: boolean;
  /** Written as `http://…` by who set it up: TLS is not tried. */
  readonly plain: boolean;
  readonly isMirror: boolean;
}

/** A place that stands in for a registry or a part of one. */
export interface Mirror {
  /** `mirror.example.com:5000/docker-hub`. */
  readonly location: string;
  readonly insecure: boolean;
  readonly plain: boolean;
  /** For which references it is asked. */
  readonly only: "all" | "digest" | "tag";
}

/** What is set for names that begin with a prefix. */
export interface RegistryRule {
  /** `example.com`, `example.com/team`, `*.example.com`. */
  readonly prefix: string;
  /** What takes the prefix's place; undefined for itself. */
  readonly location: string | undefined;
  readonly blocked: boolean;
  readonly insecure: boolean;
  readonly mirrors: readonly Mirror[];
}

export interface MirrorSettings {
  readonly rules: readonly RegistryRule[];
  /** Hosts that plain HTTP and unverified certificates are accepted of. */
  readonly insecureHosts: readonly string[];
  readonly unknowns: readonly Unknown[];
}

export const noMirrors: MirrorSettings = { rules: [], insecureHosts: [], unknowns: [] };

/** Rules of one text, and mirrors of one rule, that count. */
export const mostRules = 1_000;
export const mostMirrors = 20;

/** Several settings as one; of rules for the same prefix the last counts, as in registries.conf.d. */
export function joinMirrors(settings: readonly MirrorSettings[]): MirrorSettings {
  const rules = new Map<string, RegistryRule>();
  for (const rule of settings.flatMap((each) => each.rules)) {
    // Docker's mirrors and Podman's rule for Docker Hub say the same thing in two places: both count.
    const earlier = rules.get(rule.prefix);
    const isAddition =
      earlier !== undefined && rule.location === undefined && !rule.blocked && rule.mirrors.length === 0;
    rules.set(rule.prefix, isAddition ? earlier : rule);
  }
  return {
    rules: [...rules.values()],
    insecureHosts: settings.flatMap((each) => each.insecureHosts),
    unknowns: settings.flatMap((each) => each.unknowns),
  };
}

/** Mirrors as options say them: registry or prefix to addresses, `https://mirror.example.com` or without a scheme. */
export function mirrorsOf(mirrors: Readonly<Record<string, readonly string[]>>): MirrorSettings {
  const rules = Object.entries(mirrors).map(
    ([prefix, locations]): RegistryRule => ({
      ...{ prefix, location: undefined, blocked: false, insecure: false },
      mirrors: locations.slice(0, mostMirrors).flatMap((location) => mirrorAt(location) ?? []),
    }),
  );
  return { ...noMirrors, rules };
}

/** Docker's daemon.json: `registry-mirrors`, which are for Docker Hub alone, and `insecure-registries`. */
export function readDaemonMirrors(text: string, path: string): MirrorSettings {
  const parsed = parseJson(new TextEncoder().encode(text), 1_000_000);
  if (isRefusal(parsed))
    return { ...noMirrors, unknowns: [unread(path, `${parsed.refused} Its mirrors are not asked; correct the file.`)] };
  const locations = textsOf(field(parsed.value, "registry-mirrors"), mostMirrors);
  const { rules } = mirrorsOf(locations.length > 0 ? { "docker.io": locations } : {});
  return { ...noMirrors, rules, insecureHosts: textsOf(field(parsed.value, "insecure-registries"), mostRules) };
}

/** Podman's registries.conf and the files of registries.conf.d, version 2 of the format. */
export function readRegistriesConf(text: string, path: string): MirrorSettings {
  const { root, unread: lines } = readToml(text);
  const registries = root.entries.get("registry");
  const tables = isList(registries) ? registries.filter(isTable).slice(0, mostRules) : [];
  const rules = tables.flatMap((table) => readRule(table) ?? []);
  const [line] = lines;
  const unknowns =
    line === undefined
      ? []
      : [
          unread(
            path,
            `Line ${line} is written in a way that is not read here; mirrors it sets are not asked. Write it more simply.`,
          ),
        ];
  return { ...noMirrors, rules, unknowns };
}

function readRule(table: TomlTable): RegistryRule | undefined {
  const location = textAt(table, "location");
  const prefix = textAt(table, "prefix") ?? location;
  if (prefix === undefined) return undefined;
  const listed = table.entries.get("mirror");
  const onlyDigests = table.entries.get("mirror-by-digest-only") === true;
  const mirrors = isList(listed) ? listed.filter(isTable).slice(0, mostMirrors) : [];
  return {
    prefix: prefix.replace(/\/$/, ""),
    location: location?.replace(/\/$/, ""),
    blocked: table.entries.get("blocked") === true,
    insecure: table.entries.get("insecure") === true,
    mirrors: mirrors.flatMap((mirror) => readMirror(mirror, onlyDigests) ?? []),
  };
}

function readMirror(table: TomlTable, onlyDigests: boolean): Mirror | undefined {
  const location = textAt(table, "location");
  const mirror = location === undefined ? undefined : mirrorAt(location);
  if (!mirror) return undefined;
  const pulled = table.entries.get("pull-from-mirror");
  return { ...mirror, insecure: table.entries.get("insecure") === true, only: onlyFor(pulled, onlyDigests) };
}

function onlyFor(pulled: TomlValue | undefined, onlyDigests: boolean): Mirror["only"] {
  if (onlyDigests || pulled === "digest-only") return "digest";
  return pulled === "tag-only" ? "tag" : "all";
}

function textAt({ entries }: TomlTable, key: string): string | undefined {
  const value = entries.get(key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Undefined for an address that is none. A user and password in it are no part of any place. */
function mirrorAt(address: string): Mirror | undefined {
  const scheme = /^(https?):\/\//i.exec(address);
  const location = address.slice(scheme?.[0].length ?? 0).replace(/\/+$/, "");
  if (!/^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?(?:\/[a-z0-9._/-]*)?$/.test(location)) return undefined;
  const plain = scheme?.[1]?.toLowerCase() === "http";
  return { location, plain, insecure: plain, only: "all" };
}

/** Mirrors first; the last one is the registry itself. */
export function endpointsOf(
  reference: ImageReference,
  settings: MirrorSettings,
  insecure: boolean,
): readonly RegistryEndpoint[] | Refusal {
  const rule = ruleFor(reference, settings.rules);
  if (rule?.blocked)
    return {
      refused: `${reference.registry} is blocked for ${reference.name} by registries.conf. Change the entry for ${rule.prefix} to use it.`,
    };
  const name = fullName(reference);
  const mirrors = (rule?.mirrors ?? [])
    .filter(({ only }) => only === "all" || (only === "digest") === (reference.digest !== undefined))
    .flatMap((mirror) => endpointAt(replacePrefix(name, rule, mirror.location), mirror, true) ?? []);
  const place = rule?.location === undefined ? name : replacePrefix(name, rule, rule.location);
  const itself = endpointAt(place, { insecure: insecure || rule?.insecure === true, plain: false }, false);
  const last = itself ?? {
    host: reference.registry,
    repository: reference.repository,
    insecure,
    plain: false,
    isMirror: false,
  };
  return [...mirrors, last].map((endpoint) =>
    isInsecureHost(endpoint.host, settings.insecureHosts) ? { ...endpoint, insecure: true } : endpoint,
  );
}

function fullName({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** The rule with the longest prefix. */
function ruleFor(reference: ImageReference, rules: readonly RegistryRule[]): RegistryRule | undefined {
  const name = fullName(reference);
  let best: RegistryRule | undefined;
  for (const rule of rules)
    if (reaches(rule.prefix, name, reference) && rule.prefix.length > (best?.prefix.length ?? -1)) best = rule;
  return best;
}

/** `*.example.com` is for hosts below it; anything else for names that go on with `/`, `:` or `@`, or end there. */
function reaches(prefix: string, name: string, { registry, tag, digest }: ImageReference): boolean {
  if (prefix.startsWith("*.")) return registry.endsWith(prefix.slice(1));
  const full = `${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
  if (!full.startsWith(prefix)) return false;
  return ["", "/", ":", "@"].includes(full.charAt(prefix.length)) || prefix === full;
}

function replacePrefix(name: string, rule: RegistryRule | undefined, location: string): string {
  const prefix = rule?.prefix ?? "";
  if (prefix.startsWith("*.")) return location + name.slice(name.indexOf("/"));
  // A prefix that names a tag covers the whole name.
  return prefix.length >= name.length ? location : location + name.slice(prefix.length);
}

function endpointAt(
  place: string,
  { insecure, plain }: Pick<RegistryEndpoint, "insecure" | "plain">,
  isMirror: boolean,
): RegistryEndpoint | undefined {
  const slash = place.indexOf("/");
  if (slash <= 0 || slash === place.length - 1) return undefined;
  return { host: place.slice(0, slash), repository: place.slice(slash + 1), insecure, plain, isMirror };
}

/** As Docker has it: a host with or without its port. Ranges of addresses are for addresses only, and rare: not read. */
function isInsecureHost(host: string, insecure: readonly string[]): boolean {
  return insecure.some((each) => each === host || each === host.replace(/:\d+$/, ""));
}

function unread(path: string, why: string): Unknown {
  return { what: path, why };
}
