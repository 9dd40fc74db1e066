/** Times in the documents: never the clock's, so that the same image gives the same document. */

/** `2025-01-31T10:00:00Z`; undefined for what is no time, and for the year 1, which builders write for "none". */
export function createdTime(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time) || time < 0) return undefined;
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
