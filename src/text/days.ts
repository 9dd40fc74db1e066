/** Days between dates, and as people say them. No clock: both days come in. */
import { countText } from "./quantities.ts";

const dayMilliseconds = 86_400_000;

/** Days from one ISO date (or time) to another; undefined where either is none, or the second comes first. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  const days = (dayOf(to) - dayOf(from)) / dayMilliseconds;
  return days >= 0 ? Math.round(days) : undefined;
}

/** NaN for what is no date. */
function dayOf(text: string | undefined): number {
  return Date.parse((text ?? "").slice(0, 10));
}

/** `today`, `3 days`, `5 months`, `2 years`. */
export function ageWords(days: number): string {
  if (days === 0) return "today";
  if (days < 60) return countText(days, "day");
  return days < 730 ? countText(Math.floor(days / 30.4), "month") : countText(Math.floor(days / 365.25), "year");
}
