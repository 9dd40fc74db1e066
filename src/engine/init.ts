/**
 * What `seaworthy init` writes. In: a project and its folder; out: the files to make, and those that exist and would
 * change. Pure: writing, and asking first, is the caller's business.
 */
import type { EffectiveContext } from "../context/effective-context.ts";
import { ignoreFileName } from "../context/find-ignore-file.ts";
import { type IgnoreChange, planIgnoreFile } from "../context/ignore-plan.ts";
import { joinTreePath } from "../files/tree-path.ts";
import type { Project } from "../project/project.ts";
import { contextSecrets } from "../rules/context/parts/context-secrets.ts";
import { bytesText, countText } from "../text/quantities.ts";
import { lineEndOf } from "../text/source.ts";
import { configName } from "./config.ts";

/** One file of the plan. */
export interface PlannedFile {
  readonly path: string;
  /** Its text now; undefined when it does not exist. */
  readonly before: string | undefined;
  readonly after: string;
  /** What it is for and what it brings: sentences. */
  readonly why: readonly string[];
}

/** Where pre-commit reads its hooks. */
const preCommitName = ".pre-commit-config.yaml";

/** The files to write for the folder, in order; those that are as they should be are not among them. */
export function planInit(project: Project, folder: string): readonly PlannedFile[] {
  const at = (name: string) => (folder === "." ? name : `${folder}/${name}`);
  return [
    ...ignoreFiles(project),
    ...planned(project, at(configName), () => configText, ["What this project has decided; every line has a comment."]),
    ...planned(project, at(preCommitName), withHook, ["Checks what is about to be committed."]),
  ];
}

/** One plan for each ignore file that some Dockerfile is built with; several Dockerfiles may share one. */
function ignoreFiles(project: Project): readonly PlannedFile[] {
  const contexts = project.units
    .filter(({ kind }) => kind === "dockerfile")
    .flatMap((unit) => unit.facts(unit.source).contexts ?? []);
  const byPath = new Map<string, EffectiveContext[]>();
  for (const context of contexts) {
    const path = context.ignoreFile?.source.path ?? joinTreePath(context.root, ignoreFileName);
    byPath.set(path, [...(byPath.get(path) ?? []), context]);
  }
  return [...byPath].flatMap(([path, [first, ...others]]) => {
    const secrets = first && new Set(contextSecrets(first).secrets.map(({ file }) => file.path));
    const plan = first && planIgnoreFile(first, { others, ...(secrets ? { secrets } : {}) });
    const change = plan?.full ?? plan?.safe;
    if (!first || !change || first.transfers.length === 0) return [];
    const before = project.textOf(path);
    return [{ path, before, after: change.text, why: changeWords(change) }];
  });
}

function changeWords({ leaves, secrets, safety }: IgnoreChange): readonly string[] {
  return [
    `${countText(leaves.files, "file")} (${bytesText(leaves.bytes)}) ${leaves.files === 1 ? "leaves" : "leave"} the build context; no COPY loses its source.`,
    ...(secrets.length > 0 ? [`Among them are secrets: ${secrets.join(", ")}.`] : []),
    ...(safety === "unsafe" ? ["Some of them are in the image today: build it and try the app."] : []),
  ];
}

function planned(
  project: Project,
  path: string,
  change: (before: string) => string,
  why: readonly string[],
): readonly PlannedFile[] {
  const before = project.textOf(path);
  const after = change(before ?? "");
  return after === before || (before !== undefined && path.endsWith(configName)) ? [] : [{ path, before, after, why }];
}

const configText = `# Settings of seaworthy. Every key is optional; flags of the command beat them.

# Which rules run: recommended, strict or all. With a version, an update brings no new rule.
preset: recommended@1

# From which severity on the check fails: critical, high, medium, low, info or never.
fail-on: high

# Findings that are right in this place; the reason is shown in the report.
# ignore:
#   - { rule: root-user, path: "tools/**", until: 2030-01-31, reason: why this is right }
`;

const hook = (indent: string, end: string) =>
  [
    "- repo: local",
    "  hooks:",
    "    - id: seaworthy",
    "      name: seaworthy",
    "      language: system",
    "      entry: seaworthy check",
    "      pass_filenames: false",
    "",
  ]
    .map((line) => (line === "" ? line : indent + line))
    .join(end);

/** The hook at the end of the list of repositories; a file that has it, or whose list does not end it, stays as it is. */
function withHook(before: string): string {
  if (before === "") return `repos:\n${hook("  ", "\n")}`;
  if (/\bseaworthy\b/.test(before)) return before;
  const indent = indentOfRepos(before);
  if (indent === undefined) return before;
  const end = lineEndOf(before);
  return `${before}${before.endsWith("\n") ? "" : end}${hook(indent, end)}`;
}

/** How far the entries of `repos` are set in, when that list is all that stands behind its key; undefined otherwise. */
function indentOfRepos(text: string): string | undefined {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const keys = lines.filter((line) => line.startsWith("repos:"));
  const key = lines.findIndex((line) => /^repos:(?:\s+#.*)?$/.test(line));
  if (key === -1 || keys.length > 1) return undefined;
  const below = lines.slice(key + 1).filter((line) => line !== "" && !/^\s*#/.test(line));
  const indent = /^(?<indent> *)-(?: |$)/.exec(below[0] ?? "")?.groups?.indent;
  if (indent === undefined) return undefined;
  const isInList = (line: string) =>
    line.startsWith(`${indent} `) || line === `${indent}-` || line.startsWith(`${indent}- `);
  return below.every(isInList) ? indent : undefined;
}
