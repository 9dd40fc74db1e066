import type { CollectionMeta } from "../../advisories/lookup.ts";
import { openAdvisoryStore } from "../../advisories/store/open-advisory-store.ts";
import { UserError } from "../../engine/errors.ts";
import { advisoryFolder } from "./advisory-folder.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { dbActions } from "./db-actions.ts";
import { exportStore, importStore } from "./db-carry.ts";
import { statusLines } from "./db-status.ts";
import { updateStore } from "./db-update.ts";
import { asChoice, choiceOf, type ParsedOptions, parseOptions } from "./options.ts";

/** `seaworthy db`: 0 when all that was asked is done, 2 when something could not be fetched, read or written. */
export async function runDb(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("db"), "db");
  const [word, file, ...others] = options.positionals;
  if (word === undefined)
    throw new UserError("db needs to know what to do", { next: `Write one of ${dbActions.join(", ")} behind it.` });
  const action = asChoice(word, "db", dbActions);
  const takesFile = action === "export" || action === "import";
  if (takesFile !== (file !== undefined) || others.length > 0)
    throw new UserError(takesFile ? `db ${action} takes one file` : `db ${action} takes no other words`, {
      next: `Write \`seaworthy db ${action}${takesFile ? " FILE" : ""}\`.`,
    });
  const folder = advisoryFolder();
  if (action === "update") return updateStore(options, folder, context);
  if (action === "status") return showStatus(options, folder, context);
  return action === "export" ? exportStore(file ?? "", folder, context) : importStore(file ?? "", folder, context);
}

async function showStatus(options: ParsedOptions, folder: string, context: CommandContext): Promise<number> {
  const format = choiceOf(options, "format", ["pretty", "json"] as const) ?? "pretty";
  const store = await openAdvisoryStore(folder);
  try {
    const collections = store.collections().map((meta) => ({ ...meta, bytes: store.bytes(meta.name) }));
    if (format === "json") context.write(`${JSON.stringify(statusDocument(folder, collections), undefined, 2)}\n`);
    else
      context.write(
        statusLines(folder, collections, Date.now())
          .map((line) => `${line}\n`)
          .join(""),
      );
    for (const trouble of store.troubles()) context.note(`seaworthy: ${trouble}\n`);
    return store.troubles().length > 0 ? 2 : 0;
  } finally {
    store.close();
  }
}

function statusDocument(folder: string, collections: readonly (CollectionMeta & { readonly bytes: number })[]) {
  return { schemaVersion: 1, folder, collections };
}
