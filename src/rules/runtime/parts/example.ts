/** A Compose file with one service, for the examples of rules: an image, then the given lines. */
export function serviceFile(...lines: readonly string[]): Readonly<Record<string, string>> {
  const body = lines.map((line) => `    ${line}\n`).join("");
  return { "compose.yaml": `services:\n  web:\n    image: example.com/web:1.4\n${body}` };
}
