import type { Ecosystem } from "../../context/ecosystems.ts";
import type { EffectiveContext, Transfer } from "../../context/effective-context.ts";
import { allRuns, installsPackages } from "../../context/ignore-plan-commands.ts";
import { escapePath } from "../../context/ignore-plan-exact.ts";
import { pathParts } from "../../context/source-match.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import { positionAt } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { repairByPattern } from "./parts/ignore-fix.ts";
import { onceEach } from "./parts/once-each.ts";

const installFirst =
  "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nUSER 1000\n";
const project = { "package.json": "{}", "package-lock.json": "{}", "server.js": "", "node_modules/a/index.js": "" };

export const dependenciesShipped: Rule<"dockerfile" | "contexts"> = {
  id: "dependencies-shipped",
  title: "Packages of this machine are copied over those the image installs",
  habit: "context",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: the image then runs packages that were built for another system, or that no lock file knows. Low where the install comes after the COPY and puts most of it right again.",
  needs: ["dockerfile", "contexts"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "node_modules, virtual environments, the vendor folders of Composer and Bundler and Cargo's target that the ignore file leaves in and that a COPY or ADD of a folder above them takes, in a stage where a RUN installs or builds the same. Once a COPY and kind. Silent where the COPY names the folder, where nothing in the stage installs packages, and where they are known to land elsewhere.",
  why: "Packages with native parts fail or crash in the image, and what runs there is what happened to lie on one machine, not what the lock file says.",
  remedy: "Leave the folder out with the ignore file: the image installs its own.",
  whenToIgnore:
    "The packages are made for the image, by a step before the build that this machine runs in the same system.",
  fix: "both",
  bad: [{ title: "over a fresh install", files: { Dockerfile: installFirst, ...project } }],
  good: [
    { title: "left out", files: { Dockerfile: installFirst, ...project, ".dockerignore": "**/node_modules\n" } },
    {
      title: "shipped on purpose",
      files: { Dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY . .\nUSER 1000\n", ...project },
    },
  ],
  *check({ contexts }) {
    yield* onceEach(problemsOf(contexts));
  },
};

function* problemsOf(contexts: readonly EffectiveContext[]): Iterable<Problem> {
  for (const context of contexts) {
    const present = kinds.filter(({ holds }) => context.files.named(holds).length > 0);
    for (const transfer of present.length > 0 ? context.transfers : []) {
      if (transfer.kind === "bind" || !transfer.stage.reachesTarget || transfer.isGlob) continue;
      for (const kind of present) {
        const problem = problemOf(context, transfer, kind);
        if (problem) yield problem;
      }
    }
  }
}

interface PackageKind {
  readonly ecosystem: Ecosystem;
  /** The folder that holds the packages, from the path of a file in it. */
  readonly folder: RegExp;
  /** The path has such a folder. */
  readonly holds: (path: string) => boolean;
  /** A pattern for folders of that name; without, one for just this folder. */
  readonly pattern: string | undefined;
  /** What the image does to have its own. */
  readonly how: "install" | "build";
}

const folders: readonly Omit<PackageKind, "holds">[] = [
  { ecosystem: "node", folder: /^(?:.*?\/)?node_modules(?=\/)/, pattern: "**/node_modules", how: "install" },
  { ecosystem: "python", folder: /^(?:.+\/)?[^/]+(?=\/pyvenv\.cfg$)/, pattern: undefined, how: "install" },
  {
    ecosystem: "php",
    folder: /^(?:.*?\/)?vendor(?=\/composer\/installed\.(?:json|php)$)/,
    pattern: undefined,
    how: "install",
  },
  { ecosystem: "ruby", folder: /^(?:.*?\/)?vendor\/bundle(?=\/ruby\/)/, pattern: undefined, how: "install" },
  {
    ecosystem: "rust",
    folder: /^(?:.*?\/)?target(?=\/(?:CACHEDIR\.TAG$|debug\/|release\/))/,
    pattern: undefined,
    how: "build",
  },
];
const kinds = folders.map((kind): PackageKind => ({ ...kind, holds: (path) => kind.folder.test(path) }));

function problemOf(context: EffectiveContext, transfer: Transfer, kind: PackageKind): Problem | undefined {
  const folder = firstFolder(transfer, kind);
  if (folder === undefined || isNamed(transfer, folder)) return undefined;
  const install = installIn(context, transfer, kind.ecosystem, folder);
  if (!install) return undefined;
  const packages = transfer.files().filter(({ path }) => path.startsWith(`${folder}/`));
  const bytes = packages.reduce((sum, file) => sum + file.bytes, 0);
  const isOver = install.run.index < transfer.instruction.index || install.isInherited;
  const line = positionAt(context.dockerfile.source, install.run.span.start).line;
  const what = `${folder} of this machine (${countText(packages.length, "file")}, ${bytesText(bytes)})`;
  return {
    at: transfer.at,
    message: isOver
      ? `${transfer.kind.toUpperCase()} puts ${what} over what line ${line} ${kind.how === "build" ? "built" : "installed"}.`
      : `${transfer.kind.toUpperCase()} brings ${what}, and line ${line} then ${kind.how}s into it.`,
    ...(isOver ? {} : { severity: "low" as const }),
    ...(install.isPlaceKnown ? {} : { confidence: "medium" as const }),
    related: [
      {
        at: install.run.span,
        message: kind.how === "build" ? "The image builds its own here." : "The image installs its own packages here.",
      },
    ],
    ...repairByPattern(context, {
      lines: [kind.pattern ?? escapePath(folder)],
      subject: kind.how === "build" ? "output" : "dependencies",
      reason: "the image makes its own, for its own system",
      madeBy: { ecosystem: kind.ecosystem, how: kind.how },
      isUsual: true,
    }),
  };
}

function firstFolder(transfer: Transfer, { folder }: PackageKind): string | undefined {
  for (const { path } of transfer.files()) {
    const found = folder.exec(path)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The source is the folder itself or something in it. */
function isNamed({ pattern }: Transfer, folder: string): boolean {
  if (!pattern.known) return true;
  const source = pathParts(pattern.text).join("/");
  return source === folder || source.startsWith(`${folder}/`);
}

interface Install {
  readonly run: Instruction;
  /** It stands in a stage that this one is FROM. */
  readonly isInherited: boolean;
  /** It is sure to fill the very folder that is copied. */
  readonly isPlaceKnown: boolean;
}

/** A RUN of the stage that installs the same kind of packages, unless it is known to do so in another folder. */
function installIn(
  context: EffectiveContext,
  transfer: Transfer,
  ecosystem: Ecosystem,
  folder: string,
): Install | undefined {
  const place = placeOf(transfer, folder);
  for (const { stage, run, commands } of allRuns(context.dockerfile)) {
    if (!transfer.stage.chain.includes(stage)) continue;
    const command = commands.find((one) => installsPackages(one, ecosystem));
    if (!command) continue;
    const workdir = command.cwd === undefined ? stage.before(run).workdir?.value : undefined;
    const isKnown = place !== undefined && workdir?.known === true;
    // Python's packages go where they are told: any virtual environment of this machine is in the way.
    if (isKnown && ecosystem !== "python" && clean(workdir.text) !== place) continue;
    return { run, isInherited: stage !== transfer.stage, isPlaceKnown: isKnown && ecosystem !== "python" };
  }
  return undefined;
}

/** The folder of the image beside whose manifest the packages come to lie. */
function placeOf({ destination, pattern }: Transfer, folder: string): string | undefined {
  if (destination === undefined || !pattern.known) return undefined;
  const source = pathParts(pattern.text);
  const above = folder.split("/").slice(source.length, -1);
  return clean([destination, ...above].join("/"));
}

function clean(path: string): string {
  return `/${pathParts(path).join("/")}`;
}
