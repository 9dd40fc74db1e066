/**
 * Where a redirect leads, and what may go there. Headers that could be a credential stay with the origin (scheme, host and
 * port) they were meant for: to another one only a short list of harmless headers goes along.
 */
import { isLocalHost } from "./address.ts";
import { failure, NetworkFailure, placeOf } from "./failure.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

export const mostRedirects = 5;

/** What another origin is told. */
const harmless = ["accept", "range", "user-agent"];

export function isRedirect({ method = "GET" }: HttpRequest, { status, headers }: HttpResponse): boolean {
  const isSafe = method === "GET" || method === "HEAD";
  return isSafe && [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

/** The request that follows; throws NetworkFailure for an address that is not followed. */
export function redirectedRequest(request: HttpRequest, location: string): HttpRequest {
  const from = new URL(request.url);
  if (request.socketPath !== undefined) throw failure("redirects", placeOf(request));
  if (!URL.canParse(location, from.href)) throw failure("redirects", placeOf(request));
  const to = new URL(location, from);
  to.username = "";
  to.password = "";
  to.hash = "";
  refuseOddTarget(from, to, request);
  if (to.origin === from.origin) return { ...request, url: to.href };
  return { ...request, url: to.href, headers: harmlessHeaders(request.headers ?? {}) };
}

function refuseOddTarget(from: URL, to: URL, request: HttpRequest): void {
  if (to.protocol !== "https:" && to.protocol !== "http:") throw failure("redirects", placeOf(request));
  if (from.protocol === "https:" && to.protocol === "http:" && !request.insecure)
    throw new NetworkFailure(
      "redirects",
      `${placeOf(request)} leads on from https to plain http at ${placeOf({ url: to.href })}, which is not followed. Ask who runs it to serve https.`,
    );
  if (isLocalHost(to.hostname) && !isLocalHost(from.hostname))
    throw new NetworkFailure(
      "redirects",
      `${placeOf(request)} leads on to this machine itself (${placeOf({ url: to.href })}), which is not followed. Check the address.`,
    );
}

function harmlessHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.includes(name.toLowerCase())));
}
