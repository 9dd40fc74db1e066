/**
 * pip: requirements files (pip.pypa.io/en/stable/reference/requirements-file-format). Their bytes come in; out come the packages
 * that are pinned with `==` or `===`, and what is not is said. Comments of pip-compile and uv (`# via`) tell who needs whom.
 */
import { lastPart } from "../install-place.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { leftOpen, namesInWords } from "./lockfile.ts";
import { plainName } from "./python-locks.ts";

/** Bytes of a requirements file; hashes make them long. */
export const mostRequirementsBytes = 8 * 1024 * 1024;

export const pipRequirements: Cataloger = {
  id: "pip-requirements",
  version: 1,
  selects: { endings: [".txt"], where: isRequirementsFile },
  mostBytes: mostRequirementsBytes,
  read: readRequirements,
};

/** `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`, `requirements/dev.txt`. */
export function isRequirementsFile(path: string): boolean {
  const name = lastPart(path);
  if (!name.endsWith(".txt")) return false;
  return /^requirements[-_.]|[-_.]requirements\.txt$/.test(name) || /(?:^|\/)requirements\/[^/]+$/.test(path);
}

interface Requirement {
  readonly line: number;
  readonly name: string;
  /** Undefined for what is not pinned. */
  readonly version: string | undefined;
  readonly via: string[];
}

function* readRequirements(file: CatalogedFile): Iterable<Cataloged> {
  const { path } = file;
  const { requirements, includes } = parse(decodeRecord(file.bytes));
  const pinned = requirements.filter(({ version }) => version !== undefined);
  const isDev = developmentNames.test(lastPart(path));
  yield* lockedPackages(path, "python", withNeeds(pinned, isDev), rootsOf(pinned));
  const loose = requirements.filter(({ version }) => version === undefined).map(({ name }) => name);
  if (loose.length > 0)
    yield leftOpen(
      `${loose.length === 1 ? "requirement" : `${loose.length} requirements`} without a pinned version in ${path} (${namesInWords(loose)})`,
      "Which version is installed is not known: pin it with ==, as `pip-compile` or `uv pip compile` do.",
    );
  const others = includes.filter((name) => !isRequirementsFile(joinedPath(path, name)));
  if (others.length > 0)
    yield leftOpen(
      `files that ${path} includes (${namesInWords(others)})`,
      "Only files that are called like requirements are read: rename them, or put their lines in.",
    );
}

/** Files that are for development by their name. */
const developmentNames = /(?:^|[-_.])(?:dev|develop|development|test|tests|testing|lint|docs)(?:[-_.])/i;

/** What a comment says that a file names; without such comments nobody knows. */
function rootsOf(requirements: readonly Requirement[]): LockedRoots | undefined {
  const isTold = requirements.some(({ via }) => via.some(isFileName));
  if (!isTold) return undefined;
  const named = requirements.filter(({ via }) => via.some(isFileName)).map(({ name }) => plainName(name));
  return { production: named, development: [], isWhole: true };
}

function joinedPath(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) + name;
}

function parse(text: string) {
  const requirements: Requirement[] = [];
  const includes: string[] = [];
  let isContinued = false;
  let isVia = false;
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed.startsWith("#")) {
      isVia = takeVia(trimmed, isVia, requirements.at(-1));
      continue;
    }
    const wasContinued = isContinued;
    isContinued = trimmed.endsWith("\\");
    if (wasContinued || trimmed === "") continue;
    isVia = false;
    const include = /^(?:-r|--requirement)[\s=]*(\S{1,500})/.exec(trimmed)?.[1];
    if (include !== undefined) includes.push(include);
    const requirement = requirementOf(trimmed, index + 1);
    if (requirement) requirements.push(requirement);
    const note = requirement && / #(.*)$/.exec(trimmed)?.[1];
    if (note) isVia = takeVia(`#${note}`, false, requirement);
  }
  return { requirements, includes };
}

/** `# via a, b`, or `# via` and a line for each. True while such lines may follow. */
function takeVia(comment: string, isVia: boolean, last: Requirement | undefined): boolean {
  if (!last) return false;
  const first = /^# via\b(.*)$/.exec(comment);
  if (!first && !(isVia && comment.startsWith("#   "))) return false;
  for (const one of (first?.[1] ?? comment.slice(1)).split(",")) if (one.trim() !== "") last.via.push(one.trim());
  return true;
}

/** Options, folders and addresses are none; of `a @ https://…` nobody knows the version. */
function requirementOf(line: string, number: number): Requirement | undefined {
  const found = /^([A-Za-z0-9][A-Za-z0-9._-]{0,200})\s{0,20}(?:\[[^\]]{0,500}\])?\s{0,20}(.*)$/.exec(line);
  const name = found?.[1];
  const rest = found?.[2] ?? "";
  if (name === undefined || /^[/:\\]/.test(rest)) return undefined;
  // Two conditions, as in `==1.0,!=1.1`, are no pin.
  const pin = /^===?\s{0,20}([^\s;,*#\\]{1,256})\s{0,20}(?:$|[;#\\]|--hash)/.exec(rest)?.[1];
  return { line: number, name, version: pin, via: [] };
}

/** Turns "needed by" round. What a file names (`-r requirements.in`, `app (pyproject.toml)`) is named by the project. */
function withNeeds(requirements: readonly Requirement[], isDev: boolean): Locked[] {
  const needs = new Map<string, string[]>();
  for (const { name, via } of requirements)
    for (const one of via.filter((other) => !isFileName(other))) {
      const known = needs.get(plainName(one)) ?? [];
      known.push(plainName(name));
      needs.set(plainName(one), known);
    }
  return requirements.map(({ name, version, line }) => ({
    ...{ key: plainName(name), name, version, line, needs: needs.get(plainName(name)) ?? [] },
    ...(isDev ? { isDev } : {}),
  }));
}

/** Limits (`-c`) name nothing by themselves. */
function isFileName(via: string): boolean {
  return via.startsWith("-r ") || via.endsWith(")");
}
