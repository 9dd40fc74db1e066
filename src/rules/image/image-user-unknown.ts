import type { ImageFacts } from "../../inventory/image-facts.ts";
import { layerAt, nodeAt } from "../../inventory/named-paths.ts";
import { passwdPath } from "../../inventory/system-files.ts";
import type { Rule } from "../rule.ts";
import { placeOfSetting } from "./parts/places.ts";

const root = "root:x:0:0:root:/root:/bin/sh\n";

export const imageUserUnknown: Rule<"image"> = {
  id: "image-user-unknown",
  title: "USER names nobody that the image knows",
  habit: "user",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the container does not start at all.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "The user of the image's config where engines refuse it: a name without a line in etc/passwd, a group without one in etc/group, a number out of range. Silent for plain numbers, for Windows, and where a layer or one of these files could not be read.",
  why: "An engine looks the name up in the image before it starts anything, and stops with an error when it is not there.",
  remedy: "Create the user in the image (useradd, adduser), or write a number, which needs no line in etc/passwd.",
  whenToIgnore: "The account is mounted into the container when it starts.",
  bad: [
    {
      title: "a user of another base image",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": root } },
          { createdBy: "USER node" },
        ],
        user: "node",
      },
    },
  ],
  good: [
    {
      title: "a number",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": root } },
          { createdBy: "USER 10001" },
        ],
        user: "10001",
      },
    },
  ],
  *check({ image }) {
    const { user, config, hasConfig } = image;
    if (!hasConfig || config.os === "windows" || user.uid !== undefined || user.written.trim() === "") return;
    if (!isFileRead(image)) return;
    yield { at: placeOfSetting(image, "user"), message: `The container cannot start: ${user.why}.` };
  },
};

/** An etc/passwd that is there without an account was not read, and one in a layer that was not read may be there. */
function isFileRead(image: ImageFacts): boolean {
  const { accounts, unknowns } = image;
  if (accounts.users.length > 0) return true;
  const isThere = nodeAt(image, passwdPath) !== undefined || layerAt(image, passwdPath) !== undefined;
  return !isThere && !unknowns.some(({ fatal }) => fatal);
}
