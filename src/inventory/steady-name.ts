import { parseReference } from "../image/reference.ts";

/**
 * What an image goes by from one build to the next: its repository, or its file, without scheme, tag and digest. For names of
 * findings that have to survive a new build: `registry.example.com/team/app` of
 * `registry:registry.example.com/team/app:1.4@sha256:…`. "image" where nothing steady is left.
 */
export function steadyImageName(name: string): string {
  const plain = name.replace(scheme, "");
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(plain)) return "image";
  const reference = parseReference(plain);
  if (reference) return reference.familiar;
  // A path of this machine says nothing on another one.
  const parts = plain.split(/[\\/]/).filter((part) => part !== "" && part !== "." && part !== "..");
  const kept = /^(?:[\\/]|[A-Za-z]:)/.test(plain) ? parts.slice(-1) : parts;
  return kept.join("/") || "image";
}

const scheme = /^(?:docker|podman|registry|docker-archive|oci-archive|oci-dir|dir|sbom):/;
