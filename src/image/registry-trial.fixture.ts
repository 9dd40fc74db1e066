/**
 * Images in two registries on loopback and a client that does not wait: what tests of the registry client begin with. Everything
 * that is told on the way is searched for the words of logins.
 */
import { createHttpClient, type HttpClientOptions } from "../net/http.ts";
import type { ServerResponse } from "../net/server.fixture.ts";
import type { Credentials } from "./credentials-file.ts";
import { ImageFailure } from "./image-failure.ts";
import type { FoundImage } from "./image-source.ts";
import { parseReference } from "./reference.ts";
import {
  push,
  pushIndex,
  type SeenRequest,
  type Spoil,
  startRegistry,
  type TestRegistry,
  testLogin,
  writeImage,
  writeIndex,
} from "./registry.fixture.ts";
import { openRegistryImage, type RegistryOptions } from "./registry.ts";

export const image = writeImage({ layers: [{ "etc/os-release": "ID=test\n" }, { "app/main.js": "run()\n" }] });
export const arm = writeImage({ architecture: "arm64", layers: [{ "etc/os-release": "ID=arm\n" }] });
/** One layer of a few bytes. */
export const small = writeImage({ layers: [{ a: "b" }] });
export const index = writeIndex([
  { image, architecture: "amd64" },
  { image: arm, architecture: "arm64" },
]);

export const basic: Credentials = { kind: "basic", ...testLogin };

export type OpenOptions = Partial<RegistryOptions> & { readonly login?: Credentials };

export interface Trial {
  readonly registry: TestRegistry;
  /** Another server with the same images. */
  readonly elsewhere: TestRegistry;
  /** Milliseconds that the client waited between tries, in the test that runs. */
  readonly slept: number[];
  /** Settings of both servers and the client as at first. */
  reset(options?: HttpClientOptions): void;
  /** `team/app:1` in `registry`. */
  open(name: string, options?: OpenOptions): Promise<FoundImage>;
  /** What is told when an image is not opened. */
  refusal(opening: Promise<FoundImage>): Promise<string>;
  /** All layers in order, or what their stream threw. */
  layersOf(found: FoundImage): Promise<(Uint8Array | Error | undefined)[]>;
  close(): Promise<void>;
}

export async function startTrial(): Promise<Trial> {
  const registry = await startRegistry();
  const elsewhere = await startRegistry();
  for (const each of [registry, elsewhere]) {
    push(each, image, "1");
    push(each, arm);
    push(each, small, "small");
    pushIndex(each, index, "multi", "latest");
  }
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
  };
  let client = createHttpClient({ sleep });

  return {
    ...{ registry, elsewhere, slept },
    reset(options = {}) {
      slept.length = 0;
      client.close();
      client = createHttpClient({ sleep, ...options });
      registry.use({});
      elsewhere.use({});
    },
    open(name, { login, ...rest } = {}) {
      const reference = parseReference(name.startsWith("127.") ? name : `${registry.host}/${name}`);
      if (!reference) throw new Error(`${name} is no reference`);
      return openRegistryImage(reference, {
        ...{ client, host: "amd64", known: () => undefined },
        credentials: async () => ({ credentials: login, tried: login ? ["a file: a login"] : ["a file: not there"] }),
        ...rest,
      });
    },
    async refusal(opening) {
      const error: unknown = await opening.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof ImageFailure)) throw new Error(`no ImageFailure: ${String(error)}`);
      return withoutSecrets(error.message);
    },
    async layersOf(found) {
      const layers = new Map<string, Uint8Array | Error>();
      const { layers: described } = await found.readLayers({
        isKnown: () => false,
        async read(layer) {
          const body = await bytesOf(layer.open()).catch((error: Error) => error);
          if (body instanceof Error) withoutSecrets(body.message);
          layers.set(layer.diffId ?? "", body);
          return layer.diffId;
        },
      });
      return described.map(({ diffId }) => layers.get(diffId));
    },
    async close() {
      client.close();
      await Promise.all([registry.close(), elsewhere.close()]);
    },
  };
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const pair = Buffer.from(`${testLogin.username}:${testLogin.password}`).toString("base64");
const secrets = [testLogin.password, testLogin.username, pair, "token-of-the-tests", "refresh-me", "signature=abc"];

/** The text; throws when a password, a token or a signed address is in it. */
export function withoutSecrets(text: string): string {
  const found = secrets.find((secret) => text.includes(secret));
  if (found !== undefined) throw new Error(`a secret was told: ${text}`);
  return text;
}

/** Answers some requests itself. */
export function instead(
  when: (seen: SeenRequest, nth: number) => boolean,
  answer: (response: ServerResponse, seen: SeenRequest) => void,
): Spoil {
  return (seen, response, nth) => {
    if (!when(seen, nth)) return false;
    answer(response, seen);
    return true;
  };
}

export const always = () => true;
