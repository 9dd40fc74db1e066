import type { Rule } from "../rule.ts";
import { runImages } from "./parts/run-images.ts";

export const serviceImageNoDigest: Rule<"containers"> = {
  id: "service-image-no-digest",
  title: "An image of a container is not pinned by digest",
  habit: "pinned",
  severity: "info",
  confidence: "high",
  severityReason: "Info: a tag of a release is moved now and then, mostly to a rebuild with fixes.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: ["compose-lint/CL-0019", "cis/5.28"],
  scope:
    "Once a file, where an image that is pulled has no digest. What the file builds, and names that hang on unknown variables, are left alone.",
  why: "A tag can be moved, by the maintainer or by whoever takes over the account: the same line then runs other content.",
  remedy: "Write the digest behind the tag, image:tag@sha256:…, and let an update tool move both.",
  whenToIgnore: "You pull often and want every refresh of the tag at once.",
  bad: [{ title: "a tag alone", files: { "compose.yaml": "services:\n  db:\n    image: postgres:18.1\n" } }],
  good: [
    {
      title: "tag and digest",
      files: { "compose.yaml": `services:\n  db:\n    image: postgres:18.1@sha256:${"0123456789abcdef".repeat(4)}\n` },
    },
  ],
  *check(facts) {
    const images = runImages(facts);
    const [first, ...others] = images.filter(({ reference }) => reference.digest === undefined);
    if (!first) return;
    const message =
      images.length === 1
        ? `${first.reference.text} is not pinned by digest.`
        : `${others.length + 1} of ${images.length} images are not pinned by digest, ${first.reference.text} first.`;
    const related = others.map(({ at, reference }) => ({ at, message: `${reference.text} has no digest either.` }));
    yield { at: first.at, message, ...(related.length > 0 ? { related } : {}) };
  },
};
