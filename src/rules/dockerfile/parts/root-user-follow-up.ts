import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { ContainerStart } from "./container-start.ts";
import type { FutureUser } from "./future-user.ts";
import type { WrittenDirectory } from "./written-directories.ts";

/** What is left to a person after root is gone: only lines that have to do with this file. */
export function followUps(
  target: Stage,
  { unseenScript, kind }: ContainerStart,
  user: FutureUser,
  directories: readonly WrittenDirectory[],
): readonly string[] {
  const lines: string[] = [];
  const writable = [
    ...directories.map(({ path }) => path),
    ...(user.home?.startsWith("/home/") ? [user.home] : []),
    "/tmp",
  ];
  if (kind === "program" && user.hasShell)
    lines.push(
      `The program can now write to ${writable.join(", ")} and nowhere else: if it needs another directory, give it just that one (mkdir and chown in a RUN).`,
    );
  if (unseenScript !== undefined)
    lines.push(
      `Look through ${unseenScript}: chown, useradd, package managers and changes below /etc no longer work in it.`,
    );
  const volumes = directories.filter(({ evidence }) => evidence === "volume");
  if (volumes.length > 0)
    lines.push(
      `A volume that exists already keeps its owner. Once, for each (${volumes.map(({ path }) => path).join(", ")}): docker run --rm -v VOLUME:/d alpine chown -R ${user.owner} /d`,
    );
  const low = lowPorts(target);
  if (low.length > 0)
    lines.push(
      `Port ${low.join(", ")}: Docker from 20.10 on and Podman let any user listen there; Kubernetes on containerd 1 does not, so listen above 1023 for it.`,
    );
  return lines;
}

function lowPorts(target: Stage): string[] {
  const ports = target.end.exposed.flatMap(({ value }) => (value.known ? [value.text.split("/")[0] ?? ""] : []));
  return [...new Set(ports)].filter((port) => /^\d{1,5}$/.test(port) && Number(port) < 1024 && Number(port) > 0);
}
