import { isLoopback, isUnspecified, parseAddress } from "./addresses.ts";
import type { PublishedPort } from "./container.ts";

/**
 * Published ports as `docker run --publish` and the short syntax of Compose take them: `[[ADDRESS:]HOST:]PORT[/PROTOCOL]`.
 * In comes the text, out go the ports; undefined is a text that the engine refuses, or that still holds a variable.
 */

/** `80`, `8080:80`, `127.0.0.1:8080:80/udp`, `127.0.0.1::80`, `3000-3005:3000-3005`, `[::1]:80:80`, `::1:80:80`. */
export function parsePublishedPorts(text: string): readonly PublishedPort[] | undefined {
  const parts = text.split(":");
  const container = parts.pop() ?? "";
  const host = parts.pop() ?? "";
  const address = parseHostAddress(parts.join(":"), parts.length > 0);
  if (address === undefined) return undefined;

  const { ports, protocol } = splitProtocol(container);
  const target = parseRange(ports);
  if (!target || !protocols.includes(protocol)) return undefined;
  const published = host === "" ? undefined : parseRange(host);
  if (host !== "" && !published) return undefined;
  if (published && !isSameLength(published, target) && target[0] !== target[1]) return undefined;
  return [{ hostIp: address === "" ? undefined : address, published, target, protocol, shortSyntax: true }];
}

/** The other form of `--publish`: `published=8080,target=80,protocol=tcp,mode=host`. */
export function parsePublishFields(text: string): readonly PublishedPort[] | undefined {
  const fields = new Map<string, string>();
  for (const field of text.split(",")) {
    const equals = field.indexOf("=");
    if (equals === -1) return undefined;
    fields.set(field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim());
  }
  return publishedPort({
    hostIp: fields.get("host_ip"),
    published: fields.get("published") ?? fields.get("published_port"),
    target: fields.get("target") ?? fields.get("target_port"),
    protocol: fields.get("protocol"),
  });
}

/** A port whose parts are named, as in the long syntax of Compose. An absent or empty part is as if not written. */
export function publishedPort(fields: {
  readonly hostIp: string | undefined;
  readonly published: string | undefined;
  readonly target: string | undefined;
  readonly protocol: string | undefined;
}): readonly PublishedPort[] | undefined {
  const target = parseRange(fields.target ?? "");
  const published = fields.published ? parseRange(fields.published) : undefined;
  const protocol = (fields.protocol || "tcp").toLowerCase();
  const hostIp = parseHostAddress(fields.hostIp ?? "", true);
  if (!target || hostIp === undefined || !protocols.includes(protocol)) return undefined;
  if (fields.published && !published) return undefined;
  return [{ hostIp: hostIp === "" ? undefined : hostIp, published, target, protocol, shortSyntax: false }];
}

/** True when the port answers on every address of the host: no address is written, or `0.0.0.0`, `::`, `::ffff:0.0.0.0`. */
export function isOnAllAddresses(port: PublishedPort): boolean {
  return port.hostIp === undefined || isUnspecified(port.hostIp);
}

/** True when only the host itself reaches the port. */
export function isOnLoopback(port: PublishedPort): boolean {
  return port.hostIp !== undefined && isLoopback(port.hostIp);
}

const protocols: readonly string[] = ["tcp", "udp", "sctp"];

/** Without its brackets; empty when none is written, undefined when it is no address. */
function parseHostAddress(text: string, isWritten: boolean): string | undefined {
  if (!isWritten || text === "") return "";
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return parseAddress(bare) ? bare : undefined;
}

function splitProtocol(text: string): { readonly ports: string; readonly protocol: string } {
  const [ports = "", protocol = ""] = text.split("/");
  return { ports, protocol: protocol === "" ? "tcp" : protocol.toLowerCase() };
}

function parseRange(text: string): readonly [number, number] | undefined {
  const match = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last && last <= 65_535 ? [first, last] : undefined;
}

function isSameLength(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[1] - a[0] === b[1] - b[0];
}
