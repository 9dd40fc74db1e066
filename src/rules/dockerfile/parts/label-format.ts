/**
 * The forms of image labels. References: Docker's "Key format guidelines", the OCI image specification's annotations,
 * label-schema.org. A key or value goes in; out comes the end of a sentence that begins with the label, or nothing.
 */

const reserved = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;

export function whatIsWrongWithKey(key: string): string | undefined {
  if (key === "") return "is empty";
  if (reserved.test(key)) return "is in a namespace that Docker keeps for itself";
  if (/[^a-z0-9.-]/.test(key)) return "holds more than lower-case letters, digits, dots and dashes";
  if (!/^[a-z0-9]/.test(key) || !/[a-z0-9]$/.test(key)) return "does not begin and end with a letter or digit";
  return key.includes("..") || key.includes("--") ? "has two dots or two dashes in a row" : undefined;
}

export function whatIsWrongWithValue(key: string, value: string): string | undefined {
  if (value.trim() === "") return "is empty";
  const form = formOf(key);
  if (!form || form.holds(value)) return undefined;
  return `should hold ${form.name}`;
}

interface Form {
  /** With its article. */
  readonly name: string;
  holds(value: string): boolean;
}

const url: Form = { name: "a URL", holds: isUrl };
const time: Form = { name: "an RFC 3339 time such as 2026-11-21T19:53:00Z", holds: isTime };
const licence: Form = { name: "an SPDX licence expression such as Apache-2.0 OR MIT", holds: isLicence };
const commit: Form = { name: "the name of a commit", holds: (value) => !/\s/.test(value) };
const commitHash: Form = { name: "a commit hash", holds: (value) => /^[0-9a-f]{7,64}$/i.test(value) };
const version: Form = { name: "one version", holds: (value) => !/\s/.test(value) };
const digest: Form = {
  name: "a digest such as sha256:…",
  holds: (value) => /^[a-z0-9+._-]+:[0-9a-f]{32,128}$/.test(value),
};
const email: Form = { name: "an e-mail address", holds: (value) => /^[^\s@]+@[^\s@]+$/.test(value) };

const forms: ReadonlyMap<string, Form> = new Map([
  ["org.opencontainers.image.created", time],
  ["org.opencontainers.image.url", url],
  ["org.opencontainers.image.documentation", url],
  ["org.opencontainers.image.source", url],
  ["org.opencontainers.image.licenses", licence],
  ["org.opencontainers.image.revision", commit],
  ["org.opencontainers.image.version", version],
  ["org.opencontainers.image.base.digest", digest],
  ["org.label-schema.build-date", time],
  ["org.label-schema.url", url],
  ["org.label-schema.vcs-url", url],
  ["org.label-schema.vcs-ref", commitHash],
  ["org.label-schema.version", version],
]);

function formOf(key: string): Form | undefined {
  return forms.get(key) ?? (/[._-]email$/.test(key) ? email : undefined);
}

function isUrl(value: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|mailto:)[^\s]+$/i.test(value);
}

function isTime(value: string): boolean {
  const shape = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
  return shape.test(value) && !Number.isNaN(Date.parse(value.replace(" ", "T")));
}

/** Ids joined by AND, OR, WITH, in brackets or not. Whether an id is on the list is not looked up: the list grows. */
function isLicence(value: string): boolean {
  const words = value.replace(/[()]/g, " ").trim().split(/\s+/);
  return (
    words.length % 2 === 1 &&
    words.every((word, index) =>
      index % 2 === 1 ? /^(?:AND|OR|WITH)$/.test(word) : /^[A-Za-z0-9][A-Za-z0-9.:-]*\+?$/.test(word),
    )
  );
}
