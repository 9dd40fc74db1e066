/**
 * What is told when a registry does not give what it was asked for: who answered, which credentials were tried (places, never
 * values), and the next step. Texts of the registry are not repeated: they may say anything, a token too.
 */
import { field, listOf, textOf } from "../text/json.ts";

/** Thrown inside the client and by the stream of a layer; `message` is a sentence that can be shown. */
export class RegistryFailure extends Error {
  override readonly name = "RegistryFailure";
}

/** What came is not what its digest says: none of it may be used. */
export class WrongContent extends RegistryFailure {}

/** What is known when an answer is refused. */
export interface AnswerContext {
  /** As the image's name has it: `docker.io`. */
  readonly registry: string;
  readonly repository: string;
  /** What was asked for: `the tag 1.2`, `layer 3 (sha256:…)`. */
  readonly what: string;
  /** Where was looked for credentials. */
  readonly tried: readonly string[];
  readonly hasCredentials: boolean;
  /** Another host that answered, after a redirect. */
  readonly elsewhere: string | undefined;
}

/** An answer that is no success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Codes of the OCI distribution specification, section "Error Codes". */
  readonly codes: readonly string[];
}

/** Codes that say more than the status. Others are not looked at. */
const knownCodes = ["NAME_UNKNOWN", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN", "DENIED", "UNAUTHORIZED", "TOOMANYREQUESTS"];

/** The codes in the body of an error. */
export function errorCodes(body: unknown): string[] {
  const codes = listOf(field(body, "errors"), 20).map((each) => textOf(field(each, "code")) ?? "");
  return knownCodes.filter((code) => codes.includes(code));
}

/** The sentences for an answer that is no success. */
export function answerFailure(answer: RefusedAnswer, context: AnswerContext): RegistryFailure {
  if (context.elsewhere !== undefined) return new RegistryFailure(elsewhereSentence(answer, context));
  return new RegistryFailure(`${sentence(answer, context)}${triedSentence(context)}`);
}

function sentence(answer: RefusedAnswer, context: AnswerContext): string {
  const { registry } = context;
  const { status } = answer;
  if (status === 401) return unauthorised(context);
  if (status === 403) return forbidden(context);
  if (status === 404) return absent(answer, context);
  if (status === 429) return limited(answer, context);
  if (status >= 500) return `${registry} failed with status ${status}, also when it was asked again. Try again later.`;
  return `${registry} answered with status ${status} when it was asked for ${context.what}. Check that the host is a registry.`;
}

function unauthorised({ registry, repository, hasCredentials }: AnswerContext): string {
  return hasCredentials
    ? `${registry} does not accept the credentials for ${repository}. Log in again (docker login ${registry}), or log out where the image is public.`
    : `${registry} does not let anybody read ${repository} without a login. Run docker login ${registry}; where the image is public, check its name: one that does not exist looks the same.`;
}

function forbidden({ registry, repository, hasCredentials }: AnswerContext): string {
  return hasCredentials
    ? `${registry} knows the login, but does not let it read ${repository}. Ask for the right to pull, or use another login (docker login ${registry}).`
    : `${registry} does not let anybody read ${repository} without a login (status 403). Run docker login ${registry}.`;
}

function absent({ codes }: RefusedAnswer, { registry, repository, what, hasCredentials }: AnswerContext): string {
  const missing = codes.includes("NAME_UNKNOWN")
    ? `${registry} has no repository ${repository}. Check the spelling of the name`
    : `${registry} does not have ${what} of ${repository}. Check the name and the tag`;
  return hasCredentials
    ? `${missing}; an image that the login may not read can look the same.`
    : `${missing}; a private image can look the same to somebody who is not logged in (docker login ${registry}).`;
}

function limited({ headers }: RefusedAnswer, { registry, hasCredentials }: AnswerContext): string {
  const wait = headers["retry-after"] ?? "";
  const when = /^\d{1,9}$/.test(wait) ? `in ${wait} seconds` : "later";
  const login = hasCredentials ? "" : `, or log in (docker login ${registry}): the limit is often higher then`;
  return `${registry} allows no more requests for now (status 429). Try again ${when}${login}.`;
}

function elsewhereSentence({ status }: RefusedAnswer, { registry, what, elsewhere }: AnswerContext): string {
  return `${elsewhere}, where ${registry} sends for ${what}, answered with status ${status}. Try again; if it stays so, tell whoever runs the registry.`;
}

function triedSentence({ tried }: AnswerContext): string {
  return tried.length === 0 ? "" : ` Credentials tried: ${tried.join("; ")}.`;
}
