/** What a client keeps between requests: connections that wait for the next one, and the settings of all of them. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { defaultTimeouts, type HttpClientOptions, type Timeouts } from "./message.ts";
import { chooseProxy, type HttpProxy } from "./proxy.ts";

export interface Connections {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly timeouts: Timeouts;
  readonly userAgent: string;
  /** For `example.com:5000`; undefined for those that Node.js knows. */
  certificates(host: string): string[] | undefined;
  proxyFor(url: URL): HttpProxy | undefined;
  close(): void;
}

export function createConnections(options: HttpClientOptions): Connections {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  return {
    http,
    https,
    timeouts: { ...defaultTimeouts, ...options.timeouts },
    userAgent: options.userAgent ?? "seaworthy",
    certificates(host) {
      const more = options.certificates?.(host) ?? [];
      return more.length === 0 ? undefined : [...rootCertificates, ...more];
    },
    proxyFor: (url) => chooseProxy(url, options.environment ?? {}),
    close() {
      http.destroy();
      https.destroy();
    },
  };
}
