/** Which tags of the most used official images were rebuilt on a day, and which of them name the same build. */
import { tagsDate, tagsJson } from "./tags.generated.ts";

/** The day the list of tags was made, for messages. */
export const rebuiltTagsDate: string = tagsDate;

/** All names of one build. */
export type AliasSet = readonly string[];

/** Empty for an image the table does not hold. */
export function aliasSets(image: string): readonly AliasSet[] {
  const known = unpacked.get(image);
  if (known) return known;
  const packed = loadTable().images.get(image);
  const sets = packed ? packed.split("|").map(unpackSet) : [];
  unpacked.set(image, sets);
  return sets;
}

/** All names of the build that `tag` names; undefined when the table does not hold the tag. */
export function aliasesOf(image: string, tag: string): AliasSet | undefined {
  return aliasSets(image).find((set) => set.includes(tag));
}

/** True when the tag was rebuilt on `rebuiltTagsDate`. */
export function holdsTag(image: string, tag: string): boolean {
  return aliasesOf(image, tag) !== undefined;
}

/** Official images whose list of tags is empty. */
export function imagesWithoutTags(): readonly string[] {
  return loadTable().retired;
}

interface Table {
  /** Alias sets joined by `|`. */
  readonly images: ReadonlyMap<string, string>;
  readonly retired: readonly string[];
}

let loaded: Table | undefined;
const unpacked = new Map<string, readonly AliasSet[]>();

function loadTable(): Table {
  if (loaded) return loaded;
  const { images, retired } = JSON.parse(tagsJson) as { images: Record<string, string>; retired: string[] };
  loaded = { images: new Map(Object.entries(images)), retired };
  return loaded;
}

/** `a b/ -x;c`: every head followed by every tail (`a b a-x b-x`), groups separated by `;`. */
function unpackSet(packed: string): AliasSet {
  return packed.split(";").flatMap((group) => {
    const slash = group.indexOf("/");
    const heads = (slash === -1 ? group : group.slice(0, slash)).split(" ");
    const tails = slash === -1 ? [""] : group.slice(slash + 1).split(" ");
    return tails.flatMap((tail) => heads.map((head) => head + tail));
  });
}
