import type { Container, ContainerMount } from "../../../runtime/container.ts";
import { hostPath, isWithin } from "./host-path.ts";

/** A mount through which a container reaches the engine that runs it. */
export interface EngineSocket {
  /** Whose socket: `Docker`, `Podman`, `containerd`, `CRI-O`. */
  readonly engine: string;
  /** `file`: the socket itself; `folder`: a folder it stands in. */
  readonly via: "file" | "folder";
  /** True for an engine that runs without root: what it can give is a user's account. */
  readonly rootless: boolean;
}

/** Where engines make their sockets, each with its folder. */
const places: readonly (readonly [string, string])[] = [
  ["Docker", "/run/docker.sock"],
  ["Podman", "/run/podman/podman.sock"],
  ["containerd", "/run/containerd/containerd.sock"],
  ["containerd", "/run/k3s/containerd/containerd.sock"],
  ["containerd", "/run/docker/containerd/containerd.sock"],
  ["CRI-O", "/run/crio/crio.sock"],
];
const byFile: Readonly<Record<string, string>> = {
  "docker.sock": "Docker",
  "docker.raw.sock": "Docker",
  "podman.sock": "Podman",
  "containerd.sock": "containerd",
  "crio.sock": "CRI-O",
};
const pipe = /^[\\/]{2}[.?][\\/]pipe[\\/](docker_engine\w*|podman\S*)$/i;

/** Undefined for a mount that has nothing to do with an engine. The root folder is nobody's in particular. */
export function engineSocket(mount: ContainerMount): EngineSocket | undefined {
  if (mount.type === "volume" || mount.type === "tmpfs" || mount.source === undefined) return undefined;
  const named = pipe.exec(mount.source);
  if (named) return { engine: /podman/i.test(named[1] ?? "") ? "Podman" : "Docker", via: "file", rootless: false };
  const path = hostPath(mount.source);
  if (path === undefined) return undefined;
  const file = byFile[path.slice(path.lastIndexOf("/") + 1)];
  if (file !== undefined) return { engine: file, via: "file", rootless: isUserFolder(path) };
  const inside = path === "/" ? undefined : places.find(([, socket]) => isWithin(socket, path));
  return inside && { engine: inside[0], via: "folder", rootless: false };
}

/** `DOCKER_HOST=unix:///there/docker.sock` with a folder of the host at `/there`: its name on the host may be any. */
export function socketByAddress(container: Container, mount: ContainerMount): EngineSocket | undefined {
  if (mount.type !== "bind" || mount.source === undefined || !mount.source.startsWith("/")) return undefined;
  const target = hostPath(mount.target);
  for (const { name, value } of container.environment) {
    if (name !== "DOCKER_HOST" && name !== "CONTAINER_HOST") continue;
    const address = value?.startsWith("unix://") ? hostPath(value.slice("unix://".length)) : undefined;
    if (address === undefined || target === undefined || target === "/" || !isWithin(address, target)) continue;
    const via = address === target ? "file" : "folder";
    return { engine: name === "DOCKER_HOST" ? "Docker" : "Podman", via, rootless: isUserFolder(mount.source) };
  }
  return undefined;
}

/** `${DOCKER_SOCK}:/var/run/docker.sock` as it is written: what else could the variable name? */
export function socketByTarget(mount: string): string | undefined {
  const name = /^["']?\$(?:\w+|\{\w[^{}]*\}):[^\s:]*\/([\w.]+\.sock)(?::[\w,]+)?["']?$/.exec(mount)?.[1];
  return name === undefined ? undefined : byFile[name];
}

function isUserFolder(path: string): boolean {
  return /^\/run\/user\/\d+\/|^\/home\/|^\/Users\/|^~/.test(path);
}
