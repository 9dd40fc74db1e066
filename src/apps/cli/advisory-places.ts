/** Where advisories are on this machine and where they are fetched from: environment, home, the words of options. */
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Feed, type FeedName, namesBeside, publicFeeds } from "../../advisories/update/feed.ts";
import {
  type AdvisorySource,
  addressSource,
  fileSource,
  folderSource,
  publicBucket,
  serverSource,
} from "../../advisories/update/source.ts";
import { UserError } from "../../engine/errors.ts";
import type { HttpClient } from "../../net/http.ts";
import { advisoryFolder } from "./advisory-folder.ts";

/** `SEAWORTHY_ADVISORIES`: an address, a folder, or `none`; undefined where it is not set. */
export function advisorySetting(): string | undefined {
  const { SEAWORTHY_ADVISORIES: setting } = process.env;
  return setting === undefined || setting === "" ? undefined : setting;
}

/** Where an update reads from. */
export interface UpdatePlaces {
  readonly source: AdvisorySource;
  /** Where the feed is; `isAsked`: it was named for itself, or is the public one, so it has to be there. */
  feed(collection: FeedName): Feed & { readonly isAsked: boolean };
}

/** What was named on the command line; absent for what was not. */
export interface NamedPlaces {
  /** An address or a folder. */
  readonly source?: string | undefined;
  /** Addresses or files; for Alpine a folder. */
  readonly feeds?: Partial<Readonly<Record<FeedName, string | undefined>>>;
}

/** Throws UserError for what cannot be a source. With a source named, feeds are looked for beside it, never on the internet. */
export function updatePlaces({ source: named, feeds = {} }: NamedPlaces, client: HttpClient): UpdatePlaces {
  const given = named ?? advisorySetting();
  const source = wholeSource(given ?? publicBucket, client);
  return {
    source,
    feed(collection) {
      const own = feeds[collection];
      if (own !== undefined) return { ...ownFeed(collection, own, client), isAsked: true };
      if (given === undefined) return { ...ownFeed(collection, publicFeeds[collection], client), isAsked: true };
      return { collection, source, names: namesBeside[collection], isAsked: false };
    },
  };
}

function wholeSource(word: string, client: HttpClient): AdvisorySource {
  const address = addressOf(word);
  if (address) return serverSource(address, serverOptions(client));
  if (statSync(word, { throwIfNoEntry: false })?.isDirectory()) return folderSource(word);
  throw new UserError(`There is no folder ${word} with advisories`, {
    next: "Name a folder with the layout of the OSV bucket, or an address that begins with https://.",
  });
}

function ownFeed(collection: FeedName, word: string, client: HttpClient): Feed {
  const address = addressOf(word);
  if (collection === "status/alpine") return { collection, source: wholeSource(word, client), names: [""] };
  if (address) return { collection, source: addressSource(address, serverOptions(client)), names: [""] };
  if (statSync(word, { throwIfNoEntry: false })?.isFile()) return { collection, source: fileSource(word), names: [""] };
  throw new UserError(`There is no file ${word}`, { next: "Name a file, or an address that begins with https://." });
}

/** Undefined for what is a path. */
function addressOf(word: string): URL | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return undefined;
  const address = URL.canParse(word) ? new URL(word) : undefined;
  if (address && (address.protocol === "https:" || address.protocol === "http:")) return address;
  // Not repeated: it may hold a password.
  throw new UserError("Advisories cannot be fetched from an address of this form", {
    next: "Write https://HOST/PATH, http://HOST/PATH, or the path of a folder.",
  });
}

function serverOptions(client: HttpClient) {
  return { client, folder: join(advisoryFolder(), "partial"), run: `${thisHost()}-${process.pid}`, isAtWork };
}

function thisHost(): string {
  return (
    hostname()
      .replaceAll(/[^A-Za-z0-9]/g, "_")
      .slice(0, 60) || "host"
  );
}

/** Runs on other machines, which share the folder, are taken to be at work. */
function isAtWork(run: string): boolean {
  const [, host, pid] = /^(.*)-(\d{1,10})$/.exec(run) ?? [];
  if (host !== thisHost()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
