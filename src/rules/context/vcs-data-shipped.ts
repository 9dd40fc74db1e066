import type { ContextFile, EffectiveContext, Transfer } from "../../context/effective-context.ts";
import type { Problem } from "../../finding/finding.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { repairByPattern } from "./parts/ignore-fix.ts";
import { onceEach } from "./parts/once-each.ts";
import { type Shipment, traceOf } from "./parts/way-into-image.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY . .\nUSER 1000\n";
const repository = { ".git/HEAD": "ref: refs/heads/main\n", ".git/config": "[core]\n", "server.js": "" };

export const vcsDataShipped: Rule<"dockerfile" | "contexts"> = {
  id: "vcs-data-shipped",
  title: "The project's history is copied into the image",
  habit: "context",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: nothing breaks, but the image carries every version of every file, removed secrets among them (Subversion and CVS: the repository's address).",
  needs: ["dockerfile", "contexts"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/DKL-LI-0003", "cis/4.3"],
  scope:
    "Folders of git, Mercurial, Subversion, Bazaar and CVS that the ignore file leaves in and that a COPY or ADD brings into the final image, also by way of another stage. Once a COPY. Silent in stages whose files stay behind, and about .gitignore and the like.",
  why: "Whoever can pull the image can read the source code with all its history: names, mail addresses, and secrets that were removed long ago.",
  remedy: "Add **/.git to the ignore file.",
  whenToIgnore: "The program in the image works on the repository itself.",
  fix: "both",
  bad: [
    { title: "copied with everything else", files: { Dockerfile: dockerfile, ...repository } },
    {
      title: "by way of another stage",
      files: {
        Dockerfile:
          "FROM node:24.19-trixie-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node:24.19-trixie-slim\nCOPY --from=build /app /app\nUSER 1000\n",
        ...repository,
      },
    },
  ],
  good: [{ title: "left out", files: { Dockerfile: dockerfile, ...repository, ".dockerignore": "**/.git\n" } }],
  *check({ contexts }) {
    yield* onceEach(problemsOf(contexts));
  },
};

function* problemsOf(contexts: readonly EffectiveContext[]): Iterable<Problem> {
  for (const context of contexts) {
    if (context.files.named(isInData).length === 0) continue;
    for (const transfer of context.transfers) {
      const problem =
        transfer.kind === "bind" || !transfer.stage.reachesTarget ? undefined : problemOf(context, transfer);
      if (problem) yield problem;
    }
  }
}

function problemOf(context: EffectiveContext, transfer: Transfer): Problem | undefined {
  const data = transfer.files().filter(({ path }) => inData.test(path));
  const shipment = shippedOf(transfer, data);
  const folder = folderOf(data[0]?.path ?? "");
  if (!shipment?.reach || folder === undefined) return undefined;
  const bytes = data.reduce((sum, file) => sum + file.bytes, 0);
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  return {
    at: transfer.at,
    message: `${transfer.kind.toUpperCase()} brings ${folder} into the image: ${countText(data.length, "file")}, ${bytesText(bytes)}, ${heldBy(name)}.`,
    ...(shipment.reach.sure ? {} : { confidence: "medium" as const }),
    related: traceOf(folder, shipment),
    ...repairByPattern(context, {
      lines: [`**/${name}`],
      subject: "vcs",
      reason: "the history of the project is no part of the program",
      isUsual: true,
    }),
  };
}

/** Subversion and CVS keep the history on their server. */
function heldBy(folder: string): string {
  const isCopyOnly = folder === ".svn" || folder === "CVS";
  return isCopyOnly ? "the address of the repository and the files as checked out" : "the whole history of the project";
}

/** Files asked about: the way of a few tells that of their folder. */
const mostAsked = 20;

function shippedOf(transfer: Transfer, data: readonly ContextFile[]): Shipment | undefined {
  for (const file of data.slice(0, mostAsked)) {
    const reach = transfer.reach(file);
    if (reach) return { transfer, reach: { ...reach, path: undefined } };
  }
  return undefined;
}

/** In a folder of version control data. A file called .git points to a folder elsewhere and holds nothing. */
const inData = /(?:^|\/)(?:\.git|\.hg|\.svn|\.bzr|CVS)\//;

function isInData(path: string): boolean {
  return inData.test(path);
}

/** `lib/.git` of `lib/.git/HEAD`. */
function folderOf(path: string): string | undefined {
  const found = inData.exec(path);
  return found ? path.slice(0, found.index + found[0].length - 1) : undefined;
}
