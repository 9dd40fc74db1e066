/** The shapes of requests and answers, and the settings of a client. */

/** Limits on waiting, in milliseconds. The time that the reader of a body takes never counts. */
export interface Timeouts {
  /** Until there is a connection, name lookup and TLS included. */
  readonly connect: number;
  /** Until all headers of the answer are there, from the start. */
  readonly headers: number;
  /** Until the body goes on: for each `leastProgress` bytes of it. */
  readonly stall: number;
}
export const defaultTimeouts: Timeouts = { connect: 15_000, headers: 60_000, stall: 30_000 };

export interface HttpRequest {
  /** `http:` or `https:`, without user and password. With `socketPath` only its path and query count: `http://localhost/info`. */
  readonly url: string;
  /** `GET` when absent. Only GET and HEAD are repeated and follow redirects. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Path of a Unix socket to ask instead of the URL's host. */
  readonly socketPath?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** A longer body is a failure `too-large`. Absent: as much as comes; memory is not at stake, it is a stream. */
  readonly mostBytes?: number;
  /** Certificates are not verified, and a redirect may lead from https to http. */
  readonly insecure?: boolean;
  readonly signal?: AbortSignal;
  /** Tries of a GET or HEAD in all, where they are not those of the client. */
  readonly attempts?: number;
}

/** An answer of any status. One of `bytes`, `whole`, `text`, `json` and `discard` has to be used, once. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; several of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** After redirects. */
  readonly url: string;
  /** As they came: not unpacked where there is a `content-encoding`. Throws NetworkFailure. Leaving the loop closes it. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** All bytes, unpacked; a NetworkFailure `too-large` beyond `most` bytes. */
  whole(most: number): Promise<Uint8Array>;
  /** UTF-8, unpacked; a NetworkFailure `too-large` beyond `most` bytes. */
  text(most: number): Promise<string>;
  /** As `text`; undefined for what is no JSON. */
  json(most: number): Promise<unknown>;
  /** Lets the rest go. */
  discard(): void;
}

/** An answer with its body, unpacked. */
export interface WholeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly body: Uint8Array;
}

export interface HttpClientOptions {
  /** For HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not. Absent: no proxy. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Refuses everything but Unix sockets. */
  readonly offline?: boolean;
  readonly userAgent?: string;
  readonly timeouts?: Partial<Timeouts>;
  /** How often a GET or HEAD is tried in all; 1 for once. */
  readonly attempts?: number;
  /** PEM texts of authorities that are trusted for a host (`example.com:5000`) besides those of Node.js. */
  readonly certificates?: (host: string) => readonly string[];
  /** Milliseconds. Handed in so that tests need not wait. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  readonly now?: () => number;
}
