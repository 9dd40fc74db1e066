/** What a host name in a URL is, by its letters alone: nothing is looked up. */

/** `localhost` and what ends in it, 127.0.0.0/8, ::1, also as `URL` writes them: `[::1]`, `[::ffff:7f00:1]`. No port. */
export function isLoopback(hostname: string): boolean {
  const host = bareHost(hostname);
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  return /^127(?:\.\d{1,3}){3}$/.test(host) || host === "::1" || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(host);
}

/** Loopback, "this host" and link-local addresses, where cloud machines serve their own credentials. */
export function isLocalHost(hostname: string): boolean {
  const host = bareHost(hostname);
  if (isLoopback(host)) return true;
  if (/^(?:0|169\.254)(?:\.\d{1,3}){2,3}$/.test(host)) return true;
  return host === "::" || /^fe[89ab][0-9a-f]:/.test(host) || /^::ffff:(?:a9fe:|0:)/.test(host);
}

function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}
