import type { Located } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Place } from "../text/source.ts";
import { booleanField, itemsOf, type ServiceReading, textField, textOf, textsField, wrongType } from "./fields.ts";
import { isRemote, resolvePath } from "./load.ts";
import { asBuildMap } from "./merge.ts";
import { readPairs } from "./pairs.ts";
import { entriesOf, fieldOf, type YamlMap, type YamlNode } from "./yaml-tree.ts";

/** Reads the `build` of a service. `label` names the service and its file; `image` is the tag that is made. */
export function readBuild(
  reading: ServiceReading,
  service: YamlMap,
  label: string,
  image: Located<string> | undefined,
): ImageBuild | undefined {
  const entry = service.entries.get("build");
  const node = fieldOf(service, "build");
  if (!entry || !node) return undefined;
  const build = asBuildMap(node);
  if (!build) {
    wrongType(reading, node.at, "build", "a path or a map");
    return undefined;
  }
  const context = readContext(reading, build, entry.keyAt);
  const inline = textField(reading, build, "dockerfile_inline");
  return {
    kind: "compose",
    label,
    at: entry.keyAt,
    context,
    dockerfile: inline ? undefined : readDockerfile(reading, service, build, context),
    inline,
    target: textField(reading, build, "target"),
    args: readPairs(reading, fieldOf(build, "args"), "build.args").map(({ fallback: _, ...arg }) => arg),
    namedContexts: readPairs(reading, fieldOf(build, "additional_contexts"), "build.additional_contexts").flatMap(
      ({ name, value, at }) => (value === undefined ? [] : [{ name, address: { value, at } }]),
    ),
    secrets: readSecretIds(reading, build),
    ssh: readSsh(reading, build),
    platforms: textsField(reading, build, "platforms"),
    privileged: booleanField(reading, build, "privileged"),
    network: textField(reading, build, "network"),
    tags: [...(image ? [image] : []), ...textsField(reading, build, "tags")],
  };
}

function readContext(reading: ServiceReading, build: YamlMap, buildAt: Place): ImageBuild["context"] {
  const node = fieldOf(build, "context");
  if (!node) return { value: { path: build.file.folder }, at: buildAt };
  const text = textOf(reading, node, "build.context");
  if (!text) return undefined;
  const { value, at } = text;
  return { value: isRemote(value) ? { remote: value } : { path: resolvePath(node.file.folder, value) }, at };
}

/** Relative to the context; `Dockerfile` in it when nothing is said. */
function readDockerfile(
  reading: ServiceReading,
  service: YamlMap,
  build: YamlMap,
  context: ImageBuild["context"],
): Located<string> | undefined {
  // Files of before 2016 have it beside `build`.
  const node = fieldOf(build, "dockerfile") ?? fieldOf(service, "dockerfile");
  const written = node && textOf(reading, node, "build.dockerfile");
  if (!context || !("path" in context.value) || (node && !written)) return undefined;
  return written
    ? { value: resolvePath(context.value.path, written.value), at: written.at }
    : { value: resolvePath(context.value.path, "Dockerfile"), at: context.at };
}

/** A mount asks for the target, where one is given. */
function readSecretIds(reading: ServiceReading, build: YamlMap): readonly Located<string>[] {
  return itemsOf(reading, fieldOf(build, "secrets"), "build.secrets").flatMap((node) => {
    const name = node.kind === "map" ? (fieldOf(node, "target") ?? fieldOf(node, "source")) : node;
    return textOf(reading, name, "build.secrets") ?? [];
  });
}

/** `default`, `id=path`, or a map of ids. */
function readSsh(reading: ServiceReading, build: YamlMap): readonly Located<string>[] {
  const node = fieldOf(build, "ssh");
  const nodes: readonly YamlNode[] = node?.kind === "list" ? node.items.map((item) => item.value) : node ? [node] : [];
  return nodes.flatMap((item) => {
    if (item.kind === "map") return entriesOf(item).map(({ name, keyAt }) => ({ value: name, at: keyAt }));
    const text = textOf(reading, item, "build.ssh");
    return text ? [{ value: text.value.split("=")[0] || "default", at: text.at }] : [];
  });
}
