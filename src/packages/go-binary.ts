/**
 * Go programs: the modules they were built from, as the linker wrote them down, and the standard library of the Go they were
 * built with. Takes ELF files, stripped ones too; what is packed (UPX) or was linked before Go 1.13 tells nothing.
 */
import { readElf } from "./elf.ts";
import {
  buildInfoMagic,
  type DamagedBlob,
  findGoBlob,
  findGoBlobIn,
  type GoBlob,
  type GoModule,
  type GoModules,
  mostModules,
  parseGoModules,
} from "./go-build-info.ts";
import type { Cataloged, Cataloger, PackageRecord } from "./package.ts";

/** Larger programs are not held: they are searched for the mark. */
export const mostGoBinaryBytes = 64 * 1024 * 1024;
/** How much of a large program is looked at behind each mark. */
export const goPieceBytes = 1024 * 1024;

export const goBinary: Cataloger = {
  id: "go-binary",
  version: 1,
  selects: { magic: "elf" },
  mostBytes: mostGoBinaryBytes,
  skims: true,
  *read({ path, bytes }) {
    const elf = readElf(bytes);
    const blob = elf && findGoBlob(elf);
    if (blob) yield* packagesOf(path, blob);
  },
  searches: [{ mark: buildInfoMagic, before: 0, after: goPieceBytes }],
  *readPieces({ path, pieces }) {
    let failed: DamagedBlob | undefined;
    for (const piece of pieces) {
      const blob = findGoBlobIn(piece.bytes, piece.offset);
      if (blob && "goVersion" in blob) {
        yield* packagesOf(path, blob);
        return;
      }
      failed ??= blob;
    }
    if (failed) yield { unknown: unreadable(path, tooLargeForPointers) };
  },
};

const tooLargeForPointers =
  "It is too large to be read as a whole, and what stands around its build information is not in the form of Go 1.18 and later; build it with a later Go, or strip it.";

function* packagesOf(path: string, blob: GoBlob | DamagedBlob): Iterable<Cataloged> {
  if ("why" in blob) {
    yield { unknown: unreadable(path, blob.why) };
    return;
  }
  const modules = parseGoModules(blob.moduleText);
  if (modules.main && isPlain(modules.main.path)) yield { package: mainPackage(path, modules.main, modules, blob) };
  const context = { goVersion: blob.goVersion, mainModule: modules.main?.path ?? modules.path };
  yield { package: standardLibrary(path, context) };
  let odd = 0;
  for (const module of modules.dependencies) {
    if (isPlain(module.path)) yield { package: modulePackage(path, module, context) };
    else odd += 1;
  }
  if (odd > 0) yield { unknown: unreadable(path, `${odd} of its lines on modules name none; build it again.`) };
  if (!modules.isWhole)
    yield { unknown: unreadable(path, `It lists more than ${mostModules} modules; those behind were not read.`) };
}

function unreadable(path: string, why: string) {
  return { what: `Go modules of ${path}`, why, fatal: true };
}

interface Context {
  readonly goVersion: string;
  readonly mainModule: string;
}

/** A replaced module: what took its place is what was compiled in. */
function modulePackage(path: string, module: GoModule, context: Context): PackageRecord {
  const { replacedBy } = module;
  const original = `${module.path}@${module.version}`;
  if (!replacedBy) return record(path, module.path, module.version, { h1: module.sum, ...context });
  // A folder on the builder's disk has no version, and advisories on the original one need not hold.
  if (replacedBy.version === "" || /^\.{0,2}\//.test(replacedBy.path))
    return record(path, module.path, "(devel)", { ...context, replaces: original, replacedBy: replacedBy.path });
  return record(path, replacedBy.path, replacedBy.version, { h1: replacedBy.sum, ...context, replaces: original });
}

function mainPackage(path: string, module: GoModule, modules: GoModules, blob: GoBlob): PackageRecord {
  const { settings } = modules;
  const details: Record<string, string> = {
    main: "true",
    goVersion: blob.goVersion,
    packagePath: modules.path,
    h1: module.sum,
    linkerVersion: linkerVersion(settings.get("-ldflags") ?? "") ?? "",
  };
  for (const name of keptSettings) details[name] = settings.get(name) ?? "";
  return record(path, module.path, module.version, details);
}

/** Settings that tell what was built; paths and flags of the builder's machine stay out. */
const keptSettings = [
  ...["-compiler", "-buildmode", "-tags", "-trimpath", "CGO_ENABLED", "GOOS", "GOARCH", "GOAMD64", "GOARM", "GOARM64"],
  ...["GOEXPERIMENT", "GOFIPS140", "vcs", "vcs.revision", "vcs.time", "vcs.modified"],
] as const;

/**
 * The version that a builder hands to the linker (`-X main.version=1.2.3`), when there is just one: it is a habit, not a rule,
 * so it never stands for the module's version.
 */
function linkerVersion(flags: string): string | undefined {
  const found = new Set<string>();
  for (const match of flags.matchAll(/-X[ =]["']?[^\s=]{0,300}\.[vV]ersion=(v?\d[\w.+-]{0,100})/g))
    if (match[1]) found.add(match[1]);
  return found.size === 1 ? [...found][0] : undefined;
}

function standardLibrary(path: string, context: Context): PackageRecord {
  // Vendors and experiments stand behind: `go1.22.5-redhat`, `go1.22.5-X:boringcrypto`. A development version has no number to
  // compare, one dated before the release neither (`go1.25-20250209-RC00`): both stay as written.
  const released = /^go(\d+(?:\.\d+){0,3}(?:(?:alpha|beta|rc)\d+)?)(?![\d.]|-\d)/.exec(context.goVersion)?.[1];
  return record(path, "stdlib", released ?? context.goVersion.replace(/^go/, ""), { ...context });
}

function record(path: string, name: string, version: string, details: Record<string, string>): PackageRecord {
  const told = Object.entries(details).filter(([, value]) => value !== "" && isPlain(value));
  const plainVersion = isPlain(version) ? version : "";
  return { type: "go-module", name, version: plainVersion, licenses: [], path, details: Object.fromEntries(told) };
}

/** Text of the file that may stand in a record: no controls, not empty, not endless. */
function isPlain(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  return text !== "" && text.length <= 1_000 && !/[\x00-\x1f\x7f]/.test(text);
}
