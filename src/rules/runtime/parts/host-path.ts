/**
 * A path of the host as it is written in a mount, made comparable: `.`, `..` and doubled slashes taken out, `/var/run` read
 * as `/run`, `$HOME` as `~`. Windows drives become `c:/…`. Names of volumes and paths inside the project are undefined.
 */
export function hostPath(written: string): string | undefined {
  const text = written.replaceAll("\\", "/").replace(/^\$(?:HOME\b|\{HOME\})/, "~");
  const drive = /^([a-zA-Z]):(?=\/|$)/.exec(text)?.[1];
  const head = drive
    ? `${drive.toLowerCase()}:`
    : /^~(?=\/|$)/.test(text)
      ? "~"
      : text.startsWith("/")
        ? ""
        : undefined;
  if (head === undefined) return undefined;
  const parts: string[] = [];
  for (const part of text.slice(head.length).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const path = `${head}/${parts.join("/")}`;
  if (path === "~/") return "~";
  return path === "/var/run" || path.startsWith("/var/run/") ? path.slice("/var".length) : path;
}

/** True for a folder itself and for all below it. Both as `hostPath` gives them. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
