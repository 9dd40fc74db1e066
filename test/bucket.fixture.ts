/** A server on loopback that plays the bucket of OSV: files by name, ranges, states, and troubles on request. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdvisoryWriter } from "../src/advisories/lookup.ts";
import { type AdvisoryStore, openAdvisoryStore } from "../src/advisories/store/open-advisory-store.ts";
import { openAdvisoryWriter } from "../src/advisories/store/open-advisory-writer.ts";
import { type AdvisorySource, serverSource } from "../src/advisories/update/source.ts";
import { type UpdateOptions, type UpdateOutcome, updateAdvisories } from "../src/advisories/update/update.ts";
import { writeZip } from "../src/files/zip.fixture.ts";
import { createHttpClient, type HttpClient } from "../src/net/http.ts";
import { type IncomingMessage, type ServerResponse, send, startServer } from "../src/net/server.fixture.ts";

/** Answers in place of the bucket; false to leave it to the bucket. */
export type Interruption = (name: string, request: IncomingMessage, response: ServerResponse) => boolean;

export interface Bucket {
  readonly files: Map<string, Uint8Array>;
  /** Methods and names, in order. */
  readonly asked: string[];
  interrupt: Interruption;
  readonly source: AdvisorySource;
  readonly client: HttpClient;
  readonly folder: string;
  readonly writer: AdvisoryWriter;
  /** Milliseconds that were slept. */
  readonly slept: number[];
  now: number;
  store(): Promise<AdvisoryStore>;
  update(options?: Partial<UpdateOptions>): Promise<UpdateOutcome>;
  /** Puts the archive and the list of changes of an ecosystem, and each record by itself. */
  put(ecosystem: string, records: readonly Readonly<Record<string, unknown>>[]): void;
  close(): Promise<void>;
}

export async function startBucket(): Promise<Bucket> {
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const slept: number[] = [];
  const server = await startServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "").slice(1));
    asked.push(`${request.method} ${name}${request.headers.range ? ` ${request.headers.range}` : ""}`);
    if (!bucket.interrupt(name, request, response)) serve(files.get(name), request, response);
  });
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-update-"));
  const client = createHttpClient({
    timeouts: { stall: 300 },
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
  });
  const serverOptions = { client, folder: join(folder, "partial"), run: "test-1", isAtWork: () => false };
  const writer = await openAdvisoryWriter(join(folder, "store"), { now: () => bucket.now });
  const bucket: Bucket = {
    ...{ files, asked, slept, folder, client, writer },
    now: Date.parse("2026-06-01T00:00:00Z"),
    interrupt: () => false,
    source: serverSource(new URL(`http://user:${"pass" + "word"}@${server.host}`), serverOptions),
    store: () => openAdvisoryStore(join(folder, "store")),
    update: (options = {}) =>
      updateAdvisories({
        ...{ writer, source: bucket.source, ecosystems: ["npm"], feeds: [], now: () => bucket.now },
        ...options,
      }),
    put(ecosystem, records) {
      const texts = records.map((each) => ({ id: String(each.id), text: JSON.stringify(each) }));
      files.set(`${ecosystem}/all.zip`, writeZip(texts.map(({ id, text }) => ({ name: `${id}.json`, body: text }))));
      for (const { id, text } of texts) files.set(`${ecosystem}/${id}.json`, Buffer.from(text));
      const lines = records.map((each) => `${each.modified},${each.id}\n`).sort();
      files.set(`${ecosystem}/modified_id.csv`, Buffer.from(lines.reverse().join("")));
    },
    async close() {
      client.close();
      writer.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bucket;
}

/** What a store of objects does: ETag, HEAD, ranges with If-Range. */
function serve(body: Uint8Array | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!body) {
    send(response, 404, "no such object");
    return;
  }
  const etag = etagOf(body);
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  if (request.method === "HEAD") {
    response.writeHead(200, { etag, "content-length": String(body.length) });
    response.end();
  } else if (from === undefined || request.headers["if-range"] !== etag) send(response, 200, body, { etag });
  else {
    const range = `bytes ${from}-${body.length - 1}/${body.length}`;
    send(response, 206, body.subarray(Number(from)), { etag, "content-range": range });
  }
}

export function etagOf(body: Uint8Array): string {
  return `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
}

/** A record of npm, as OSV writes it. */
export function npmRecord(id: string, modified: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ schema_version: "1.7.0", id, modified },
    affected: [
      {
        package: { ecosystem: "npm", name: "left" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.2.3" }] }],
      },
    ],
    ...more,
  };
}
