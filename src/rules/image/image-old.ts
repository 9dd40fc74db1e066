import { daysBetween } from "../../text/days.ts";
import { countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { lastPlace } from "./parts/places.ts";

/** Older images are worth a word. */
export const oldAfterDays = 180;
/** Tools that build alike every time write a day long before containers. */
const firstContainerYear = 2013;

const steps = [{ createdBy: "COPY app /app # buildkit", files: { app: "" } }];

export const imageOld: Rule<"image"> = {
  id: "image-old",
  title: "The image was built long ago",
  habit: "fresh",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: age alone is no hole, but every fix since then is missing.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["cis/4.4"],
  scope:
    "An image whose config says that it was made more than 180 days before today. Silent where the date is missing, in the future, or before 2013: builds that come out alike every time set such dates.",
  why: "Nothing in an image is updated by itself: what was repaired in the packages of its system since that day is still broken in it.",
  remedy: "Build it again on a fresh base image (docker build --pull), and do so regularly.",
  whenToIgnore: "The build sets an old date on purpose (SOURCE_DATE_EPOCH).",
  bad: [{ title: "last year's", image: { steps, created: "2025-11-01T12:00:00Z", today: "2026-11-21" } }],
  good: [
    { title: "last month's", image: { steps, created: "2026-10-20T12:00:00Z", today: "2026-11-21" } },
    { title: "a date that says nothing", image: { steps, created: "1970-01-01T00:00:00Z", today: "2026-11-21" } },
  ],
  *check({ image }) {
    const { config, today } = image;
    const created = config.created?.slice(0, 10) ?? "";
    if (today === undefined || Number(created.slice(0, 4)) < firstContainerYear) return;
    const days = daysBetween(created, today) ?? 0;
    if (days <= oldAfterDays) return;
    yield {
      at: lastPlace(image),
      message: `The image was built on ${created}, ${countText(days, "day")} ago, and has had no update since.`,
    };
  },
};
