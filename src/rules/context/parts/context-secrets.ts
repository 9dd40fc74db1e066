/**
 * The secrets of a context: files that are made to hold some and do, and credentials of a known format in the text that
 * COPY takes. Files are read within fixed budgets; what was not looked at is counted.
 */
import type { ContextFile, ContextFiles, EffectiveContext } from "../../../context/effective-context.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import { isDockerfilePath } from "../../../files/find-dockerfiles.ts";
import type { Confidence } from "../../../finding/finding.ts";
import { scanFile } from "../../../secrets/scan-file.ts";
import { judgeSecretFile, mostJudgedBytes, secretFileKind } from "../../../secrets/secret-files.ts";
import { isTrialPath } from "../../../secrets/secret-finding.ts";
import { isVendored } from "../../../secrets/vendored.ts";

/** One secret of a file; nothing here holds any of its value. */
export interface FoundSecret {
  /** What `rotationOf` takes. */
  readonly detector: string;
  /** Noun phrase: "GitHub token", "value of DB_PASSWORD". */
  readonly title: string;
  readonly confidence: Confidence;
}

/** A file of the context with what is secret in it. */
export interface ContextSecret {
  readonly file: ContextFile;
  /** Never empty; the surest first. */
  readonly findings: readonly FoundSecret[];
  readonly confidence: Confidence;
  /** Below a folder of tests or examples: made up, most likely. */
  readonly isTrial: boolean;
  /** The file's name says that it is there to hold secrets. */
  readonly isByName: boolean;
}

/** What was found, and what was left out. */
export interface SecretSurvey {
  readonly secrets: readonly ContextSecret[];
  /** Files that a COPY takes and that were not looked into, because a budget was used up. */
  readonly unread: { readonly files: number; readonly bytes: number };
  /** Paths of files that would have been looked into and could not be read. */
  readonly closed: readonly string[];
}

/** Files of telling names that are read in one context. */
export const maxJudgedFiles = 500;
/** Other files that are read in one context, bytes of one of them, and bytes of all. */
export const maxScannedFiles = 1_000;
export const maxScannedFileBytes = 256 * 1024;
export const maxScannedBytes = 8 * 1024 * 1024;

const surveys = derivedStore<EffectiveContext, SecretSurvey>();

/** Looks once; the ignore file in force decides what is there to be looked at. */
export function contextSecrets(context: EffectiveContext): SecretSurvey {
  return surveys.of(context, survey);
}

function survey(context: EffectiveContext): SecretSurvey {
  const secrets: ContextSecret[] = [];
  const closed: string[] = [];
  const unread = { files: 0, bytes: 0 };
  const skip = ({ bytes }: ContextFile) => {
    unread.files += 1;
    unread.bytes += bytes;
  };
  let judged = 0;
  for (const file of context.files.named(isSecretFile)) {
    if (file.ignoredBy || file.kind !== "file") continue;
    judged += 1;
    if (judged > maxJudgedFiles) skip(file);
    else addSecret({ secrets, closed }, context, file, true);
  }
  let scanned = 0;
  let bytes = 0;
  for (const file of copiedFiles(context, context.files.once(searchedFiles))) {
    const isOver =
      file.bytes > maxScannedFileBytes || scanned === maxScannedFiles || bytes + file.bytes > maxScannedBytes;
    if (isOver) {
      skip(file);
      continue;
    }
    scanned += 1;
    bytes += file.bytes;
    addSecret({ secrets, closed }, context, file, false);
  }
  return { secrets, unread, closed };
}

function isSecretFile(path: string): boolean {
  return secretFileKind(path) !== undefined && !isOthers(path);
}

/** Files that are looked into for credentials of known formats, when a COPY takes them. */
function searchedFiles(files: ContextFiles): ReadonlySet<ContextFile> {
  return new Set(
    files.named(isSearched).filter(({ kind, bytes, ignoredBy }) => kind === "file" && bytes > 0 && !ignoredBy),
  );
}

function isSearched(path: string): boolean {
  return (
    isText(path) &&
    !isTrialPath(path) &&
    !isCheckedItself(path) &&
    !isOthers(path) &&
    secretFileKind(path) === undefined
  );
}

function addSecret(
  { secrets, closed }: { readonly secrets: ContextSecret[]; readonly closed: string[] },
  context: EffectiveContext,
  file: ContextFile,
  isByName: boolean,
): void {
  const findings = isByName
    ? context.derive(file, mostJudgedBytes, secretsIn)
    : context.derive(file, maxScannedFileBytes, credentialsIn);
  if (!findings) closed.push(file.path);
  const [first] = findings ?? [];
  if (!findings || !first) return;
  secrets.push({ file, findings, confidence: first.confidence, isTrial: isTrialPath(file.path), isByName });
}

function secretsIn(path: string, bytes: Uint8Array): readonly FoundSecret[] {
  return surestFirst(judgeSecretFile(path, bytes));
}

/** In a file that is not made for secrets only what is beyond doubt counts. */
function credentialsIn(path: string, bytes: Uint8Array): readonly FoundSecret[] {
  return surestFirst(scanFile(path, bytes).findings.filter(({ confidence }) => confidence === "high"));
}

/** Without the places, which nobody asks for and which would be kept as long as the run. */
function surestFirst(found: readonly FoundSecret[]): readonly FoundSecret[] {
  return found
    .map(({ detector, title, confidence }) => ({ detector, title, confidence }))
    .sort((a, b) => ranks[a.confidence] - ranks[b.confidence]);
}

const ranks: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

/** Each of the files that a COPY or ADD takes, once. */
function copiedFiles({ transfers }: EffectiveContext, wanted: ReadonlySet<ContextFile>): ReadonlySet<ContextFile> {
  const files = new Set<ContextFile>();
  for (const transfer of transfers) {
    if (transfer.kind === "bind" || !transfer.stage.reachesTarget || files.size === wanted.size) continue;
    for (const file of transfer.files()) if (wanted.has(file)) files.add(file);
  }
  return files;
}

/** Packages of others, and git's own store: their keys are test keys, and there are a great many files. */
function isOthers(path: string): boolean {
  return isVendored(path) || /(?:^|\/)(?:\.?venv|\.git\/(?:hooks|logs|refs))\//.test(path);
}

/** What it holds is said where it stands. */
function isCheckedItself(path: string): boolean {
  return isDockerfilePath(path) || /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i.test(path);
}

/** By its name: no picture, archive, program or lock file. */
function isText(path: string): boolean {
  return !/\.(?:png|jpe?g|gif|webp|ico|svg|woff2?|ttf|otf|eot|mp[34]|mov|avi|webm|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|class|so|dll|dylib|exe|o|a|wasm|pyc|bin|dat|db|sqlite3?|lock|sum|map|min\.js|snap)$|(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|npm-shrinkwrap\.json)$/i.test(
    path,
  );
}
