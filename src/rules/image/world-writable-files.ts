import type { TreeNode } from "../../files/image-tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { countText } from "../../text/quantities.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

/** Paths that a message names. */
const mostNamed = 3;

export const worldWritableFiles: Rule<"image"> = {
  id: "world-writable-files",
  title: "Everybody may write to files of the image",
  habit: "user",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: it takes a first foothold in the container to use it. Low where none of them is executed.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Files and folders that others may write, as a container sees them, once a layer. Left alone are folders with the sticky bit, everything below /tmp, /var/tmp, /run, /dev, /proc and /sys, links, and images for Windows.",
  why: "Any process in the container, also one that an attacker runs as the least of its users, can replace the program or its settings.",
  remedy:
    "Take the right away where it is given (chmod o-w, COPY --chmod=755), and give one folder to the program's user with chown.",
  whenToIgnore: "The platform picks the user at random (OpenShift) and group 0 with g=u does not do.",
  bad: [
    {
      title: "chmod -R 777",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c chmod -R 777 /app # buildkit",
            files: { "app/": { mode: 0o777 }, "app/server": { text: "", mode: 0o777 } },
          },
        ],
      },
    },
  ],
  good: [
    {
      title: "a sticky folder",
      image: {
        steps: [
          {
            createdBy: "ADD rootfs.tar / # buildkit",
            files: { "tmp/": { mode: 0o1777 }, "srv/": { mode: 0o1777 }, "app/server": { mode: 0o755 } },
          },
        ],
      },
    },
  ],
  *check({ image }) {
    const byLayer = new Map<number, TreeNode[]>();
    for (const node of image.survey.openToAll) {
      const others = byLayer.get(node.layer);
      if (others) others.push(node);
      else byLayer.set(node.layer, [node]);
    }
    for (const [layer, found] of [...byLayer].sort(([a], [b]) => a - b)) yield problemOf(image, layer, found);
  },
};

function problemOf(image: ImageFacts, layer: number, found: readonly TreeNode[]): Problem {
  const folders = found.filter(({ kind }) => kind === "folder").length;
  const files = found.length - folders;
  const counts = [files > 0 ? countText(files, "file") : "", folders > 0 ? countText(folders, "folder") : ""];
  const names = listText(outermost(found), mostNamed, "paths");
  // A folder lets others replace what is in it.
  const isRun = found.some(({ kind, mode }) => kind === "folder" || (mode & 0o111) !== 0);
  return {
    at: placeOfLayer(image, layer),
    message: `Everybody may write to ${counts.filter((text) => text !== "").join(" and ")} of ${layerName(image, layer)}: ${names}.`,
    ...(isRun ? {} : { severity: "low" as const }),
  };
}

/** Paths that do not lie in another of them; they come sorted. */
function outermost(found: readonly TreeNode[]): string[] {
  const folders = new Set(found.filter(({ kind }) => kind === "folder").map(({ path }) => path));
  return found.map(({ path }) => path).filter((path) => !isInside(path, folders));
}

function isInside(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
    if (folders.has(path.slice(0, at))) return true;
  return false;
}
