/**
 * Downloads into a file that a later run can go on with. An address and a folder come in; a whole file goes out, of the size,
 * the state (RFC 9110 section 13.1.5: If-Range) and the checksum that the server gave, or a NetworkFailure. A process that is
 * killed leaves its part behind; whoever asks for the same address next takes it over, and two at once never share one.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { failure, failureOf, NetworkFailure, placeOf } from "../net/failure.ts";
import type { HttpClient } from "../net/http.ts";
import type { HttpResponse } from "../net/message.ts";
import { firstDelay } from "../net/repeat.ts";
import { crc32c, statedCrc32c } from "./crc32c.ts";

/** Connections that drop in a row, with nothing to show for it, before a download is given up. */
export const mostFruitlessDrops = 4;
/** Connections that drop in all. */
export const mostDrops = 50;
/** How often a file may change on the server while it is read. */
export const mostChanges = 3;
/** Parts that nobody went on with are removed after this time, in milliseconds. */
export const partsKeptFor = 7 * 86_400_000;

export interface FileDownload {
  readonly client: HttpClient;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where parts and the file go; made when it is not there. */
  readonly folder: string;
  readonly mostBytes: number;
  /** Names this run among all that may use the folder: letters, digits, `-`, `_`. */
  readonly run: string;
  /** Whether a run that left a part is still at work. */
  readonly isAtWork: (run: string) => boolean;
  readonly progress?: (bytes: number, all: number | undefined) => void;
}

export interface DownloadedFile {
  readonly path: string;
  readonly bytes: number;
  /** What the server says identifies this state; "" for nothing. */
  readonly revision: string;
  /** Takes the file away. */
  remove(): void;
}

/** Any answer but 200 and 206 is given back with its status. Throws NetworkFailure, and what the disk throws. */
export async function downloadFile(download: FileDownload): Promise<DownloadedFile | { readonly status: number }> {
  mkdirSync(download.folder, { recursive: true, mode: 0o700 });
  const part = openPart(download);
  let fruitless = 0;
  let changes = 0;
  for (let drops = 0; ; ) {
    const before = part.bytes;
    const end = await readOn(download, part);
    if (end === "whole" && isSound(part)) return finish(part);
    if (typeof end === "number") {
      part.discard();
      return { status: end };
    }
    if (end === "changed" || end === "whole") {
      // A whole file that is not sound is read anew, as one that changed.
      part.restart();
      if (++changes > mostChanges) {
        part.discard();
        throw end === "whole" ? unsound(download) : unsteady(download);
      }
      continue;
    }
    fruitless = part.bytes > before ? 1 : fruitless + 1;
    drops += 1;
    if (fruitless > mostFruitlessDrops || drops > mostDrops) {
      part.close();
      throw end;
    }
    await download.client.sleep(firstDelay * 2 ** (fruitless - 1));
  }
}

/** Whole, changed meanwhile, an answer of another status, or a connection that dropped. */
type End = "whole" | "changed" | number | NetworkFailure;

async function readOn({ client, url, headers: own, mostBytes, progress }: FileDownload, part: Part): Promise<End> {
  const place = placeOf({ url });
  // Without a word on its state nobody knows whether the rest belongs to what is there.
  if (part.bytes > 0 && (part.state.validator === "" || part.bytes >= mostBytes)) part.restart();
  const headers: Record<string, string> = { ...own, "accept-encoding": "identity" };
  if (part.bytes > 0) Object.assign(headers, { range: `bytes=${part.bytes}-`, "if-range": part.state.validator });
  const response = await client.request({ url, headers });
  const { status } = response;
  if (status === 416 && part.bytes > 0) {
    response.discard();
    return response.headers["content-range"] === `bytes */${part.bytes}` ? "whole" : "changed";
  }
  if (status !== 200 && status !== 206) {
    response.discard();
    return status;
  }
  const start = status === 206 ? rangeOf(response) : { from: 0, all: lengthOf(response) };
  const state = stateOf(response, start?.all);
  const isOther = part.bytes > 0 && status === 206 && state.validator !== part.state.validator;
  if (!start || isOther || (status === 206 && start.from !== part.bytes)) {
    response.discard();
    return "changed";
  }
  if ((start.all ?? 0) > mostBytes) {
    response.discard();
    throw failure("too-large", place);
  }
  if (status === 200) part.restart(state);
  try {
    for await (const chunk of response.bytes) {
      if (part.bytes + chunk.length > mostBytes) throw failure("too-large", place);
      part.add(chunk);
      progress?.(part.bytes, part.state.bytes);
    }
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    const failed = failureOf(error, place);
    if (failed.kind !== "reset" && failed.kind !== "timeout") throw failed;
    return failed;
  }
  const { bytes } = part.state;
  if (bytes === undefined || bytes === part.bytes) return "whole";
  return part.bytes > bytes ? "changed" : stopped(place, part.bytes, bytes);
}

/** What a server said of the state it hands out. */
interface FileState {
  /** A strong ETag, else the date of the last change; "" for neither. */
  readonly validator: string;
  /** Length of the whole. */
  readonly bytes: number | undefined;
  readonly crc: number | undefined;
  readonly revision: string;
}

const unknownState: FileState = { validator: "", bytes: undefined, crc: undefined, revision: "" };

function stateOf({ headers }: HttpResponse, bytes: number | undefined): FileState {
  const etag = headers.etag ?? "";
  const validator = /^"[^"]{1,200}"$/.test(etag) ? etag : (headers["last-modified"] ?? "").slice(0, 60);
  return { validator, bytes, crc: statedCrc32c(headers["x-goog-hash"]), revision: revisionOf(headers) };
}

/** What identifies the state of a file by the headers of an answer: its checksum, its ETag, else date and size; "" for nothing. */
export function revisionOf(headers: HttpResponse["headers"]): string {
  const crc = statedCrc32c(headers["x-goog-hash"]);
  if (crc !== undefined) return `crc32c ${crc.toString(16).padStart(8, "0")}`;
  const etag = headers.etag?.slice(0, 200);
  if (etag) return `etag ${etag}`;
  const date = headers["last-modified"]?.slice(0, 60);
  return date ? `date ${date}, ${wholeLength(headers) ?? "?"} bytes` : "";
}

function wholeLength(headers: HttpResponse["headers"]): string | undefined {
  const range = /^bytes \d{1,15}-\d{1,15}\/(\d{1,15})$/.exec(headers["content-range"] ?? "")?.[1];
  return range ?? /^\d{1,15}$/.exec(headers["content-length"] ?? "")?.[0];
}

function lengthOf({ headers }: HttpResponse): number | undefined {
  const length = headers["content-length"] ?? "";
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

function rangeOf({ headers }: HttpResponse): { readonly from: number; readonly all: number | undefined } | undefined {
  const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers["content-range"] ?? "");
  if (!range) return undefined;
  return { from: Number(range[1]), all: range[2] === "*" ? undefined : Number(range[2]) };
}

/** A file that grows, and beside it what the server said of it. */
interface Part {
  readonly path: string;
  bytes: number;
  state: FileState;
  crc: number;
  add(chunk: Uint8Array): void;
  restart(state?: FileState): void;
  close(): void;
  discard(): void;
}

const suffix = ".part";

function openPart({ folder, url, run, isAtWork }: FileDownload): Part {
  const key = createHash("sha256").update(url).digest("hex").slice(0, 24);
  const path = join(folder, `${key}.${run}${suffix}`);
  adopt(folder, key, path, isAtWork);
  const descriptor = openSync(path, "a+", 0o600);
  let isOpen = true;
  const part: Part = {
    path,
    bytes: fstatSync(descriptor).size,
    state: readState(path),
    crc: 0,
    add(chunk) {
      for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
      part.bytes += chunk.length;
      part.crc = crc32c(chunk, part.crc);
    },
    restart(state = unknownState) {
      truncateSync(path, 0);
      writeFileSync(`${path}.json`, JSON.stringify(state), { mode: 0o600 });
      Object.assign(part, { bytes: 0, crc: 0, state });
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
    discard() {
      part.close();
      removePart(path);
    },
  };
  part.crc = checksum(descriptor, part.bytes);
  return part;
}

/** Takes over what a run that is no more left of this address; removes what nobody came back for. */
function adopt(folder: string, key: string, path: string, isAtWork: (run: string) => boolean): void {
  let adopted = statSync(path, { throwIfNoEntry: false }) !== undefined;
  for (const name of readdirSync(folder).sort()) {
    const named = /^([0-9a-f]{24})\.([A-Za-z0-9_-]{1,200})\.part$/.exec(name);
    const found = join(folder, name);
    if (!named?.[2] || found === path || isAtWork(named[2])) continue;
    const age = Date.now() - (statSync(found, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > partsKeptFor) removePart(found);
    else if (named[1] === key && !adopted) adopted = takeOver(found, path);
  }
}

function takeOver(found: string, path: string): boolean {
  try {
    renameSync(found, path);
    renameSync(`${found}.json`, `${path}.json`);
    return true;
  } catch {
    // Another run was faster, or nothing is known of its state: then it is read from the start.
    return false;
  }
}

function readState(path: string): FileState {
  try {
    const { validator, bytes, crc, revision } = JSON.parse(readFileSync(`${path}.json`, "utf8")) as Partial<FileState>;
    return { ...unknownState, validator: validator ?? "", bytes, crc, revision: revision ?? "" };
  } catch {
    // A new file, or one whose state was not written down: it is read from the start.
    return unknownState;
  }
}

function checksum(descriptor: number, bytes: number): number {
  const buffer = Buffer.allocUnsafe(Math.min(bytes, 1024 * 1024));
  let crc = 0;
  for (let at = 0; at < bytes; ) {
    const got = readSync(descriptor, buffer, 0, buffer.length, at);
    if (got === 0) break;
    crc = crc32c(buffer.subarray(0, got), crc);
    at += got;
  }
  return crc;
}

function isSound({ bytes, state, crc }: Part): boolean {
  return (state.bytes === undefined || state.bytes === bytes) && (state.crc === undefined || state.crc === crc);
}

function finish(part: Part): DownloadedFile {
  part.close();
  const { path, bytes, state } = part;
  return { path, bytes, revision: state.revision, remove: () => removePart(path) };
}

function removePart(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.json`, { force: true });
}

function stopped(place: string, bytes: number, all: number): NetworkFailure {
  return new NetworkFailure("reset", `${place} stopped after ${bytes} of ${all} bytes. Try again.`);
}

function unsteady({ url }: FileDownload): NetworkFailure {
  return new NetworkFailure(
    "protocol",
    `What ${placeOf({ url })} hands out changed while it was read. Try again later.`,
  );
}

function unsound({ url }: FileDownload): NetworkFailure {
  const why = `What ${placeOf({ url })} sent is not what its checksum says. Try again; if it stays so, what is kept there is damaged.`;
  return new NetworkFailure("protocol", why);
}
