import type { Rule } from "../rule.ts";
import { externalImages } from "./parts/external-images.ts";
import { floatingProblem } from "./parts/floating-base.ts";

export const untaggedBase: Rule<"dockerfile"> = {
  id: "untagged-base",
  title: "An image is used without a tag",
  habit: "pinned",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: the next build can be made on another major release. Low where the name itself holds the release (static-debian12) and in stages that are not built.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3006",
    "trivy/DS-0001",
    "kics/Image Version Not Explicit",
    "checkov/CKV_DOCKER_7",
    "semgrep/missing-image-version",
    "cis/4.2",
  ],
  scope:
    "Images in FROM, COPY --from and RUN --mount=from= with neither tag nor digest, ARG defaults resolved. Stages, scratch, names that hang on variables nobody sets, and bare words behind --from= that may be named contexts are left alone.",
  why: "Without a tag you get whatever is newest on the day of the build: it breaks without a change of yours, and nobody can say which version is running.",
  remedy: "Name the release you tested with, such as node:24-slim.",
  whenToIgnore: "The image is made in the same pipeline just before and has only one version.",
  fix: "unsafe",
  bad: [{ title: "no tag", dockerfile: "FROM alpine\nUSER 1000\n" }],
  good: [
    { title: "a release", dockerfile: "FROM alpine:3.24\nUSER 1000\n" },
    { title: "a registry with a port, and a tag", dockerfile: "FROM registry.example.com:5000/app:1.2\nUSER 1000\n" },
    { title: "a stage", dockerfile: "FROM alpine:3.24 AS base\nFROM base\nUSER 1000\n" },
    { title: "a variable the build has to set", dockerfile: "ARG BASE\nFROM $BASE\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    for (const image of externalImages(dockerfile)) {
      const { reference, option } = image;
      if (reference.tag !== undefined || reference.digest !== undefined) continue;
      const where = option === "FROM" ? "" : ` in ${option}`;
      const message = `${reference.familiar}${where} has no tag: each build takes the newest release there is.`;
      yield floatingProblem(dockerfile, image, message, "medium");
    }
  },
};
