/**
 * Characters that stand in a snippet for what another language puts there before a shell sees it. No shell gives them a
 * meaning, and no file has them but by malice: then a word is unknown that need not be.
 */

/** One character of `${{ … }}`, `$(MAKE_VARIABLE)`, `{{ just }}`, `<your value>`; several together are one such part. */
export const placeholder = "\u0001";
/** The folder in which the command runs: `$(CURDIR)`. */
export const folderMark = "\u0002";
/** The home folder: `$(HOME)` of make, also in single quotes. */
export const homeMark = "\u0003";
/** A variable whose values are options. */
export const optionsMark = "\u0004";

/** True for a character that stands for something else. */
export function isMark(char: string | undefined): boolean {
  return char !== undefined && char >= placeholder && char <= optionsMark;
}

/** A text of the shell reader with `\0` for each mark, as it has for what a shell fills in. */
export function withoutMarks(pattern: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are control characters
  return marks.test(pattern) ? pattern.replace(/\u0001+|[\u0002-\u0004]/g, "\u0000") : pattern;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are control characters
const marks = /[\u0001-\u0004]/;
