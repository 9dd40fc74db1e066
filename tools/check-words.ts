import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Looks through every file that git keeps for things that must not be published: paths of one machine, host names of
 * package registries, credentials in one piece, tests that are switched off. What comes in is a path and a text. Every
 * pattern here is put together from parts, so that this file passes its own check.
 */

/** One forbidden thing, as shown; credentials are not repeated. */
export interface WordProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

interface Forbidden {
  readonly message: string;
  readonly pattern: RegExp;
  readonly only?: RegExp;
}

/** Files above this size are data; nobody writes them by hand. */
const maximumBytes = 2_000_000;

const machinePaths = [
  "/work" + "/(?:main|shared|\\.library)\\b",
  "/tmp" + "/corpus\\b",
  "/tmp" + "/bash_jobs",
  "/Us" + "ers/[a-z]+/",
  "[Cc]:\\\\Us" + "ers\\\\",
];

const registryHosts = [
  ["registry", "npmjs", "org"],
  ["registry", "npmjs", "com"],
  ["registry", "yarnpkg", "com"],
  ["pypi", "org"],
  ["pypi", "python", "org"],
  ["files", "pythonhosted", "org"],
  ["deb", "debian", "org"],
  ["ftp", "debian", "org"],
  ["security", "debian", "org"],
  ["archive", "ubuntu", "com"],
  ["security", "ubuntu", "com"],
  ["dl-cdn", "alpinelinux", "org"],
  ["static", "crates", "io"],
  ["index", "crates", "io"],
  ["proxy", "golang", "org"],
  ["sum", "golang", "org"],
  ["repo", "maven", "apache", "org"],
  ["repo1", "maven", "org"],
  ["rubygems", "org"],
  ["api", "nuget", "org"],
  ["repo", "packagist", "org"],
];

/** Shapes with the length and alphabet of the real thing: `sk_live_supersecretkey` is visibly made up and passes. */
const credentials: readonly [what: string, pattern: string][] = [
  ["an AWS access key", "\\bA" + "KIA[0-9A-Z]{16}\\b"],
  ["a GitHub token", "\\bgh" + "[pousr]_[A-Za-z0-9]{36}"],
  ["a GitHub token", "\\bgithub" + "_pat_[A-Za-z0-9_]{40}"],
  ["a GitLab token", "\\bgl" + "pat-[A-Za-z0-9_-]{20}"],
  ["a Stripe key", "\\b[rs]k" + "_live_[A-Za-z0-9]{20}"],
  ["a Slack token", "\\bxo" + "x[abprs]-[0-9]{10,13}-[0-9]{10,13}-[A-Za-z0-9]{20}"],
  ["an npm token", "\\bnp" + "m_[A-Za-z0-9]{36}"],
  ["a PyPI token", "\\bpy" + "pi-AgE[A-Za-z0-9_-]{20}"],
  ["a Google API key", "\\bAI" + "za[0-9A-Za-z_-]{35}"],
  ["a JSON web token", "\\bey" + "J[A-Za-z0-9_-]{15,}\\.ey" + "J[A-Za-z0-9_-]{15}"],
  ["a private key", "-----BE" + "GIN (?:[A-Z]+ )?PRIVATE KEY-----\\s{0,4}[A-Za-z0-9+/=]{40}"],
];

const forbidden: readonly Forbidden[] = [
  { message: "names a path of one machine", pattern: new RegExp(machinePaths.join("|"), "g") },
  {
    message: "names the host of a package registry",
    pattern: new RegExp(`(?<![\\w.-])(?:${registryHosts.map((parts) => parts.join("\\.")).join("|")})(?![\\w-])`, "g"),
  },
  ...credentials.map(([what, source]) => ({
    message: `holds what looks like ${what}: assemble it from parts`,
    pattern: new RegExp(source, "g"),
  })),
  {
    message: "switches tests off or narrows them",
    pattern: /\b(?:it|test|describe|suite|bench)(?:\.(?:each|concurrent))?\.(?:only|skip|todo|fails)\b/g,
    only: /\.test\.ts$/,
  },
];

/** All forbidden things in one text, in order of place. */
export function checkWords(path: string, text: string): WordProblem[] {
  const problems: (WordProblem & { at: number })[] = [];
  for (const { message, pattern, only } of forbidden) {
    if (only && !only.test(path)) continue;
    for (const { 0: match, index } of text.matchAll(pattern)) {
      if (isPlaceholder(match)) continue;
      problems.push({ path, line: text.slice(0, index).split("\n").length, message, at: index });
    }
  }
  return problems.sort((a, b) => a.at - b.at).map(({ at: _, ...problem }) => problem);
}

/** `glpat-xxxxxxxx`: no scanner and no person takes ten times the same character for a credential. */
function isPlaceholder(match: string): boolean {
  return /(.)\1{9}/.test(match);
}

/** Files that git keeps or would add; without git, nothing can be said and this throws. */
function publishedFiles(root: string): string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64_000_000,
  });
  return [...new Set(list.split("\0"))].filter((path) => path !== "" && isReadable(join(root, path))).sort();
}

function isReadable(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= maximumBytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..");
  const files = publishedFiles(root);
  const problems = files.flatMap((path) => checkWords(path, readFileSync(join(root, path), "utf8")));
  for (const { path, line, message } of problems) console.log(`${path}:${line}: ${message}`);
  console.log(`${files.length} files, ${problems.length} forbidden things`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
