/**
 * What a person is told of an image before any finding: where it came from, what system and user it has, how large it is and
 * what is in it. Lines of a terminal come out; every text of the image is made visible first.
 */
import { isBookkeeping } from "../../inventory/bookkeeping.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { compareTexts } from "../../text/compare.ts";
import { agoWords, daysBetween } from "../../text/days.ts";
import { countText, readableBytes } from "../../text/quantities.ts";
import type { Terminal } from "../pretty-terminal.ts";
import { columnsOf } from "../visible.ts";
import { labelled } from "../wrap.ts";
import { countTypes } from "./image-counts.ts";
import { supportNote } from "./support-note.ts";

const labelColumns = 12;
const sources: Readonly<Record<ImageFacts["source"], string>> = {
  docker: "Docker Engine",
  podman: "Podman",
  registry: "registry",
  "docker-archive": "archive of docker save",
  "oci-archive": "OCI archive",
  "oci-dir": "OCI layout folder",
  dir: "folder with a root file system",
  stdin: "archive on standard input",
  sbom: "SBOM; no layer was opened",
};

/** A line for each fact that is known. */
export function imageLines(terminal: Terminal, image: ImageFacts): string[] {
  const { paint, say, width } = terminal;
  const rows: readonly (readonly [label: string, text: string])[] = [
    [
      "Source",
      [
        image.project ? "project folder" : sources[image.source],
        ...(image.note === undefined ? [] : [image.note]),
      ].join(": "),
    ],
    ["Image", identityText(image)],
    ["Built", builtText(image)],
    ["Lockfiles", lockfilesText(image)],
    ["System", image.project ? "" : systemText(image)],
    ["User", userText(image)],
    ["Layers", image.project ? "" : layersText(image)],
    ["Packages", packagesText(image)],
  ];
  return rows
    .filter(([, text]) => text !== "")
    .flatMap(([label, text]) => {
      const start = `  ${label.padEnd(labelColumns - 2)}`;
      const [first = "", ...rest] = labelled(start, say(text), width);
      return [paint.bold(start) + first.slice(start.length), ...rest];
    });
}

/** Lockfiles that are named; the others are counted. */
const mostLockfiles = 6;

function lockfilesText({ project }: ImageFacts): string {
  const paths = project?.lockfiles.map(({ path }) => path) ?? [];
  const more = paths.length > mostLockfiles ? ` and ${paths.length - mostLockfiles} more` : "";
  return paths.slice(0, mostLockfiles).join(", ") + more;
}

function identityText({ id, digest }: ImageFacts): string {
  const parts = [
    id === undefined ? "" : `id ${shortDigest(id)}`,
    digest === undefined ? "" : `digest ${shortDigest(digest)}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Twelve digits, as the engines show them. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

function builtText({ platform, config, today }: ImageFacts): string {
  const days = daysBetween(config.created, today);
  const age = days === undefined ? "" : ` (${agoWords(days)})`;
  const created = config.created === undefined ? "" : `${config.created.slice(0, 10)}${age}`;
  return [platform === undefined ? "" : `for ${platform}`, created].filter((part) => part !== "").join(", ");
}

function systemText({ os, today }: ImageFacts): string {
  if (!os) return "none that the image names (no os-release)";
  const { words } = supportNote(os, today);
  return `${os.name}${words === "" ? "" : `; ${words}`}`;
}

function userText({ user, hasConfig }: ImageFacts): string {
  if (!hasConfig) return "";
  const name = user.uid === 0 ? "root" : user.written || "not known";
  return `${name}: ${user.why}`;
}

function layersText({ layers }: ImageFacts): string {
  if (layers.length === 0) return "";
  const sum = (of: (layer: ImageFacts["layers"][number]) => number) => layers.reduce((all, one) => all + of(one), 0);
  const isPacked = layers.every(({ compressedBytes }) => compressedBytes !== undefined);
  const packed = isPacked ? ` (${readableBytes(sum(({ compressedBytes = 0 }) => compressedBytes))} to download)` : "";
  const files = sum((one) => one.files);
  const counted = files > 0 ? ` in ${countText(files, "file")}` : "";
  return `${countText(layers.length, "layer")}, ${readableBytes(sum(({ bytes }) => bytes))}${counted}${packed}`;
}

function packagesText({ packages }: ImageFacts): string {
  if (packages.length === 0) return "none found";
  const types = countTypes(packages).map(([type, number]) => `${number} ${type}`);
  return `${packages.length}: ${types.join(", ")}`;
}

/** Less is not worth a line, nor is a smaller part of the image. */
const leastWasted = 1_000_000;
const leastShare = 0.01;

/** Space that later layers gave away, with the steps that cost most. */
export function wastedLines({ say, width, options }: Terminal, image: ImageFacts): string[] {
  const { layers, steps } = image;
  const hidden = options.verbose ? image.hidden : image.hidden.filter(({ path }) => !isBookkeeping(path));
  const total = hidden.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total < Math.max(leastWasted, leastShare * all) && !(options.verbose && total > 0)) return [];
  const wasted = layers.map(() => 0);
  for (const { layer, bytes } of hidden) wasted[layer] = (wasted[layer] ?? 0) + bytes;
  const byLayer = layers.map((layer, index) => ({
    index,
    text: (steps[layer.step]?.text ?? "").replaceAll(/\s*\\\n\s*/g, " "),
    bytes: wasted[index] ?? 0,
  }));
  const shown = byLayer
    .filter(({ bytes }) => bytes > (options.verbose ? 0 : leastShare * total))
    .sort((a, b) => b.bytes - a.bytes || a.index - b.index)
    .slice(0, options.verbose ? undefined : 3)
    .flatMap(({ index, bytes, text }) => {
      const label = `  layer ${index + 1}`.padEnd(labelColumns) + readableBytes(bytes).padStart(7);
      return [begun(`${label}  ${say(text)}`, width)];
    });
  const counted = countText(hidden.length, "file");
  return [`Wasted: ${readableBytes(total)} in ${counted} that later layers replace or delete`, ...shown];
}

/** All packages, for -v. */
export function packageLines({ say, width, paint, options }: Terminal, { packages, project }: ImageFacts): string[] {
  if (!options.verbose || packages.length === 0) return [];
  const rows = [...packages].sort(byTypeAndName).map(({ type, name, version, locations }) => {
    const [first] = locations;
    const more = locations.length > 1 ? ` and ${locations.length - 1} more` : "";
    const where = project ? "" : `layer ${(first?.layer ?? 0) + 1}: `;
    const line = first?.line === undefined ? "" : `:${first.line}`;
    const place = first ? `${where}${first.path}${line}${more}` : "";
    return begun(`  ${type.padEnd(14)}${say(`${name} ${version}`)}  ${say(place)}`, width);
  });
  return [paint.bold("Packages"), ...rows];
}

/** As people look for them: in a purl the version comes behind `@`, and sorts `a-b` before `a`. */
function byTypeAndName(a: ImageFacts["packages"][number], b: ImageFacts["packages"][number]): number {
  return compareTexts(a.type, b.type) || compareTexts(a.name, b.name) || compareTexts(a.version, b.version);
}

/** The beginning of a line that is too long. Give it no colours. */
function begun(line: string, width: number): string {
  if (columnsOf(line) <= width) return line;
  let out = "";
  let columns = 3;
  for (const char of line) {
    columns += columnsOf(char);
    if (columns > width) break;
    out += char;
  }
  return `${out}...`;
}
