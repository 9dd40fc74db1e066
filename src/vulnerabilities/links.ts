/** Where people read on: pages whose address follows from an id, then what the records link to. */
import { isCve, isNotice } from "./names.ts";
import type { RecordNotes } from "./record-notes.ts";

/** Addresses of one vulnerability. */
export const mostLinks = 8;

type Page = readonly [prefix: RegExp, address: (id: string) => string];

const pages: readonly Page[] = [
  [/^CVE-/, (id) => `https://nvd.nist.gov/vuln/detail/${id}`],
  [/^GHSA-/, (id) => `https://github.com/advisories/${id}`],
  [/^DEBIAN-CVE-/, (id) => `https://security-tracker.debian.org/tracker/${id.slice("DEBIAN-".length)}`],
  [/^(?:DSA|DLA|DTSA)-/, (id) => `https://security-tracker.debian.org/tracker/${id}`],
  [/^UBUNTU-CVE-/, (id) => `https://ubuntu.com/security/${id.slice("UBUNTU-".length)}`],
  [/^USN-/, (id) => `https://ubuntu.com/security/notices/${id}`],
  [/^RH[SBE]A-/, (id) => `https://access.redhat.com/errata/${id}`],
  [/^GO-/, (id) => `https://pkg.go.dev/vuln/${id}`],
  [/^RUSTSEC-/, (id) => `https://rustsec.org/advisories/${id}.html`],
];

/** The distribution's page of the record that hit, the vulnerability's own, the notice's, and what the records name. */
export function linksOf(
  names: readonly string[],
  records: readonly string[],
  notesOf: (id: string) => RecordNotes | undefined,
): readonly string[] {
  const own = records.filter((id) => !isNotice(id));
  const notices = records.filter(isNotice);
  const known = names.filter((id) => isCve(id) || id.startsWith("GHSA-"));
  const links = new Set<string>();
  const add = (address: string | undefined): void => {
    if (address !== undefined && links.size < mostLinks) links.add(address);
  };
  for (const id of [...own, ...known, ...notices]) add(pageOf(id));
  for (const id of [...own, ...notices]) for (const link of notesOf(id)?.links ?? []) add(link);
  if (links.size === 0)
    for (const id of own) add(/^[\w.:-]{1,100}$/.test(id) ? `https://osv.dev/vulnerability/${id}` : undefined);
  return [...links];
}

function pageOf(id: string): string | undefined {
  if (!/^[\w:-]{1,60}$/.test(id)) return undefined;
  return pages.find(([prefix]) => prefix.test(id))?.[1](id);
}
