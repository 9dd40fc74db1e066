/**
 * Brings one of the feeds beside the ecosystems up to date: each is small enough to be fetched whole. What a source holds comes
 * in, a collection comes out, or the present one stays and the outcome says why.
 */
import { createHash } from "node:crypto";
import { streamDataFile } from "../../files/data-folder.ts";
import { decompress } from "../../files/decompress.ts";
import type { CollectionBuild, CollectionMeta } from "../lookup.ts";
import { mostSecdbBytes, readAlpineSecdb, secdbRepositories } from "../status/alpine-secdb.ts";
import { mostTrackerBytes, newTrackerRead, readDebianTracker } from "../status/debian-tracker.ts";
import { mostEpssBytes, mostEpssUnpacked, newEpssRead, readEpss } from "../status/epss.ts";
import { mostKevBytes, readKev } from "../status/kev.ts";
import type { PackageStatuses } from "../status/package-statuses.ts";
import { type LeftOut, leaveOut, newMeta, renewedMeta } from "./collection-meta.ts";
import { type CollectionOutcome, failed, type UpdateWork, unusable } from "./outcome.ts";
import { type AdvisorySource, isTrouble, type SourceContent, type SourceTrouble } from "./source.ts";

/** The feeds, by their collection. */
export const feedNames = ["kev", "epss", "status/debian", "status/alpine"] as const;
export type FeedName = (typeof feedNames)[number];

/** A feed and where it is. */
export interface Feed {
  readonly collection: FeedName;
  readonly source: AdvisorySource;
  /** Names in the source, the first that is there counts; for Alpine the folder above its releases, `` or `alpine/`. */
  readonly names: readonly string[];
}

/** Where feeds are in a folder or on a server that has the layout of the bucket. */
export const namesBeside: Readonly<Record<FeedName, readonly string[]>> = {
  kev: ["kev/known_exploited_vulnerabilities.json"],
  epss: ["epss/epss_scores-current.csv.gz", "epss/epss_scores-current.csv"],
  "status/debian": ["debian/tracker.json", "debian/tracker.json.gz"],
  "status/alpine": ["alpine/"],
};

/** The public addresses; for Alpine the folder above its releases. */
export const publicFeeds: Readonly<Record<FeedName, string>> = {
  kev: "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
  epss: "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
  "status/debian": "https://security-tracker.debian.org/tracker/data/json",
  "status/alpine": "https://secdb.alpinelinux.org",
};

/** Throws what the store and the disk throw. */
export function updateFeed(feed: Feed, work: UpdateWork): Promise<CollectionOutcome> {
  return feed.collection === "status/alpine" ? updateAlpine(feed, work) : updateFile(feed, work);
}

/** What was put into a build. */
interface FeedRead {
  readonly leftOut: LeftOut;
  /** RFC 3339 or a date; "" for none. */
  readonly newest: string;
}

type FeedReader = (pieces: AsyncIterable<Uint8Array>, build: CollectionBuild) => Promise<FeedRead | { why: string }>;

const readers: Readonly<Record<Exclude<FeedName, "status/alpine">, { read: FeedReader; most: number; all: number }>> = {
  kev: { read: putKev, most: mostKevBytes, all: mostKevBytes },
  epss: { read: putEpss, most: mostEpssBytes, all: mostEpssUnpacked },
  "status/debian": { read: putTracker, most: mostTrackerBytes, all: mostTrackerBytes },
};

async function updateFile(feed: Feed, work: UpdateWork): Promise<CollectionOutcome> {
  const { collection, source } = feed;
  if (collection === "status/alpine") throw new Error("Alpine's database is several files");
  const present = work.writer.collection(collection);
  const found = await firstOf(feed);
  if (isTrouble(found)) return failed(collection, present, found);
  if (present?.from === source.from && found.revision !== "" && found.revision === present.revision)
    return renewed(present, work);
  const { read, most, all } = readers[collection];
  const tell = (done: number, whole: number | undefined) =>
    work.progress?.({ collection, phase: "fetching", done, all: whole });
  const file = await source.file(found.name, { most, progress: tell });
  if (isTrouble(file)) return failed(collection, present, file);
  try {
    const { revision } = file;
    return await build(feed, { present, revision }, work, async (into) => {
      const unpacked = await decompress(streamDataFile(file.path), { bytes: all, freeBytes: all, ratio: 1_100 });
      const done = await read(unpacked.bytes, into);
      const trouble = unpacked.trouble();
      return trouble ? { why: clauseOf(trouble.why) } : done;
    });
  } finally {
    file.remove();
  }
}

/** The sentence of a trouble, as a clause. */
function clauseOf(why: string): string {
  return why.replace(/[.:][^.:]*\.?$/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

async function firstOf({ source, names }: Feed): Promise<{ name: string; revision: string } | SourceTrouble> {
  let absent: SourceTrouble | undefined;
  for (const name of names) {
    const state = await source.revision(name);
    if (!isTrouble(state)) return { name, revision: state.revision };
    if (state.kind !== "absent") return state;
    absent ??= state;
  }
  return absent ?? { kind: "absent", why: `${source.from} has no such file.` };
}

function renewed(present: CollectionMeta, { writer, now }: UpdateWork): CollectionOutcome {
  writer.amend(present.name, [], renewedMeta(present, now()));
  return { collection: present.name, state: "current", meta: writer.collection(present.name), changes: 0 };
}

async function build(
  { collection, source }: Feed,
  { present, revision }: { readonly present: CollectionMeta | undefined; readonly revision: string },
  { writer, now }: UpdateWork,
  fill: (into: CollectionBuild) => Promise<FeedRead | { readonly why: string }>,
): Promise<CollectionOutcome> {
  let open: CollectionBuild | undefined = writer.build(collection);
  try {
    const read = await fill(open);
    if ("why" in read)
      return failed(collection, present, unusable(source.from, `Of the feed ${collection}: ${read.why}.`));
    const { newest, leftOut } = read;
    const meta = open.finish(newMeta(collection, { from: source.from, newest, revision, leftOut }, now()));
    open = undefined;
    return { collection, state: "built", meta, changes: meta.records };
  } finally {
    open?.abandon();
  }
}

async function putKev(pieces: AsyncIterable<Uint8Array>, into: CollectionBuild) {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece));
  const read = readKev(Buffer.concat(parts).toString("utf8"));
  if ("why" in read) return read;
  if (read.lines.length === 0) return { why: "it has no line" };
  for (const exploited of read.lines) into.put({ exploited });
  const newest = read.lines.reduce((last, { added }) => (added > last ? added : last), "");
  return { leftOut: { ...read.leftOut }, newest };
}

async function putEpss(pieces: AsyncIterable<Uint8Array>, into: CollectionBuild) {
  const read = newEpssRead();
  for await (const likelihood of readEpss(pieces, read)) into.put({ likelihood });
  if (read.why !== undefined) return { why: read.why };
  if (read.lines === 0) return { why: "it has no line" };
  return { leftOut: read.leftOut, newest: read.date };
}

async function putTracker(pieces: AsyncIterable<Uint8Array>, into: CollectionBuild) {
  const read = newTrackerRead();
  for await (const statuses of readDebianTracker(pieces, read)) into.put(statuses);
  if (read.why !== undefined) return { why: read.why };
  if (read.packages === 0) return { why: "it names no package" };
  return { leftOut: read.leftOut, newest: "" };
}

/** Releases with a file of their own are looked for from here on, both ways; 2026 has v3.24. */
const knownAlpine = 23;
const oldestAlpine = 3;
const newestAlpine = 60;

async function updateAlpine(feed: Feed, work: UpdateWork): Promise<CollectionOutcome> {
  const { collection, source } = feed;
  const present = work.writer.collection(collection);
  const folder = feed.names[0] ?? "";
  const files: (SourceContent & { readonly release: string })[] = [];
  // Upwards the first that is missing is the end; below, a copy may have any of them.
  for (const releases of [...downwards(knownAlpine - 1).map((each) => [each]), ["edge"], upwards(knownAlpine)])
    for (const release of releases) {
      const got = await readRelease(source, folder, release);
      if (isTrouble(got) && got.kind !== "absent") return failed(collection, present, got);
      if (isTrouble(got)) break;
      files.push(...got.map((content) => ({ ...content, release })));
      work.progress?.({ collection, phase: "fetching", done: files.length, all: undefined });
    }
  if (files.length === 0) {
    const why = `${source.from} has no security database of Alpine. Check the address.`;
    return failed(collection, present, { kind: "absent", why });
  }
  const hash = createHash("sha256");
  for (const { body } of files) hash.update(body);
  const revision = `sha256 ${hash.digest("hex")}`;
  if (present?.from === source.from && present.revision === revision) return renewed(present, work);
  return build(feed, { present, revision }, work, async (into) => putAlpine(files, into));
}

async function readRelease(
  source: AdvisorySource,
  folder: string,
  release: string,
): Promise<readonly SourceContent[] | SourceTrouble> {
  const got = await Promise.all(
    secdbRepositories.map((repository) =>
      source.read(`${folder}${release}/${repository}.json`, { most: mostSecdbBytes }),
    ),
  );
  const trouble = got.find((each) => isTrouble(each) && each.kind !== "absent");
  if (trouble && isTrouble(trouble)) return trouble;
  const contents = got.filter((each): each is SourceContent => !isTrouble(each));
  if (contents.length > 0) return contents;
  return { kind: "absent", why: `${source.from} has no security database of Alpine ${release}.` };
}

function upwards(first: number): string[] {
  return Array.from({ length: newestAlpine - first + 1 }, (_, index) => `v3.${first + index}`);
}

function downwards(first: number): string[] {
  return Array.from({ length: first - oldestAlpine + 1 }, (_, index) => `v3.${first - index}`);
}

function putAlpine(
  files: readonly (SourceContent & { readonly release: string })[],
  into: CollectionBuild,
): FeedRead | { readonly why: string } {
  const byPackage = new Map<string, PackageStatuses>();
  const leftOut: LeftOut = {};
  for (const { body, release } of files) {
    const read = readAlpineSecdb(Buffer.from(body).toString("utf8"), release);
    if ("why" in read) return { why: `in ${release} ${read.why}` };
    if (read.leftOut > 0) leaveOut(leftOut, "cannot be read", read.leftOut);
    // A package that stands in both repositories was moved from one to the other.
    for (const each of read.packages) {
      const key = `${each.ecosystem}\n${each.name}`;
      const other = byPackage.get(key);
      byPackage.set(key, other ? { ...each, statuses: [...other.statuses, ...each.statuses] } : each);
    }
  }
  for (const statuses of byPackage.values()) into.put(statuses);
  return { leftOut, newest: "" };
}
