import type { Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";

/** In any base image with a distribution in it, or made by the images that people copy into them. */
const wellKnown: ReadonlySet<string> = new Set([
  "/bin",
  "/docker-entrypoint-initdb.d",
  "/docker-entrypoint.d",
  "/etc",
  "/etc/nginx",
  "/etc/nginx/conf.d",
  "/home",
  "/lib",
  "/mnt",
  "/opt",
  "/root",
  "/run",
  "/sbin",
  "/srv",
  "/tmp",
  "/usr",
  "/usr/bin",
  "/usr/lib",
  "/usr/local",
  "/usr/local/bin",
  "/usr/local/lib",
  "/usr/local/share",
  "/usr/sbin",
  "/usr/share",
  "/usr/share/nginx/html",
  "/usr/src",
  "/var",
  "/var/lib",
  "/var/log",
  "/var/tmp",
  "/var/www",
  "/var/www/html",
]);

/**
 * True when a folder surely stands at the absolute path before the instruction runs, or at the end of the stage: a file
 * that is copied to it then goes into it. Known are the root, what WORKDIR made, what stood above one of those, and the
 * common folders of base images. What COPY makes is in placed-folders.ts.
 */
export function isKnownFolder(stage: Stage, before: Instruction | undefined, path: string): boolean {
  if (path === "/") return true;
  if (wellKnown.has(path) && stage.chain.at(-1)?.base.kind !== "scratch") return true;
  return stage.chain.some((at) =>
    at.instructions.some((instruction, index) => {
      if (instruction.name !== "workdir" || (before && at === stage && instruction.index >= before.index)) return false;
      const next = at.instructions[index + 1];
      const workdir = (next ? at.before(next) : at.end).workdir?.value;
      return workdir?.known === true && (workdir.text === path || workdir.text.startsWith(`${path}/`));
    }),
  );
}
