/** The kernel's own trees: what is below them is not a file system of the image. */
const kernelTrees = ["/proc", "/sys", "/dev"];
/** Directories of the operating system that belong to no application. */
const systemDirectories: ReadonlySet<string> = new Set([
  ...["/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/sbin"],
  ...["/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/sbin"],
]);

/** `kernel`: /proc, /sys, /dev and below; `system`: one of the operating system's directories itself. */
export function systemDirectoryKind(path: string): "kernel" | "system" | undefined {
  if (kernelTrees.some((tree) => path === tree || path.startsWith(`${tree}/`))) return "kernel";
  return systemDirectories.has(path) ? "system" : undefined;
}
