/** `CVE-2024-3094`: at least four digits behind the year, and no more than nineteen (CVE record format 5.1). */
export function isCve(text: string): boolean {
  return /^CVE-\d{4}-\d{4,19}$/.test(text);
}
