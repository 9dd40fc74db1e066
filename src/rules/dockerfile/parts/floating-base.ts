import { isRetired, proposeTag, rebuiltTagsDate } from "../../../bases/tags.ts";
import type { Dockerfile } from "../../../dockerfile/dockerfile.ts";
import type { Fix, Problem, Related } from "../../../finding/finding.ts";
import type { ExternalImage } from "./external-images.ts";
import { editImage } from "./image-edit.ts";

/** Names that hold a release themselves: `static-debian12`, `ubi9`. What floats there is only the minor release. */
const releaseInName = /(?:alpine|centos|debian|ubi|ubuntu|fedora|almalinux|rockylinux)\d/;

/**
 * The problem of an image whose tag names no release, with the tag that named the same build on the table's day. Low
 * where little can move, or where the stage is no part of what is built.
 */
export function floatingProblem(
  dockerfile: Dockerfile,
  image: ExternalImage,
  message: string,
  usual: "medium" | "low",
): Problem {
  const minor = !image.stage.reachesTarget || releaseInName.test(image.reference.repository);
  const related = defaultsOf(dockerfile, image);
  return {
    at: image.at,
    message,
    severity: minor ? "low" : usual,
    ...(related.length > 0 ? { related } : {}),
    ...repair(dockerfile, image),
  };
}

/** The ARG defaults an image's name rests on, as a trace. */
export function defaultsOf(dockerfile: Dockerfile, { assumed }: ExternalImage): readonly Related[] {
  const pairs = dockerfile.globalArgs.flatMap((arg) => arg.pairs);
  return pairs
    .filter((pair) => pair.value !== undefined && assumed.includes(pair.key.text))
    .map((pair) => ({ at: pair.span, message: `${pair.key.text} has this default` }));
}

function repair(dockerfile: Dockerfile, image: ExternalImage): Pick<Problem, "fixes" | "refusal"> {
  const { reference } = image;
  const proposal = proposeTag(reference);
  if (!proposal) return { refusal: whyNoTag(image) };
  const result = editImage(dockerfile, image, { tag: proposal.tag });
  if ("refusal" in result) return result;
  const fix: Fix = {
    title: `Name the release: ${reference.familiar}:${proposal.tag}`,
    safety: "unsafe",
    edits: [result.edit],
    followUp: [`${proposal.why.charAt(0).toUpperCase()}${proposal.why.slice(1)}.`],
  };
  return { fixes: [fix] };
}

function whyNoTag({ reference }: ExternalImage): string {
  if (isRetired(reference)) return `No tag is proposed: no release of ${reference.familiar} is rebuilt any more.`;
  return `No tag is proposed: the table of ${rebuiltTagsDate} does not say which release ${reference.familiar} is.`;
}
