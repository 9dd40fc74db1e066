/** Fields that records and their entries share: texts, lists of texts, ratings. */
import { field, listOf, textOf } from "../text/json.ts";
import type { Rating } from "./advisory.ts";
import { cvssScore, longestVector } from "./cvss.ts";

/** Why a record is not taken: a clause without subject: `has no id`. */
export interface Unreadable {
  readonly why: string;
}

export const mostRatings = 50;

/** A text that is not empty, not longer than `most`, and without control characters, which separate the parts of keys. */
export function isPlainText(text: string, most: number): boolean {
  return text !== "" && text.length <= most && !control.test(text);
}

const control = /[\p{Cc}\p{Cs}]/u;

/** A list; empty where there is none; undefined where it is something else or longer. */
export function listWithin(value: unknown, most: number): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.length <= most ? value : undefined;
}

/** The plain texts of a list, each once; undefined where the list is longer. */
export function plainTexts(value: unknown, most: number, longest: number): readonly string[] | undefined {
  const list = listOf(value, most + 1);
  if (list.length > most) return undefined;
  return [...new Set(list)].filter((each): each is string => typeof each === "string" && isPlainText(each, longest));
}

/** `severity` of a record or an entry: what cannot be one is left out. CVSS vectors are scored. */
export function readRatings(value: unknown): readonly Rating[] {
  return listOf(value, mostRatings).flatMap((each) => {
    const type = textOf(field(each, "type"));
    const rating = textOf(field(each, "score"));
    if (!type || !rating || !isPlainText(type, longestType) || !isPlainText(rating, longestVector)) return [];
    const score = cvssScore(type, rating);
    return [{ type, value: rating, ...(score === undefined ? {} : { score }) }];
  });
}

const longestType = 50;
