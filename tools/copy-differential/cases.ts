/** Trees, ignore files and Dockerfiles by chance from a seed: all that a COPY can say and a builder without images can do. */
import { random } from "../ignore-differential/cases.ts";
import { randomDockerfile } from "./dockerfiles.ts";

/** What is built. */
export interface CopyCase {
  readonly title: string;
  readonly dockerfile: string;
  readonly ignore: string;
  /** Plain files and archives, by path; folders that hold none of them end with `/`. */
  readonly files: readonly string[];
  /** Symbolic links: path and target. */
  readonly links: ReadonlyMap<string, string>;
}

/** What the builder can do besides the common. */
export interface Features {
  readonly exclude: boolean;
  readonly parents: boolean;
}

/** Draws from one seed. */
export interface Draw {
  /** True that often. */
  chance(part: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number;
}

/** The case of a number; the same each time. */
export function randomCase(number: number, features: Features): CopyCase {
  const draw = createDraw(number * 6007 + 29);
  const { files, folders } = randomFiles(draw);
  const links = randomLinks(draw, files, folders);
  const paths = [...files.filter((path) => !path.endsWith("/")), ...folders, ...links.keys()];
  return {
    title: `number ${number}`,
    files,
    links,
    ignore: draw.chance(0.4) ? "" : randomIgnore(draw, paths),
    dockerfile: randomDockerfile(draw, { files, folders, links: [...links.keys()], features }),
  };
}

function createDraw(seed: number): Draw {
  const next = random(seed);
  return {
    chance: (part) => next() < part,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
  };
}

const folderNames = "a b c src lib .d node_modules".split(" ");
const fileNames = "f g x.txt y.txt b.log .env a.js index.js é t.tar u.tgz no.tar [f] -".split(" ");

function randomFiles(draw: Draw): { files: string[]; folders: string[] } {
  const folders = new Set<string>();
  const files = new Set<string>();
  for (let count = draw.between(4, 14); count > 0; count--) {
    const above = Array.from({ length: draw.pick([0, 1, 1, 2, 2, 3]) }, () => draw.pick(folderNames));
    above.forEach((_, index) => {
      folders.add(above.slice(0, index + 1).join("/"));
    });
    files.add([...above, draw.pick(fileNames)].join("/"));
  }
  if (draw.chance(0.15)) {
    const empty = `${draw.pick(["", "a/", "src/"])}hollow`;
    files.add(`${empty}/`);
    for (let at = empty.length; at !== -1; at = empty.lastIndexOf("/", at - 1)) folders.add(empty.slice(0, at));
  }
  return { files: [...files], folders: [...folders] };
}

/** No two have the same target text, so that a link is known again in the image. */
function randomLinks(draw: Draw, files: readonly string[], folders: readonly string[]): Map<string, string> {
  const links = new Map<string, string>();
  if (draw.chance(0.45)) return links;
  for (let count = draw.between(1, 3); count > 0; count--) {
    const folder = draw.chance(0.5) ? "" : `${draw.pick(["a", ...folders])}/`;
    const path = `${folder}${draw.pick(["ln", "l.txt", "current"])}`;
    if (!folders.includes(path) && !files.includes(path)) links.set(path, linkTarget(draw, path, files, folders));
  }
  return links;
}

function linkTarget(draw: Draw, path: string, files: readonly string[], folders: readonly string[]): string {
  const mark = "./".repeat(path.length);
  // The builder is not sent the end of a link when its name reads as a pattern.
  const inside = draw.pick([...files.filter((path) => !path.includes("[")), ...folders, "a"]);
  if (draw.chance(0.1)) return `${mark}nowhere`;
  if (draw.chance(0.1)) return `/${mark}etc/passwd`;
  if (draw.chance(0.1)) return `../../../../${mark}${inside}`;
  if (draw.chance(0.2)) return `/${mark}${inside}`;
  return `${mark}${"../".repeat(path.split("/").length - 1)}${inside}`;
}

function randomIgnore(draw: Draw, paths: readonly string[]): string {
  const lines: string[] = [];
  for (let count = draw.between(1, 4); count > 0; count--) {
    const path = draw.pick(paths);
    const name = path.slice(path.lastIndexOf("/") + 1);
    const pattern = draw.pick([path, path, `**/${name}`, name, `${path}/**`, "**/*.txt", "*.log", ".*", "*/*"]);
    lines.push(`${draw.chance(0.25) ? "!" : ""}${pattern}`);
  }
  if (draw.chance(0.08)) lines.unshift("*");
  return `${lines.join("\n")}\n`;
}
