/** Where package managers keep what they have fetched, and how each is kept out of an image. */

export interface PackageCache {
  /** Noun phrase: "apt's package lists". */
  readonly title: string;
  readonly pattern: RegExp;
  /** What belongs into the same RUN, or an option. */
  readonly advice: string;
}

/**
 * Stores whose files are hard links into what was installed (pnpm, bun, conda's unpacked packages) are left out: they cost
 * nothing. So are those a program may run from: Yarn's, Maven's and Gradle's.
 */
export const packageCaches: readonly PackageCache[] = [
  {
    title: "apt's package lists",
    pattern: /^var\/lib\/apt\/lists\/(?!lock$|partial\/$|auxfiles\/)/,
    advice: "rm -rf /var/lib/apt/lists/*",
  },
  {
    title: "packages that apt downloaded",
    pattern: /^var\/cache\/apt\//,
    advice: "apt-get clean",
  },
  { title: "apk's cache", pattern: /^(?:var\/cache\/apk|etc\/apk\/cache)\//, advice: "apk add --no-cache" },
  {
    title: "the cache of dnf, yum or zypper",
    pattern: /^var\/cache\/(?:yum|dnf|libdnf5|zypp)\//,
    advice: "dnf clean all, yum clean all or zypper clean --all",
  },
  { title: "pip's cache", pattern: /(?:^|\/)\.cache\/pip\//, advice: "pip install --no-cache-dir" },
  { title: "uv's cache", pattern: /(?:^|\/)\.cache\/uv\//, advice: "uv with --no-cache or a cache mount" },
  {
    title: "the cache of Poetry or Pipenv",
    pattern: /(?:^|\/)\.cache\/(?:pypoetry|pipenv)\//,
    advice: "a cache mount: RUN --mount=type=cache",
  },
  { title: "npm's cache", pattern: /(?:^|\/)\.npm\/_cacache\//, advice: "npm cache clean --force" },
  {
    title: "Yarn's cache",
    pattern: /(?:^|\/)(?:\.cache\/yarn|share\/\.cache\/yarn)\//,
    advice: "yarn cache clean",
  },
  {
    title: "Composer's cache",
    pattern: /(?:^|\/)(?:\.composer\/cache|\.cache\/composer)\//,
    advice: "composer clear-cache",
  },
  { title: "Go's build cache", pattern: /(?:^|\/)\.cache\/go-build\//, advice: "go clean -cache" },
  {
    title: "Go's downloaded modules",
    pattern: /(?:^|\/)go\/pkg\/mod\/cache\//,
    advice: "go clean -modcache",
  },
  {
    title: "Cargo's registry",
    pattern: /(?:^|\/)\.?cargo\/registry\/(?:cache|src|index)\//,
    advice: "a cache mount: RUN --mount=type=cache",
  },
  {
    title: "gems as they were downloaded",
    pattern: /(?:^|\/)(?:local\/bundle|ruby\/[\d.]{1,10}|gems\/[\d.]{1,10})\/cache\/[^/]{1,200}\.gem$/,
    advice: "rm -rf of the folder cache below the gems",
  },
  {
    title: "archives that conda downloaded",
    pattern: /(?:^|\/)pkgs\/[^/]{1,200}\.(?:conda|tar\.bz2)$/,
    advice: "conda clean --all",
  },
];

/** Most paths hold none of these words, and are asked no further. */
const words = ["cache", "/lists/", "/pkgs/", "registry"];

export function packageCacheOf(path: string): PackageCache | undefined {
  return words.some((word) => path.includes(word))
    ? packageCaches.find(({ pattern }) => pattern.test(path))
    : undefined;
}
