import { joinTreePath } from "../files/tree-path.ts";

/**
 * The folder in which the commands of a file run. Paths are as in `Source.path`. Nobody writes it down, so what is said
 * here is the usual: a Makefile and the scripts of npm run beside their file, workflows in the repository's root.
 */

/** Where the commands of the file at `path` are taken to run. An action runs in whatever repository uses it. */
export function usualFolder(path: string): string | undefined {
  if (/(?:^|\/)action\.ya?ml$/.test(path)) return undefined;
  const folders = path.split("/").slice(0, -1);
  const root = folders.findIndex((name) => name === ".github" || name === ".gitea" || name === ".circleci");
  const kept = root === -1 ? folders : folders.slice(0, root);
  return path.startsWith("/") && kept.length === 1 ? "/" : kept.join("/") || ".";
}

/** `$(dirname "$0")` and its kin: the folder of the script itself. */
const ownFolder = new RegExp(
  [
    /^\$\( ?dirname (?:-- )?"?SELF"? ?\)/,
    /^\$\( ?dirname (?:-- )?"?\$\((?:readlink -f|realpath) (?:-- )?"?SELF"?\)"? ?\)/,
    /^`dirname "?SELF"?`/,
    /^\$\{(?:0|BASH_SOURCE|BASH_SOURCE\[0\])%\/\*\}/,
  ]
    .map(({ source }) => source.replace("SELF", "\\$(?:0|\\{0\\}|BASH_SOURCE|\\{BASH_SOURCE(?:\\[0\\])?\\})"))
    .join("|"),
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: the mark of the current folder
const currentFolder = /^(?:\u0002|\$PWD|\$\{PWD\}|\$\(pwd(?: -P)?\)|`pwd`)/;
/** What cannot stand in a path that is known: variables, substitutions, home folders, globs, placeholders of other languages. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the marks of dynamic parts
const unknownPart = /[$`~*?[\u0000-\u0004]|^-/;

/**
 * The folder after `cd`, where `written` is the directory as the shell reader gives it (several `cd` joined by `/`) and
 * `script` the folder of the file. Undefined when it cannot be told.
 */
export function changedFolder(
  folder: string | undefined,
  script: string | undefined,
  written: string,
): string | undefined {
  const own = ownFolder.exec(written);
  const start = own ?? currentFolder.exec(written);
  const rest = start ? written.slice(start[0].length) : written;
  if (unknownPart.test(rest) || (start && rest !== "" && !rest.startsWith("/"))) return undefined;
  if (own) return script === undefined ? undefined : joinTreePath(script, `.${rest}`);
  if (folder === undefined) return !start && rest.startsWith("/") ? joinTreePath("/", rest) : undefined;
  return joinTreePath(folder, start ? `.${rest}` : rest);
}
