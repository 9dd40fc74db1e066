import { parseReference } from "../../image/reference.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { formatPurl } from "../../packages/purl.ts";

/**
 * `pkg:oci/node@sha256:…?repository_url=…&tag=…` (package-url, type `oci`): the image as others can fetch it. Undefined
 * where no digest of a manifest is known, or the name is that of a file.
 */
export function imagePurl({ name, digest, platform }: ImageFacts): string | undefined {
  if (digest === undefined || !/^[a-z0-9]+:[a-f0-9]+$/.test(digest)) return undefined;
  const reference = parseReference(name.replace(namedPlaces, ""));
  if (!reference) return undefined;
  const qualifiers = {
    arch: platform?.split("/")[1] ?? "",
    repository_url: reference.name,
    tag: reference.tag ?? "",
  };
  const last = reference.repository.slice(reference.repository.lastIndexOf("/") + 1);
  return formatPurl({ type: "oci", namespace: "", name: last, version: digest, qualifiers, subpath: "" });
}

/** Schemes of places whose images have names that others know. */
const namedPlaces = /^(?:docker|podman|registry):/;
