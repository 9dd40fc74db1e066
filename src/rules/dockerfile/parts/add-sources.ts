/** What a source of ADD is, told from its text alone. BuildKit: frontend/dockerfile "ADD", util/gitutil. */

/** `https://…`, `http://…`. */
export function isHttpSource(source: string): boolean {
  return /^["']?https?:\/\//i.test(source);
}

/** `git@host:…`, `git://…`, `ssh://…`, `https://….git` with or without a fragment, `github.com/…`. */
export function isGitSource(source: string): boolean {
  return (
    /^(?:git@|git:\/\/|ssh:\/\/|github\.com\/)/.test(source) || /^https?:\/\/[^?#\s]+\.git(?:[?#]|$)/i.test(source)
  );
}

/** How sure one can be that ADD does the same with it as COPY. */
export type LocalSource =
  /** Certainly no archive by all its name says. */
  | "plain"
  /** A name without an extension or with one that can hold anything. ADD goes by content, so it could be a tar. */
  | "opaque"
  /** A tar by its name, an address, a variable, a pattern that may match a tar: ADD may be meant. */
  | "other";

/** ADD unpacks tar files, compressed or not; not zip, jar or war. */
const archive =
  /\.(?:tar|tgz|tbz2?|tb2|txz|tlz|tzst|taz|tz2|lzma|gz|bz2|xz|zst|z|cpio|ova|crate|gem|layer)(?:[."']|$)|\.tar/i;
const holdsAnything = /\.(?:bin|img|dat|data|raw|rootfs|fs|box|out|dump|bak|\d+)$/i;
const wellKnown =
  /^(?:Gemfile|Makefile|Rakefile|Procfile|Pipfile|Dockerfile|Jenkinsfile|Vagrantfile|Cargo|LICENSE|README|VERSION|CHANGELOG|NOTICE|gradlew|mvnw|crontab|hosts|\.[A-Za-z][\w-]*)$/;

/** `source` is as written in the file. */
export function classifyLocalSource(source: string): LocalSource {
  if (isHttpSource(source) || isGitSource(source) || source.startsWith("<<") || source.includes("://")) return "other";
  const path = source.replace(/^(["'])(.*)\1$/, "$2");
  if (path.startsWith("$") || /["'\\]/.test(path) || archive.test(path)) return "other";
  // Directories are copied as they are: archives in them stay packed.
  if (/(?:^|\/)\.{0,2}$/.test(path)) return "plain";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const end = /\.([A-Za-z0-9_-]+)$/.exec(name)?.[1];
  if (/[*?[\]$]/.test(name)) return end === undefined || holdsAnything.test(name) ? "other" : "plain";
  if (/[*?[\]]/.test(path) && end === undefined) return "other";
  if (wellKnown.test(name)) return "plain";
  return end === undefined || holdsAnything.test(name) ? "opaque" : "plain";
}
