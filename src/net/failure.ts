/**
 * Why something was not got over the network, as data: errors of Node.js go in, a kind and one sentence with the next step
 * come out. A sentence names the host or the socket; it never holds a query, a header or anything of a URL that could be a
 * credential.
 */

/** `absent`, `denied`: a socket file that is not there, or not ours. `no-tls`: something answers, but not with TLS. */
export const failureKinds = [
  "refused",
  "unreachable",
  "timeout",
  "dns",
  "tls",
  "no-tls",
  "reset",
  "too-large",
  "redirects",
  "offline",
  "proxy",
  "absent",
  "denied",
  "protocol",
  "address",
  "cancelled",
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Longest name of a host that a sentence repeats: that of DNS. */
export const longestPlace = 253;

/** Thrown by everything in this room, and nothing else is. */
export class NetworkFailure extends Error {
  override readonly name = "NetworkFailure";
  readonly kind: FailureKind;
  /** Sentences without a final gap: what happened, and what to do next. The same as `message`. */
  readonly why: string;
  /** The connection had served an earlier request: the other side may have closed it before it saw this one. */
  readonly onReusedConnection: boolean;

  constructor(kind: FailureKind, why: string, { onReusedConnection = false } = {}) {
    super(why);
    this.kind = kind;
    this.why = why;
    this.onReusedConnection = onReusedConnection;
  }
}

/** Where a request goes, for sentences: host with its port, or the path of the socket. */
export function placeOf(target: { readonly url: string; readonly socketPath?: string | undefined }): string {
  if (target.socketPath !== undefined) return target.socketPath;
  return URL.canParse(target.url) ? new URL(target.url).host.slice(0, longestPlace) : "an address that is none";
}

/** What went wrong at `place`. Gives back a failure that is one already. */
export function failureOf(error: unknown, place: string, options: { readonly onReusedConnection?: boolean } = {}) {
  if (error instanceof NetworkFailure) return error;
  const code = codeOf(error);
  const kind = kindOf(code);
  return new NetworkFailure(kind, sentences[kind](place, code), options);
}

/** Several addresses of one host may have been tried: the first error that has a code speaks for all. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== "") ?? "";
  return "";
}

const kinds: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: "refused",
  ENOTSOCK: "refused",
  EHOSTUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "timeout",
  ENOTFOUND: "dns",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ERR_STREAM_PREMATURE_CLOSE: "reset",
  HPE_HEADER_OVERFLOW: "too-large",
  ENOENT: "absent",
  ENOTDIR: "absent",
  EACCES: "denied",
  EPERM: "denied",
  ERR_INVALID_URL: "address",
  ERR_UNESCAPED_CHARACTERS: "address",
  ERR_SOCKET_BAD_PORT: "address",
  ABORT_ERR: "cancelled",
  EPROTO: "no-tls",
  ERR_SSL_WRONG_VERSION_NUMBER: "no-tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "no-tls",
  ERR_SSL_RECORD_LAYER_FAILURE: "no-tls",
  ERR_SSL_UNKNOWN_PROTOCOL: "no-tls",
  ERR_SSL_BAD_RECORD_TYPE: "no-tls",
};

function kindOf(code: string): FailureKind {
  const known = kinds[code];
  if (known !== undefined) return known;
  if (code.startsWith("EAI_")) return "dns";
  if (/^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_)/.test(code)) return "tls";
  return "protocol";
}

/** Errors whose code says more than the kind does: a word for it. */
const tlsReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "it signed its certificate itself",
};
const unknownAuthority = "its certificate comes from an authority that Node.js does not know";

const sentences: Readonly<Record<FailureKind, (place: string, code: string) => string>> = {
  refused: (place) => `${place} refused the connection. Check the name and the port, and that the service runs.`,
  unreachable: (place) => `${place} cannot be reached from here. Check the network, a VPN, or the proxy settings.`,
  timeout: (place) => `${place} did not answer in time. Try again, or check the network and the proxy settings.`,
  dns: (place, code) =>
    code === "EAI_AGAIN"
      ? `The name ${place} could not be looked up now. Check the network and try again.`
      : `There is no host ${place}. Check the spelling, or the network and its name server.`,
  tls: (place, code) =>
    `The TLS connection to ${place} failed: ${tlsReasons[code] ?? unknownAuthority}. Where the certificate is right, name its authority in NODE_EXTRA_CA_CERTS=FILE.`,
  "no-tls": (place) =>
    `${place} answers, but does not speak TLS. Check the port; use plain HTTP only where you mean it.`,
  reset: (place) => `${place} dropped the connection. Try again.`,
  "too-large": (place) => `${place} sent more than is accepted. Check that the address is the right one.`,
  redirects: (place) => `${place} leads on to other addresses in a way that is not followed. Check the address.`,
  offline: (place) => `${place} was not asked: the network is switched off. Leave out --offline to ask it.`,
  proxy: (place) =>
    `The proxy ${place} did not let the connection through. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.`,
  absent: (place) => `There is no ${place}. Check the path, and that the service runs.`,
  denied: (place) => `${place} is not open to this user. Check its permissions and the groups of the user.`,
  protocol: (place) => `${place} sent an answer that cannot be read. Check that the address is the right one.`,
  address: (place) => `${place} cannot be used as an address. Check the spelling.`,
  cancelled: (place) => `The request to ${place} was cancelled.`,
};

/** A failure with the sentence of its kind. */
export function failure(kind: FailureKind, place: string): NetworkFailure {
  return new NetworkFailure(kind, sentences[kind](place, ""));
}
