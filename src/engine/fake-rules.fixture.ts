/** Tiny rules for the engine's own tests: each flags one word, so that a test can say what it wants found. */
import type { Fix, Problem } from "../finding/finding.ts";
import type { Facts, Rule } from "../rules/rule.ts";

/** A rule that does nothing but what `parts` say. */
export function fakeRule(id: string, parts: Partial<Rule> = {}): Rule {
  return {
    id,
    title: `Title of ${id}`,
    habit: "build",
    severity: "medium",
    confidence: "high",
    severityReason: "",
    needs: ["dockerfile"],
    since: "0.1.0",
    presets: ["recommended@1", "strict@1"],
    aliases: [],
    scope: "",
    why: "",
    remedy: "",
    whenToIgnore: "",
    bad: [],
    good: [],
    check: () => [],
    ...parts,
  };
}

/** Flags every place where `word` stands in an instruction. */
export function wordRule(
  id: string,
  word: string,
  parts: Partial<Rule> = {},
  fixes?: (at: number) => readonly Fix[],
): Rule {
  return fakeRule(id, { ...parts, check: (facts) => flagWord(facts, word, fixes) });
}

/** A rule with one fix: the word becomes `text`. */
export function replaceRule(
  id: string,
  word: string,
  text: string,
  parts: Partial<Rule> = {},
  safety: Fix["safety"] = "safe",
): Rule {
  return wordRule(id, word, { fix: safety, ...parts }, (at) => [
    { title: `Replace ${word}`, safety, edits: [{ start: at, end: at + word.length, text }] },
  ]);
}

function* flagWord({ dockerfile }: Facts, word: string, fixes?: (at: number) => readonly Fix[]): Iterable<Problem> {
  for (const { span } of dockerfile.tree.instructions) {
    const text = dockerfile.source.text.slice(span.start, span.end);
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      const start = span.start + at;
      yield {
        at: { start, end: start + word.length },
        message: `${word} found`,
        ...(fixes ? { fixes: fixes(start) } : {}),
      };
    }
  }
}
