/** What the commands on images share: opening what was named, reading it, and the Dockerfile it was built from. */
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import { resolveDockerfile } from "../../dockerfile/stages.ts";
import { UserError } from "../../engine/errors.ts";
import { noCache, openCacheFolder } from "../../files/cache-folder.ts";
import { readTextFile } from "../../files/read-text.ts";
import { ImageFailure } from "../../image/image-failure.ts";
import { openImage as findImage } from "../../image/open-image.ts";
import type { AssembledImage } from "../../inventory/assemble-image.ts";
import { inspectImage } from "../../inventory/inspect-image.ts";
import { type LayerCache, openLayerCache } from "../../inventory/layer-cache.ts";
import { sbomImage } from "../../inventory/sbom-image.ts";
import { createHttpClient } from "../../net/http.ts";
import { longestSbom } from "../../packages/read-sbom/json-text.ts";
import { readSbom } from "../../packages/read-sbom/read-sbom.ts";
import { createSource } from "../../text/source.ts";
import type { CommandContext } from "./context.ts";
import { cacheFolder, machinePlaces } from "./image-places.ts";
import { isOn, type ParsedOptions, textOf } from "./options.ts";
import { startProgress } from "./progress.ts";
import { buildArgsOf } from "./run-options.ts";

/** The one image that was named. Throws UserError for none, several, or one that cannot be opened. */
export async function openOneImage(
  options: ParsedOptions,
  context: CommandContext,
  command: string,
): Promise<AssembledImage> {
  if (options.positionals.length > 1)
    throw new UserError(`${command} takes one image`, { next: "Run the command once for each image." });
  for await (const opened of openImages(options, context, command)) return opened;
  throw new Error("openImages gives at least one");
}

/** The images that were named, one after the other. */
export async function* openImages(
  options: ParsedOptions,
  context: CommandContext,
  command: string,
): AsyncGenerator<AssembledImage> {
  if (options.positionals.length === 0)
    throw new UserError(`${command} needs an image`, {
      next: `Name one, as in \`seaworthy ${command} app:latest\`; \`seaworthy ${command} --help\` shows where images can be read from.`,
    });
  const offline = isOn(options, "offline");
  const client = createHttpClient({ environment: process.env, offline, userAgent: `seaworthy/${context.version}` });
  const folder = isOn(options, "no-cache") ? noCache : openCacheFolder(cacheFolder(), Date.now);
  const cache = openLayerCache(folder);
  const dockerfile = readDockerfile(options);
  try {
    for (const name of options.positionals) yield await openNamed(name, options, context, client, cache, dockerfile);
  } finally {
    client.close();
    const trouble = folder.trouble();
    if (trouble !== undefined && isOn(options, "verbose")) context.note(`seaworthy: nothing was cached: ${trouble}\n`);
  }
}

async function openNamed(
  name: string,
  options: ParsedOptions,
  context: CommandContext,
  client: ReturnType<typeof createHttpClient>,
  cache: LayerCache,
  dockerfile: Dockerfile | undefined,
): Promise<AssembledImage> {
  if (name.startsWith("sbom:")) return openSbom(name, context);
  const progress = startProgress(context, (count) => `layer ${count}`);
  let layers = 0;
  try {
    const found = await findImage(name, {
      ...machinePlaces(),
      client,
      platform: textOf(options, "platform"),
      insecure: isOn(options, "insecure"),
      known: (digest) => cache.description("registry", digest),
    });
    return await inspectImage(found, {
      ...{ cache, today: context.today },
      ...(dockerfile ? { dockerfile } : {}),
      progress: () => progress.show(++layers),
    });
  } catch (error) {
    if (!(error instanceof ImageFailure)) throw error;
    throw new UserError(error.message.replace(/\.$/, ""), { next: error.next || howToOpen, cause: error });
  } finally {
    progress.end();
  }
}

const howToOpen = "`seaworthy scan --help` shows what can be opened, and how it is named.";

function openSbom(name: string, { today }: CommandContext): AssembledImage {
  const path = name.slice("sbom:".length);
  const file = readTextFile(path, longestSbom);
  if ("why" in file) throw new UserError(`The SBOM ${path} cannot be read`, { next: file.why });
  const read = readSbom(file.text);
  if ("why" in read) throw new UserError(`${path} is no SBOM that can be read`, { next: read.why });
  return sbomImage(read.image, { name, today });
}

function readDockerfile(options: ParsedOptions): Dockerfile | undefined {
  const path = textOf(options, "dockerfile");
  if (path === undefined) return undefined;
  const file = readTextFile(path);
  if ("why" in file) throw new UserError(`The Dockerfile ${path} cannot be read`, { next: file.why });
  const target = textOf(options, "target");
  return resolveDockerfile(createSource(path, file.text), {
    buildArgs: new Map(buildArgsOf(options)),
    ...(target === undefined ? {} : { target }),
  });
}
