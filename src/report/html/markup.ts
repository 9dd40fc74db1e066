// In come texts of unknown origin; out goes HTML in which none of them is anything but text. Whatever is put into a template
// is escaped, unless it came out of a template itself: there is no other way to make markup.

/** HTML that is safe to put into a page. */
export interface Markup {
  readonly markup: string;
}

/** What a template takes: text and numbers are escaped, markup is kept, lists are joined, undefined and false are nothing. */
export type Part = string | number | Markup | undefined | false | readonly Part[];

/** A template of HTML: html`<p>${text}</p>`. Values go between tags, or between double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = strings[0] ?? "";
  for (const [index, part] of parts.entries()) markup += textOf(part) + (strings[index + 1] ?? "");
  return { markup };
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(textOf).join("");
}

/** Text as it may stand between tags and between quotes of either kind. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll("`", "&#96;");
}

/** A text of our own that is HTML, CSS or a script already. Never give it anything that was read. */
export function ownMarkup(markup: string): Markup {
  return { markup };
}

/** A link to another site; only https and http addresses without anything odd become one. */
export function outerLink(text: string, address: string): Markup {
  if (!/^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w./~#?&=%+:@!,;()-]*)?$/.test(address)) return html`${text}`;
  return html`<a href="${address}" rel="noreferrer noopener">${text}</a>`;
}
