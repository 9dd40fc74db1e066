/**
 * Small files that say what the system is and who its users are: kept as they are, since what they mean hangs on the whole
 * image. Hashes of passwords are not kept: of `etc/shadow` only whether there is one.
 */
import { operatingSystemPaths } from "../packages/operating-system.ts";

/** Larger ones are not kept, and said. */
export const mostTextBytes = 256 * 1024;

export const passwdPath = "etc/passwd";
export const groupPath = "etc/group";
export const shadowPath = "etc/shadow";

const kept: ReadonlySet<string> = new Set([...operatingSystemPaths, passwdPath, groupPath, shadowPath]);

/** Files whose text, or what it says, is kept. */
export function isSystemText(path: string): boolean {
  return kept.has(path);
}

/**
 * What may be kept of a text: the second field of an account, where it is more than a word for "none", is a hash and goes, and
 * so do the logins of addresses, as those of package repositories.
 */
export function withoutSecrets(path: string, text: string): string {
  if (path !== passwdPath && path !== groupPath) return text.replace(/(:\/\/)[^/\s@]*@/g, "$1");
  return text.replace(/^([^:\n]*):([^:\n]{2,}):/gm, (line, name: string, password: string) =>
    /^[!*]+$/.test(password) ? line : `${name}:${password.startsWith("!") ? "!" : "hash"}:`,
  );
}
