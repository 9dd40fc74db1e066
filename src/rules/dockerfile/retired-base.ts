import { distributionSupport, isRetired, type Support, supportDatesDate, supportOf } from "../../bases/tags.ts";
import type { ImageReference } from "../../image/reference.ts";
import type { Rule } from "../rule.ts";
import { type ExternalImage, externalImages } from "./parts/external-images.ts";

export const retiredBase: Rule<"dockerfile"> = {
  id: "retired-base",
  title: "The base image gets no more security updates",
  habit: "fresh",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: holes found from now on stay open in what you ship. Low where the image only serves to build and is not part of the result.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Images in FROM whose language or system release had reached its end of support on the day of the built-in table, and official images that are no longer rebuilt at all. Debian counts as supported until the end of its free long-term support; paid support does not count. Tags the table does not know are left alone.",
  why: "Nobody repairs new holes in it: each one found from now on stays open in your image, and package mirrors of ended systems disappear.",
  remedy: "Move to a release that is supported, and test it.",
  whenToIgnore: "You have extended support for this release and its packages in the image.",
  bad: [
    { title: "a language release at its end", dockerfile: "FROM node:16-alpine\nUSER 1000\n" },
    { title: "an image that is no longer made", dockerfile: "FROM openjdk:17-slim\nUSER 1000\n" },
    { title: "a system at its end behind a tag", dockerfile: "FROM python:3.13-slim-buster\nUSER 1000\n" },
  ],
  good: [
    { title: "a supported release", dockerfile: "FROM node:24-alpine\nUSER 1000\n" },
    { title: "a release nobody knows", dockerfile: "FROM example/thing:1\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    const seen = new Map<string, ExternalImage>();
    for (const image of externalImages(dockerfile)) {
      if (image.option !== "FROM" || !image.stage.reachesTarget) continue;
      const { text } = image.reference;
      // The same base in several stages is one thing to change; a stage of the image itself speaks for the others.
      if (!seen.get(text)?.stage.inTargetChain && (image.stage.inTargetChain || !seen.has(text))) seen.set(text, image);
    }
    for (const image of seen.values()) {
      const message = whyRetired(image.reference);
      if (message === undefined) continue;
      yield { at: image.at, message, severity: image.stage.inTargetChain ? "medium" : "low" };
    }
  },
};

/** Looked up once: parseReference gives the same object for the same text, and a few bases make up most FROM lines. */
const answers = new Map<ImageReference, { readonly why: string | undefined }>();
const mostAnswers = 1_000;

/** A sentence, or undefined for what is supported or unknown. The table's own day stands in for today. */
function whyRetired(reference: ImageReference): string | undefined {
  const known = answers.get(reference);
  if (known) return known.why;
  const why = findWhy(reference);
  if (answers.size >= mostAnswers) answers.clear();
  answers.set(reference, { why });
  return why;
}

function findWhy(reference: ImageReference): string | undefined {
  const retired = isRetired(reference);
  if (retired) {
    const successor = retired.successor === undefined ? "" : `; in its place came ${retired.successor}`;
    return `${reference.text}: ${retired.why}${successor}.`;
  }
  const product = supportOf(reference, supportDatesDate);
  const system = distributionSupport(reference, supportDatesDate);
  const ended = [product, system].filter((one) => one?.state === "ended").map((one) => one && describe(one));
  const all = [...new Set(ended)];
  return all.length === 0 ? undefined : `${reference.text} gets no more fixes: ${all.join(", and ")}.`;
}

function describe({ product, release, eol }: Support): string {
  return eol === null
    ? `support for ${product} ${release} has ended (as of ${supportDatesDate})`
    : `support for ${product} ${release} ended on ${eol}`;
}
