/** Where the store of advisories is on this machine. By itself, so that `check` can ask whether there is one and load no more. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** `SEAWORTHY_DB`, else the user's folder for data. */
export function advisoryFolder(): string {
  const { SEAWORTHY_DB: own, XDG_DATA_HOME: shared, LOCALAPPDATA: local } = process.env;
  if (own) return resolve(own);
  if (shared?.startsWith("/")) return join(shared, "seaworthy/advisories");
  if (process.platform === "darwin") return join(homedir(), "Library/Application Support/seaworthy/advisories");
  if (process.platform === "win32") return join(local ?? homedir(), "seaworthy/advisories");
  return join(homedir(), ".local/share/seaworthy/advisories");
}
