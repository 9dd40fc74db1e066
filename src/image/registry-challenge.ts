/** Reads WWW-Authenticate (RFC 9110 section 11.6.1): which logins a server offers. What is no challenge is passed over. */

export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Characters of the header that are read. */
export const mostChallengeCharacters = 16_384;

/** A word, and with `=` its value: quoted, or a word as well. */
const word = /[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+)))?/y;

export function parseChallenges(header: string): Challenge[] {
  const text = header.slice(0, mostChallengeCharacters);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  word.lastIndex = 0;
  for (let found = word.exec(text); found; found = word.exec(text)) {
    const [, name = "", quoted, plain] = found;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}
