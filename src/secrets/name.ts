/**
 * Judges a variable, build argument, label or setting by its name alone. A name goes in; out comes whether it denotes a
 * secret, where a secret may be, something meant to be public, a pointer to a secret, or nothing of the kind.
 * Words are told apart at `_`, `-`, `.` and camelCase, so `TOKENIZERS_PARALLELISM` holds no token. It never looks at a value.
 */

/**
 * `secret`: the value is a secret. `maybe`: the value decides. `public`: made to be seen (front-end variables, public keys,
 * fingerprints). `reference`: says where or which the secret is (a file, a name, an id). `no`: nothing to do with secrets.
 */
export type SecretNameKind = "secret" | "maybe" | "public" | "reference" | "no";

/** What a name says about its value. */
export interface SecretName {
  readonly kind: SecretNameKind;
  /** Sentence fragment without final stop: "names a password". */
  readonly why: string;
}

/** Longer names are cut here: no real name comes near it. */
const longestName = 200;

/** Bundlers copy variables with these prefixes into what the browser downloads. */
const frontEndPrefix =
  /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|VITE|REACT_APP|VUE_APP|NG_APP|GATSBY|STORYBOOK|PUBLIC)_/i;

/** A pointer to a secret when it ends the name: `DB_PASSWORD_FILE`. */
const pointers = new Set(
  "file files path paths dir directory folder location filename name names arn ref reference id ids mount volume var variable".split(
    " ",
  ),
);

/** Facts about a secret, or about something else, when they end the name: `PASSWORD_MIN_LENGTH`, `TOKEN_EXPIRY`. */
const settings = new Set(
  (
    "length len min max expiry expires expire expiration ttl timeout lifetime age duration days hours minutes seconds count num " +
    "limit budget size policy type types kind algorithm alg algo format version versions enabled disabled required optional mode method " +
    "header headers issuer audience prefix suffix field class provider backend store manager checking check rotation interval " +
    "endpoint scope scopes region server servers keyserver hint encoder encoding regex pattern strength validation validator " +
    "authorization user username users email mail host hostname port domain group owner usage helper plugin driver engine " +
    "service services parallelism column table label title description url_prefix warning usage supported allowed status level reset in at ms sec secs bits authentication login support change recovery"
  ).split(" "),
);

/** Words that turn the whole name into a switch: `MYSQL_ALLOW_EMPTY_PASSWORD`. */
const switches = new Set(
  "allow allowed enable enabled disable disabled skip require required random onetime empty ignore generate dont".split(
    " ",
  ),
);

/** The same, but only as the first word: `USE_TOKEN`. */
const leadingSwitches = new Set("use is has no not show with without force need needs should max min num".split(" "));

/** Values under such names carry a secret only when they hold credentials. */
const addresses = new Set("url urls uri uris dsn connection conn webhook endpoint jdbc".split(" "));

const passwordWords = new Set(
  "password passwords passwd passphrase passcode passwort pwd pass pw psw pword".split(" "),
);
const strongWords = new Set("secret secrets token tokens credential credentials creds apikey apikeys".split(" "));

/** Words that end in one of these, written together: `GHTOKEN`, `ADMINPASSWORD`, `CLIENTSECRET`. */
const fusedEnding =
  /(?:password|passwd|passphrase|secret|token|(?:api|access|secret|private|auth|master|encryption|cookie|signing|session|license|ssh|app)keys?)$/;

/** `pass` written together needs a known beginning: `BYPASS` and `COMPASS` end in it too. */
const fusedPass =
  /^(?:pg|db|my|sql|mysql|root|admin|user|ssh|smtp|mail|ldap|ftp|http|redis|mongo|git|key|store|keystore|truststore|login|auth|default|test|require)(?:pass|pwd|pw)$/;

/** What a key must be for to be a secret by its name. */
const secretKeys = new Set(
  (
    "api secret access private priv encryption encrypt decryption crypt signing master license licence auth app application account " +
    "storage service deploy session cookie jwt hmac aes ssh rsa tls ssl admin write ingest ingestion webhook shared sas instrumentation"
  ).split(" "),
);

/** Keys everyone may see, or that open nothing. */
const publicKeys = new Set(
  "public pub gpg pgp apt deb rpm yum apk repo repository host hosts known sig signature".split(" "),
);
const harmlessKeys = new Set(
  "cache primary foreign sort partition index object lookup group map row hot short unique dict sorting routing default time timestamp".split(
    " ",
  ),
);

/** Tokens of text, not of access: `PAD_TOKEN`, `MAX_TOKENS`. */
const textTokens = new Set(
  "pad eos bos unk sep mask cls stop max min num total input output prompt completion context new".split(" "),
);

const notPassWord = new Set("single first second third two one multi by low high band compiler render".split(" "));

/** Services whose personal access tokens are called PAT. */
const patOwners = new Set("github gh gitlab gl git azure ado devops ext docker dockerhub ghcr registry bot".split(" "));

/** Every name that is more than `no` or a front-end variable holds one of these: most names end here. */
const anyStem =
  /pass|pwd|pw|psw|secret|token|key|cred|auth|ur[il]|dsn|conn|salt|pepper|cookie|jwt|bearer|pat(?!h)|psk|netrc|npmrc|dockerconfigjson|webhook|endpoint|jdbc/i;

/** Judged once a name and run: several rules ask about each variable, and most names are in many files. */
const answers = new Map<string, SecretName>();
const mostAnswers = 1_000;

/** Tells what a name says about its value. Never throws; a name of any length costs bounded time. */
export function classifySecretName(name: string): SecretName {
  const cut = name.slice(0, longestName);
  const known = answers.get(cut);
  if (known) return known;
  const answer = readName(cut);
  if (answers.size >= mostAnswers) answers.clear();
  answers.set(cut, answer);
  return answer;
}

function readName(cut: string): SecretName {
  if (frontEndPrefix.test(cut))
    return { kind: "public", why: "is a front-end variable, copied into what the browser downloads" };
  if (!anyStem.test(cut)) return no("names no secret");
  const words = secretNameWords(cut);
  const last = words.at(-1);
  if (last === undefined) return no("holds no words");
  if (words.includes("public") && isAny(words, ["key", "keys", "token"])) return publicName("names a public key");

  const noun = nounOf(words);
  if (noun === "no") return no("names no secret");
  if (noun === "public") return publicName("names a public key or fingerprint");
  if (addresses.has(last) || isConnectionString(words))
    return { kind: "maybe", why: "is an address, which may hold credentials" };
  if (isSwitch(words)) return no("is a switch");
  if (endsIn(words, "application", "credentials"))
    return { kind: "reference", why: "names the file with the credentials" };
  if (endsIn(words, "access", "key", "id")) return { kind: "maybe", why: "is the public half of an access key" };
  if (endsIn(words, "secret", "id")) return { kind: "maybe", why: "is the name of a secret, or an AppRole's secret" };
  if (pointers.has(last)) return { kind: "reference", why: `names the ${last} of a secret, not the secret` };
  if (settings.has(last)) return no("is a setting about a secret");
  if (noun === "maybe") return { kind: "maybe", why: "may hold a secret: the value decides" };
  return { kind: "secret", why: `names a ${noun}` };
}

/** Words of a name in lower case: `dbPassword2` gives `db`, `password`. Numbers and version marks are dropped. */
export function secretNameWords(name: string): string[] {
  return name
    .slice(0, longestName)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/^v?[0-9]+$|[0-9]+$/, ""))
    .filter((word) => word !== "");
}

/** True for names of passwords, where even a short plain word is the real thing. */
export function isPasswordName(name: string): boolean {
  return anyPassword.test(name) && nounOf(secretNameWords(name)) === "password";
}

/** Every word for a password holds one of these. */
const anyPassword = /pass|pw|psw/i;

type Noun = "password" | "secret" | "token" | "key" | "credential" | "maybe" | "public" | "no";

/** The strongest noun among the words. */
function nounOf(words: readonly string[]): Noun {
  if (words.some((word, at) => isPasswordWord(words, word, at))) return "password";
  if (isAny(words, ["secret", "secrets"])) return "secret";
  if (words.some((word, at) => /^tokens?$/.test(word) && !textTokens.has(words[at - 1] ?? "") && !isOracleToken(words)))
    return "token";
  if (isAny(words, ["credential", "credentials", "creds"])) return "credential";
  const key = keyNoun(words);
  if (key !== "no") return key;
  if (words.some((word) => !strongWords.has(word) && fusedEnding.test(word))) return "secret";
  if (words.some((word) => strongWords.has(word) && word.startsWith("apikey"))) return "key";
  return weakNoun(words);
}

function isPasswordWord(words: readonly string[], word: string, at: number): boolean {
  const isLast = at === words.length - 1;
  if (word === "pwd") return words.length > 1 && words[0] !== "old";
  if (word === "pw" || word === "psw") return isLast && words.length > 1;
  if (word === "pass") return isLast && !notPassWord.has(words[at - 1] ?? "");
  if (passwordWords.has(word)) return true;
  return fusedPass.test(word) || (word.length > 8 && /(?:password|passwd|passphrase)$/.test(word));
}

/** Oracle's Java downloads carry a directory that its scripts call a token; it opens nothing. */
function isOracleToken(words: readonly string[]): boolean {
  return words.length === 2 && /^(?:java|jdk|jre)$/.test(words[0] ?? "");
}

/** What the word `key`, if there, is a key of. */
function keyNoun(words: readonly string[]): Noun {
  if (words.some((word) => /^(?:gpg|pgp|pub|public|host|apt)keys?$/.test(word))) return "public";
  const at = words.findIndex((word) => word === "key" || word === "keys");
  if (at === -1) return "no";
  const before = words.slice(0, at);
  if (before.some((word) => publicKeys.has(word))) return "public";
  const owner = before.at(-1) ?? "";
  if (harmlessKeys.has(owner)) return "no";
  if (before.some((word) => secretKeys.has(word))) return "key";
  return "maybe";
}

/** Words that promise little: the value has to show it. */
function weakNoun(words: readonly string[]): Noun {
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  if (last === "pat" && patOwners.has(before)) return "token";
  if (last === "salt" || last === "pepper") return words.length > 1 ? "secret" : "maybe";
  if (last === "cookie") return before === "erlang" ? "secret" : "maybe";
  if (/^(?:auth|authorization|jwt|bearer|dockerconfigjson|authconfig|psk|netrc|npmrc)$/.test(last)) return "maybe";
  if (before === "auth" && last === "config") return "maybe";
  if (addresses.has(last) || isConnectionString(words)) return "maybe";
  return "no";
}

function isConnectionString(words: readonly string[]): boolean {
  return /^str(?:ing)?$/.test(words.at(-1) ?? "") && /^(?:conn|connect|connection)$/.test(words.at(-2) ?? "");
}

function isSwitch(words: readonly string[]): boolean {
  return leadingSwitches.has(words[0] ?? "") || words.some((word) => switches.has(word));
}

function endsIn(words: readonly string[], ...ending: readonly string[]): boolean {
  return ending.every((word, at) => words[words.length - ending.length + at] === word);
}

function isAny(words: readonly string[], wanted: readonly string[]): boolean {
  return words.some((word) => wanted.includes(word));
}

function no(why: string): SecretName {
  return { kind: "no", why };
}

function publicName(why: string): SecretName {
  return { kind: "public", why };
}
