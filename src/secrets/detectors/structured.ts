/** Credentials with more structure than a mark, told by decoding a part of them or by what stands around them. */
import { lateCrypto } from "../../files/late-modules.ts";
import type { SecretDetector } from "../detector.ts";
import { isFilledIn, looksRandom } from "../shape.ts";

const telegram: SecretDetector = {
  id: "telegram-bot-token",
  title: "Telegram bot token",
  confidence: "high",
  starts: [":AA"],
  pattern: /(?<=(?<![A-Za-z0-9])[0-9]{8,10}):(?<value>AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])/dy,
  joined: true,
  rotate: { page: "https://core.telegram.org/bots/features#botfather", advice: "Send /revoke to BotFather." },
  accept: ({ value }) => !isFilledIn(value),
};

const terraform: SecretDetector = {
  id: "terraform-cloud-token",
  title: "Terraform Cloud token",
  confidence: "high",
  starts: [".atlasv1."],
  offset: 14,
  pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}(?![A-Za-z0-9])/dy,
  joined: true,
  rotate: {
    page: "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    advice: "Delete it in the account's or the team's settings and issue a new one.",
  },
  accept: ({ value }) => looksRandom(value.slice(23)),
};

/** The first part is the bot's number in Base64: what its first two characters can be follows from the digits'. */
const discord: SecretDetector = {
  id: "discord-bot-token",
  title: "Discord bot token",
  confidence: "high",
  starts: ["MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT"].flatMap((two) =>
    [..."AEIMQUYcgk"].map((third) => two + third),
  ),
  pattern: /[MNO][A-Za-z0-9]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![A-Za-z0-9_-])/dy,
  rotate: {
    page: "https://discord.com/developers/docs/reference#authentication",
    advice: "Reset the bot's token in the developer portal.",
  },
  accept: ({ value }) => {
    const [id = "", , rest = ""] = value.split(".");
    return /^[0-9]{17,20}$/.test(Buffer.from(id, "base64").toString("latin1")) && !isFilledIn(rest);
  },
};

const jwt: SecretDetector = {
  id: "json-web-token",
  title: "JSON Web Token",
  confidence: "medium",
  starts: ["eyJ"],
  pattern: /(?<head>eyJ[A-Za-z0-9_-]{10,1000})\.(?<claims>eyJ[A-Za-z0-9_-]{10,4000})\.[A-Za-z0-9_-]{20,1000}/dy,
  rotate: {
    advice: "End the session or the grant it was issued for; if it never ends, change the key that signs such tokens.",
  },
  accept: ({ match }) => {
    const head = parseObject(match.groups?.head);
    const claims = parseObject(match.groups?.claims);
    if (head === undefined || claims === undefined || typeof head.alg !== "string") return false;
    // Supabase publishes its anonymous key; the two names are those of documentation.
    if (isSignedForShow(match[0])) return false;
    if (claims.role === "anon" || claims.name === "John Doe" || claims.name === "Jane Doe") return false;
    return claims.iss === "kubernetes/serviceaccount" || claims.role === "service_role" ? "high" : true;
  },
};

/** Keys that examples are signed with. What such a token opens, everybody can open. */
const keysForShow = [
  "secret",
  "your-256-bit-secret",
  "a-string-secret-at-least-256-bits-long",
  "key",
  "test",
  "shhhhh",
  "password",
];

function isSignedForShow(token: string): boolean {
  const end = token.lastIndexOf(".");
  const signature = token.slice(end + 1);
  return keysForShow.some(
    (key) => lateCrypto().createHmac("sha256", key).update(token.slice(0, end)).digest("base64url") === signature,
  );
}

const jwk: SecretDetector = {
  id: "json-web-key",
  title: "private JSON Web Key",
  confidence: "high",
  starts: ['"d"', '\\"d\\"'],
  pattern: /\\?"d\\?"\s{0,8}:\s{0,8}\\?"(?<value>[A-Za-z0-9_-]{40,1000})\\?"/dy,
  joined: true,
  rotate: { advice: "Make a new key pair and publish its public half in place of the old one." },
  accept: ({ value, text, start, end }) => {
    const around = text.slice(Math.max(0, start - 1200), end + 1200);
    return /"kty\\?"\s{0,8}:\s{0,8}\\?"(?:RSA|EC|OKP)/.test(around) && !isFilledIn(value);
  },
};

/** Shared access signatures: a signature at the end of an address, with the version before or behind it. */
const azureSas: SecretDetector = {
  id: "azure-shared-access-signature",
  title: "Azure shared access signature",
  confidence: "medium",
  starts: ["&sig=", "?sig="],
  pattern: /[?&]sig=(?<value>[A-Za-z0-9%+/]{40,90}(?:%3[Dd]|=))/dy,
  joined: true,
  rotate: {
    page: "https://learn.microsoft.com/azure/storage/common/storage-sas-overview",
    advice: "Rotate the key that signed it, or take back the stored access policy it names.",
  },
  accept: ({ value, text, start, end }) => {
    const around = text.slice(Math.max(0, start - 400), end + 400);
    return /[?&]se=20[0-9]{2}/.test(around) && /[?&]s[vp]=/.test(around) && !isFilledIn(value) && /%|[+/]/.test(value);
  },
};

const azureConfiguration: SecretDetector = {
  id: "azure-app-configuration",
  title: "Azure App Configuration secret",
  confidence: "high",
  starts: [".azconfig.io;Id="],
  pattern: /\.azconfig\.io;Id=[^;\s]{4,60};Secret=(?<value>[A-Za-z0-9+/]{40,100}={0,2})/dy,
  joined: true,
  rotate: {
    page: "https://learn.microsoft.com/azure/azure-app-configuration/howto-disable-access-key-authentication",
    advice: "Regenerate the access key.",
  },
  accept: ({ value }) => !isFilledIn(value),
};

/** In order of rank: of two that overlap, the earlier stays. */
export const structuredDetectors: readonly SecretDetector[] = [
  telegram,
  terraform,
  discord,
  jwt,
  jwk,
  azureSas,
  azureConfiguration,
];

function parseObject(base64: string | undefined): Record<string, unknown> | undefined {
  if (base64 === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(base64, "base64url").toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
