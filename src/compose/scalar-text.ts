/** Writes texts as YAML scalars that read back as the same text. */

/**
 * Without quotes where that is safe, else in double quotes. `true` and `80` stay bare: they are meant so; `no` and `22:22`
 * get quotes, for readers of YAML 1.1.
 */
export function asPlain(text: string): string {
  return isSafePlain(text) && !olderMeaning.test(text) ? text : asQuoted(text, "double");
}

/** In the given quotes; in double ones where single ones cannot hold it. */
export function asQuoted(text: string, style: "single" | "double"): string {
  if (style === "single" && !/[^\x20-\x7e\u00a0-\ufffd]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `"${escapeDouble(text)}"`;
}

const olderMeaning = /^(?:y|yes|n|no|on|off|null|[-+]?[1-9][0-9]*(?::[0-5]?[0-9])+)$/i;

/** More than YAML asks for: what starts like an indicator or may end a plain scalar early is quoted. */
function isSafePlain(text: string): boolean {
  if (!/^[\x21-\x7e\u00a1-\ufffc](?:[\x20-\x7e\u00a1-\ufffc]*[\x21-\x7e\u00a1-\ufffc])?$/.test(text)) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^-[0-9A-Za-z/.-]/.test(text)) return false;
  return !/:(?:\s|$)|\s#|[,[\]{}]|^---|^\.\.\./.test(text) || /^\$\{[A-Za-z_]\w*\}$/.test(text);
}

function escapeDouble(text: string): string {
  return text.replace(/[\\"\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu, (char) => {
    if (char === "\\" || char === '"') return `\\${char}`;
    return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
