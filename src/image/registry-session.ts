/**
 * Talks to one registry about one repository: finds out how it is spoken to, logs in when it asks for that, and keeps the token
 * for the next request. Paths go in, answers come out. Credentials are looked for only after a 401.
 */
import { isLoopback } from "../net/address.ts";
import { type HttpClient, type HttpResponse, NetworkFailure } from "../net/http.ts";
import type { FoundCredentials, RegistryTarget } from "./credentials.ts";
import type { RegistryEndpoint } from "./mirrors.ts";
import { type Challenge, parseChallenges } from "./registry-challenge.ts";
import { answerFailure, errorCodes, type RegistryFailure } from "./registry-failure.ts";
import { basicAuthorization, fetchToken } from "./registry-token.ts";

export interface SessionOptions {
  readonly client: HttpClient;
  readonly endpoint: RegistryEndpoint;
  credentials(target: RegistryTarget): Promise<FoundCredentials>;
}

export interface RegistrySession {
  readonly endpoint: RegistryEndpoint;
  /** GET of `/v2/REPOSITORY/` + path; an answer of any status. Throws NetworkFailure and RegistryFailure. */
  ask(path: string, headers: Readonly<Record<string, string>>): Promise<HttpResponse>;
  /** What to say of an answer that is no success. Reads its body. */
  failureOf(response: HttpResponse, what: string): Promise<RegistryFailure>;
}

/** Bytes of an error's body that are read. */
export const mostErrorBytes = 65_536;
/** Docker Hub answers at another host than its name. */
const apiHosts: Readonly<Record<string, string>> = { "docker.io": "registry-1.docker.io" };

export function createRegistrySession({ client, endpoint, credentials }: SessionOptions): RegistrySession {
  const { repository, insecure } = endpoint;
  const host = apiHosts[endpoint.host] ?? endpoint.host;
  let base: URL | undefined;
  let authorization: string | undefined;
  let renewal: Promise<string | undefined> | undefined;
  let found: FoundCredentials | undefined;

  async function send(path: string, headers: Readonly<Record<string, string>>, login: string | undefined) {
    base ??= knownBase();
    const request = (at: URL) => ({
      url: new URL(`/v2/${repository}/${path}`, at).href,
      headers: { ...headers, ...(login !== undefined && { authorization: login }) },
      ...(insecure && { insecure }),
    });
    if (base) return client.request(request(base));
    const secure = new URL(`https://${host}`);
    const plain = new URL(`http://${host}`);
    try {
      const response = await client.request({ ...request(secure), attempts: 1 });
      base = secure;
      return response;
    } catch (error) {
      if (!(error instanceof NetworkFailure) || !["no-tls", "refused", "reset"].includes(error.kind)) throw error;
    }
    const response = await client.request(request(plain));
    base = plain;
    return response;
  }

  /** Undefined where both https and plain http may be: this machine, and what was said to be insecure. */
  function knownBase(): URL | undefined {
    if (endpoint.plain) return new URL(`http://${host}`);
    const secure = new URL(`https://${host}`);
    return isLoopback(secure.hostname) || insecure ? undefined : secure;
  }

  /** A new login after `used` was refused; undefined where there is none. Requests that run at once share it. */
  async function renew(used: string | undefined, challenges: readonly Challenge[]): Promise<string | undefined> {
    if (authorization !== used) return authorization;
    renewal ??= authorize(used, challenges).finally(() => {
      renewal = undefined;
    });
    const renewed = await renewal;
    authorization = renewed ?? authorization;
    return renewed;
  }

  async function authorize(used: string | undefined, challenges: readonly Challenge[]): Promise<string | undefined> {
    found ??= await credentials({ registry: endpoint.host, repository });
    const login = found.credentials;
    const other = (value: string) => (value === used ? undefined : value);
    if (login?.kind === "bearer") return other(`Bearer ${login.token}`);
    const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm"));
    if (bearer && base) {
      const wanted = { client, challenge: bearer, registry: base, repository, credentials: login, insecure };
      const answer = await fetchToken(wanted);
      if ("token" in answer) return `Bearer ${answer.token}`;
      throw answerFailure({ status: answer.status, headers: {}, codes: [] }, contextOf("a token", undefined));
    }
    const basic = challenges.some(({ scheme }) => scheme === "basic");
    return basic && login?.kind === "basic" ? other(basicAuthorization(login)) : undefined;
  }

  function contextOf(what: string, elsewhere: string | undefined) {
    const tried = found?.tried ?? [];
    const hasCredentials = found?.credentials !== undefined;
    return { registry: endpoint.host, repository, what, tried, hasCredentials, elsewhere };
  }

  return {
    endpoint,
    async ask(path, headers) {
      const used = authorization;
      const response = await send(path, headers, used);
      // Another host's wish for a login is not this registry's.
      if (response.status !== 401 || new URL(response.url).origin !== base?.origin) return response;
      const renewed = await renew(used, parseChallenges(response.headers["www-authenticate"] ?? "")).catch((error) => {
        response.discard();
        throw error;
      });
      if (renewed === undefined) return response;
      response.discard();
      return send(path, headers, renewed);
    },
    async failureOf(response, what) {
      const answeredBy = new URL(response.url);
      const elsewhere = answeredBy.origin === base?.origin ? undefined : answeredBy.host;
      const body = await response.json(mostErrorBytes).catch(() => undefined);
      return answerFailure({ ...response, codes: errorCodes(body) }, contextOf(what, elsewhere));
    },
  };
}
