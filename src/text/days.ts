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

/** `today`, `3 days ago`, `5 months ago`, `2 years ago`. */
export function agoWords(days: number): string {
  if (days === 0) return "today";
  const [number, noun] =
    days < 60 ? [days, "day"] : days < 730 ? [Math.floor(days / 30.4), "month"] : [Math.floor(days / 365.25), "year"];
  return `${countText(number, noun)} ago`;
}
