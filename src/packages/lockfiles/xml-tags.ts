/**
 * The tags of an XML text, in order, with their lines, attributes and the text that follows each; comments, declarations and
 * sections of plain text are left out. No entity but the five of XML is filled in, so that no text grows. One pass, nothing nested
 * is built.
 */
export interface XmlTag {
  readonly name: string;
  readonly kind: "open" | "close" | "empty";
  readonly attributes: ReadonlyMap<string, string>;
  /** Up to the next tag, trimmed. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Tags of one text; further ones are not read. */
export const mostXmlTags = 500_000;
/** Characters of a tag, and of a text that is kept. */
export const longestXmlTag = 10_000;

export function readXmlTags(text: string): readonly XmlTag[] {
  const tags: XmlTag[] = [];
  let line = 1;
  let counted = 0;
  for (let open = text.indexOf("<"); open !== -1 && tags.length < mostXmlTags; ) {
    for (let next = text.indexOf("\n", counted); next !== -1 && next < open; next = text.indexOf("\n", counted)) {
      line += 1;
      counted = next + 1;
    }
    const skipped = endOfOther(text, open);
    if (skipped !== undefined) {
      open = skipped === -1 ? -1 : text.indexOf("<", skipped);
      continue;
    }
    const close = text.indexOf(">", open);
    if (close === -1) break;
    const following = text.indexOf("<", close);
    const end = following === -1 ? text.length : following;
    if (close - open <= longestXmlTag) {
      const tag = tagOf(
        text.slice(open + 1, close),
        text.slice(close + 1, Math.min(end, close + 1 + longestXmlTag)),
        line,
      );
      if (tag) tags.push(tag);
    }
    open = following;
  }
  return tags;
}

/** Behind a comment, a declaration or a section; undefined where there is none. */
function endOfOther(text: string, open: number): number | undefined {
  const found = others.find(([start]) => text.startsWith(start, open));
  if (!found) return undefined;
  const end = text.indexOf(found[1], open + found[0].length);
  return end === -1 ? -1 : end + found[1].length;
}

const others = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<!", ">"],
  ["<?", "?>"],
] as const;

function tagOf(inner: string, text: string, line: number): XmlTag | undefined {
  const name = /^\/?\s*([A-Za-z_][\w.:-]*)/.exec(inner)?.[1];
  if (name === undefined) return undefined;
  const attributes = new Map<string, string>();
  for (const [, key = "", double, single] of inner.matchAll(
    /([A-Za-z_][\w.:-]{0,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')/g,
  ))
    attributes.set(key, filled(double ?? single ?? ""));
  const kind = inner.startsWith("/") ? "close" : inner.endsWith("/") ? "empty" : "open";
  return { name, kind, attributes, text: filled(text.trim()), line };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function filled(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");
}
