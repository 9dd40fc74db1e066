/**
 * The head of a RUN in an image's history: the build arguments in force (`|2 A=1 B=2`) and the shell that the builder put
 * before the script. A text comes in; the script, the arguments and whether there was a shell go out.
 * References: BuildKit dockerfile2llb `runCommandString` and `withShell`; moby builder/dockerfile `prependEnvOnCmd`.
 */

/** A RUN taken apart. */
export interface RunText {
  readonly script: string;
  /** `NAME=value`, as many as the history says; one text where they cannot be told apart. */
  readonly buildArgs: readonly string[];
  /** False for the exec form: its words stand one after another, and nobody knows where each began. */
  readonly hasShell: boolean;
}

/** Every repetition has an end: what stands in a history is anybody's text. */
const shellHead =
  /(?:\/usr\/bin\/env )?(?:(?:\/[\w.+-]{1,80}){0,6}\/)?(?:busybox )?(?:ba|da|a|z|k)?sh(?: (?:--?[\w-]{1,24}|pipefail|errexit|nounset)){0,8}? -[A-Za-z]{0,8}c /y;
const windowsHead =
  /(?:[A-Za-z]:\\[\w\\. -]{0,60}\\)?(?:cmd(?:\.exe)? \/S \/C |(?:powershell|pwsh)(?:\.exe)?(?: -NoLogo| -NoProfile)? -Command )/iy;

/** Offset behind a shell that stands at `start`; undefined where none does. */
export function endOfShell(text: string, start = 0): number | undefined {
  for (const head of [shellHead, windowsHead]) {
    head.lastIndex = start;
    if (head.test(text)) return head.lastIndex;
  }
  return undefined;
}

/** What a shell is told to run; undefined for words that are no shell with a script. */
export function scriptOf(words: readonly string[]): string | undefined {
  const script = words.at(-1);
  if (script === undefined || words.length < 3) return undefined;
  const head = `${words.slice(0, -1).join(" ")} `;
  return endOfShell(head) === head.length ? script : undefined;
}

/** Takes `|2 A=1 B=2 /bin/sh -c script` apart, and all shorter forms. */
export function readRunText(text: string): RunText {
  const counted = /^\|(\d{1,3}) /.exec(text);
  const start = counted?.[0].length ?? 0;
  const count = Number(counted?.[1] ?? 0);
  for (let at = start; at < text.length; ) {
    const end = endOfShell(text, at);
    if (end !== undefined)
      return { script: text.slice(end), buildArgs: splitArgs(text.slice(start, at).trim(), count), hasShell: true };
    const space = counted ? text.indexOf(" ", at) : -1;
    if (space === -1) break;
    at = space + 1;
  }
  if (!counted) return { script: text, buildArgs: [], hasShell: false };
  const words = text.slice(start).split(" ");
  return { script: words.slice(count).join(" "), buildArgs: words.slice(0, count), hasShell: false };
}

/** Values are not quoted: a blank in one, and it may look like the next argument. */
function splitArgs(text: string, count: number): readonly string[] {
  if (text === "") return [];
  const pieces = text.split(/ (?=[A-Za-z_][\w.-]*=)/);
  return pieces.length === count ? pieces : [text];
}
