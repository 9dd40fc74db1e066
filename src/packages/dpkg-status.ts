/**
 * Packages of dpkg: `var/lib/dpkg/status`, and `status.d` of images without dpkg, one file a package. What is not
 * installed is passed over: removed packages stay in the database as long as their configuration does.
 * Format: dpkg-query(1), deb-control(5), deb822(5). opkg writes the same.
 */
import { lastPart } from "./install-place.ts";
import type { Cataloged, CatalogedFile, Cataloger, PackageRecord } from "./package.ts";
import { filledDetails } from "./record-text.ts";
import { linesOf, type Paragraph, paragraphsOf, unreadRecord, withinLimits } from "./system-package-text.ts";

/** Characters of a field's value that are kept. */
export const longestDpkgField = 4096;

export const dpkgStatus: Cataloger = {
  id: "dpkg-status",
  version: 1,
  selects: {
    names: ["status"],
    folders: ["lib/dpkg/status.d"],
    where: (path) => isStatusFile(path) || isStatusPart(path),
  },
  mostBytes: 64 * 1024 * 1024,
  read: (file) => withinLimits(file.path, records(file)),
};

function isStatusFile(path: string): boolean {
  return /(?:^|\/)lib\/(?:dpkg|opkg)\/status$/.test(path);
}

/** Beside the records stand their lists of files, and scripts of some packages. */
function isStatusPart(path: string): boolean {
  const name = lastPart(path);
  return (
    /(?:^|\/)lib\/dpkg\/status\.d\/[^/]+$/.test(path) && !/\.(?:md5sums|list|conffiles|preinst|postinst)$/.test(name)
  );
}

const wanted = new Set([
  ...["package", "version", "status", "source", "architecture", "maintainer", "origin", "essential", "license"],
  ...["built-using", "static-built-using"],
]);

function* records({ path, bytes }: CatalogedFile): Generator<Cataloged> {
  const isPart = !isStatusFile(path);
  for (const paragraph of paragraphsOf(bytes)) {
    if (paragraph.text === undefined) {
      yield unreadRecord(nameOf(paragraph), path, "It is longer than any record that dpkg writes.");
      continue;
    }
    const fields = fieldsOf(paragraph.text);
    const state = fields.get("status")?.split(/\s+/)[2] ?? (isPart ? "installed" : "not-installed");
    if (isOnDisk(state)) yield recordOf(path, paragraph, fields, state);
  }
}

/**
 * States in which the files of a package are all unpacked (dpkg(1), "Package states"). `half-installed` is not: nobody
 * knows which of them are there.
 */
function isOnDisk(state: string): boolean {
  return ["installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"].includes(state);
}

/** First line of each wanted field, by its name in lower case. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of linesOf(text)) {
    if (line.startsWith(" ") || line.startsWith("\t")) {
      // Only lists of packages are folded among the fields that are wanted.
      const before = last === undefined ? undefined : fields.get(last);
      if (last !== undefined && before !== undefined && before.length < longestDpkgField) {
        fields.set(last, `${before} ${line.trim()}`.slice(0, longestDpkgField));
      }
      continue;
    }
    const colon = line.indexOf(":");
    last = colon < 1 || colon > 40 ? undefined : line.slice(0, colon).toLowerCase();
    if (last === undefined || !wanted.has(last)) last = undefined;
    else
      fields.set(
        last,
        line
          .slice(colon + 1)
          .trim()
          .slice(0, longestDpkgField),
      );
  }
  return fields;
}

function recordOf(path: string, paragraph: Paragraph, fields: ReadonlyMap<string, string>, state: string): Cataloged {
  const name = fields.get("package") ?? "";
  const version = fields.get("version") ?? "";
  if (name === "") return unreadRecord(nameOf(paragraph), path, "It has no Package field.");
  if (!/^[A-Za-z0-9][A-Za-z0-9+._-]*$/.test(name)) {
    return unreadRecord(nameOf(paragraph), path, "Its Package field is no name of a package.");
  }
  if (version === "") return unreadRecord(`package ${name}`, path, "It has no Version field.");
  if (!/^[A-Za-z0-9.+:~_^-]+$/.test(version)) {
    return unreadRecord(`package ${name}`, path, "Its Version field is no version.");
  }
  const arch = fields.get("architecture");
  const source = sourceOf(fields.get("source"), name, version);
  const license = fields.get("license");
  const record: PackageRecord = {
    type: "deb",
    name,
    version,
    ...(source && { source }),
    ...(arch && { arch }),
    licenses: license ? [license] : [],
    path,
    details: detailsOf(fields, state),
  };
  return { package: record };
}

/** `foo (1:2.3-4)`: both where they differ, a name alone where the versions are the same. */
function sourceOf(field: string | undefined, name: string, version: string): PackageRecord["source"] {
  const [sourceName, inBrackets] = (field ?? "").split(/\s+/, 2);
  const source = {
    name: sourceName || name,
    version: /^\(([^()\s]+)\)$/.exec(inBrackets ?? "")?.[1] ?? version,
  };
  return source.name === name && source.version === version ? undefined : source;
}

function detailsOf(fields: ReadonlyMap<string, string>, state: string): Record<string, string> {
  return filledDetails({
    maintainer: fields.get("maintainer"),
    origin: fields.get("origin"),
    essential: fields.get("essential") === "yes" ? "true" : undefined,
    builtUsing: fields.get("built-using"),
    staticBuiltUsing: fields.get("static-built-using"),
    status: state === "installed" ? undefined : state,
  });
}

/** By its first line, where that says a name; by its number else. */
function nameOf({ head, number }: Paragraph): string {
  const name = /^Package:[ \t]*([A-Za-z0-9][A-Za-z0-9+._-]{0,99})[ \t]*(?:\r?\n|$)/im.exec(head)?.[1];
  return name === undefined ? `package record ${number}` : `package ${name}`;
}
