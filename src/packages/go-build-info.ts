/**
 * Reads what the Go linker writes into a program about how it was built. Takes the frame of an ELF file, or a piece of one
 * around the mark; gives the version of Go and the modules as written. Refuses lengths and pointers that lead out of the file.
 *
 * Format: package `debug/buildinfo` of Go for the blob, `runtime/debug.ParseBuildInfo` for the text.
 */
import { unquoteGo } from "../text/go-quoted.ts";
import type { Elf } from "./elf.ts";

/** What a blob starts with. It lies at an address that 16 divides. */
export const buildInfoMagic = Buffer.from("\xff Go buildinf:", "latin1");
/** Longest text of modules that is read. Kubernetes needs 30 kB. */
export const mostModuleTextBytes = 8 * 1024 * 1024;
/** Modules of one program that are listed. */
export const mostModules = 20_000;
/** Marks without a readable blob behind them that are tried before giving up. */
export const mostMarks = 64;

const alignment = 16;
const headerBytes = 32;

/** The two texts of a blob. */
export interface GoBlob {
  /** `go1.22.3`, `go1.22.5 X:boringcrypto`, `devel go1.23-0a1b2c3 …`. */
  readonly goVersion: string;
  /** Lines of modules and settings; "" for a program built without modules. */
  readonly moduleText: string;
}

/** A blob that is there and cannot be read. */
export interface DamagedBlob {
  /** Sentence. */
  readonly why: string;
}

export interface GoModule {
  readonly path: string;
  /** As written: `v1.2.3`, `(devel)`, or "". */
  readonly version: string;
  /** `h1:…`, or "". */
  readonly sum: string;
  readonly replacedBy?: { readonly path: string; readonly version: string; readonly sum: string };
}

export interface GoModules {
  /** Import path of the main package, or "". */
  readonly path: string;
  readonly main: GoModule | undefined;
  readonly dependencies: readonly GoModule[];
  /** `-tags`, `GOOS`, `vcs.revision`, … */
  readonly settings: ReadonlyMap<string, string>;
  /** False when there were more than `mostModules`. */
  readonly isWhole: boolean;
}

/** The blob of an ELF file; undefined when it is no Go program, or one from before Go 1.13. */
export function findGoBlob(elf: Elf): GoBlob | DamagedBlob | undefined {
  const section = elf.section(".go.buildinfo")?.bytes;
  const at = section ? elf.bytes.indexOf(buildInfoMagic, section.byteOffset - elf.bytes.byteOffset) : -1;
  // Strings may reach past the section's stated size, never past the file.
  if (section && at !== -1) return readBlob(elf.bytes.subarray(at), elf) ?? damaged;
  let seen = false;
  for (const segment of elf.segments) {
    if (segment.type !== 1 || !segment.isWritable || segment.isExecutable) continue;
    const tried = searchBlob(segment.bytes, segment.address, elf);
    if (typeof tried === "object") return tried;
    seen ||= tried === "damaged";
  }
  return seen ? damaged : undefined;
}

/** As `findGoBlob`, for a piece of a file that is too large to be held: only the form of Go 1.18 and later can be read there. */
export function findGoBlobIn(piece: Uint8Array, offset: number): GoBlob | DamagedBlob | undefined {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  const tried = searchBlob(bytes, offset, undefined);
  return tried === "damaged" ? damaged : tried;
}

const damaged: DamagedBlob = {
  why: "Its build information is there and leads nowhere: the file is damaged, packed, or from another linker.",
};

function searchBlob(bytes: Buffer, address: number, elf: Elf | undefined): GoBlob | "damaged" | undefined {
  let marks = 0;
  for (let at = bytes.indexOf(buildInfoMagic); at !== -1; at = bytes.indexOf(buildInfoMagic, at + 1)) {
    // Programs that read build information hold the mark as a text of their own.
    if ((address + at) % alignment !== 0) continue;
    const blob = readBlob(bytes.subarray(at), elf);
    if (blob) return blob;
    marks += 1;
    if (marks === mostMarks) break;
  }
  return marks > 0 ? "damaged" : undefined;
}

/** `bytes` begin with the mark. Without the ELF file pointers lead nowhere. */
function readBlob(bytes: Buffer, elf: Elf | undefined): GoBlob | undefined {
  if (bytes.length < headerBytes) return undefined;
  const pointerSize = bytes[14];
  const flags = bytes[15] ?? 0;
  const texts = (flags & 2) !== 0 ? inlineTexts(bytes) : pointedTexts(bytes, elf, pointerSize, (flags & 1) !== 0);
  if (!texts || !/^(?:go\d|devel\b)[\x20-\x7e]{0,200}$/.test(texts.goVersion)) return undefined;
  return { goVersion: texts.goVersion, moduleText: withoutSentinels(texts.moduleText) };
}

interface Texts {
  readonly goVersion: string;
  /** Latin-1: the sentinels around it are no UTF-8. */
  readonly moduleText: Buffer;
}

/** Since Go 1.18: lengths and texts, one behind the other. */
function inlineTexts(bytes: Buffer): Texts | undefined {
  const version = prefixedText(bytes, headerBytes);
  const modules = version && prefixedText(bytes, version.end);
  return modules && { goVersion: version.bytes.toString("utf8"), moduleText: modules.bytes };
}

function prefixedText(bytes: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } | undefined {
  let length = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte >= 0x80) continue;
    const start = at + i + 1;
    if (length > mostModuleTextBytes || start + length > bytes.length) return undefined;
    return { bytes: bytes.subarray(start, start + length), end: start + length };
  }
  return undefined;
}

/** Go 1.13 to 1.17: two pointers to string headers, each a pointer to the text and its length. */
function pointedTexts(
  bytes: Buffer,
  elf: Elf | undefined,
  size: number | undefined,
  isBigEndian: boolean,
): Texts | undefined {
  if (!elf || (size !== 4 && size !== 8)) return undefined;
  const pointer = (from: Buffer, at: number) => {
    const word = (start: number) => (isBigEndian ? from.readUInt32BE(start) : from.readUInt32LE(start));
    if (size === 4) return word(at);
    return word(isBigEndian ? at : at + 4) * 2 ** 32 + word(isBigEndian ? at + 4 : at);
  };
  const textAt = (address: number): Buffer | undefined => {
    const header = elf.memory(address);
    if (!header || header.length < 2 * size) return undefined;
    const length = pointer(header, size);
    if (length === 0) return Buffer.alloc(0);
    const text = elf.memory(pointer(header, 0));
    return text && length <= Math.min(text.length, mostModuleTextBytes) ? text.subarray(0, length) : undefined;
  };
  const version = textAt(pointer(bytes, 16));
  if (!version) return undefined;
  return { goVersion: version.toString("utf8"), moduleText: textAt(pointer(bytes, 16 + size)) ?? Buffer.alloc(0) };
}

/** The text stands between two marks of 16 bytes. Anything else is no list of modules. */
function withoutSentinels(text: Buffer): string {
  if (text.length < 33 || text[text.length - 17] !== 0x0a) return "";
  return text.toString("utf8", 16, text.length - 16);
}

/** Lines `path`, `mod`, `dep`, `=>` and `build`, fields apart by tabs. Other lines, of later versions of Go, are passed over. */
export function parseGoModules(text: string): GoModules {
  let path = "";
  let main: GoModule | undefined;
  const dependencies: GoModule[] = [];
  const settings = new Map<string, string>();
  let last: "main" | "dependency" | undefined;
  let isWhole = true;
  for (const line of text.split("\n")) {
    const [kind, ...fields] = line.split("\t");
    const [first = "", version = "", sum = ""] = fields;
    if (kind === "path") path = first;
    else if (kind === "build") addSetting(settings, fields.join("\t"));
    else if (kind === "mod") {
      main = { path: first, version, sum };
      last = "main";
    } else if (kind === "dep") {
      if (dependencies.length === mostModules) {
        isWhole = false;
        break;
      }
      dependencies.push({ path: first, version, sum });
      last = "dependency";
    } else if (kind === "=>") {
      const replacedBy = { path: first, version, sum };
      if (last === "main" && main) main = { ...main, replacedBy };
      const replaced = last === "dependency" ? dependencies.pop() : undefined;
      if (replaced) dependencies.push({ ...replaced, replacedBy });
    }
  }
  return { path, main, dependencies, settings, isWhole };
}

/** Settings of one program that are kept; Go writes about fifteen. */
const mostSettings = 200;

/** `-tags=netgo`, or with either side quoted as Go quotes. */
function addSetting(settings: Map<string, string>, text: string): void {
  const quoted = text.startsWith('"') ? text.indexOf('"=', 1) + 1 : -1;
  const equals = quoted > 0 ? quoted : text.indexOf("=");
  if (equals <= 0 || settings.size === mostSettings) return;
  settings.set(literalText(text.slice(0, equals)), literalText(text.slice(equals + 1)));
}

/** A Go string literal's text; anything else as it stands. */
export function literalText(text: string): string {
  if (text.length < 2) return text;
  if (text.startsWith("`") && text.endsWith("`")) return text.slice(1, -1);
  return text.startsWith('"') && text.endsWith('"') ? unquoteGo(text.slice(1, -1)) : text;
}
