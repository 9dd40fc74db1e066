/** When a request is tried again, and after how long. No chance is involved: the same answers give the same waits. */

import { NetworkFailure } from "./failure.ts";
import type { HttpRequest } from "./message.ts";

/** Tries in all. */
export const mostAttempts = 4;
/** Milliseconds before the second try; doubled before each later one. */
export const firstDelay = 1_000;
/** Milliseconds of a Retry-After that are waited for; a server that wants more gets no further try. */
export const longestRetryAfter = 60_000;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Only what changes nothing at the other side. */
export function isRepeatable({ method = "GET" }: HttpRequest): boolean {
  return method === "GET" || method === "HEAD";
}

/** 429, errors of the server that pass, and connections that broke. */
export function mayHelpToRepeat(outcome: Answer | NetworkFailure): boolean {
  if (outcome instanceof NetworkFailure) return outcome.kind === "reset";
  return [429, 500, 502, 503, 504].includes(outcome.status);
}

/** Milliseconds; undefined where the server asks for more patience than there is. `attempt` counts from 1. */
export function repeatDelay(outcome: Answer | NetworkFailure, attempt: number, now: () => number): number | undefined {
  const usual = firstDelay * 2 ** (attempt - 1);
  if (outcome instanceof NetworkFailure) return usual;
  const asked = retryAfter(outcome.headers["retry-after"] ?? "", now);
  if (asked === undefined) return usual;
  return asked <= longestRetryAfter ? asked : undefined;
}

/** Seconds or a date, RFC 9110 section 10.2.3; undefined for anything else. */
function retryAfter(text: string, now: () => number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2}, /.test(text) || text.length > 40) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}
