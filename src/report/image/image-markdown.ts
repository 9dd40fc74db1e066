import type { ImageFacts } from "../../inventory/image-facts.ts";
import { countText, readableBytes } from "../../text/quantities.ts";
import { codeSpan, escapeMarkdown } from "../markdown-text.ts";
import { countTypes } from "./image-counts.ts";
import { supportNote } from "./support-note.ts";

/** Lockfiles that are named; the others are counted. */
const mostLockfiles = 10;

/** What the image is, as a list: for the top of a comment. */
export function imageList(image: ImageFacts, mask: (text: string) => string): string {
  const { os, user, hasConfig, layers, packages, platform, project } = image;
  const say = (text: string) => escapeMarkdown(mask(text));
  const support = os ? supportNote(os, image.today).words : "";
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const types = countTypes(packages).map(([type, number]) => `${number} ${type}`);
  const counted = `- ${countText(packages.length, "package")}${types.length > 0 ? `: ${types.join(", ")}` : ""}`;
  if (project) {
    const paths = project.lockfiles.slice(0, mostLockfiles).map(({ path }) => codeSpan(mask(path)));
    const more = project.lockfiles.length - paths.length;
    const lockfiles = `- Lockfiles: ${paths.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    return [`- Project ${codeSpan(mask(image.name))}`, ...(paths.length > 0 ? [lockfiles] : []), counted].join("\n");
  }
  return [
    `- Image ${codeSpan(mask(image.name))}${platform === undefined ? "" : ` for ${say(platform)}`}`,
    ...(os ? [`- System ${say(os.name)}${support === "" ? "" : `; ${support}`}`] : []),
    ...(hasConfig ? [`- User: ${say(user.why)}`] : []),
    ...(layers.length > 0 ? [`- ${countText(layers.length, "layer")}, ${readableBytes(bytes)}`] : []),
    counted,
  ].join("\n");
}
