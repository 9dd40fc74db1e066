import { proposeTag } from "../../bases/tags.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { type RunImage, runImages } from "./parts/run-images.ts";
import { listNames, shortName } from "./parts/subject.ts";

/** Names that hold a release themselves: what floats there is only the minor release. */
const releaseInName = /(?:alpine|centos|debian|ubi|ubuntu|fedora)\d/;

export const serviceImageUnpinned: Rule<"containers"> = {
  id: "service-image-unpinned",
  title: "A container runs an image whose tag names no release",
  habit: "pinned",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium without a tag or with latest: the next pull can bring another major release. Low for tags that name a flavour but no release (redis:alpine), and for a command that is run by hand.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["compose-lint/CL-0004", "cis/5.28"],
  scope:
    "Images of services and commands without tag and digest, with latest, or, for official images, with a tag of words only. Once for each image of a file. Left alone: what the file itself builds, one-word names that are no official image (built elsewhere on this machine), and names that hang on variables nobody sets.",
  why: "The image changes as its maintainers go on: two machines run different releases of one file, and after a pull a database may not read its own data any more.",
  remedy: "Name the release you run today, such as postgres:18.",
  whenToIgnore: "The image publishes no other tag; then pin it by digest.",
  bad: [
    { title: "no tag", files: { "compose.yaml": "services:\n  db:\n    image: postgres\n" } },
    { title: "latest", files: { "compose.yaml": "services:\n  proxy:\n    image: example.com/proxy:latest\n" } },
  ],
  good: [
    { title: "a release", files: { "compose.yaml": "services:\n  db:\n    image: postgres:18.1\n" } },
    {
      title: "built from the project",
      files: { "compose.yaml": "services:\n  web:\n    image: example.com/web\n    build: .\n" },
    },
  ],
  *check(facts) {
    for (const image of runImages(facts)) {
      const problem = problemOf(image);
      if (problem) yield problem;
    }
  },
};

function problemOf({ reference, at, others, containers }: RunImage): Problem | undefined {
  const { tag, digest, familiar } = reference;
  if (digest !== undefined) return undefined;
  const who = listNames([...new Set(containers.map(shortName))]);
  const related = others.length > 0 ? { related: others.map((place) => ({ at: place, message: "Here too." })) } : {};
  const byHand = containers.every(({ kind }) => kind === "command");
  const minor = byHand || releaseInName.test(reference.repository) ? { severity: "low" as const } : {};
  if (tag === undefined)
    return {
      at,
      message: `${familiar} has no tag (${who}): each pull takes the newest release there is.`,
      ...minor,
      ...related,
    };
  if (tag === "latest" || tag.startsWith("latest-"))
    return {
      at,
      message: `${familiar}:${tag} is moved to each new release (${who}): the next pull may bring another one.`,
      ...minor,
      ...related,
    };
  if (!proposeTag(reference)) return undefined;
  return {
    at,
    message: `The tag of ${familiar}:${tag} names no release (${who}): it is moved to each new one.`,
    severity: "low",
    ...related,
  };
}
