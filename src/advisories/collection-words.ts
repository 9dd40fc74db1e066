const names: ReadonlyMap<string, string> = new Map([
  ["kev", "CISA KEV"],
  ["epss", "EPSS"],
  ["status/debian", "Debian's security tracker"],
  ["status/alpine", "Alpine's security database"],
]);

/** `Debian`, `CISA KEV`: a collection as people call its source. */
export function collectionWords(name: string): string {
  return names.get(name) ?? name.replace(/^osv\//, "");
}
