import type { Problem } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { isOthersProject, isVcsMark, isVcsPath, vcsFolderOf } from "../../inventory/vcs-folders.ts";
import { compareTexts } from "../../text/compare.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { layerName, layerNameFirst, placeOfLayer } from "./parts/places.ts";

/** Folders that are told of one by one; more are many projects, and the first show it. */
const mostFolders = 20;

export const vcsDataInImage: Rule<"image"> = {
  id: "vcs-data-in-image",
  title: "The image holds a project's version history",
  habit: "context",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: nothing breaks, but the image carries every version of every file, removed secrets among them. Low for Subversion and CVS, which keep the history on their server, and for a .git without its objects.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/DKL-LI-0003", "cis/4.3"],
  scope:
    "Folders of git, Mercurial, Subversion, Bazaar and CVS in any layer, those that a later layer deletes among them; once a folder. Left alone are the folders of dependencies (node_modules, vendor, site-packages, go/pkg/mod), of tools below usr, and below folders whose name begins with a dot.",
  why: "Whoever can pull the image can read the source code with all its history: names, mail addresses, and secrets that were removed long ago.",
  remedy: "Add **/.git to .dockerignore, or delete the folder in the very RUN that clones it.",
  whenToIgnore: "The program in the image works on the repository itself.",
  bad: [
    {
      title: "copied with everything else",
      image: {
        steps: [
          { createdBy: "COPY . /app # buildkit", files: { "app/.git/HEAD": "ref: refs/heads/main\n", "app/a.js": "" } },
        ],
      },
    },
    {
      title: "deleted a layer too late",
      image: {
        steps: [
          { createdBy: "COPY . /app # buildkit", files: { "app/.git/HEAD": "ref: refs/heads/main\n" } },
          { createdBy: "RUN /bin/sh -c rm -rf /app/.git # buildkit", files: { "app/.git": null } },
        ],
      },
    },
  ],
  good: [
    {
      title: "left out",
      image: {
        steps: [{ createdBy: "COPY . /app # buildkit", files: { "app/a.js": "", "app/.gitignore": "*.log\n" } }],
      },
    },
  ],
  *check({ image }) {
    for (const folder of foldersOf(image).slice(0, mostFolders)) yield problemOf(image, folder);
  },
};

interface VcsFolder {
  readonly path: string;
  /** The layer that brought it; a later one that changes its owner ships it once more. */
  layer: number;
  /** The layer that takes it away. */
  by: number | undefined;
  /** True when there are objects of git's: without them it is a name or two, and no history. */
  hasHistory: boolean;
  readonly bytes: Map<string, number>;
}

function foldersOf(image: ImageFacts): VcsFolder[] {
  const visible = image.survey.versioned;
  const hidden = image.hidden.filter(({ path }) => isVcsPath(path));
  const folders = new Map<string, VcsFolder>();
  for (const file of [...visible, ...hidden]) {
    const path = vcsFolderOf(file.path);
    if (path === undefined || !isVcsMark(file.path) || isOthersProject(path)) continue;
    const known = folders.get(path);
    if (known) known.layer = Math.min(known.layer, file.layer);
    else {
      const by = "by" in file ? file.by : undefined;
      folders.set(path, { path, layer: file.layer, by, hasHistory: !path.endsWith(".git"), bytes: new Map() });
    }
  }
  if (folders.size === 0) return [];
  for (const { path, bytes } of [...visible, ...hidden]) {
    const folder = folders.get(vcsFolderOf(path) ?? "");
    if (!folder) continue;
    folder.hasHistory ||= path.startsWith(`${folder.path}/objects/`);
    if (!folder.bytes.has(path)) folder.bytes.set(path, bytes);
  }
  return [...folders.values()].sort((a, b) => a.layer - b.layer || compareTexts(a.path, b.path));
}

function problemOf(image: ImageFacts, { path, layer, by, hasHistory, bytes }: VcsFolder): Problem {
  const isCopyOnly = /(?:^|\/)(?:\.svn|CVS)$/.test(path);
  const size = [...bytes.values()].reduce((sum, each) => sum + each, 0);
  const start = `${layerNameFirst(image, layer)} ships ${path}, ${whatItIs(isCopyOnly, hasHistory)}: ${countText(bytes.size, "file")}, ${bytesText(size)}`;
  const end = by === undefined ? "." : `; that ${layerName(image, by)} deletes it takes nothing out of the image.`;
  return {
    at: placeOfLayer(image, layer),
    message: `${start}${end}`,
    subject: path,
    ...(isCopyOnly || !hasHistory ? { severity: "low" as const } : {}),
    ...(by === undefined ? {} : { related: [{ at: placeOfLayer(image, by), message: "It is deleted here." }] }),
  };
}

function whatItIs(isCopyOnly: boolean, hasHistory: boolean): string {
  if (isCopyOnly) return "the address of a project's repository";
  return hasHistory ? "the history of a project" : "git's notes on a project without its history";
}
