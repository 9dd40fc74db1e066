/**
 * What no image needs, told from paths alone: the data of version control, packages and caches that the build makes anew,
 * what operating systems and editors leave behind, logs. A path comes in; what it is and where that begins come out.
 */

/** Why a file is junk. */
export type JunkKind = "vcs" | "packages" | "cache" | "system" | "editor" | "logs";

/** Junk, and the part of the path that makes it so. */
export interface Junk {
  readonly kind: JunkKind;
  /** Noun phrase: "version control data". */
  readonly title: string;
  /** The folder or file that is junk as a whole: `web/node_modules` for all in it. */
  readonly root: string;
}

const titles: Readonly<Record<JunkKind, string>> = {
  vcs: "version control data",
  packages: "installed packages",
  cache: "cache",
  system: "left by the system",
  editor: "editor settings",
  logs: "log",
};

const folders: ReadonlyMap<string, JunkKind> = new Map<string, JunkKind>([
  [".git", "vcs"],
  [".hg", "vcs"],
  [".svn", "vcs"],
  [".bzr", "vcs"],
  ["CVS", "vcs"],
  ["node_modules", "packages"],
  ["bower_components", "packages"],
  [".venv", "packages"],
  ["venv", "packages"],
  ["virtualenv", "packages"],
  ["site-packages", "packages"],
  ["__pycache__", "cache"],
  [".pytest_cache", "cache"],
  [".mypy_cache", "cache"],
  [".ruff_cache", "cache"],
  [".hypothesis", "cache"],
  [".tox", "cache"],
  [".nox", "cache"],
  [".ipynb_checkpoints", "cache"],
  [".npm", "cache"],
  [".nyc_output", "cache"],
  [".parcel-cache", "cache"],
  [".sass-cache", "cache"],
  [".turbo", "cache"],
  [".gradle", "cache"],
  [".terraform", "cache"],
  ["__MACOSX", "system"],
  ["$RECYCLE.BIN", "system"],
  [".Spotlight-V100", "system"],
  [".Trashes", "system"],
  [".idea", "editor"],
  [".vscode", "editor"],
  [".vs", "editor"],
  [".fleet", "editor"],
]);

const files: ReadonlyMap<string, JunkKind> = new Map<string, JunkKind>([
  [".DS_Store", "system"],
  ["Thumbs.db", "system"],
  ["ehthumbs.db", "system"],
  ["desktop.ini", "system"],
  [".eslintcache", "cache"],
  [".stylelintcache", "cache"],
  [".coverage", "cache"],
]);

const endings: readonly (readonly [RegExp, JunkKind])[] = [
  [/\.log$|^(?:npm|yarn|pnpm)-(?:debug|error)\.log/, "logs"],
  [/\.py[co]$|\.tsbuildinfo$/, "cache"],
  [/\.sw[a-p]$|~$|^#.*#$|\.iml$|\.sublime-workspace$/, "editor"],
  [/^\._/, "system"],
];

/** undefined for what may well be wanted: build output, tests and documents are. */
export function junkIn(path: string): Junk | undefined {
  for (let start = 0; ; ) {
    const slash = path.indexOf("/", start);
    if (slash === -1) return junkFile(path, path.slice(start));
    const kind = folders.get(path.slice(start, slash));
    if (kind) return { kind, title: titles[kind], root: path.slice(0, slash) };
    start = slash + 1;
  }
}

function junkFile(path: string, name: string): Junk | undefined {
  // In a submodule or a worktree `.git` is a file.
  const kind = files.get(name) ?? (name === ".git" ? "vcs" : endings.find(([ending]) => ending.test(name))?.[1]);
  return kind && { kind, title: titles[kind], root: path };
}
