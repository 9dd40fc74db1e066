import type { Ecosystem } from "./ecosystems.ts";

/** What a pattern keeps out; decides under which heading it stands and what may be taken for safe. */
export type PatternSubject =
  | "secrets"
  | "vcs"
  | "dependencies"
  | "output"
  | "cache"
  | "logs"
  | "editor"
  | "system"
  | "build-files";

/** One pattern, or a pattern with its exceptions. */
export interface Candidate {
  /** As they are written, in order: exceptions begin with `!` and follow what they except from. */
  readonly lines: readonly string[];
  readonly subject: PatternSubject;
  /** Clause that goes on after "it is left out because": "git's data is no part of the program". */
  readonly reason: string;
  /** Packages or output that a RUN has to bring or make; without such a RUN the host's are needed. */
  readonly madeBy?: { readonly ecosystem: Ecosystem; readonly how: "install" | "build" };
  /** Written into a new file also when nothing on disk matches: it will, once someone installs, builds or commits. */
  readonly isUsual: boolean;
  /** A `.gitignore` says that it is made, not written by hand. Asked for where the name alone says nothing. */
  readonly gitignored?: boolean;
  /** Paths that only a tool makes below such a folder: they say the same as a `.gitignore`. */
  readonly marker?: RegExp;
}
