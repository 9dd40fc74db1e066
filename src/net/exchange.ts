/** One request and its answer on one connection: no redirect, no second try. Also opens the tunnel through a proxy. */
import { type ClientRequest, type IncomingMessage, request as openHttp, type RequestOptions } from "node:http";
import { request as openHttps } from "node:https";
import type { Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { Connections } from "./connections.ts";
import { failure, failureOf, placeOf } from "./failure.ts";
import type { HttpRequest, HttpResponse, Timeouts } from "./message.ts";
import type { HttpProxy } from "./proxy.ts";
import { responseOf } from "./response-body.ts";

/** Bytes of all headers of an answer, the status line included. */
export const mostHeaderBytes = 65_536;

/** Throws NetworkFailure. */
export async function exchange(request: HttpRequest, connections: Connections): Promise<HttpResponse> {
  const place = placeOf(request);
  const timeouts = { ...connections.timeouts, ...request.timeouts };
  const url = addressOf(request, place);
  const opened = await open(request, url, connections, timeouts, place);
  const message = await sendRequest(opened, request, timeouts, place);
  return responseOf(message, { url: url.href, place, stall: timeouts.stall, mostBytes: request.mostBytes });
}

function addressOf(request: HttpRequest, place: string): URL {
  if (!URL.canParse(request.url)) throw failure("address", place);
  const url = new URL(request.url);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  // A password in an address would end up in logs and messages: it is refused, not used.
  if (!isWeb || url.username !== "" || url.password !== "") throw failure("address", place);
  url.hash = "";
  return url;
}

/** The request, not yet sent. Node.js refuses bad headers and paths by throwing. */
async function open(
  request: HttpRequest,
  url: URL,
  connections: Connections,
  timeouts: Timeouts,
  place: string,
): Promise<ClientRequest> {
  const options = baseOptions(request, url, connections);
  try {
    if (request.socketPath !== undefined)
      return openHttp({ ...options, agent: agentFor(request, connections.http), socketPath: request.socketPath });
    const proxy = connections.proxyFor(url);
    if (url.protocol === "http:") return proxy ? openThroughProxy(options, url, proxy) : openDirect(options);
    const tls = { rejectUnauthorized: !request.insecure, ca: connections.certificates(url.host) };
    if (!proxy)
      return openHttps({ ...options, ...hostAndPort(url), ...tls, agent: agentFor(request, connections.https) });
    const tunnel = await openTunnel(proxy, url, timeouts);
    const secure = connectTls({ ...tls, socket: tunnel, servername: nameForTls(url), ALPNProtocols: ["http/1.1"] });
    return openHttps({ ...options, ...hostAndPort(url), createConnection: () => secure });
  } catch (error) {
    throw failureOf(error, place);
  }

  function openDirect(direct: RequestOptions): ClientRequest {
    return openHttp({ ...direct, ...hostAndPort(url), agent: agentFor(request, connections.http) });
  }
}

function baseOptions(request: HttpRequest, url: URL, connections: Connections): RequestOptions {
  const body = request.body === undefined ? undefined : Buffer.byteLength(request.body);
  return {
    method: request.method ?? "GET",
    path: url.pathname + url.search,
    maxHeaderSize: mostHeaderBytes,
    setHost: false,
    ...(request.signal && { signal: request.signal }),
    headers: {
      host: request.socketPath === undefined ? url.host : "localhost",
      "user-agent": connections.userAgent,
      // Digests and ranges count bytes as they are kept.
      "accept-encoding": "identity",
      ...request.headers,
      ...(body !== undefined && { "content-length": String(body) }),
    },
  };
}

function hostAndPort(url: URL): { hostname: string; port: number } {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  return { hostname: url.hostname.replace(/^\[|\]$/g, ""), port };
}

/** What is not repeated goes over a connection of its own: a kept one may be closed already on the other side. */
function agentFor<Agent>({ method = "GET" }: HttpRequest, kept: Agent): Agent | false {
  return method === "GET" || method === "HEAD" ? kept : false;
}

/** Plain HTTP: the proxy is asked for the whole address. */
function openThroughProxy(options: RequestOptions, url: URL, proxy: HttpProxy): ClientRequest {
  const headers = { ...options.headers, ...proxyHeaders(proxy) };
  const { protocol, hostname, port } = proxy;
  const full = { ...options, headers, hostname, port, path: url.href, agent: false } as const;
  return protocol === "https:" ? openHttps(full) : openHttp(full);
}

function proxyHeaders({ authorization }: HttpProxy): Record<string, string> {
  return authorization === undefined ? {} : { "proxy-authorization": authorization };
}

/** HTTPS: the proxy is asked for a connection (CONNECT, RFC 9110 section 9.3.6), and TLS goes through it. */
function openTunnel(proxy: HttpProxy, url: URL, timeouts: Timeouts): Promise<Socket> {
  const { hostname, port, protocol } = proxy;
  const place = `${hostname}:${port}`;
  const authority = `${url.hostname}:${hostAndPort(url).port}`;
  const options: RequestOptions = {
    method: "CONNECT",
    hostname,
    port,
    path: authority,
    agent: false,
    maxHeaderSize: mostHeaderBytes,
    headers: { host: authority, ...proxyHeaders(proxy) },
  };
  return new Promise((resolve, reject) => {
    const request = protocol === "https:" ? openHttps(options) : openHttp(options);
    const timer = setTimeout(() => request.destroy(failure("proxy", place)), timeouts.connect);
    request.on("connect", (answer, socket: Socket) => {
      clearTimeout(timer);
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(failure("proxy", place));
    });
    request.on("response", (answer) => {
      clearTimeout(timer);
      answer.destroy();
      reject(failure("proxy", place));
    });
    request.on("error", () => {
      clearTimeout(timer);
      reject(failure("proxy", place));
    });
    request.end();
  });
}

/** Addresses have no name in TLS. */
function nameForTls({ hostname }: URL): string {
  return /^[\d.]+$|^\[/.test(hostname) ? "" : hostname;
}

function sendRequest(
  sent: ClientRequest,
  { body, signal }: HttpRequest,
  timeouts: Timeouts,
  place: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const late = () => sent.destroy(failure("timeout", place));
    const connecting = setTimeout(late, timeouts.connect);
    const waiting = setTimeout(late, timeouts.headers);
    const settle = () => {
      clearTimeout(connecting);
      clearTimeout(waiting);
    };
    sent.on("socket", (socket) => whenConnected(socket, sent.reusedSocket, () => clearTimeout(connecting)));
    sent.on("response", (message) => {
      settle();
      resolve(message);
    });
    // Stays for the life of the request: a late error without a listener would end the process.
    sent.on("error", (error) => {
      settle();
      const cause = signal?.aborted ? failure("cancelled", place) : error;
      reject(failureOf(cause, place, { onReusedConnection: sent.reusedSocket && !signal?.aborted }));
    });
    sent.end(body);
  });
}

function whenConnected(socket: Socket, isReused: boolean, connected: () => void): void {
  if (isReused) connected();
  else if (socket instanceof TLSSocket) socket.once("secureConnect", connected);
  else if (socket.connecting) socket.once("connect", connected);
  else connected();
}
