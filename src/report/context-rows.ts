// In come the files that one line ships; out go a few rows that stand for all of them: secrets one by one, junk by the
// folder that makes it so, the rest by the folders it lies in, largest first. Each file counts in exactly one row.

import type { ContextFile } from "../context/effective-context.ts";
import { junkIn } from "../context/junk.ts";

/** One row: a file, or a folder with what is in it. */
export interface ContextRow {
  readonly kind: "secret" | "junk" | "plain";
  /** Below the context's root; a folder ends with `/`. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  /** What makes it a secret or junk: "environment file". */
  readonly title: string | undefined;
}

/** What a file was found to hold: "environment file", "GitHub token"; undefined for all that is no secret. */
export type SecretTitle = (file: ContextFile) => string | undefined;

/** Secrets first, then junk, then the rest; each largest first. */
export function contextRows(files: readonly ContextFile[], secretTitle: SecretTitle): ContextRow[] {
  const rows = new Map<string, { -readonly [K in keyof ContextRow]: ContextRow[K] }>();
  const add = (kind: ContextRow["kind"], path: string, file: ContextFile, title: string | undefined) => {
    const row = rows.get(`${kind} ${path}`);
    if (!row) rows.set(`${kind} ${path}`, { kind, path, files: 1, bytes: file.bytes, title });
    else {
      row.files += 1;
      row.bytes += file.bytes;
    }
  };
  const plain: ContextFile[] = [];
  for (const file of files) {
    const junk = junkIn(file.path);
    const secret = secretTitle(file);
    if (secret !== undefined) add("secret", file.path, file, secret);
    else if (junk) add("junk", junk.root === file.path ? file.path : `${junk.root}/`, file, junk.title);
    else plain.push(file);
  }
  const shared = sharedFolder(plain);
  for (const file of plain) {
    const slash = file.path.indexOf("/", shared.length);
    add("plain", slash === -1 ? file.path : file.path.slice(0, slash + 1), file, undefined);
  }
  return [...rows.values()].sort(byWeight);
}

/** The row of one file, for lists that leave nothing out. */
export function fileRow(file: ContextFile, secretTitle: SecretTitle): ContextRow {
  const secret = secretTitle(file);
  const junk = secret === undefined ? junkIn(file.path) : undefined;
  const kind = secret !== undefined ? "secret" : junk ? "junk" : "plain";
  return { kind, path: file.path, files: 1, bytes: file.bytes, title: secret ?? junk?.title };
}

/** The deepest folder that holds all the files, with a `/` at its end; "" where that is the root. */
function sharedFolder(files: readonly ContextFile[]): string {
  const first = files[0]?.path ?? "";
  let shared = first.slice(0, first.lastIndexOf("/") + 1);
  for (const { path } of files)
    while (!path.startsWith(shared)) shared = shared.slice(0, shared.lastIndexOf("/", shared.length - 2) + 1);
  return shared;
}

const ranks = { secret: 0, junk: 1, plain: 2 } as const;

function byWeight(a: ContextRow, b: ContextRow): number {
  return ranks[a.kind] - ranks[b.kind] || b.bytes - a.bytes || (a.path < b.path ? -1 : 1);
}
