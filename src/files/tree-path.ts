/** Paths of a file tree, as in `Source.path`: `/` between the parts, `.` for the folder itself. Texts only; nothing is read. */

/** `a//b/./c/../d` as `a/b/d`; `.` for the folder itself. `..` is kept where it leads out. */
export function cleanTreePath(path: string): string {
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!absolute) parts.push(part);
  }
  const joined = parts.join("/");
  if (absolute) return `/${joined}`;
  return joined === "" ? "." : joined;
}

/** A path below a folder; an absolute one stays as it is. Both come out clean. */
export function joinTreePath(folder: string, path: string): string {
  return path.startsWith("/") ? cleanTreePath(path) : cleanTreePath(`${folder}/${path}`);
}

/** The folder that a path stands in. */
export function folderOf(path: string): string {
  return cleanTreePath(`${path}/..`);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
