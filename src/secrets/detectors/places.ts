/**
 * Secrets known by the place they stand in: addresses with a password, Authorization headers, npm settings, command
 * options, assignments to names of secrets. The value's own format is unknown here, so stand-ins and variables are ruled out.
 */
import type { Found, SecretDetector } from "../detector.ts";
import { classifySecretName } from "../name.ts";
import {
  hasVariable,
  isDigest,
  isFilledIn,
  isFingerprint,
  isPath,
  isPlaceholder,
  isReference,
  looksRandom,
} from "../shape.ts";

/** Passwords that everybody writes into examples: real in a variable's address, but no proof in running text. */
const weakPassword =
  /^(?:pass|passwd|password|pwd|secret|user|username|root|admin|test|postgres|mysql|guest|rabbitmq|redis|mongo|docker|token)[0-9!]{0,4}$/i;
const documentationHost =
  /^(?:(?:[a-z0-9-]+\.)*example\.(?:com|org|net)|(?:[a-z0-9-]+\.)*(?:invalid|test)|host(?:name)?|server|domain\.tld|your[a-z.-]*|x+)$/i;

const urlPassword: SecretDetector = {
  id: "url-password",
  title: "address with a password",
  confidence: "high",
  starts: ["://"],
  pattern:
    /(?<=[a-z][a-z0-9+.-]{0,20}):\/\/(?<user>[^\s:/?#@"'`<>\\]{0,128}):(?<value>[^\s/?#@"'`<>\\]{1,256})@(?<host>[^\s/?#:"'`,;<>\\]{1,255})/diy,
  joined: true,
  accept: ({ value, match }) => {
    if (isStandIn(decodePercent(value)) || documentationHost.test(match.groups?.host ?? "")) return false;
    return weakPassword.test(value) || value === match.groups?.user ? "medium" : true;
  },
};

const urlToken: SecretDetector = {
  id: "url-token",
  title: "address with a token",
  confidence: "high",
  starts: ["://"],
  pattern: /(?<=https?):\/\/(?<value>[A-Za-z0-9_.~%-]{20,256}):?@[A-Za-z0-9.-]{1,255}/diy,
  joined: true,
  accept: ({ value }) => looksRandom(value),
};

const chatHook: SecretDetector = {
  id: "webhook-address",
  title: "webhook address, which lets anyone post",
  confidence: "high",
  starts: ["hooks.slack.com/services/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
  pattern:
    /(?:hooks\.slack\.com\/services\/(?<value>T[A-Z0-9]{6,12}\/[A-Z0-9]{6,12}\/[A-Za-z0-9]{20,30})|discord(?:app)?\.com\/api\/webhooks\/[0-9]{15,22}\/[A-Za-z0-9_-]{50,90})/diy,
  accept: ({ value }) => !isFilledIn(value.split("/").at(-1) ?? ""),
};

const npmAuth: SecretDetector = {
  id: "npm-auth-setting",
  title: "npm registry credential",
  confidence: "high",
  starts: ["_authtoken", "_password", "_auth"],
  // `_password` ends many names that have nothing to do with npm: there it stands behind the `:` of the registry's address.
  pattern:
    /(?:_authToken|(?<=:)_(?:password|auth))["']?(?:[ \t]{0,4}[=:][ \t]{0,4}|[ \t]{1,4})["']?(?<value>[A-Za-z0-9+/_][A-Za-z0-9+/_.-]{7,999}={0,2})/diy,
  joined: true,
  accept: ({ value, text, start }) => !isStandIn(value) && !isPath(value) && !hasVariable(nextWord(text, start)),
};

const header: SecretDetector = {
  id: "authorization-header",
  title: "HTTP credential header",
  confidence: "high",
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
    if (isStandIn(value) || hasVariable(nextWord(text, start))) return false;
    if (match.groups?.scheme?.toLowerCase() !== "basic") return looksRandom(value) ? "high" : "medium";
    const pair = /^[^:]{1,200}:(.+)$/.exec(Buffer.from(value, "base64").toString("latin1"));
    return pair?.[1] !== undefined && /^[\x20-\x7e]+$/.test(pair[1]) && !isStandIn(pair[1]);
  },
};

const httpUser: SecretDetector = {
  id: "command-password",
  title: "password in a command",
  confidence: "high",
  starts: ["-u", "--user", "--proxy-user", "--http-password", "--password", "sshpass"],
  pattern:
    /(?:(?:-u\s{0,4}|--(?:proxy-)?user[=\s]\s{0,4})["']?[A-Za-z0-9_.@+-]{1,64}:|--(?:http-)?password[=\s]\s{0,4}["']?|sshpass\s{1,4}-p\s{0,4}["']?)(?<value>[^\s"'`|&;<>()\\]{3,256})/dy,
  accept: (found) => {
    if (isStandIn(found.value) || found.value.startsWith("-") || isPath(found.value)) return false;
    const first = found.match[0];
    if (first.startsWith("sshpass")) return "high";
    const before = commandBefore(found.text, found.match.index);
    if (/^-u|^--(?:proxy-)?user/.test(first))
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
  confidence: "medium",
  starts: ["pass", "pwd", "secret", "token", "key", "credential"],
  pattern:
    /(?:pass|pwd|secret|token|key|credential)[A-Za-z0-9_-]{0,32}\\?["']?(?:\s{0,4}(?:=>|:[=-]|[=:])\s{0,4}|["']\s{0,4},\s{0,4})\\?["']?(?:\$\{[A-Za-z0-9_]{1,64}:?[-=])?(?<value>[^\s"'`|&;,<>(){}[\]\\:=]{16,256}={0,2})(?![^\s"'`|&;,<>(){}[\]\\])/diy,
  joined: true,
  accept: (found) => {
    const { value } = found;
    if (value.startsWith("-") || classifySecretName(nameBefore(found)).kind !== "secret") return false;
    return (
      looksRandom(value) &&
      !isStandIn(value) &&
      !isDigest(value) &&
      !isFingerprint(value) &&
      !isPath(value) &&
      !value.includes("://")
    );
  },
};

/** In order of rank: of two that overlap, the earlier stays. */
export const placeDetectors: readonly SecretDetector[] = [
  urlPassword,
  urlToken,
  chatHook,
  header,
  npmAuth,
  httpUser,
  assignment,
];

/** Nothing to keep secret here: a variable, something to be replaced, or a mask. */
function isStandIn(value: string): boolean {
  return (
    hasVariable(value) ||
    isReference(value) ||
    isPlaceholder(value) ||
    value.startsWith("$") ||
    /^[{%@]/.test(value) ||
    /\{[^}]*\}/.test(value)
  );
}

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
