/**
 * Shapes of values, told without knowing any vendor: references to variables, stand-ins that a person is to replace,
 * random-looking strings, paths, addresses. A value goes in, claims come out. It refuses to guess what a value is for.
 */

/** Values longer than this are judged by their beginning. */
export const longestValue = 4096;

const variable =
  /\$\{[^{}]{1,200}\}|\$[A-Za-z_][A-Za-z0-9_]*|\$\([^()]{1,200}\)|`[^`]{1,200}`|%[A-Za-z_][A-Za-z0-9_]*%|\{\{[^{}]{1,200}\}\}/g;
const withDefault = /^\$\{[A-Za-z_][A-Za-z0-9_]*:?[-=]([^{}]*)\}$/;

/** Words that stand where a real value is to be put, or that say there is none. */
const standInWords = new Set(
  (
    "changeme change-me change_me changeit changethis change replaceme replace-me replace_me placeholder dummy example sample none null nil undefined " +
    "unset empty todo tbd fixme build buildtime build-time build_time ignored ignore unused notused not-used not_used n/a na fake foo bar foobar baz " +
    "redacted masked hidden removed random generate generated auto default string value key token true false yes no on off enabled disabled insecure-build"
  ).split(" "),
);

/** Beginnings and pieces of stand-ins. The pieces are at least four letters: shorter ones turn up in random text. */
const standInStart = new RegExp(
  `^(?:${[
    "your(?:[-_ .']|own|api|token|key|secret|pass|name|access|s?$)",
    "my[-_ ]?(?:own|api|token|key)\\b",
    "change[-_ ]?(?:me|it|this|that|in|before)\\b",
    "(?:change|replace|insert|enter|put|fill|provide|modify|add|use)[-_ ](?:your|me|it|this|that|with|in|a|the|here)\\b",
    "set[-_ ](?:me|this|in|at|via|by)\\b",
    "not[-_ ]?(?:a[-_ ])?(?:real|secret|used)",
    "dummy|fake|placeholder|todo|fixme|example|sample",
  ].join("|")})`,
  "i",
);
const standInPiece =
  /change[-_]?me|replace[-_]?me|placeholder|your[-_](?:own|api|key|token|secret|password|name|access|auth|app)|[-_]here$|xxxx|\*\*\*|\.\.\.|example|dummy|redacted/i;

/** Parts of a value that are made of one character or count up: nobody's token does. */
const run = /(.)\1{7}/;
const counting = /01234567|12345678|23456789|abcdefgh|deadbeef/i;

/** True when the whole value comes from elsewhere: `$X`, `${X}`, `%X%`, `$(…)`, `{{ x }}`, a path below /run/secrets, a vault address. */
export function isReference(value: string): boolean {
  if (
    /^(?:\/run\/secrets\/|\/var\/run\/secrets\/|arn:aws:|op:\/\/|vault:|ssm:|projects\/[^/\s]+\/secrets\/|secretRef:|file:)/.test(
      value,
    )
  )
    return true;
  return hasVariable(value) && variableDefault(value) === undefined;
}

/** True when part of the value comes from a variable or a command. A `$` that starts neither, as in `Pa$$w0rd`, does not count. */
export function hasVariable(value: string): boolean {
  variable.lastIndex = 0;
  return variable.test(value.slice(0, longestValue).replaceAll("$$", "  "));
}

/** The default in `${X:-default}` when the value is nothing else and the default is not empty. */
export function variableDefault(value: string): string | undefined {
  const text = withDefault.exec(value.slice(0, longestValue))?.[1];
  return text === undefined || text === "" || text.startsWith("$") ? undefined : text;
}

/** True when the value asks to be replaced, or says that there is none: `changeme`, `<token>`, `xxxx`, `your-key`, `none`. */
export function isPlaceholder(value: string): boolean {
  const text = value.slice(0, longestValue).trim();
  if (
    standInWords.has(text.toLowerCase()) ||
    /^[[<(].*[\])>]$/.test(text) ||
    /^__.*__$|^@.*@$|^[-_.*?#x]+$/i.test(text)
  )
    return true;
  return standInStart.test(text) || standInPiece.test(text);
}

/** The same for the random part of a token: filled with one character, counted up, or spelled out. */
export function isFilledIn(body: string): boolean {
  const text = body.slice(0, longestValue);
  return standInPiece.test(text) || run.test(text) || counting.test(text) || distinct(text) < Math.min(6, text.length);
}

/**
 * True when the value looks made by a machine: long enough, letters and digits mixed without words. Only a supporting
 * signal: hashes, identifiers and digests look the same, so the name or the place has to speak as well.
 */
export function looksRandom(value: string): boolean {
  const text = value.slice(0, 512);
  if (text.length < 16 || !/^[A-Za-z0-9+/=_.~!@#$%^&*-]+$/.test(text)) return false;
  if (!/[0-9]/.test(text) || !/[A-Za-z]/.test(text) || isFilledIn(text)) return false;
  if (text.split(/[-_./]/).every((piece) => /^(?:[A-Za-z]+[0-9]{0,2}|v?[0-9]+)?$/.test(piece))) return false;
  if (/^[0-9a-f]+$/i.test(text)) return text.length >= 24 && entropy(text) >= 2.8;
  return entropy(text) >= 3.4;
}

/** Shannon entropy in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** True for `/etc/x`, `./x`, `../x`, `~/x`, `C:\x` and for bare names of key, certificate and settings files. */
export function isPath(value: string): boolean {
  if (/^(?:\.{0,2}|~)\/[A-Za-z0-9._@-]+(?:\/[A-Za-z0-9._@-]*)*$/.test(value)) return value.length < 200;
  if (/^[A-Za-z]:\\/.test(value)) return true;
  return /^[A-Za-z0-9._/-]{1,100}\.(?:pem|key|crt|cer|pub|txt|json|ya?ml|sh|py|js|conf|cfg|ini|env|jks|p12|pfx|properties|xml|toml|asc|gpg|php|sql)$/.test(
    value,
  );
}

/** True for an address without credentials in it, and for `host:port`. */
export function isPlainAddress(value: string): boolean {
  if (/^[a-z][a-z0-9+.:-]{1,30}:\/\/\S*$/i.test(value)) return !/^[^/]*\/\/[^/?#\s]*:[^/?#\s]*@/.test(value);
  return (
    /^[a-z0-9.-]{1,200}:[0-9]{2,5}$/i.test(value) ||
    /^[^\s@]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/i.test(value)
  );
}

/** True for `1.2`, `v1.2.3-rc1`, `8u212b04`, dates. */
export function isVersion(value: string): boolean {
  return (
    /^v?[0-9]{1,8}(?:[.:][0-9]{1,8}){1,4}(?:[-+~][A-Za-z0-9.]{1,20})?$/.test(value) ||
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)
  );
}

/** True for the checksum notations `sha256:…`, `sha512-…`. Jupyter's `sha1:salt:hash` password is none. */
export function isDigest(value: string): boolean {
  return /^(?:sha(?:1|256|384|512)|md5)[:-][A-Za-z0-9+/=]{16,}$/i.test(value);
}

/** True for fingerprints and long ids of public keys as GnuPG prints them: capitals, 16 or 40 digits, maybe several. */
export function isFingerprint(value: string): boolean {
  return /^(?:0x)?(?:[0-9A-F]{40}|[0-9A-F]{16})(?:[ ,](?:0x)?(?:[0-9A-F]{40}|[0-9A-F]{16})){0,40}$/.test(value);
}

function distinct(text: string): number {
  return new Set(text).size;
}
