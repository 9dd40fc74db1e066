import type { ContainerMount, DeviceMapping, Located, PublishedPort } from "../runtime/container.ts";
import { parseDevice } from "../runtime/devices.ts";
import { parsePublishedPorts, publishedPort } from "../runtime/ports.ts";
import { parseTmpfs, parseVolume } from "../runtime/volumes.ts";
import {
  booleanField,
  isKnown,
  itemsOf,
  type ServiceReading,
  textField,
  textOf,
  unreadable,
  wrongType,
} from "./fields.ts";
import { readWritten } from "./scalars.ts";
import { fieldOf, type YamlMap, type YamlNode, type YamlScalar } from "./yaml-tree.ts";

/**
 * Reads `ports`, `volumes`, `tmpfs` and `devices` of a service, short and long syntax. What a later file or line says of
 * the same target takes the place of the earlier, as Compose does it.
 */

/** Every port that is published. */
export function readPorts(reading: ServiceReading, service: YamlMap): readonly Located<PublishedPort>[] {
  const ports = new Map<string, Located<PublishedPort>>();
  for (const node of itemsOf(reading, fieldOf(service, "ports"), "ports")) {
    const read = node.kind === "map" ? longPort(reading, node) : node.kind === "scalar" ? shortPort(reading, node) : [];
    if (node.kind === "list") wrongType(reading, node.at, "ports", "a list of ports");
    for (const value of read) {
      const { hostIp, published, target, protocol } = value;
      ports.set(JSON.stringify([hostIp, published, target, protocol]), { value, at: node.at });
    }
  }
  return [...ports.values()];
}

/** Every mount: volumes and tmpfs. */
export function readMounts(reading: ServiceReading, service: YamlMap): readonly Located<ContainerMount>[] {
  const mounts = new Map<string, Located<ContainerMount>>();
  for (const node of itemsOf(reading, fieldOf(service, "volumes"), "volumes")) {
    const value = node.kind === "map" ? longMount(reading, node) : shortMount(reading, node, "volumes", parseVolume);
    if (value) mounts.set(value.target, { value, at: node.at });
  }
  const tmpfs: Located<ContainerMount>[] = [];
  for (const node of itemsOf(reading, fieldOf(service, "tmpfs"), "tmpfs")) {
    const value = shortMount(reading, node, "tmpfs", parseTmpfs);
    if (value) tmpfs.push({ value, at: node.at });
  }
  return [...mounts.values(), ...tmpfs];
}

/** Devices of the host. */
export function readDevices(reading: ServiceReading, service: YamlMap): readonly Located<DeviceMapping>[] {
  return itemsOf(reading, fieldOf(service, "devices"), "devices").flatMap((node) => {
    const value = node.kind === "map" ? longDevice(reading, node) : shortDevice(reading, node);
    return value ? [{ value, at: node.at }] : [];
  });
}

function shortPort(reading: ServiceReading, node: YamlScalar): readonly PublishedPort[] {
  const read = { ...readWritten(node), at: node.at };
  if (!isKnown(reading, read, "port") || read.value === undefined) return [];
  const ports = parsePublishedPorts(read.value.trim());
  if (!ports) unreadable(reading, node.at, "port", "It is no port that the engine takes: write HOST:CONTAINER.");
  return ports ?? [];
}

function longPort(reading: ServiceReading, map: YamlMap): readonly PublishedPort[] {
  const before = reading.unresolved.length;
  const field = (name: string) => textField(reading, map, name)?.value;
  const ports = publishedPort({
    hostIp: field("host_ip"),
    published: field("published"),
    target: field("target"),
    protocol: field("protocol"),
  });
  if (reading.unresolved.length > before) return [];
  if (!ports) unreadable(reading, map.at, "port", "It has no `target` that is a port, or another field is wrong.");
  return ports ?? [];
}

function shortMount(
  reading: ServiceReading,
  node: YamlNode,
  what: string,
  parse: (text: string) => ContainerMount | undefined,
): ContainerMount | undefined {
  const text = textOf(reading, node, what);
  if (!text) return undefined;
  const mount = parse(text.value);
  return mount ?? unreadable(reading, text.at, what, "It is no mount that the engine takes: write SOURCE:TARGET.");
}

function longMount(reading: ServiceReading, map: YamlMap): ContainerMount | undefined {
  const before = reading.unresolved.length;
  const type = textField(reading, map, "type")?.value;
  const source = textField(reading, map, "source")?.value;
  const target = textField(reading, map, "target")?.value;
  const readOnly = booleanField(reading, map, "read_only")?.value ?? false;
  const bind = subMap(map, "bind");
  const propagation = textField(reading, bind, "propagation")?.value;
  const selinux = textField(reading, bind, "selinux")?.value;
  if (reading.unresolved.length > before) return undefined;
  if (target === undefined || target === "")
    return unreadable(reading, map.at, "volumes", "It has no `target`, the path in the container.");
  const known = type === "bind" || type === "volume" || type === "tmpfs" ? type : "other";
  return {
    type: known,
    source: known === "tmpfs" || source === "" ? undefined : source,
    target,
    readOnly,
    propagation,
    options: selinux === undefined ? [] : [selinux],
  };
}

function subMap(map: YamlMap, name: string): YamlMap | undefined {
  const node = fieldOf(map, name);
  return node?.kind === "map" ? node : undefined;
}

function shortDevice(reading: ServiceReading, node: YamlNode): DeviceMapping | undefined {
  const text = textOf(reading, node, "devices");
  if (!text) return undefined;
  return parseDevice(text.value) ?? unreadable(reading, text.at, "devices", "It is no device that the engine takes.");
}

function longDevice(reading: ServiceReading, map: YamlMap): DeviceMapping | undefined {
  const before = reading.unresolved.length;
  const host = textField(reading, map, "source")?.value;
  const container = textField(reading, map, "target")?.value;
  const permissions = textField(reading, map, "permissions")?.value;
  if (reading.unresolved.length > before) return undefined;
  if (host === undefined) return unreadable(reading, map.at, "devices", "It has no `source`.");
  return { host, container: container ?? host, permissions };
}
