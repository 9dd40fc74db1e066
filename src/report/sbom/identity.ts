/** Names of things in an SBOM: made from what they name, so that the same image gives the same document. */
import { lateCrypto } from "../../files/late-modules.ts";
import type { ImageFacts, ImagePackage } from "../../inventory/image-facts.ts";
import { compareTexts } from "../../text/compare.ts";

/** The tool that writes an SBOM. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** A package with the name that the document knows it by. */
export interface NamedPackage {
  readonly pkg: ImagePackage;
  /** 16 hexadecimal digits over everything that tells it from the others; the same in every run. */
  readonly key: string;
}

/** The packages by purl, each with its own key. */
export function namedPackages(packages: readonly ImagePackage[]): readonly NamedPackage[] {
  const sorted = packages
    .map((pkg) => ({ pkg, text: identityText(pkg) }))
    .sort((a, b) => compareTexts(a.pkg.purl, b.pkg.purl) || compareTexts(a.text, b.text));
  const seen = new Map<string, number>();
  return sorted.map(({ pkg, text }) => {
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    return { pkg, key: digestOf(times === 0 ? text : `${text}\n${times}`).slice(0, 16) };
  });
}

/** Pairs of keys: the first ships the second. An operating system's package its files, npm its own modules. */
export function containedPackages(packages: readonly NamedPackage[]): readonly (readonly [string, string])[] {
  const byName = new Map<string, NamedPackage[]>();
  for (const each of packages) {
    const name = `${each.pkg.type}\0${each.pkg.name}`;
    const known = byName.get(name);
    if (known) known.push(each);
    else byName.set(name, [each]);
  }
  return packages.flatMap((each): (readonly [string, string])[] => {
    const { ownedBy, bundledWith, type } = each.pkg;
    const name = ownedBy ? `${ownedBy.type}\0${ownedBy.name}` : bundledWith ? `${type}\0${bundledWith}` : undefined;
    const [owner, second] = name === undefined ? [] : (byName.get(name) ?? []);
    // Two of one name (two architectures): nobody says which of them it is.
    return owner && !second && owner.key !== each.key ? [[owner.key, each.key]] : [];
  });
}

/** `urn`-less UUID of version 5 (RFC 4122, 4.3) over the image and its packages. */
export function documentUuid(image: ImageFacts, packages: readonly NamedPackage[], tool: Tool, format: string): string {
  const text = [format, tool.name, tool.version, image.name, image.id ?? "", image.digest ?? ""];
  const unread = image.unknowns.map(({ what, why }) => `${what}\0${why}`);
  return uuidOf([...text, ...packages.map(({ key }) => key), ...unread].join("\n"));
}

/** `NameSpace_URL` of RFC 4122, appendix C. */
const urlSpace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

function uuidOf(text: string): string {
  const bytes = lateCrypto().createHash("sha1").update(urlSpace).update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function identityText({ purl, type, name, version, path, inside, locations, arch }: ImagePackage): string {
  const places = locations.map((place) => `${place.layer}:${place.path}`);
  return [purl, type, name, version, arch ?? "", path, inside ?? "", ...places].join("\n");
}

/** SHA-256 in hexadecimal digits. */
export function digestOf(text: string): string {
  return lateCrypto().createHash("sha256").update(text).digest("hex");
}
