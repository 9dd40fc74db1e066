/**
 * Where advisories are fetched from: a server or a folder of the same layout, through one interface. Names go in
 * (`Debian/all.zip`), bytes, files and states come out, or why not in a sentence with the next step. Nothing here throws but
 * what the disk that is written to throws.
 */
import { type DataFolder, dataFile, dataFolder, readDataFile } from "../../files/data-folder.ts";
import { downloadFile, revisionOf } from "../../files/download-file.ts";
import { placeOf } from "../../net/failure.ts";
import { type HttpClient, NetworkFailure } from "../../net/http.ts";

/** The public bucket of OSV. */
export const publicBucket = "https://osv-vulnerabilities.storage.googleapis.com";

/** Why something was not got. */
export interface SourceTrouble {
  readonly kind: "absent" | "too-large" | "offline" | "other";
  /** Sentences: what happened, and what to do next. */
  readonly why: string;
}

/** The whole content of a small file. */
export interface SourceContent {
  readonly body: Uint8Array;
  readonly revision: string;
}

/** A file on this disk. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** What identifies this state; "" where nothing does. */
  readonly revision: string;
  /** Takes a file away that was made for this reading. */
  remove(): void;
}

export interface ReadLimits {
  readonly most: number;
  readonly progress?: ((bytes: number, all: number | undefined) => void) | undefined;
}

export interface AdvisorySource {
  /** As shown to people: a URL without credentials and query, or a folder as given. */
  readonly from: string;
  /** What identifies the present state of a file; "" where nothing does. */
  revision(name: string): Promise<{ readonly revision: string } | SourceTrouble>;
  read(name: string, limits: ReadLimits): Promise<SourceContent | SourceTrouble>;
  /** As a file, for what is too large to be held. */
  file(name: string, limits: ReadLimits): Promise<SourceFile | SourceTrouble>;
}

export function isTrouble(value: object): value is SourceTrouble {
  return "why" in value;
}

/** A folder of the layout of the bucket. */
export function folderSource(folder: string): AdvisorySource {
  return diskSource(dataFolder(folder), folder, (name) => `${folder} has no file ${name}. Check the folder.`);
}

/** A single file, whatever name it is asked for by. */
export function fileSource(path: string): AdvisorySource {
  return diskSource(dataFile(path), path, () => `There is no file ${path}. Check the path.`);
}

function diskSource(folder: DataFolder, from: string, missing: (name: string) => string): AdvisorySource {
  const absent = (name: string): SourceTrouble => ({ kind: "absent", why: missing(name) });
  return {
    from,
    async revision(name) {
      const found = folder.find(name);
      return found ? { revision: found.revision } : absent(name);
    },
    async read(name, { most }) {
      const found = folder.find(name);
      if (!found) return absent(name);
      const body = readDataFile(found, most);
      if (body instanceof Uint8Array) return { body, revision: found.revision };
      return { kind: found.bytes > most ? "too-large" : "other", why: `${found.path} cannot be read. ${body.why}` };
    },
    async file(name, { most }) {
      const found = folder.find(name);
      if (!found) return absent(name);
      if (found.bytes <= most) return { ...found, remove: () => undefined };
      return { kind: "too-large", why: `${found.path} has more than ${most} bytes. Check that it is the right file.` };
    },
  };
}

/** What a source on a server needs. */
export interface ServerOptions {
  readonly client: HttpClient;
  /** For parts of downloads; see `FileDownload`. */
  readonly folder: string;
  readonly run: string;
  readonly isAtWork: (run: string) => boolean;
}

/** A server with the layout of the bucket below `address`. */
export function serverSource(address: URL, options: ServerOptions): AdvisorySource {
  const base = new URL(address);
  base.search = "";
  base.hash = "";
  return urlSource(address, options, (name) => {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/+$/, "")}/${name.split("/").map(encodeURIComponent).join("/")}`;
    return url;
  });
}

/** A single address, whatever name it is asked for by. */
export function addressSource(address: URL, options: ServerOptions): AdvisorySource {
  return urlSource(address, options, () => address);
}

function urlSource(address: URL, options: ServerOptions, addressOf: (name: string) => URL): AdvisorySource {
  const { client, folder, run, isAtWork } = options;
  const headers = loginOf(address);
  const urlOf = (name: string): string => withoutLogin(addressOf(name)).href;
  return {
    from: shownAddress(address),
    revision: (name) =>
      guarded(async () => {
        const url = urlOf(name);
        const response = await client.request({ url, method: "HEAD", headers });
        response.discard();
        if (response.status === 200) return { revision: revisionOf(response.headers) };
        // Some servers answer GET only: then nobody knows, and the file is read.
        return [405, 501].includes(response.status) ? { revision: "" } : refused(url, response.status, name);
      }),
    read: (name, { most }) =>
      guarded(async () => {
        const url = urlOf(name);
        const response = await client.read({ url, headers, mostBytes: most });
        if (response.status !== 200) return refused(url, response.status, name);
        return { body: response.body, revision: revisionOf(response.headers) };
      }),
    file: (name, { most, progress }) =>
      guarded(async () => {
        const url = urlOf(name);
        const shared = { client, url, headers, folder, run, isAtWork, mostBytes: most };
        const got = await downloadFile({ ...shared, ...(progress ? { progress } : {}) });
        return "status" in got ? refused(url, got.status, name) : got;
      }),
  };
}

async function guarded<T>(action: () => Promise<T>): Promise<T | SourceTrouble> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    const kind = error.kind === "too-large" || error.kind === "offline" ? error.kind : "other";
    return { kind, why: error.why };
  }
}

function refused(url: string, status: number, name: string): SourceTrouble {
  const place = placeOf({ url });
  // 403: how a bucket that may not be listed says that something is not there.
  if ([403, 404, 410].includes(status))
    return { kind: "absent", why: `${place} has no ${name || "such file"} (${status}). Check the address.` };
  if (status === 429) return { kind: "other", why: `${place} asks for fewer requests (429). Try again later.` };
  if (status === 401)
    return {
      kind: "other",
      why: `${place} asks for a login (401). Write it into the address: https://USER:PASSWORD@HOST/.`,
    };
  const next = status >= 500 ? "Try again later." : "Check the address.";
  return { kind: "other", why: `${place} answered with ${status} for ${name || "its address"}. ${next}` };
}

/** The login in an address goes into a header, which no redirect to another origin carries on. */
function loginOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const login = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign stands for itself.
    return text;
  }
}

function withoutLogin(address: URL): URL {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url;
}

/** An address for people: no login, no query, which can hold a token. */
export function shownAddress(address: URL): string {
  const url = withoutLogin(address);
  url.search = "";
  url.hash = "";
  return url.href.replace(/\/+$/, "");
}
