/**
 * What an image is for, by its name alone: the last part of the repository, wherever it is kept. Only used to word a
 * finding and to weigh it; a name that says nothing is no purpose.
 */
import { type ImageReference, parseReference } from "../../../image/reference.ts";
import type { Container } from "../../../runtime/container.ts";

/** The reference of a container's image; undefined where none is known. */
export function imageOf({ image }: Container): ImageReference | undefined {
  return image && parseReference(image.value);
}

/** `postgres` of `docker.io/library/postgres:17`, in lower case. */
export function lastName(reference: ImageReference): string {
  return reference.repository.slice(reference.repository.lastIndexOf("/") + 1).toLowerCase();
}

/** Purposes that explain why a container asks for more than others. */
export type Purpose = "socket-proxy" | "monitor" | "vpn" | "engine";

const names: readonly (readonly [Purpose, RegExp])[] = [
  ["socket-proxy", /^(?:docker-)?socket-proxy$|^docker-proxy$/],
  [
    "monitor",
    /^(?:node[-_]exporter|cadvisor|agent|netdata|glances|telegraf|(?:file|metric)beat|promtail|alloy|fluent-bit|fluentd|zabbix-agent2?|infrastructure|scrutiny|beszel-agent|opentelemetry-collector(?:-contrib)?|vector|osquery|falco)$/,
  ],
  [
    "vpn",
    /(?:^|-)(?:wireguard|wg|openvpn|gluetun|tailscale|zerotier|strongswan|vpn|netbird|ftldns)(?:-|$)|^(?:pihole|adguardhome)$/,
  ],
  ["engine", /^(?:dind|buildkit|docker-in-docker)$/],
];

/** Undefined for an ordinary image. */
export function purposeOf(container: Container): Purpose | undefined {
  const reference = imageOf(container);
  if (!reference) return undefined;
  const name = lastName(reference);
  if (name === "docker" && reference.tag?.includes("dind")) return "engine";
  return names.find(([, pattern]) => pattern.test(name))?.[0];
}
