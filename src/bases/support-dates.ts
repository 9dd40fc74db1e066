/** When support for the releases of a product ends. Products are named as on endoflife.date. */
import { supportDate, supportJson } from "./tags.generated.ts";

/** The day of the dates, for messages. */
export const supportDatesDate: string = supportDate;

/** One release line of a product. */
export interface Release {
  /** What the product counts releases by: `24`, `3.14`, `26.04`. */
  readonly cycle: string;
  /** Last day of support; null while no end is known. `past` when it has ended on a day nobody noted. */
  readonly eol: string | "past" | null;
  /** Last day of extended support, paid for in most products. */
  readonly extended: string | null;
  /** The day since when it is a long-term support release; `always` where it was one from the start. */
  readonly lts: string | "always" | null;
  readonly latest: string | undefined;
  /** First word, lower case: `trixie`. */
  readonly codename: string | undefined;
}

/** Newest first. */
export function releasesOf(product: string): readonly Release[] {
  const known = unpacked.get(product);
  if (known) return known;
  const releases = (loadTable().releases.get(product) ?? []).slice(1).map(unpackRelease);
  unpacked.set(product, releases);
  return releases;
}

/** The release line of a version: `20.11.1` is of 20, `3.20.1` of 3.20. */
export function releaseOfVersion(releases: readonly Release[], version: string): Release | undefined {
  const parts = version.split(".");
  for (let length = parts.length; length > 0; length--) {
    const cycle = parts.slice(0, length).join(".");
    const found = releases.find((release) => release.cycle === cycle);
    if (found) return found;
  }
  return undefined;
}

/** `lts-only`: the product's own team has stopped, volunteers go on (Debian LTS). Paid support counts as ended. */
export type SupportState = "supported" | "lts-only" | "ended";

/** How a release stands on a day (ISO date). */
export function supportState(product: string, release: Release, today: string): SupportState {
  if (release.eol === "past") return "ended";
  if (release.eol === null || today <= release.eol) return "supported";
  const extended = freeExtendedSupport(product, release);
  return extended !== null && today <= extended ? "lts-only" : "ended";
}

/** Debian's long-term support reaches everybody through the same mirrors; that of others is paid for. */
export function freeExtendedSupport(product: string, { extended }: Release): string | null {
  return product === "debian" ? extended : null;
}

/** `Node.js` for `nodejs`. */
export function productTitle(product: string): string {
  return loadTable().releases.get(product)?.[0] ?? product;
}

/** Product behind an official image. */
export function productOfImage(image: string): string | undefined {
  return loadTable().products.get(image);
}

/** Debian or Ubuntu release of a code name. */
export function releaseOfCodename(
  codename: string,
): { readonly product: string; readonly release: Release } | undefined {
  codenames ??= readCodenames();
  return codenames.get(codename);
}

type NamedRelease = { readonly product: string; readonly release: Release };
let codenames: ReadonlyMap<string, NamedRelease> | undefined;

/** Newest first, Debian before Ubuntu: the first of a name counts. */
function readCodenames(): ReadonlyMap<string, NamedRelease> {
  const found = new Map<string, NamedRelease>();
  for (const product of ["debian", "ubuntu"])
    for (const release of releasesOf(product))
      if (release.codename !== undefined && !found.has(release.codename))
        found.set(release.codename, { product, release });
  return found;
}

interface Table {
  readonly products: ReadonlyMap<string, string>;
  /** Title, then one line a release. */
  readonly releases: ReadonlyMap<string, readonly string[]>;
}

let loaded: Table | undefined;
const unpacked = new Map<string, readonly Release[]>();

function loadTable(): Table {
  if (loaded) return loaded;
  const raw = JSON.parse(supportJson) as { products: Record<string, string>; releases: Record<string, string[]> };
  loaded = { products: new Map(Object.entries(raw.products)), releases: new Map(Object.entries(raw.releases)) };
  return loaded;
}

/** `cycle eol extended lts latest codename`; `-` is none, `~` is no, `+` is yes. */
function unpackRelease(line: string): Release {
  const [cycle = "", eol, extended, lts, latest, codename] = line.split(" ");
  return {
    cycle,
    eol: eol === "+" ? "past" : readDate(eol),
    extended: readDate(extended),
    lts: lts === "+" ? "always" : readDate(lts),
    latest: latest === "-" ? undefined : latest,
    codename: codename === "-" ? undefined : codename,
  };
}

function readDate(field: string | undefined): string | null {
  return field === undefined || !/^\d/.test(field) ? null : field;
}
