/** What a variable may get from outside the file: from the base image's environment, or from the builder. */
import { officialName } from "../../../bases/official.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { parseReference } from "../../../image/reference.ts";

const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];

/**
 * Names that have a value in every stage: the ARGs that need no declaration (Dockerfile reference, "Predefined ARGs"),
 * and PATH, which BuildKit sets even FROM scratch.
 */
export const builderNames: ReadonlySet<string> = new Set([
  ...proxies,
  ...proxies.map((name) => name.toLowerCase()),
  "PATH",
]);

/** Set by base images of many kinds, or by the engine. */
const commonNames: ReadonlySet<string> = new Set([
  ...["PATH", "HOME", "USER", "HOSTNAME", "TERM", "PWD", "SHELL", "LANG", "LANGUAGE", "TZ", "DEBIAN_FRONTEND"],
  ...["PYTHONPATH", "NODE_PATH", "CLASSPATH", "MANPATH", "GOPATH", "GOROOT", "CPATH", "INFOPATH", "PERL5LIB"],
]);

const commonPrefixes = ["LC_", "JAVA_", "LD_", "LIBRARY_", "PKG_", "XDG_", "CUDA_", "NVIDIA_", "CONDA_", "GEM_"];

/**
 * True when a base image may well set the name: names many images set, and names that speak of the image itself
 * (`NODE_VERSION` in `node:24`).
 */
export function mayComeFromBase(name: string, image: string): boolean {
  if (commonNames.has(name) || commonPrefixes.some((prefix) => name.startsWith(prefix))) return true;
  if (name.endsWith("PATH")) return true;
  const first = name.split("_")[0]?.toLowerCase() ?? "";
  const short = image.split("/").at(-1)?.split(/[:@]/)[0]?.toLowerCase() ?? "";
  if (first.length >= 2 && image.toLowerCase().includes(first)) return true;
  return short.length >= 2 && name.toLowerCase().includes(short);
}

/**
 * Official images whose environment is known: nothing but PATH, names of the kinds above, and names that begin as
 * listed. Read from their Dockerfiles of 2016 to 2026.
 */
const plainImages: ReadonlyMap<string, readonly string[]> = new Map([
  ...["debian", "ubuntu", "alpine", "busybox", "centos", "almalinux", "rockylinux", "oraclelinux", "amazonlinux"].map(
    (name) => [name, []] as const,
  ),
  ["eclipse-temurin", []],
  ["node", ["NPM_", "YARN_"]],
  ["python", ["GPG_", "PYTHON"]],
] as const);

/** True when nothing outside the file gives the name a value in this stage: its base is empty, or known to be plain. */
export function cannotComeFromBase(name: string, stage: Stage): boolean {
  const root = stage.chain.at(-1)?.base;
  if (root?.kind === "scratch") return true;
  if (root?.kind !== "image" || mayComeFromBase(name, root.name)) return false;
  if (/^gcr\.io\/distroless\/(?:static|base|cc)\b/.test(root.name)) return !name.startsWith("SSL_");
  const reference = parseReference(root.name);
  const prefixes = reference && plainImages.get(officialName(reference) ?? "");
  return prefixes !== undefined && !prefixes.some((prefix) => name.startsWith(prefix));
}
