/**
 * Images of a local Docker Engine or Podman, through the API that both speak on a socket; no client is run. The engine is asked
 * what the image is first, so that a cache can answer for it, and its export is read as it comes when somebody wants the layers.
 */
import type { HttpClient } from "../net/http.ts";
import { NetworkFailure } from "../net/http.ts";
import { field, filledText, jsonValue, textsOf } from "../text/json.ts";
import type { PlatformWanted } from "./choose-manifest.ts";
import { type EngineAddress, type EngineKind, type EngineSurroundings, engineAddresses } from "./engine-address.ts";
import { ImageFailure } from "./image-failure.ts";
import type { FoundImage } from "./image-source.ts";
import { shown } from "./manifest.ts";
import { formatPlatform, parsePlatform, platformDistance, platformOf } from "./platform.ts";
import { isDigest, parseReference } from "./reference.ts";
import { readImageStream } from "./stream.ts";

/** Answers of the API, exports aside. */
export const mostAnswerBytes = 8_388_608;
/** An export begins after the engine has looked through its layers: that may take a while, and nothing comes meanwhile. */
const exportTimeouts = { headers: 300_000, stall: 120_000 };
/** The first version of Docker's API whose export takes a platform. */
const platformVersion = [1, 48] as const;

/** An engine to ask, with what it needs. */
export interface EngineOptions extends PlatformWanted {
  readonly kind: EngineKind;
  readonly client: HttpClient;
  readonly around: EngineSurroundings;
}

/** The image, or why the engine has none: `isAbsent` when it was asked and does not know the name. */
export type EngineAnswer = FoundImage | { readonly why: string; readonly isAbsent: boolean };

/** Looks for an image by name or id. Throws an ImageFailure only for what is found and cannot be used. */
export async function findInEngine(name: string, options: EngineOptions): Promise<EngineAnswer> {
  // Before it is made part of a path: no name of an image leaves the one that images have.
  if (!isImageId(name) && !parseReference(name))
    return { why: `${shown(name)} is no name of an image.`, isAbsent: true };
  const reasons: string[] = [];
  for (const address of engineAddresses(options.kind, options.around)) {
    if (!("url" in address)) {
      reasons.push(`${address.name}: ${address.why}`);
      continue;
    }
    const answer = await ask(name, address, options);
    if (!("why" in answer) || answer.isAbsent) return answer;
    reasons.push(answer.why);
  }
  return { why: reasons.join(" "), isAbsent: false };
}

/** Digits of an image id, as engines print it, in full or not. */
export function isImageId(name: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{12,64}$/.test(name);
}

async function ask(name: string, address: EngineAddress, options: EngineOptions): Promise<EngineAnswer> {
  const { client, kind } = options;
  try {
    const path = `/images/${pathName(name)}/json`;
    const { status, body } = await client.read({ ...target(address, path), mostBytes: mostAnswerBytes });
    if (status === 404)
      return { why: `${engineNames[kind]} at ${address.name} has no image ${shown(name)}.`, isAbsent: true };
    const inspected = readJson(body);
    if (status !== 200)
      return { why: `${address.name} answered with status ${status}${messageIn(inspected)}.`, isAbsent: false };
    return await found(name, inspected, address, options);
  } catch (error) {
    if (error instanceof NetworkFailure) return { why: withoutRepeat(address, error), isAbsent: false };
    throw error;
  }
}

/** Sentences of the network name the socket already; the others get it in front. */
function withoutRepeat({ name }: EngineAddress, { why }: NetworkFailure): string {
  return why.includes(name) ? why : `${name}: ${why}`;
}

export const engineNames: Readonly<Record<EngineKind, string>> = { docker: "Docker", podman: "Podman" };

async function found(
  name: string,
  inspected: unknown,
  address: EngineAddress,
  options: EngineOptions,
): Promise<FoundImage> {
  const { kind } = options;
  const id = idOf(field(inspected, "Id"));
  const tags = textsOf(field(inspected, "RepoTags"), 1_000);
  const platform = await exportPlatform(inspected, address, options);
  const shownName = `${kind}:${name}`;
  return {
    ...{ kind, name: shownName, description: undefined },
    // With a platform the id may be that of an index over several images.
    ...(id === undefined || platform !== undefined ? {} : { id }),
    async readLayers(wanted) {
      const query = platform === undefined ? "" : `?platform=${encodeURIComponent(JSON.stringify(platform))}`;
      // By name, so that the export says the name; the id is asked for where the name has a digest, which exports refuse.
      const exported = name.includes("@") && id !== undefined ? id : name;
      try {
        const response = await options.client.request({
          ...target(address, `/images/${pathName(exported)}/get${query}`),
          timeouts: exportTimeouts,
        });
        if (response.status !== 200) {
          const why = messageIn(await response.json(mostAnswerBytes));
          throw new ImageFailure(
            `${engineNames[kind]} did not export ${shown(name)}: status ${response.status}${why}.`,
          );
        }
        const { platform: asked, host } = options;
        const description = await readImageStream(response.bytes, wanted, { form: "any", platform: asked, host });
        return tags.length === 0 ? description : { ...description, tags };
      } catch (error) {
        if (error instanceof NetworkFailure)
          throw new ImageFailure(`The export of ${shownName} broke off. ${error.why}`);
        if (error instanceof ImageFailure)
          throw new ImageFailure(`The export of ${shownName} cannot be used. ${error.message}`, error.next);
        throw error;
      }
    },
    close: async () => {},
  };
}

/** What to ask an export for. Undefined where the image is of the platform anyhow; an ImageFailure where the engine is too old. */
async function exportPlatform(
  inspected: unknown,
  address: EngineAddress,
  { platform, host, client, kind }: EngineOptions,
): Promise<{ os: string; architecture: string; variant?: string } | undefined> {
  if (platform === undefined) return undefined;
  const wanted = parsePlatform(platform, host);
  if (!wanted) throw new ImageFailure(`${shown(platform)} is no platform.`, "Write it as linux/arm64 or linux/arm/v7.");
  const text = (name: string) => filledText(field(inspected, name)) ?? "";
  const offered = platformOf(text("Os") || "linux", text("Architecture"), text("Variant"));
  if (platformDistance(wanted, offered) !== undefined) return undefined;
  const { body } = await client.read({ ...target(address, "/version"), mostBytes: mostAnswerBytes });
  const version = /^(\d+)\.(\d+)$/.exec(filledText(field(readJson(body), "ApiVersion")) ?? "");
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  const knows =
    kind === "docker" && (major > platformVersion[0] || (major === platformVersion[0] && minor >= platformVersion[1]));
  if (!knows)
    throw new ImageFailure(
      `The image at ${address.name} is for ${formatPlatform(offered)}, not for ${formatPlatform(wanted)}.`,
      `Pull it with --platform ${formatPlatform(wanted)}, or name it as registry:… here.`,
    );
  return {
    os: wanted.os,
    architecture: wanted.architecture,
    ...(wanted.variant === "" ? {} : { variant: wanted.variant }),
  };
}

function target({ url, socketPath }: EngineAddress, path: string): { url: string; socketPath?: string } {
  return { url: `${url}${path}`, ...(socketPath === undefined ? {} : { socketPath }) };
}

/** A name as a part of a path: its own slashes stay, everything else that means something in a URL does not. */
function pathName(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/").replaceAll("%3A", ":").replaceAll("%40", "@");
}

/** Podman gives the digits alone. */
function idOf(value: unknown): string | undefined {
  const text = filledText(value) ?? "";
  const id = text.includes(":") ? text : `sha256:${text}`;
  return isDigest(id) ? id : undefined;
}

/** Undefined for an error page, or an answer that was cut off: nothing in it is needed. */
function readJson(bytes: Uint8Array): unknown {
  return jsonValue(new TextDecoder().decode(bytes));
}

function messageIn(answer: unknown): string {
  const message = filledText(field(answer, "message"));
  return message === undefined ? "" : ` (${shown(message).slice(1, -1)})`;
}
