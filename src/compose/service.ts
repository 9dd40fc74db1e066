import type { Container, Located } from "../runtime/container.ts";
import type { Place } from "../text/source.ts";
import type { Budget } from "./budget.ts";
import { readBuild } from "./build.ts";
import type { ComposeService, ServiceSecret } from "./compose-project.ts";
import { booleanField, itemsOf, mapField, type ServiceReading, textField, textOf, textsField } from "./fields.ts";
import { resolvePath } from "./load.ts";
import { readPairs } from "./pairs.ts";
import { readDevices, readMounts, readPorts } from "./service-lists.ts";
import {
  type ComposeProblem,
  entriesOf,
  fieldOf,
  isNull,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from "./yaml-tree.ts";

/** What a service is read from. */
export interface ServiceInput {
  /** Its key, with the merged map. */
  readonly entry: YamlEntry;
  readonly service: YamlMap;
  /** Its own map, before anything was merged into it. */
  readonly node: YamlMap | undefined;
  readonly extends: Located<string> | undefined;
  /** Why the service it extends could not be found. */
  readonly incomplete: { readonly why: string; readonly at: Place } | undefined;
  /** True when the file only changes a service that another file defines. */
  readonly changesOther: boolean;
  readonly budget: Budget;
  readonly problems: ComposeProblem[];
}

/** Reads a merged service. */
export function readService(input: ServiceInput): ComposeService {
  const { entry, service, budget, problems, incomplete } = input;
  const reading: ServiceReading = { name: entry.name, budget, problems, unresolved: [] };
  if (incomplete) reading.unresolved.push({ what: `base of service ${entry.name}`, ...incomplete });
  const container = readContainer(reading, input);
  const label = `service ${entry.name} of ${service.file.source.path}`;
  const networks = fieldOf(service, "networks");
  return {
    name: entry.name,
    at: entry.keyAt,
    container,
    build: readBuild(reading, service, label, container.image),
    profiles: textsField(reading, service, "profiles").map(({ value }) => value),
    secrets: readGrants(reading, service, "secrets"),
    configs: readGrants(reading, service, "configs").map(({ name, at }) => ({ name, at })),
    networks: networks && readNames(reading, networks, "networks"),
    dependsOn: readNames(reading, fieldOf(service, "depends_on"), "depends_on").map(({ name }) => name),
    extends: input.extends,
    node: input.node,
  };
}

function readContainer(reading: ServiceReading, { entry, service, incomplete, changesOther }: ServiceInput): Container {
  const text = (name: string) => textField(reading, service, name);
  const texts = (name: string) => textsField(reading, service, name);
  const hasImage = fieldOf(service, "image") !== undefined || fieldOf(service, "build") !== undefined;
  return {
    kind: "service",
    label: `service ${entry.name}`,
    at: entry.keyAt,
    image: text("image"),
    isFragment: !hasImage || incomplete !== undefined || changesOther,
    privileged: booleanField(reading, service, "privileged"),
    user: text("user"),
    readOnly: booleanField(reading, service, "read_only"),
    networkMode: text("network_mode"),
    pid: text("pid"),
    ipc: text("ipc"),
    uts: text("uts"),
    usernsMode: text("userns_mode"),
    cgroup: text("cgroup"),
    cgroupParent: text("cgroup_parent"),
    capAdd: texts("cap_add"),
    capDrop: texts("cap_drop"),
    securityOpt: texts("security_opt"),
    ports: readPorts(reading, service),
    mounts: readMounts(reading, service),
    devices: readDevices(reading, service),
    environment: readPairs(reading, fieldOf(service, "environment"), "environment"),
    envFiles: readEnvFiles(reading, service),
    restart: text("restart"),
    logDriver: textField(reading, mapField(reading, service, "logging"), "driver"),
    healthcheck: readHealthcheck(reading, service),
    limits: readLimits(reading, service),
    containerName: text("container_name"),
    entrypoint: commandText(reading, fieldOf(service, "entrypoint"), "entrypoint"),
    command: commandText(reading, fieldOf(service, "command"), "command"),
    unresolved: reading.unresolved,
  };
}

/** Paths as in `Source.path`. */
function readEnvFiles(reading: ServiceReading, service: YamlMap): readonly Located<string>[] {
  const node = fieldOf(service, "env_file");
  const items = node?.kind === "map" ? [node] : itemsOf(reading, node, "env_file");
  return items.flatMap((item) => {
    const text = textOf(reading, item.kind === "map" ? fieldOf(item, "path") : item, "env_file");
    return text ? [{ value: resolvePath(item.file.folder, text.value), at: text.at }] : [];
  });
}

function readHealthcheck(reading: ServiceReading, service: YamlMap): Container["healthcheck"] {
  const map = mapField(reading, service, "healthcheck");
  if (!map) return undefined;
  const test = fieldOf(map, "test");
  const written = commandText(reading, test, "healthcheck.test")?.value;
  const isNone = written !== undefined && /^NONE\b/.test(written) && test?.kind === "list";
  const disabled = isNone || booleanField(reading, map, "disable")?.value === true;
  const command = test?.kind === "list" ? written?.replace(/^CMD(?:-SHELL)? ?/, "") : written;
  return { value: { disabled, test: disabled ? undefined : command }, at: map.at };
}

function readLimits(reading: ServiceReading, service: YamlMap): Container["limits"] {
  const resources = mapField(reading, mapField(reading, service, "deploy"), "resources");
  const limits = mapField(reading, resources, "limits");
  return {
    memory: textField(reading, limits, "memory") ?? textField(reading, service, "mem_limit"),
    cpus: textField(reading, limits, "cpus") ?? textField(reading, service, "cpus"),
    pids: textField(reading, limits, "pids") ?? textField(reading, service, "pids_limit"),
  };
}

/** A command as one text, its words joined by blanks. */
function commandText(reading: ServiceReading, node: YamlNode | undefined, what: string): Located<string> | undefined {
  if (node?.kind !== "list") return textOf(reading, node, what);
  reading.budget.spend(node.items.length);
  const words = node.items.filter((item) => !isNull(item.value)).map((item) => textOf(reading, item.value, what));
  if (words.some((word) => word === undefined)) return undefined;
  return { value: words.map((word) => word?.value ?? "").join(" "), at: node.at };
}

/** `secrets` and `configs` of a service: a name, or a map with `source`. */
function readGrants(reading: ServiceReading, service: YamlMap, what: string): readonly ServiceSecret[] {
  return itemsOf(reading, fieldOf(service, what), what).flatMap((item) => {
    const name = textOf(reading, item.kind === "map" ? fieldOf(item, "source") : item, what);
    const target = item.kind === "map" ? textOf(reading, fieldOf(item, "target"), what)?.value : undefined;
    return name ? [{ name: name.value, at: name.at, target }] : [];
  });
}

/** Names from a list or from the keys of a map, each once. */
function readNames(reading: ServiceReading, node: YamlNode | undefined, what: string) {
  const names = new Map<string, Place>();
  const items = node?.kind === "map" ? [node] : itemsOf(reading, node, what);
  for (const item of items) {
    if (item.kind === "map") for (const { name, keyAt } of entriesOf(item)) names.set(name, keyAt);
    else {
      const text = textOf(reading, item, what);
      if (text) names.set(text.value, text.at);
    }
  }
  return [...names].map(([name, at]) => ({ name, at }));
}
