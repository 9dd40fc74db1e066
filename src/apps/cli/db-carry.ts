/** `seaworthy db export` and `seaworthy db import`: advisories in one file, for machines without a network. */
import { exportLines, importFile } from "../../advisories/carry/carry.ts";
import { openAdvisoryStore } from "../../advisories/store/open-advisory-store.ts";
import { openAdvisoryWriter } from "../../advisories/store/open-advisory-writer.ts";
import { UserError } from "../../engine/errors.ts";
import { kindAt } from "../../files/folder-files.ts";
import { writePackedLines } from "../../files/packed-file.ts";
import { countText, readableBytes, readableCount } from "../../text/quantities.ts";
import type { CommandContext } from "./context.ts";

/** 0, or 2 when a part of the store cannot be read. */
export async function exportStore(file: string, folder: string, context: CommandContext): Promise<number> {
  const store = await openAdvisoryStore(folder);
  try {
    const collections = store.collections();
    if (collections.length === 0)
      throw new UserError(`There are no advisories in ${folder}`, { next: "`seaworthy db update` fetches them." });
    const bytes = writeLines(file, exportLines(collections, store.entries));
    const troubles = store.troubles();
    for (const trouble of troubles) context.note(`seaworthy: ${trouble}\n`);
    context.write(`${countText(collections.length, "collection")} in ${file}, ${readableBytes(bytes)}.\n`);
    context.write(`On the other machine: \`seaworthy db import ${file}\`.\n`);
    return troubles.length > 0 ? 2 : 0;
  } finally {
    store.close();
  }
}

function writeLines(file: string, lines: Iterable<string>): number {
  try {
    return writePackedLines(file, lines);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`The advisories cannot be written to ${file}`, {
      next: `${why}: choose another path.`,
      cause: error,
    });
  }
}

/** 0, or an error that names what is wrong with the file. */
export async function importStore(file: string, folder: string, context: CommandContext): Promise<number> {
  if (kindAt(file) !== "file") throw new UserError(`There is no file ${file}`, { next: "Check the path." });
  const writer = await openAdvisoryWriter(folder, { now: Date.now });
  try {
    const imported = await importFile(file, writer, Date.now());
    if ("why" in imported)
      throw new UserError(`${file} cannot be imported`, { next: `${imported.why} What was there before is kept.` });
    writer.tidy();
    for (const { collection, state, meta } of imported) {
      const count = readableCount(meta.records);
      const kept = `kept as it is, which was checked later (${meta.fetched.slice(0, 10)})`;
      context.write(`${collection.replace(/^osv\//, "")}: ${state === "kept" ? kept : `${count} entries`}.\n`);
    }
    context.write(`${countText(imported.length, "collection")} in ${folder}.\n`);
    return 0;
  } finally {
    writer.close();
  }
}
