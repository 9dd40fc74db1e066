/**
 * What an edit of an ignore file changes in the builds that use it: which files leave their contexts, which come in, and
 * whether an image can notice.
 */
import type { ContextFile, EffectiveContext, IgnoreFileFacts } from "../../../context/effective-context.ts";
import { parseIgnoreFile } from "../../../context/ignore-file.ts";
import { createIgnoreMatcher, type IgnoreMatcher, type IgnoreState } from "../../../context/ignore-matcher.ts";
import type { Fix, Safety } from "../../../finding/finding.ts";
import { applyEdits, type Edit } from "../../../text/edit.ts";
import { createSource, lineEndOf, type Source } from "../../../text/source.ts";

/** What becomes of the builds. */
export interface EditEffect {
  /** Sent now, and not after the edit. */
  readonly leaving: ReadonlySet<ContextFile>;
  /** Left out now, and sent after it. */
  readonly coming: ReadonlySet<ContextFile>;
  /** Safe when it is known that no image takes a file that leaves, and none comes. */
  readonly safety: Safety;
}

/** Works out an edit on every build that uses the file. */
export function effectOf({ file, contexts }: IgnoreFileFacts, edits: readonly Edit[]): EditEffect {
  const text = applyEdits(file.source.text, edits);
  const { patterns } = parseIgnoreFile(createSource(file.source.path, text));
  const stateOf = followFolders(createIgnoreMatcher(patterns));
  const leaving = new Set<ContextFile>();
  const coming = new Set<ContextFile>();
  for (const files of new Set(contexts.map((context) => context.files)))
    for (const one of files.all) {
      const isIgnored = stateOf(one.path).ignoredBy !== undefined;
      if (isIgnored && !one.ignoredBy) leaving.add(one);
      else if (!isIgnored && one.ignoredBy) coming.add(one);
    }
  const isSafe = coming.size === 0 && isCompleteFor(contexts) && !contexts.some((context) => takes(context, leaving));
  return { leaving, coming, safety: isSafe ? "safe" : "unsafe" };
}

/** The fix that an edit makes, as safe as its effect. */
export function fixByEdits(facts: IgnoreFileFacts, title: string, edits: readonly Edit[]): Fix {
  return { title, safety: effectOf(facts, edits).safety, edits };
}

/** True when some build uses the file, and every file of each is known. */
export function isCompleteFor(contexts: readonly EffectiveContext[]): boolean {
  return contexts.length > 0 && contexts.every(({ files }) => files.unread.length === 0);
}

/** True when a COPY, ADD or bind mount takes one of the files, or may: what it takes hangs on a variable. */
export function takes({ transfers }: EffectiveContext, files: ReadonlySet<ContextFile>): boolean {
  if (files.size === 0) return false;
  return transfers.some((transfer) => !transfer.pattern.known || transfer.files().some((file) => files.has(file)));
}

/** The state of any path, each folder looked at once. */
export function followFolders(matcher: IgnoreMatcher): (path: string) => IgnoreState {
  const states = new Map<string, IgnoreState>([["", matcher.root]]);
  const stateOf = (path: string): IgnoreState => {
    const slash = path.lastIndexOf("/");
    return matcher.enter(slash === -1 ? matcher.root : folderState(path.slice(0, slash)), path);
  };
  const folderState = (folder: string): IgnoreState => {
    const state = states.get(folder) ?? stateOf(folder);
    states.set(folder, state);
    return state;
  };
  return stateOf;
}

/** Takes a whole line out, its line end too. `at` is any offset in it. */
export function removeLine({ text }: Source, at: number): Edit {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const newline = text.indexOf("\n", at);
  // A byte order mark stays where it is.
  const from = start === 0 && text.startsWith("\uFEFF") ? 1 : start;
  return { start: from, end: newline === -1 ? text.length : newline + 1, text: "" };
}

/** Adds lines at the end. */
export function appendLines({ text }: Source, lines: readonly string[]): Edit {
  const eol = lineEndOf(text);
  const before = text === "" || text.endsWith("\n") ? "" : eol;
  return { start: text.length, end: text.length, text: before + lines.map((line) => line + eol).join("") };
}
