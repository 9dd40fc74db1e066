/**
 * Where the Docker Engine and Podman listen: DOCKER_HOST, Docker's contexts, CONTAINER_HOST, and the sockets that they make by
 * themselves, for root and for one user. Environment, home and the reading of files are handed in; addresses that need another
 * program (ssh) or another system (npipe) come out with the reason why they are not used.
 */
import { createHash } from "node:crypto";
import { field, fieldAt, filledText } from "../text/json.ts";
import { isRefusal, parseJson } from "./json.ts";
import { shown } from "./manifest.ts";

/** What is known of this machine. */
export interface EngineSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Home directory of the user; undefined where there is none. */
  readonly home: string | undefined;
  /** Number of the user; undefined on systems without. */
  readonly uid: number | undefined;
  /** A small file, or undefined where it is not there or may not be read. */
  readFile(path: string): Uint8Array | undefined;
}

export type EngineKind = "docker" | "podman";

/** One place to ask. */
export interface EngineAddress {
  /** As shown: `/var/run/docker.sock`, `tcp://build.example.com:2375`. */
  readonly name: string;
  /** Where the address comes from: `DOCKER_HOST`, `context build`; undefined for the engine's own sockets. */
  readonly from?: string;
  readonly socketPath?: string;
  /** Begin of every URL, without a slash at its end. */
  readonly url: string;
}

/** An address that is not used. */
export interface UnusedAddress {
  readonly name: string;
  readonly why: string;
}

/** Configuration files of Docker are small. */
const mostConfigFile = 4_194_304;

/** Where to ask, in order. An address that somebody set is the only one. */
export function engineAddresses(
  kind: EngineKind,
  around: EngineSurroundings,
): readonly (EngineAddress | UnusedAddress)[] {
  const set = kind === "docker" ? dockerSetting(around) : podmanSetting(around);
  if (set) return [set];
  return (kind === "docker" ? dockerSockets(around) : podmanSockets(around)).map((socket) => socketAddress(socket));
}

function dockerSetting(around: EngineSurroundings): EngineAddress | UnusedAddress | undefined {
  const { environment } = around;
  const host = environment.DOCKER_HOST;
  if (host) return readAddress(host, "DOCKER_HOST", around);
  const context = environment.DOCKER_CONTEXT || currentContext(around);
  if (!context || context === "default") return undefined;
  return contextAddress(context, around);
}

function podmanSetting(around: EngineSurroundings): EngineAddress | UnusedAddress | undefined {
  const host = around.environment.CONTAINER_HOST;
  return host ? readAddress(host, "CONTAINER_HOST", around) : undefined;
}

function configFolder({ environment, home }: EngineSurroundings): string | undefined {
  return environment.DOCKER_CONFIG || (home === undefined ? undefined : `${home}/.docker`);
}

function currentContext(around: EngineSurroundings): string | undefined {
  const folder = configFolder(around);
  return folder === undefined
    ? undefined
    : filledText(field(readJson(`${folder}/config.json`, around), "currentContext"));
}

/** Contexts are kept under the digest of their name. */
function contextAddress(name: string, around: EngineSurroundings): EngineAddress | UnusedAddress {
  const folder = configFolder(around);
  const id = createHash("sha256").update(name).digest("hex");
  const meta = folder === undefined ? undefined : readJson(`${folder}/contexts/meta/${id}/meta.json`, around);
  const host = filledText(fieldAt(meta, "Endpoints", "docker", "Host"));
  const from = `Docker context ${shown(name)}`;
  if (host === undefined) return { name: from, why: "It names no address: docker context inspect shows it." };
  const address = readAddress(host, from, around);
  const hasKeys =
    fieldAt(meta, "Endpoints", "docker", "SkipTLSVerify") === true ||
    around.readFile(`${folder}/contexts/tls/${id}/docker/ca.pem`) !== undefined;
  if ("url" in address && address.socketPath === undefined && hasKeys) return { name: address.name, why: tlsUnused };
  return address;
}

const tlsUnused =
  "It asks for TLS with certificates of its own, which is not supported: save the image with docker save and scan the file.";

/** `unix:///run/x.sock`, `tcp://host:2375`, `http://host`. */
function readAddress(host: string, from: string, { environment }: EngineSurroundings): EngineAddress | UnusedAddress {
  const name = shownAddress(host);
  if (host.startsWith("unix://")) return { ...socketAddress(host.slice("unix://".length)), from };
  if (host.startsWith("/")) return { ...socketAddress(host), from };
  if (host.startsWith("npipe://"))
    return {
      name,
      why: `${from} names a Windows pipe, which is not supported: save the image with docker save and scan the file.`,
    };
  if (host.startsWith("ssh://"))
    return {
      name,
      why: `${from} leads through ssh, and no other program is run: save the image there with docker save, or forward the socket with ssh -L and set DOCKER_HOST=unix://….`,
    };
  const url = URL.canParse(host) ? new URL(host.replace(/^tcp:/, "http:")) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "")
    return { name, why: `${from} is no address of an engine: write it as unix:///path or tcp://host:port.` };
  const isTls = url.protocol === "https:" || (environment.DOCKER_TLS_VERIFY ?? "") !== "";
  if (isTls) return { name, why: tlsUnused };
  return { name, from, url: `http://${url.host}` };
}

/** Without a user and password that somebody put into it. */
function shownAddress(host: string): string {
  return shown(host.replace(/\/\/[^/@]*@/, "//***@")).slice(1, -1);
}

function socketAddress(socketPath: string): EngineAddress {
  return { name: socketPath, socketPath, url: "http://localhost" };
}

function dockerSockets({ environment, home, uid }: EngineSurroundings): readonly string[] {
  const runtime = runtimeFolder(environment, uid);
  const own = [
    ...(runtime === undefined ? [] : [`${runtime}/docker.sock`]),
    ...(home === undefined ? [] : [`${home}/.docker/run/docker.sock`, `${home}/.docker/desktop/docker.sock`]),
  ];
  return ["/var/run/docker.sock", ...own];
}

function podmanSockets({ environment, uid }: EngineSurroundings): readonly string[] {
  const runtime = runtimeFolder(environment, uid);
  const own = runtime === undefined ? [] : [`${runtime}/podman/podman.sock`];
  const system = "/run/podman/podman.sock";
  return uid === 0 ? [system, ...own] : [...own, system];
}

function runtimeFolder(environment: EngineSurroundings["environment"], uid: number | undefined): string | undefined {
  return environment.XDG_RUNTIME_DIR || (uid === undefined || uid === 0 ? undefined : `/run/user/${uid}`);
}

function readJson(path: string, { readFile }: EngineSurroundings): unknown {
  const bytes = readFile(path);
  const parsed = bytes && parseJson(bytes, mostConfigFile);
  return parsed && !isRefusal(parsed) ? parsed.value : undefined;
}
