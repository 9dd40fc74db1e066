/**
 * Gets a token for one repository from the token server that a registry names, after
 * https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/. The login goes to that server and nobody else;
 * plain HTTP only where the registry itself is spoken to so.
 */
import { isLoopback } from "../net/address.ts";
import type { HttpClient, WholeResponse } from "../net/http.ts";
import { field, filledText, jsonValue } from "../text/json.ts";
import type { Credentials } from "./credentials-file.ts";
import type { Challenge } from "./registry-challenge.ts";
import { RegistryFailure } from "./registry-failure.ts";

/** Bytes of a token server's answer that are read. */
export const mostTokenBytes = 1_048_576;
/** Characters of a token. */
export const longestToken = 32_768;
/** Scopes of one challenge that are asked for. */
export const mostScopes = 10;

export interface TokenWanted {
  readonly client: HttpClient;
  /** With its `realm`. */
  readonly challenge: Challenge;
  /** Scheme and host of the registry, as it is spoken to. */
  readonly registry: URL;
  readonly repository: string;
  readonly credentials: Credentials | undefined;
  readonly insecure: boolean;
}

/** The token; or the status of a refusal of the login. Throws RegistryFailure and NetworkFailure. */
export async function fetchToken(
  wanted: TokenWanted,
): Promise<{ readonly token: string } | { readonly status: number }> {
  const realm = realmOf(wanted);
  const answer = await askTokenServer(realm, wanted);
  if (answer.status === 401 || answer.status === 403) return { status: answer.status };
  if (answer.status !== 200)
    throw new RegistryFailure(
      `The token server ${realm.host} of ${wanted.registry.host} answered with status ${answer.status}. Try again later.`,
    );
  const token = readToken(answer.body);
  if (token === undefined)
    throw new RegistryFailure(
      `The token server ${realm.host} of ${wanted.registry.host} sent no token. Try again; if it stays so, tell whoever runs the registry.`,
    );
  return { token };
}

/** Another host is usual (Docker Hub has one); less protection than the registry's own, or this very machine, is not. */
function realmOf({ challenge, registry, insecure }: TokenWanted): URL {
  const text = challenge.parameters.get("realm") ?? "";
  const realm = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = realm?.protocol === "http:";
  if (!realm || (realm.protocol !== "https:" && !isPlain) || realm.username !== "" || realm.password !== "")
    throw new RegistryFailure(
      `${registry.host} names no usable token server in its answer. Check that the host is a registry.`,
    );
  if (isPlain && registry.protocol === "https:" && !insecure)
    throw new RegistryFailure(
      `${registry.host} names a token server that speaks plain HTTP (${realm.host}): no login is sent there. Ask who runs it to serve https.`,
    );
  if (isPlain && !insecure && realm.host !== registry.host && !bothLocal(realm, registry))
    throw new RegistryFailure(
      `${registry.host} names a token server on another host that speaks plain HTTP (${realm.host}): no login is sent there. Ask who runs it to serve https.`,
    );
  return realm;
}

function bothLocal(a: URL, b: URL): boolean {
  return isLoopback(a.hostname) && isLoopback(b.hostname);
}

function askTokenServer(realm: URL, wanted: TokenWanted): Promise<WholeResponse> {
  const { client, credentials, insecure } = wanted;
  const service = wanted.challenge.parameters.get("service");
  const scopes = scopesOf(wanted);
  const common = { mostBytes: mostTokenBytes, ...(insecure && { insecure }) };
  if (credentials?.kind === "identity-token") {
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "seaworthy", scope: scopes.join(" ") });
    if (service !== undefined) form.set("service", service);
    form.set("refresh_token", credentials.token);
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    return client.read({ ...common, url: realm.href, method: "POST", headers, body: form.toString() });
  }
  if (service !== undefined) realm.searchParams.append("service", service);
  for (const scope of scopes) realm.searchParams.append("scope", scope);
  const headers = { accept: "application/json", ...authorizationOf(credentials) };
  return client.read({ ...common, url: realm.href, headers });
}

function scopesOf({ challenge, repository }: TokenWanted): string[] {
  const asked = (challenge.parameters.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  return asked.length === 0 ? [`repository:${repository}:pull`] : asked.slice(0, mostScopes);
}

function authorizationOf(credentials: Credentials | undefined): { authorization?: string } {
  return credentials?.kind === "basic" ? { authorization: basicAuthorization(credentials) } : {};
}

/** `Basic …`, RFC 7617, in UTF-8. */
export function basicAuthorization({
  username,
  password,
}: {
  readonly username: string;
  readonly password: string;
}): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}

/** Undefined for what cannot be put in a header. */
function readToken(body: Uint8Array): string | undefined {
  const answer = jsonValue(new TextDecoder().decode(body));
  const token = filledText(field(answer, "token")) ?? filledText(field(answer, "access_token"));
  return token !== undefined && token.length <= longestToken && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}
