/** A path as a URI reference: relative ones stay relative to the root of the repository. */
export function artifactUri(path: string): string {
  // A lone surrogate cannot be encoded; a path from the disk can hold one.
  const slashes = path.replaceAll("\\", "/").replaceAll(/\p{Surrogate}/gu, "\ufffd");
  const encoded = slashes.split("/").map(encodeURIComponent).join("/");
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${slashes.slice(0, 2)}${encoded.slice(encoded.indexOf("/"))}`;
  if (slashes.startsWith("/")) return `file://${encoded}`;
  return encoded;
}
