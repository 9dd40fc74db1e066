/**
 * One walk over the files of an image for all rules that look for some of them: out come those that may matter, in the
 * order of their paths. Plain data: it is kept in a cache.
 */
import type { ImageTree, TreeNode } from "../files/image-tree.ts";
import { compareTexts } from "../text/compare.ts";
import { packageCacheOf } from "./package-caches.ts";
import { isVcsPath } from "./vcs-folders.ts";

export interface Survey {
  /** Programs that run as their owner or group. */
  readonly privileged: readonly TreeNode[];
  /** Files and folders that everybody may write; sticky folders and those made for it left out. */
  readonly openToAll: readonly TreeNode[];
  /** Files in folders of version control. */
  readonly versioned: readonly TreeNode[];
  /** By the title of the cache. */
  readonly cached: Readonly<Record<string, readonly TreeNode[]>>;
  /** Memory of a program, written when it broke down or on demand. */
  readonly dumps: readonly TreeNode[];
  /** What shells and clients remember of the commands typed in them. */
  readonly typed: readonly TreeNode[];
}

/** Looks at every file once. */
export function surveyTree(tree: Pick<ImageTree, "nodes">): Survey {
  const found = { privileged: nodes(), openToAll: nodes(), versioned: nodes(), dumps: nodes(), typed: nodes() };
  const cached: Record<string, TreeNode[]> = {};
  for (const node of tree.nodes()) {
    if (isPrivileged(node)) found.privileged.push(node);
    if (isOpenToAll(node)) found.openToAll.push(node);
    if (node.kind !== "file") continue;
    // Most paths have no part that begins with a dot: a plain search is quicker than what it saves.
    const hasDot = node.path.startsWith(".") || node.path.includes("/.");
    if ((hasDot || node.path.includes("CVS/")) && isVcsPath(node.path)) found.versioned.push(node);
    if (isDump(node)) found.dumps.push(node);
    if (hasDot && node.bytes > 0 && typedNames.test(node.path)) found.typed.push(node);
    const cache = packageCacheOf(node.path);
    if (cache === undefined) continue;
    cached[cache.title] ??= [];
    cached[cache.title]?.push(node);
  }
  for (const list of [...Object.values(found), ...Object.values(cached)])
    list.sort((a, b) => compareTexts(a.path, b.path));
  return { ...found, cached };
}

function nodes(): TreeNode[] {
  return [];
}

/** Set-group-id without the group's right to execute asks for locks of old systems: it raises nobody. */
function isPrivileged({ kind, mode }: TreeNode): boolean {
  if (kind !== "file" && kind !== "hardlink") return false;
  return (mode & 0o4000) !== 0 || (mode & 0o2010) === 0o2010;
}

function isOpenToAll({ path, kind, mode }: TreeNode): boolean {
  if ((mode & 0o002) === 0 || (kind !== "file" && kind !== "folder")) return false;
  return !(kind === "folder" && (mode & 0o1000) !== 0) && !madeForAll.test(path);
}

/** The kernel's trees, and what the engine covers or everybody shares. */
const madeForAll = /^(?:tmp|var\/tmp|dev|proc|sys|run|var\/run|var\/lock)(?:\/|$)/;

/** Smaller ones hold nothing to speak of, or are no dumps. */
const leastDumpBytes = 65_536;
const dumpNames =
  /(?:^|\/)(?:core\.\d{1,10}|java_pid\d{1,10}\.hprof|[^/]{1,100}\.(?:hprof|heapsnapshot|mdmp)|hs_err_pid\d{1,10}\.log)$/;

function isDump({ path, bytes }: TreeNode): boolean {
  return bytes >= leastDumpBytes && dumpNames.test(path);
}

const typedNames =
  /(?:^|\/)\.(?:bash_history|ash_history|sh_history|zsh_history|zhistory|python_history|node_repl_history|psql_history|mysql_history|mariadb_history|rediscli_history|mongo_history|irb_history|pry_history|sqlite_history|lesshst|viminfo)$/;
