import type { TreeNode } from "../../files/image-tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { type PackageCache, packageCaches } from "../../inventory/package-caches.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

/** Less of one cache is not worth a word. */
export const leastCacheBytes = 5_000_000;

const lists = { "var/lib/apt/lists/deb.example.com_main_binary-amd64_Packages": { text: "x".repeat(leastCacheBytes) } };
const update = "RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit";

export const packageCacheInImage: Rule<"image"> = {
  id: "package-cache-in-image",
  title: "A package manager's cache is in the image",
  habit: "slim",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image is bigger than it must be, and works.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/DKL-DI-0004", "dockle/DKL-DI-0005"],
  scope:
    "At least 5 MB of what a container still sees of the lists and downloads of apt, apk, dnf, yum, zypper, pip, uv, Poetry, Pipenv, npm, Yarn, Composer, Go, Cargo, RubyGems or conda; one finding a cache. What a later layer deletes is wasted-space's.",
  why: "Nobody needs these bytes when the container runs, and they are stored, pulled and scanned with every copy of the image.",
  remedy: "Clean up in the same RUN that fills the cache; a later one cannot take it out again.",
  whenToIgnore: "People go on installing packages in containers of this image.",
  bad: [{ title: "apt's lists", image: { steps: [{ createdBy: update, files: lists }] } }],
  good: [
    {
      title: "cleaned up",
      image: {
        steps: [
          { createdBy: update.replace(" #", " && rm -rf /var/lib/apt/lists/* #"), files: { "usr/bin/curl": "" } },
        ],
      },
    },
  ],
  *check({ image }) {
    const found = packageCaches
      .map((cache) => ({ cache, files: image.survey.cached[cache.title] ?? [] }))
      .filter(({ files }) => bytesOf(files) >= leastCacheBytes);
    for (const { cache, files } of found.sort((a, b) => bytesOf(b.files) - bytesOf(a.files)))
      yield problemOf(image, cache, files);
  },
};

function problemOf(image: ImageFacts, { title, advice }: PackageCache, files: readonly TreeNode[]): Problem {
  const layer = layerOfMost(files);
  const size = `${bytesText(bytesOf(files))} of ${title} in ${folderOf(files)}`;
  const isOneLayer = files.every((file) => file.layer === layer);
  return {
    at: placeOfLayer(image, layer),
    message: `The image ships ${size}: ${countText(files.length, "file")}, ${isOneLayer ? "" : "most "}from ${layerName(image, layer)}. What helps there: ${advice}.`,
    subject: title,
  };
}

/** The innermost folder that all of them are in; where there is none, that of those beside the first. They come sorted. */
function folderOf(files: readonly TreeNode[]): string {
  const [first, last] = [files[0]?.path ?? "", files.at(-1)?.path ?? ""];
  const folder = commonFolder(first, last);
  if (folder !== "") return folder;
  const top = first.slice(0, first.indexOf("/") + 1);
  const beside = files.filter(({ path }) => path.startsWith(top)).at(-1)?.path ?? first;
  return `${commonFolder(first, beside)} and elsewhere`;
}

function commonFolder(a: string, b: string): string {
  const shortest = Math.min(a.lastIndexOf("/"), b.lastIndexOf("/")) + 1;
  let length = 0;
  while (length < shortest && a[length] === b[length]) length++;
  return length === 0 ? "" : a.slice(0, Math.max(0, a.lastIndexOf("/", length - 1)));
}

function layerOfMost(files: readonly TreeNode[]): number {
  const byLayer = new Map<number, number>();
  for (const { layer, bytes } of files) byLayer.set(layer, (byLayer.get(layer) ?? 0) + bytes);
  return [...byLayer].sort(([a, bytesA], [b, bytesB]) => bytesB - bytesA || a - b)[0]?.[0] ?? 0;
}

function bytesOf(files: readonly TreeNode[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
