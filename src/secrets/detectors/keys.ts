/** Private keys, plain and wrapped, and the keys of the large clouds. */
import type { SecretDetector } from "../detector.ts";
import { isPublishedKey } from "../published-keys.ts";
import { isFilledIn, looksRandom } from "../shape.ts";

/** Vendors print these in their documentation; in parts, so that filters of pushed text stay calm. */
const publishedKeys = ["Eby8vdM02xNOcqF" + "lqUwJPLlmEtlCDXJ1OU"];

/** Of a key in PEM form. Bodies are cut at this many characters: an 8192-bit RSA key fits. */
const pemBody = "[A-Za-z0-9+/=\\s\\\\\"',:.]{64,8192}";
/** Old encrypted keys carry two header lines. */
const pemHeaders = "(?:\\s{0,4}(?:\\\\[nr\\\\]|\\s){0,6}(?:Proc-Type|DEK-Info): ?[A-Z0-9,-]{1,60}){0,2}";
const pemLine = "-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY(?: BLOCK)?-----";

const awsRotation = {
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
  advice: "Deactivate the access key, make a new one, delete the old one, and look through CloudTrail for its use.",
};

const jsonKey: SecretDetector = {
  id: "gcp-service-account-key",
  title: "private key of a Google Cloud service account",
  confidence: "high",
  rotate: {
    page: "https://cloud.google.com/iam/docs/keys-create-delete",
    advice: "Delete the key of the service account and make a new one, or use workload identity in place of keys.",
  },
  starts: ['"private_key"', '\\"private_key\\"'],
  pattern: new RegExp(
    `\\\\?"private_key\\\\?"\\s{0,8}:\\s{0,8}\\\\?"(?<value>${pemLine}${pemBody.replace('"', "")}(?:-----END[A-Z ]{1,30}-----)?)`,
    "dy",
  ),
  joined: true,
  accept: ({ value }) => isKeyBody(value),
};

const pem: SecretDetector = {
  id: "private-key",
  title: "private key",
  confidence: "high",
  rotate: {
    advice:
      "Make a new key pair, replace the public key wherever it is trusted, and have certificates for the old one revoked.",
  },
  starts: ["-----BEGIN "],
  pattern: new RegExp(`${pemLine}${pemHeaders}${pemBody}(?:-----END[A-Z ]{1,30}-----)?`, "dy"),
  joined: true,
  accept: ({ value }) => isKeyBody(value) && !isPublishedKey(value),
};

/** The Base64 of `-----BEGIN`, as keys are put into one-line variables. */
const base64Pem: SecretDetector = {
  id: "private-key-base64",
  title: "private key in Base64",
  confidence: "high",
  rotate: {
    advice:
      "Make a new key pair, replace the public key wherever it is trusted, and have certificates for the old one revoked.",
  },
  starts: ["LS0tLS1CRUdJTi"],
  pattern: /(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/]{100,16384}={0,2}/dy,
  accept: ({ value }) => decode(value.slice(0, 80)).includes("PRIVATE KEY"),
};

/** The Base64 of a service account file: it begins with its type. */
const base64ServiceAccount: SecretDetector = {
  id: "gcp-service-account-base64",
  title: "Google Cloud service account file in Base64",
  confidence: "high",
  rotate: {
    page: "https://cloud.google.com/iam/docs/keys-create-delete",
    advice: "Delete the key of the service account and make a new one, or use workload identity in place of keys.",
  },
  starts: ["ewog", "eyAi", "eyJ0", "ew0K"],
  pattern: /(?<![A-Za-z0-9+/])e[wy][A-Za-z0-9+/]{400,16384}={0,2}/dy,
  accept: ({ value }) => /"type"\s*:\s*"service_account"/.test(decode(value.slice(0, 120))),
};

const awsSecretKey: SecretDetector = {
  id: "aws-secret-access-key",
  title: "AWS secret access key",
  confidence: "high",
  rotate: awsRotation,
  starts: ["secret_access_key", "secretaccesskey", "secret-access-key", "aws_secret_key", "aws_secret"],
  pattern:
    /(?:secret[_-]?access[_-]?key|aws_secret(?:_key)?)["']?(?:\s{0,4}[=:,]\s{0,4}|\s{1,4})["']?(?<value>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/diy,
  joined: true,
  accept: ({ value }) => !isFilledIn(value) && /[0-9]/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value),
};

const awsKeyId: SecretDetector = {
  id: "aws-access-key-id",
  title: "AWS access key id",
  confidence: "medium",
  rotate: awsRotation,
  starts: ["AKIA", "ASIA"],
  pattern: /A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9_])/dy,
  publicPrefix: true,
  accept: ({ value, text, start, end }) => {
    if (isFilledIn(value) || !/[2-7]/.test(value.slice(4))) return false;
    return hasAwsSecretNear(text.slice(Math.max(0, start - 200), end + 200)) ? "high" : true;
  },
};

const azureKey: SecretDetector = {
  id: "azure-storage-key",
  title: "Azure access key",
  confidence: "high",
  rotate: {
    page: "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
    advice: "Rotate the keys of the account.",
  },
  starts: ["accountkey=", "sharedaccesskey="],
  pattern: /(?:AccountKey|SharedAccessKey)=(?<value>[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=)/diy,
  joined: true,
  accept: ({ value }) => !isFilledIn(value) && !publishedKeys.some((key) => value.startsWith(key)),
};

/** In order of rank: of two that overlap, the earlier stays. */
export const keyDetectors: readonly SecretDetector[] = [
  jsonKey,
  pem,
  base64Pem,
  base64ServiceAccount,
  awsSecretKey,
  awsKeyId,
  azureKey,
];

/**
 * A heading alone, as `grep "BEGIN PRIVATE KEY"` has it, a body of dots, or words behind it as in the strings of a program
 * are no key: one character in six of Base64 is a digit, one in twenty is asked for.
 */
function isKeyBody(value: string): boolean {
  const body = value.replace(/-----[A-Z0-9 ]+-----/g, "").replace(/\\[nr]|[\s\\"',:.]/g, "");
  const digits = body.slice(0, 400).replace(/[^0-9]/g, "").length;
  const isBase64 = digits >= Math.min(body.length, 400) / 20 && new Set(body).size >= 20;
  return body.length >= 48 && isBase64 && !value.includes("...");
}

function hasAwsSecretNear(text: string): boolean {
  for (const [candidate] of text.matchAll(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g))
    if (looksRandom(candidate) && /[A-Z]/.test(candidate) && !/^[0-9a-fA-F]+$/.test(candidate)) return true;
  return false;
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("latin1");
}
