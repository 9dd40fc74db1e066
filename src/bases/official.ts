import type { ImageReference } from "../image/reference.ts";

/** Public copies of Docker Hub's official images, byte for byte the same. */
const mirrors = ["public.ecr.aws/docker/library/", "mirror.gcr.io/library/", "registry-1.docker.io/library/"];

/** Docker Hub's one-architecture copies of the official images: `arm64v8/node`. */
const architectures: ReadonlySet<string> = new Set([
  ...["amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "mips64le", "ppc64le", "riscv64", "s390x"],
]);

/** The short name of an official image, also through a public mirror or a one-architecture copy: `node`. */
export function officialName(reference: ImageReference): string | undefined {
  if (reference.registry === "docker.io") return hubName(reference.familiar);
  const mirror = mirrors.find((prefix) => reference.name.startsWith(prefix));
  const short = mirror === undefined ? undefined : reference.name.slice(mirror.length);
  return short === undefined || short.includes("/") ? undefined : short;
}

function hubName(familiar: string): string | undefined {
  const slash = familiar.indexOf("/");
  if (slash === -1) return familiar;
  if (familiar.includes("/", slash + 1)) return undefined;
  return architectures.has(familiar.slice(0, slash)) ? familiar.slice(slash + 1) : undefined;
}
