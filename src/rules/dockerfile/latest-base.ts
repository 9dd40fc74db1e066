import { proposeTag } from "../../bases/tags.ts";
import type { Rule } from "../rule.ts";
import { type ExternalImage, externalImages } from "./parts/external-images.ts";
import { floatingProblem } from "./parts/floating-base.ts";

export const latestBase: Rule<"dockerfile"> = {
  id: "latest-base",
  title: "An image is used with a tag that names no release",
  habit: "pinned",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium for latest: the next build can be made on another major release. Low for tags that say a flavour or a line but no number (alpine, lts, stable-slim), for names that hold the release (ubi9), and in stages that are not built.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3007",
    "trivy/DS-0001",
    "dockle/DKL-DI-0006",
    "kics/Image Version Using 'latest'",
    "checkov/CKV_DOCKER_7",
    "semgrep/avoid-latest-version",
    "cis/4.2",
  ],
  scope:
    "Images in FROM, COPY --from and RUN --mount=from= tagged latest (or latest-…), and official images whose tag has words only, such as node:alpine or debian:stable-slim. A digest pins any tag. ARG defaults are resolved; names that hang on variables nobody sets are left alone.",
  why: "The tag is moved to the newest release as it comes out: your build breaks without a change of yours, and nobody can say which version is running.",
  remedy: "Name the release you tested with, such as node:24-slim.",
  whenToIgnore: "The image publishes no other tag; then pin it by digest.",
  fix: "unsafe",
  bad: [
    { title: "latest", dockerfile: "FROM alpine:latest\nUSER 1000\n" },
    { title: "a flavour without a release", dockerfile: "FROM nginx:alpine-slim\nUSER 1000\n" },
  ],
  good: [
    { title: "a release", dockerfile: "FROM alpine:3.24\nUSER 1000\n" },
    {
      title: "a digest beside it",
      dockerfile: `FROM alpine:latest@sha256:${"0123456789abcdef".repeat(4)}\nUSER 1000\n`,
    },
    { title: "a variable the build has to set", dockerfile: "ARG TAG\nFROM alpine:$TAG\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    for (const image of externalImages(dockerfile)) {
      const { tag, digest, familiar } = image.reference;
      if (tag === undefined || digest !== undefined) continue;
      const where = image.option === "FROM" ? "" : ` in ${image.option}`;
      if (tag === "latest" || tag.startsWith("latest-")) {
        const message = `${familiar}:${tag}${where} is moved to each new release: the next build may get another one.`;
        yield floatingProblem(dockerfile, image, message, "medium");
      } else if (namesNoRelease(image)) {
        const message = `The tag of ${familiar}:${tag}${where} names no release: it is moved to each new one.`;
        yield floatingProblem(dockerfile, image, message, "low");
      }
    }
  },
};

/** Only where the table knows the release behind it: another tag may be a release by a name of its own. */
function namesNoRelease({ reference }: ExternalImage): boolean {
  return proposeTag(reference) !== undefined;
}
