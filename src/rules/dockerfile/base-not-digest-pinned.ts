import type { Rule } from "../rule.ts";
import { externalImages } from "./parts/external-images.ts";

export const baseNotDigestPinned: Rule<"dockerfile"> = {
  id: "base-not-digest-pinned",
  title: "Images are not pinned by digest",
  habit: "pinned",
  severity: "info",
  confidence: "high",
  severityReason: "Advice: a digest makes the build repeatable, and needs something that moves it forward.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["semgrep/dockerfile-source-not-pinned", "cis/4.2"],
  scope:
    "One finding for each file in which an image that the target is built from (FROM, COPY --from, RUN --mount=from=) has no digest. Stages, scratch and names that hang on unknown variables are left alone.",
  why: "A tag can be moved, by the maintainer or by whoever takes over the account: the same line then builds on other content.",
  remedy: "Write the digest behind the tag, image:tag@sha256:…, and let an update tool move both.",
  whenToIgnore: "You rebuild often and want every refresh of the tag at once.",
  bad: [{ title: "a tag alone", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\n" }],
  good: [
    {
      title: "tag and digest",
      dockerfile: `FROM node:24.19-trixie-slim@sha256:${"0123456789abcdef".repeat(4)}\nUSER 1000\n`,
    },
    { title: "nothing from outside", dockerfile: "FROM scratch\nCOPY app /app\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    const images = externalImages(dockerfile).filter((image) => image.stage.reachesTarget);
    const [first, ...others] = images.filter((image) => image.reference.digest === undefined);
    if (!first) return;
    const count = others.length + 1;
    const message =
      images.length === 1
        ? `${first.reference.text} is not pinned by digest.`
        : `${count} of ${images.length} images are not pinned by digest, ${first.reference.text} first.`;
    const related = others.map(({ at, reference }) => ({ at, message: `${reference.text} has no digest either` }));
    const refusal = "A digest has to be asked of the registry: none is made up here.";
    yield { at: first.at, message, ...(related.length > 0 ? { related } : {}), refusal };
  },
};
