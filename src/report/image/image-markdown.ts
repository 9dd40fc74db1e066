import type { ImageFacts } from "../../inventory/image-facts.ts";
import { countText, readableBytes } from "../../text/quantities.ts";
import { codeSpan, escapeMarkdown } from "../markdown-text.ts";
import { countTypes } from "./image-counts.ts";
import { supportNote } from "./support-note.ts";

/** What the image is, as a list: for the top of a comment. */
export function imageList(image: ImageFacts, mask: (text: string) => string): string {
  const { os, user, hasConfig, layers, packages, platform } = image;
  const say = (text: string) => escapeMarkdown(mask(text));
  const support = os ? supportNote(os, image.today).words : "";
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const types = countTypes(packages).map(([type, number]) => `${number} ${type}`);
  return [
    `- Image ${codeSpan(mask(image.name))}${platform === undefined ? "" : ` for ${say(platform)}`}`,
    ...(os ? [`- System ${say(os.name)}${support === "" ? "" : `; ${support}`}`] : []),
    ...(hasConfig ? [`- User: ${say(user.why)}`] : []),
    ...(layers.length > 0 ? [`- ${countText(layers.length, "layer")}, ${readableBytes(bytes)}`] : []),
    `- ${countText(packages.length, "package")}${types.length > 0 ? `: ${types.join(", ")}` : ""}`,
  ].join("\n");
}
