/** What comes out of a build: as we say, and as the builder does it. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { pathBelow } from "../../src/context/context-listing.ts";
import { createContextStore } from "../../src/context/context-store.ts";
import type { ContextFile, EffectiveContext } from "../../src/context/effective-context.ts";
import { resolveContext } from "../../src/context/resolve-context.ts";
import { resolveDockerfile } from "../../src/dockerfile/stages.ts";
import { diskTree } from "../../src/files/disk-tree.ts";
import { createSource, positionAt } from "../../src/text/source.ts";
import type { BuildFailure, Engine } from "../ignore-differential/engine.ts";
import type { CopyCase } from "./cases.ts";
import { danglingTest } from "./dangling.ts";
import { writeTar } from "./tar.ts";

/** A file of the context that comes into the image. */
export interface Arrival {
  /** Absolute in the image; undefined where we do not know it. */
  readonly path: string | undefined;
  /** Its path in the context. `tar:` before it: a member of that archive. */
  readonly origin: string;
  /** It may come to more places than the one we name: others use its stage, or a link that is matched leads to it too. */
  readonly isFar: boolean;
}

/** What we say. */
export interface Expected {
  readonly arrivals: readonly Arrival[];
  /** Lines of the Dockerfile, from 1, that name what is not there, so that the build fails. */
  readonly missing: readonly number[];
  /** Lines that take a link which leads nowhere, in a way that mostly makes the builder follow it and fail. */
  readonly dangling: readonly number[];
}

/** What the builder does: the origin of each path of the image; `?` for one that is of no file of the context. */
export interface Actual {
  readonly failure: BuildFailure | undefined;
  readonly image: ReadonlyMap<string, string>;
}

/** Members of each archive: no two archives put the same file anywhere. */
const membersOf = (path: string) => [`m-${path.replaceAll("/", "_")}`, `sub/n-${path.replaceAll("/", "_")}`];

/** Writes the case, asks both, and clears up. */
export async function runCase(engine: Engine, one: CopyCase): Promise<{ expected: Expected; actual: Actual }> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-copy-"));
  try {
    const context = join(folder, "context");
    const target = join(folder, "out");
    mkdirSync(target);
    const origins = writeCase(context, one);
    const expected = expectedOf(contextIn(context));
    const failure = await engine.build(context, target);
    return { expected, actual: { failure, image: failure ? new Map() : readImage(target, origins) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives the origin of each content, and of each text of a link. */
function writeCase(root: string, one: CopyCase): Map<string, string> {
  const origins = new Map<string, string>();
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    origins.set(Buffer.from(content).toString("latin1"), path);
  };
  mkdirSync(root, { recursive: true });
  for (const path of one.files) {
    if (path.endsWith("/")) mkdirSync(join(root, path), { recursive: true });
    else if (/\/?[tu]\.t(?:ar|gz)$/.test(path)) {
      const inside = `member of ${path}\n`;
      const tar = writeTar(Object.fromEntries(membersOf(path).map((member) => [member, inside])));
      write(path, path.endsWith("gz") ? gzipSync(tar) : tar);
      origins.set(Buffer.from(inside).toString("latin1"), `tar:${path}`);
    } else write(path, `file ${path}\n`);
  }
  write("Dockerfile", one.dockerfile);
  if (one.ignore !== "") write(".dockerignore", one.ignore);
  for (const [path, to] of one.links) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(to, join(root, path));
    origins.set(`link ${to}`, path);
  }
  return origins;
}

/** The context of the Dockerfile in a folder of the disk. */
export function contextIn(root: string): EffectiveContext {
  const path = pathBelow(root, "Dockerfile");
  const dockerfile = resolveDockerfile(createSource(path, readFileSync(path, "utf8")));
  return resolveContext({ dockerfile, root, by: undefined, store: createContextStore(diskTree()) });
}

function expectedOf(context: EffectiveContext): Expected {
  const arrivals: Arrival[] = [];
  const missing: number[] = [];
  const dangling: number[] = [];
  const takesDangling = danglingTest(context);
  const { source } = context.dockerfile;
  for (const transfer of context.transfers) {
    if (!transfer.stage.reachesTarget) continue;
    if (transfer.missing?.fails) missing.push(positionAt(source, transfer.at.start).line);
    if (takesDangling(transfer)) dangling.push(positionAt(source, transfer.at.start).line);
    const isMany = transfer.stage.usedBy.length > 0 || (transfer.isGlob && context.files.all.some(isLink));
    for (const file of transfer.files()) {
      const reach = transfer.reach(file);
      if (!reach) continue;
      const isFar = reach.steps.length > 1 || isMany;
      if (!transfer.unpacks(file)) arrivals.push({ path: reach.path, origin: file.path, isFar });
      else
        for (const member of membersOf(file.path))
          arrivals.push({
            path: reach.steps.length > 1 ? undefined : `${transfer.destination?.replace(/\/$/, "")}/${member}`,
            origin: `tar:${file.path}`,
            isFar,
          });
    }
  }
  return { arrivals, missing, dangling };
}

const isLink = (file: ContextFile) => file.kind === "link";

function readImage(target: string, origins: ReadonlyMap<string, string>): Map<string, string> {
  const image = new Map<string, string>();
  // Not readdir's own way down, which goes into links to folders.
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(target, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      const full = join(target, path);
      if (entry.isDirectory()) visit(path);
      else {
        const content = entry.isSymbolicLink() ? `link ${readlinkSync(full)}` : readFileSync(full, "latin1");
        image.set(path, origins.get(content) ?? "?");
      }
    }
  };
  visit("");
  return image;
}
