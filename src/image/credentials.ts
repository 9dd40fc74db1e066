/**
 * Finds the login for a registry where Docker, Podman and this program's own variables keep it. Environment, files and helper
 * programs are handed in; out come the credentials, or none, and sentences on where was looked. No sentence holds a value of
 * any of them, not even a user name.
 */

import { field, filledText, jsonValue } from "../text/json.ts";
import {
  type Credentials,
  hubServer,
  loginOf,
  type RegistryTarget,
  readCredentialFile,
  registryName,
} from "./credentials-file.ts";

export type { Credentials, RegistryTarget } from "./credentials-file.ts";

/** What a helper program did. */
export interface HelperAnswer {
  /** Undefined: it could not be started, or did not end in time. */
  readonly status: number | undefined;
  readonly stdout: string;
}

/** What whoever starts a helper has to hold it to. */
export interface HelperLimits {
  readonly milliseconds: number;
  /** Of its output. */
  readonly bytes: number;
}
export const helperLimits: HelperLimits = { milliseconds: 20_000, bytes: 100_000 };

/** The world around, as the command line sees it. */
export interface CredentialPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined when there is no such file or it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Starts a program from PATH, without a shell. Does not throw. */
  runHelper(program: string, args: readonly string[], stdin: string, limits: HelperLimits): Promise<HelperAnswer>;
  /** Of the user. */
  readonly home: string;
  /** Of the user; undefined where there are none (Windows). */
  readonly uid: number | undefined;
}

export interface FoundCredentials {
  readonly credentials: Credentials | undefined;
  /** Where was looked, in order, and what was found: `~/.docker/config.json: no entry`. */
  readonly tried: readonly string[];
}

/**
 * The first login of: SEAWORTHY_REGISTRY_USERNAME and _PASSWORD, or _TOKEN, for the host in SEAWORTHY_REGISTRY; the file
 * REGISTRY_AUTH_FILE; DOCKER_AUTH_CONFIG (the text of such a file); Docker's config.json; Podman's two auth.json. In a file:
 * `credHelpers` for that host, `auths`, then `credsStore`.
 */
export async function findCredentials(target: RegistryTarget, places: CredentialPlaces): Promise<FoundCredentials> {
  const tried: string[] = [];
  const own = ownVariables(target, places.env, tried);
  if (own) return { credentials: own, tried };
  for (const { shown, text } of candidates(places)) {
    const content = await text();
    const found = content === undefined ? "not there" : await searchFile(content, target, places);
    tried.push(`${shown}: ${typeof found === "string" ? found : found.how}`);
    if (typeof found !== "string") return { credentials: found.credentials, tried };
  }
  return { credentials: undefined, tried };
}

function ownVariables(target: RegistryTarget, env: CredentialPlaces["env"], tried: string[]): Credentials | undefined {
  const token = filledText(env.SEAWORTHY_REGISTRY_TOKEN);
  const username = filledText(env.SEAWORTHY_REGISTRY_USERNAME);
  const password = filledText(env.SEAWORTHY_REGISTRY_PASSWORD);
  if (token === undefined && username === undefined && password === undefined) return undefined;
  const host = filledText(env.SEAWORTHY_REGISTRY);
  const problem = variablesProblem(host, target.registry);
  if (problem !== undefined) {
    tried.push(problem);
    return undefined;
  }
  if (token !== undefined) {
    tried.push("SEAWORTHY_REGISTRY_TOKEN: a token");
    return { kind: "bearer", token };
  }
  const login = loginOf(username, password);
  tried.push(
    login
      ? "SEAWORTHY_REGISTRY_USERNAME and SEAWORTHY_REGISTRY_PASSWORD: a login"
      : "SEAWORTHY_REGISTRY_USERNAME and SEAWORTHY_REGISTRY_PASSWORD: only one of them is set",
  );
  return login;
}

/** A login must not go to every registry that an image's name leads to: it is used only for the host it is said to be for. */
function variablesProblem(host: string | undefined, registry: string): string | undefined {
  if (host === undefined)
    return "SEAWORTHY_REGISTRY_* are not used: SEAWORTHY_REGISTRY does not say for which host they are";
  const bare = host.replace(/^https?:\/\//i, "").replace(/\/.*$/s, "");
  if (registryName(bare) !== registryName(registry))
    return "SEAWORTHY_REGISTRY_* are not used: they are for another host";
  return undefined;
}

interface Candidate {
  /** For messages. */
  readonly shown: string;
  readonly text: () => Promise<string | undefined>;
}

function candidates({ env, home, uid, readText }: CredentialPlaces): Candidate[] {
  const file = (path: string): Candidate => ({ shown: shownPath(path, home), text: () => readText(path) });
  const named = filledText(env.REGISTRY_AUTH_FILE);
  const inline = filledText(env.DOCKER_AUTH_CONFIG);
  const runtime = filledText(env.XDG_RUNTIME_DIR) ?? (uid === undefined ? undefined : `/run/containers/${uid}`);
  const paths = [
    `${filledText(env.DOCKER_CONFIG) ?? `${home}/.docker`}/config.json`,
    ...(runtime === undefined ? [] : [podmanRuntimeFile(runtime, env)]),
    `${filledText(env.XDG_CONFIG_HOME) ?? `${home}/.config`}/containers/auth.json`,
  ];
  return [
    ...(named === undefined ? [] : [file(named)]),
    ...(inline === undefined ? [] : [{ shown: "DOCKER_AUTH_CONFIG", text: async () => inline }]),
    ...[...new Set(paths)].filter((path) => path !== named).map(file),
  ];
}

/** Without XDG_RUNTIME_DIR Podman keeps it in /run/containers/UID itself. */
function podmanRuntimeFile(runtime: string, env: CredentialPlaces["env"]): string {
  return filledText(env.XDG_RUNTIME_DIR) === undefined ? `${runtime}/auth.json` : `${runtime}/containers/auth.json`;
}

function shownPath(path: string, home: string): string {
  return home !== "" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

type Found = { readonly credentials: Credentials; readonly how: string };

/** A login, or the reason why there is none. */
async function searchFile(text: string, target: RegistryTarget, places: CredentialPlaces): Promise<Found | string> {
  const file = readCredentialFile(text, target);
  if (!file) return "it cannot be read as JSON";
  const notes: string[] = [];
  if (file.helper !== undefined) {
    const asked = await askHelper(file.helper, "credHelpers", target, places);
    if (typeof asked !== "string") return asked;
    notes.push(asked);
  }
  if (file.credentials) return { credentials: file.credentials, how: howOf(file.credentials) };
  if (file.store !== undefined && file.store !== file.helper) {
    const asked = await askHelper(file.store, "credsStore", target, places);
    if (typeof asked !== "string") return asked;
    notes.push(asked);
  }
  return notes.length > 0 ? notes.join("; ") : "no entry for this registry";
}

function howOf({ kind }: Credentials): string {
  if (kind === "basic") return "a login";
  return kind === "bearer" ? "a token" : "an identity token";
}

/** Docker's protocol for helpers: `docker-credential-NAME get`, the server on standard input, JSON on standard output. */
async function askHelper(
  name: string,
  key: "credHelpers" | "credsStore",
  { registry }: RegistryTarget,
  places: CredentialPlaces,
): Promise<Found | string> {
  // The name becomes part of a program's: no path, no option.
  if (!/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name))
    return `${key} names a helper that is not started: its name is not plain`;
  const program = `docker-credential-${name}`;
  const server = registryName(registry) === "docker.io" ? hubServer : registry;
  const { status, stdout } = await places.runHelper(program, ["get"], `${server}\n`, helperLimits);
  if (status === undefined) return `${program} (${key}) could not be run, or did not end in time`;
  if (status !== 0)
    return /credentials not found/i.test(stdout)
      ? `${program} (${key}) has none for this registry`
      : `${program} (${key}) failed with status ${status}`;
  const credentials = readHelperAnswer(stdout);
  if (!credentials) return `${program} (${key}) gave no login`;
  return { credentials, how: `${program} (${key}) gave ${howOf(credentials)}` };
}

function readHelperAnswer(stdout: string): Credentials | undefined {
  if (stdout.length > helperLimits.bytes) return undefined;
  const answer = jsonValue(stdout);
  return loginOf(filledText(field(answer, "Username")), filledText(field(answer, "Secret")));
}
