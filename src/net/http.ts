/**
 * The only door to the network. In: a request (URL, or a Unix socket and a path); out: status, headers and the body as a
 * stream, or a NetworkFailure that says what to do next. Every wait, header and redirect has a limit, credentials never
 * follow a redirect to another origin, and with `offline` nothing but Unix sockets is opened.
 */
import { createConnections } from "./connections.ts";
import { exchange } from "./exchange.ts";
import { failure, failureOf, NetworkFailure, placeOf } from "./failure.ts";
import type { HttpClientOptions, HttpRequest, HttpResponse, WholeResponse } from "./message.ts";
import { isRedirect, mostRedirects, redirectedRequest } from "./redirect.ts";
import { isRepeatable, mayHelpToRepeat, mostAttempts, repeatDelay } from "./repeat.ts";
import { unpackBody } from "./response-body.ts";

export type { FailureKind } from "./failure.ts";
export { NetworkFailure } from "./failure.ts";
export type { HttpClientOptions, HttpRequest, HttpResponse, Timeouts, WholeResponse } from "./message.ts";
export { defaultTimeouts } from "./message.ts";

/** Keeps connections for the next request; `close` lets them go. */
export interface HttpClient {
  /** Any status is an answer; throws NetworkFailure for the rest. GET and HEAD are repeated on 429, 5xx and drops. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** The same with the body in memory; also repeated when the connection drops in the body. */
  read(request: HttpRequest & { readonly mostBytes: number }): Promise<WholeResponse>;
  /** The sleep of the options. */
  sleep(milliseconds: number): Promise<void>;
  close(): void;
}

export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const connections = createConnections(options);
  const sleep = options.sleep ?? sleepFor;
  const now = options.now ?? Date.now;
  const attempts = options.attempts ?? mostAttempts;

  /** One answer after redirects. */
  async function follow(first: HttpRequest): Promise<HttpResponse> {
    let request = first;
    for (let redirects = 0; ; redirects++) {
      if (options.offline && request.socketPath === undefined) throw failure("offline", placeOf(request));
      const response = await exchange(request, connections);
      if (!isRedirect(request, response)) return response;
      response.discard();
      if (redirects === mostRedirects) throw failure("redirects", placeOf(first));
      request = redirectedRequest(request, response.headers.location ?? "");
    }
  }

  /** Tries `once` until it gives something final. What is given up between tries goes to `drop`. */
  async function repeat<Answer extends { readonly status: number; readonly headers: HttpResponse["headers"] }>(
    request: HttpRequest,
    once: () => Promise<Answer>,
    drop: (answer: Answer) => void,
  ): Promise<Answer> {
    const most = isRepeatable(request) ? (request.attempts ?? attempts) : 1;
    let stale = 0;
    for (let attempt = 1; ; attempt++) {
      const outcome = await once().catch((error: unknown) => failureOf(error, placeOf(request)));
      if (outcome instanceof NetworkFailure && isStale(outcome) && most > 1 && stale++ === 0) {
        attempt--;
        continue;
      }
      const delay = attempt < most && mayHelpToRepeat(outcome) ? repeatDelay(outcome, attempt, now) : undefined;
      if (delay === undefined && outcome instanceof NetworkFailure) throw outcome;
      if (delay === undefined) return outcome as Answer;
      if (!(outcome instanceof NetworkFailure)) drop(outcome);
      await sleep(delay);
    }
  }

  return {
    request: (request) =>
      repeat(
        request,
        () => follow(request),
        (response) => response.discard(),
      ),
    read: (request) =>
      repeat(
        request,
        async () => readWhole(await follow(request), request.mostBytes),
        () => {},
      ),
    sleep,
    close: () => connections.close(),
  };
}

/** A kept connection that the other side had let go: nothing was asked yet, so there is nothing to wait for. */
function isStale({ kind, onReusedConnection }: NetworkFailure): boolean {
  return kind === "reset" && onReusedConnection;
}

/** Bytes of the body of an error that are read for its message. */
const mostErrorBytes = 65_536;

async function readWhole(response: HttpResponse, most: number): Promise<WholeResponse> {
  const { status, headers, url } = response;
  if (status < 400) return { status, headers, url, body: await unpackBody(response, most) };
  // The status says what matters: a body that is endless or broken must not hide it.
  const body = await unpackBody(response, Math.min(most, mostErrorBytes)).catch(() => new Uint8Array());
  return { status, headers, url, body };
}

function sleepFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
