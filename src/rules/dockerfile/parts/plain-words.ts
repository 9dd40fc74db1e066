/**
 * Shell text that needs no shell: words of plain characters, quoted or not. In: the text of a shell-form CMD; out: the
 * words as the program would get them, or the first thing in it that only a shell understands.
 */

export type PlainWords =
  | { readonly plain: true; readonly words: readonly string[] }
  /** A noun phrase: "a variable", "a redirect". */
  | { readonly plain: false; readonly because: string };

const special: ReadonlyMap<string, string> = new Map([
  ["$", "a variable or a substitution"],
  ["`", "a substitution"],
  ["&", "&& or &"],
  ["|", "a pipe or ||"],
  [";", "several commands"],
  ["<", "a redirect"],
  [">", "a redirect"],
  ["(", "a group of commands"],
  [")", "a group of commands"],
  ["{", "a group of commands or words"],
  ["}", "a group of commands or words"],
  ["*", "a file pattern"],
  ["?", "a file pattern"],
  ["[", "a file pattern or a test"],
  ["]", "a file pattern or a test"],
  ["~", "a home directory"],
  ["#", "a comment"],
  ["!", "a negation"],
  ["\\", "a backslash"],
  ["\n", "several lines"],
]);

/** Commands that are the shell itself: there is no program of that name, or it would do nothing for its caller. */
const shellOnly: ReadonlySet<string> = new Set([
  ...[
    ".",
    ":",
    "alias",
    "bg",
    "break",
    "builtin",
    "case",
    "cd",
    "command",
    "continue",
    "declare",
    "do",
    "done",
    "elif",
  ],
  ...["else", "esac", "eval", "exec", "exit", "export", "fg", "fi", "for", "function", "hash", "if", "jobs", "let"],
  ...["local", "popd", "pushd", "read", "readonly", "return", "select", "set", "shift", "shopt", "source", "then"],
  ...["time", "times", "trap", "type", "typeset", "ulimit", "umask", "unalias", "unset", "until", "wait", "while"],
]);

export function readPlainWords(text: string): PlainWords {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "'" || character === '"') {
      const end = text.indexOf(character, at + 1);
      if (end === -1) return { plain: false, because: "a quote that is not closed" };
      const inside = text.slice(at + 1, end);
      if (character === '"' && /[$`\\]/.test(inside)) return { plain: false, because: "a variable or a backslash" };
      word = (word ?? "") + inside;
      at = end;
    } else if (character === " " || character === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      const because = special.get(character);
      if (because !== undefined) return { plain: false, because };
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return checkProgram(words);
}

function checkProgram(words: readonly string[]): PlainWords {
  const program = words[0] ?? "";
  if (program === "") return { plain: false, because: "an empty word" };
  if (/^[A-Za-z_]\w*=/.test(program)) return { plain: false, because: "a variable that is set in front of it" };
  if (shellOnly.has(program)) return { plain: false, because: `${program}, which only a shell knows` };
  return { plain: true, words };
}
