/**
 * Secrets known by the place they stand in: addresses with a password, Authorization headers, npm settings, command
 * options, assignments to names of secrets. The value's own format is unknown here, so stand-ins and variables are ruled out.
 */

import { failsChecksum } from "../checksum.ts";
import type { Found, SecretDetector } from "../detector.ts";
import { classifySecretName } from "../name.ts";
import { hasVariable, isDigest, isFingerprint, isPath, looksRandom } from "../shape.ts";
import { settingDetectors } from "./settings.ts";
import { isPrinted, isStandIn, isWeakPassword, isWordy } from "./stand-in.ts";
import { webhookDetectors } from "./webhooks.ts";

const documentationHost =
  /^(?:(?:[a-z0-9-]+\.)*example\.(?:com|org|net)|(?:[a-z0-9-]+\.)*(?:invalid|test)|host(?:name)?|server|domain\.tld|your[a-z.-]*|x+)$/i;

/** `a:b@` shows how an address is written. */
const shortestPassword = 3;

const urlPassword: SecretDetector = {
  id: "url-password",
  title: "address with a password",
  confidence: "high",
  rotate: { advice: "Change the password, or revoke the token, on the server the address names." },
  starts: ["://"],
  pattern:
    /(?<=[a-z][a-z0-9+.-]{0,20}):\/\/(?<user>[^\s:/?#@"'`<>\\]{0,128}):(?<value>[^\s/?#@"'`<>\\]{1,256})@(?<host>[^\s/?#:"'`,;<>\\]{1,255})/diy,
  joined: true,
  accept: ({ value, match }) => {
    if (
      value.length < shortestPassword ||
      isStandIn(decodePercent(value)) ||
      failsChecksum(value) ||
      documentationHost.test(match.groups?.host ?? "")
    )
      return false;
    return isWeakPassword(value) || value === match.groups?.user ? "medium" : true;
  },
};

const urlToken: SecretDetector = {
  id: "url-token",
  title: "address with a token",
  confidence: "high",
  rotate: { advice: "Change the password, or revoke the token, on the server the address names." },
  starts: ["://"],
  pattern: /(?<=https?):\/\/(?<value>[A-Za-z0-9_.~%-]{20,256}):?@[A-Za-z0-9.-]{1,255}/diy,
  joined: true,
  accept: ({ value }) => looksRandom(value) && !failsChecksum(value),
};

const npmAuth: SecretDetector = {
  id: "npm-auth-setting",
  title: "npm registry credential",
  confidence: "high",
  rotate: {
    page: "https://docs.npmjs.com/revoking-access-tokens",
    advice: "Revoke the token at the registry and issue a new one.",
  },
  starts: ["_authtoken", "_password", "_auth"],
  // `_password` ends many names that have nothing to do with npm: there it stands behind the `:` of the registry's address.
  pattern:
    /(?:_authToken|(?<=:)_(?:password|auth))["']?(?:[ \t]{0,4}[=:][ \t]{0,4}|[ \t]{1,4})["']?(?<value>[A-Za-z0-9+/_][A-Za-z0-9+/_.-]{7,999}={0,2})/diy,
  joined: true,
  accept: ({ value, text, start }) =>
    /[^A-Za-z_=]/.test(value) &&
    !isStandIn(value) &&
    !failsChecksum(value) &&
    !isPath(value) &&
    !hasVariable(nextWord(text, start)),
};

const header: SecretDetector = {
  id: "authorization-header",
  title: "HTTP credential header",
  confidence: "high",
  rotate: { advice: "Revoke the token at the service it is sent to and issue a new one." },
  starts: [
    "authorization",
    "private-token",
    "job-token",
    "x-api-key",
    "x-auth-token",
    "x-vault-token",
    "x-jfrog-art-api",
  ],
  pattern:
    /(?:(?:Proxy-)?Authorization["']?\s{0,4}[:=]\s{0,4}["']?(?<scheme>Bearer|Basic|token)\s{1,4}|(?:PRIVATE-TOKEN|JOB-TOKEN|X-Api-Key|X-Auth-Token|X-Vault-Token|X-JFrog-Art-Api)["']?\s{0,4}:\s{0,4}["']?)(?<value>[A-Za-z0-9+/=_.~-]{8,2000})/diy,
  joined: true,
  accept: ({ value, text, start, match }) => {
    if (isStandIn(value) || failsChecksum(value) || hasVariable(nextWord(text, start)) || isPrinted(value))
      return false;
    if (match.groups?.scheme?.toLowerCase() !== "basic") return looksRandom(value) ? "high" : "low";
    const pair = /^(?!aladdin:)[^:]{1,200}:(.+)$/i.exec(Buffer.from(value, "base64").toString("latin1"));
    return pair?.[1] !== undefined && /^[\x20-\x7e]+$/.test(pair[1]) && !isStandIn(pair[1]);
  },
};

const httpUser: SecretDetector = {
  id: "command-password",
  title: "password in a command",
  confidence: "high",
  rotate: { advice: "Change the password on the server the command talks to." },
  starts: [" -u", '"-u', "'-u", "\t-u", "--user", "--proxy-user", "--http-password", "--password", "sshpass"],
  pattern:
    /(?:(?:[ \t"']-u\s{0,4}|--(?:proxy-)?user[=\s]\s{0,4})["']?[A-Za-z0-9_.@+-]{1,64}:|--(?:http-)?password[=\s]\s{0,4}["']?|sshpass\s{1,4}-p\s{0,4}["']?)(?<value>[^\s"'`|&;<>()\\]{3,256})/dy,
  joined: true,
  accept: (found) => {
    if (isStandIn(found.value) || failsChecksum(found.value) || found.value.startsWith("-") || isPath(found.value))
      return false;
    const first = found.match[0];
    if (first.startsWith("sshpass")) return "high";
    const before = commandBefore(found.text, found.match.index);
    if (/^.-u|^--(?:proxy-)?user/.test(first))
      return !/^[0-9:]+$/.test(found.value) && /\b(?:curl|http|https|wget)\b/.test(before);
    return /\b(?:wget|login|mysql|mysqladmin|mongo|mongosh|helm|docker|podman|skopeo|nuget|svn)\b/.test(before)
      ? "medium"
      : looksRandom(found.value);
  },
};

/**
 * `name = value` where the name is one of a secret and the value looks made by a machine. A value holds no `=` but at its
 * end, and no `:`: otherwise `a=a=a=…` would be read again from every `=`.
 */
const assignment: SecretDetector = {
  id: "secret-assignment",
  title: "value set for a secret",
  confidence: "low",
  rotate: { advice: "Make a new value where it is checked, and put that in place." },
  starts: ["pass", "pwd", "secret", "token", "key", "credential"],
  pattern:
    /(?:pass|pwd|secret|token|key|credential)[A-Za-z0-9_-]{0,32}\\?["']?(?:\s{0,4}(?:=>|:[=-]|[=:])\s{0,4}|["']\s{0,4},\s{0,4})\\?["']?(?:\$\{[A-Za-z0-9_]{1,64}:?[-=])?(?<value>[^\s"'`|&;,<>(){}[\]\\:=]{16,256}={0,2})(?![^\s"'`|&;,<>(){}[\]\\])/diy,
  joined: true,
  accept: (found) => {
    const { value } = found;
    if (value.startsWith("-") || classifySecretName(nameBefore(found)).kind !== "secret") return false;
    return (
      looksRandom(value) &&
      !isWordy(value) &&
      !isPrinted(value) &&
      !isStandIn(value) &&
      !failsChecksum(value) &&
      !isDigest(value) &&
      !isFingerprint(value) &&
      !isPath(value) &&
      !value.includes("://")
    );
  },
};

/** In order of rank: of two that overlap, the earlier stays. */
export const placeDetectors: readonly SecretDetector[] = [
  ...webhookDetectors,
  ...settingDetectors,
  urlPassword,
  urlToken,
  header,
  npmAuth,
  httpUser,
  assignment,
];

/** The whole name an assignment is to: the match begins in its middle. */
function nameBefore({ text, match }: Found): string {
  let start = match.index;
  while (start > 0 && match.index - start < 64 && /[A-Za-z0-9_.-]/.test(text.charAt(start - 1))) start--;
  return /^[A-Za-z0-9_.-]+/.exec(text.slice(start, start + 128))?.[0] ?? "";
}

/** The text of the command up to a place: back to a line end, `;`, `&` or `|`, at most 300 characters. */
function commandBefore(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - 300), at).replace(/\\\r?\n/g, "  ");
  return near.split(/[\n;&|]/).at(-1) ?? "";
}

/** From the value to the next blank: a variable right behind the matched part makes it a composed value. */
function nextWord(text: string, start: number): string {
  return /^\S{0,300}/.exec(text.slice(start, start + 300))?.[0] ?? "";
}

function decodePercent(text: string): string {
  return text.replace(/%(24|7B|7D)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
