/**
 * Collects the secrets of one image's description and takes them out of its texts. Texts go in twice: once to be looked at, once
 * to be masked, so that a value known from one place (a build argument) is shown at no other (a comment, a Dockerfile).
 */
import { createMasker, maskText } from "../secrets/mask.ts";
import type { DescribedSecret } from "./image-description.ts";
import { type Sighting, sightingsInText, sightingsOfPair } from "./text-secrets.ts";

/** Secrets that are listed of one image; more are masked and counted. */
export const mostDescribedSecrets = 200;
/** Values that are looked for in all texts, whatever their place: each costs one search of every text. */
const mostValues = 64;
const longestName = 100;

/** Where a text stands. */
export type SecretPlace = Pick<DescribedSecret, "where" | "history" | "isBuildArg">;

/** A text with the places of its secrets. */
export interface LookedAt {
  readonly text: string;
  readonly sightings: readonly Sighting[];
}

/** What is found in one image. Made for one description. */
export interface SecretNotes {
  /** A value under a name. Gives the text `value`. */
  pair(name: string, value: string, place: SecretPlace): LookedAt;
  /** Running text: a command, an instruction. */
  text(text: string, place: SecretPlace): LookedAt;
  /** A text whose sightings somebody else worked out. */
  note(text: string, sightings: readonly Sighting[], place: SecretPlace): LookedAt;
  /** The text without secrets. To be asked when everything was looked at. */
  masked(looked: LookedAt): string;
  /** For texts that were not looked at by themselves: names, comments. */
  maskedText(text: string): string;
  readonly secrets: readonly DescribedSecret[];
  /** Found, and not listed any more. */
  readonly left: () => number;
}

export function createSecretNotes(): SecretNotes {
  const secrets: DescribedSecret[] = [];
  const known = new Map<string, number>();
  const values = new Set<string>();
  let left = 0;
  let masker: ((text: string) => string) | undefined;

  function note(text: string, sightings: readonly Sighting[], place: SecretPlace): LookedAt {
    for (const sighting of sightings) {
      const value = text.slice(sighting.start, sighting.end);
      if (sighting.verdict && value !== "") add(sighting, value, place);
    }
    return { text, sightings };
  }

  function add({ name, verdict }: Sighting, value: string, place: SecretPlace): void {
    if (!verdict) return;
    // An attestation is another place to clean: what stands in both is listed for both.
    const key = `${place.where === "provenance"}\0${verdict.detector}\0${name}\0${value}`;
    const index = known.get(key);
    const before = index === undefined ? undefined : secrets[index];
    if (index !== undefined && before) {
      // The same value in the environment and in the line of the history that set it: one secret, with its instruction.
      if (before.history === undefined && place.history !== undefined)
        secrets[index] = { ...before, history: place.history };
      return;
    }
    if (secrets.length >= mostDescribedSecrets) {
      left += 1;
      return;
    }
    known.set(key, secrets.length);
    if (values.size < mostValues) values.add(value);
    secrets.push({ ...place, ...verdict, name: cut(name), title: cut(verdict.title) });
  }

  function masked({ text, sightings }: LookedAt): string {
    masker ??= createMasker([...values]);
    return masker(maskText(text, sightings));
  }

  return {
    pair: (name, value, place) => note(value, sightingsOfPair(name, value, 0), place),
    text: (text, place) => note(text, sightingsInText(text), place),
    note,
    masked,
    maskedText: (text) => masked({ text, sightings: sightingsInText(text) }),
    secrets,
    left: () => left,
  };
}

function cut(text: string): string {
  return text.length > longestName ? `${text.slice(0, longestName)}…` : text;
}
