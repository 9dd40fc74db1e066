/**
 * Which proxy a URL goes through, after the environment variables that curl and Go read: HTTPS_PROXY, HTTP_PROXY and
 * NO_PROXY, in capitals or small letters. Loopback is never proxied, as in Go.
 */
import { BlockList, isIP } from "node:net";
import { isLoopback } from "./address.ts";
import { NetworkFailure } from "./failure.ts";

export interface HttpProxy {
  /** `http:` or `https:`: how the proxy itself is spoken to. */
  readonly protocol: "http:" | "https:";
  readonly hostname: string;
  readonly port: number;
  /** Value of Proxy-Authorization. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined for none. Throws NetworkFailure `proxy` for a proxy that cannot be used (SOCKS). */
export function chooseProxy(url: URL, environment: Environment): HttpProxy | undefined {
  const isSecure = url.protocol === "https:";
  const name = isSecure ? "HTTPS_PROXY" : "HTTP_PROXY";
  const text = setting(environment, name);
  // A CGI program would take a header of its caller (Proxy:) for a setting: CVE-2016-5385.
  if (text === "" || (!isSecure && environment.REQUEST_METHOD !== undefined)) return undefined;
  if (isLoopback(url.hostname) || isExcluded(url, setting(environment, "NO_PROXY"))) return undefined;
  return readProxy(text, name);
}

function setting(environment: Environment, name: string): string {
  return (environment[name] || environment[name.toLowerCase()] || "").trim();
}

function readProxy(text: string, name: string): HttpProxy {
  const full = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const protocol = url?.protocol;
  if (url === undefined || url.hostname === "" || (protocol !== "http:" && protocol !== "https:"))
    throw new NetworkFailure("proxy", `${name} names no HTTP proxy. Write it as http://HOST:PORT, or unset it.`);
  return {
    protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (protocol === "https:" ? 443 : 80),
    ...(url.username !== "" && { authorization: basic(url) }),
  };
}

function basic(url: URL): string {
  const pair = `${decode(url.username)}:${decode(url.password)}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % is meant as it stands.
  }
}

/** `*`, `example.com` (and below), `.example.com` (below only), `host:port`, addresses and `10.0.0.0/8`. */
function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list.split(/[,\s]+/).some((entry) => entry !== "" && excludes(entry.toLowerCase(), host, port));
}

function excludes(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInRange(host, entry);
  const { name, port: wanted } = splitPort(entry);
  if (wanted !== undefined && wanted !== port) return false;
  const suffix = name.replace(/^\*/, "");
  if (suffix.startsWith(".")) return host.endsWith(suffix);
  return host === suffix || host.endsWith(`.${suffix}`);
}

function splitPort(entry: string): { name: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  if (bracketed) return { name: bracketed[1] ?? "", port: bracketed[2] };
  if (isIP(entry) === 6) return { name: entry, port: undefined };
  const plain = /^([^:]*):(\d+)$/.exec(entry);
  return plain ? { name: plain[1] ?? "", port: plain[2] } : { name: entry, port: undefined };
}

function isInRange(host: string, range: string): boolean {
  const [address = "", length = ""] = range.split("/");
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(length)) return false;
  if (Number(length) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, Number(length), type);
  return list.check(host, type);
}
