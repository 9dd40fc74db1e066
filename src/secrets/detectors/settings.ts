/** Credentials known by the line of a settings file they stand in, wherever that line was copied to. */
import { failsChecksum } from "../checksum.ts";
import type { SecretDetector } from "../detector.ts";
import { hasVariable, isFilledIn, looksRandom } from "../shape.ts";
import { isStandIn, isWeakPassword } from "./stand-in.ts";

/** `"auth": "…"` of a registry login: the Base64 of `user:password`. */
const dockerAuth: SecretDetector = {
  id: "docker-registry-login",
  title: "login of a container registry",
  confidence: "high",
  starts: ['"auth"', '\\"auth\\"'],
  pattern: /\\?"auth\\?"\s{0,8}:\s{0,8}\\?"(?<value>[A-Za-z0-9+/]{8,4000}={0,2})\\?"/dy,
  joined: true,
  rotate: {
    page: "https://docs.docker.com/reference/cli/docker/logout/",
    advice: "Delete the access token or change the password in the registry's settings, then log in again.",
  },
  accept: ({ value }) => {
    const password = /^[\x21-\x7e]{1,200}?:([\x20-\x7e]{3,})$/.exec(
      Buffer.from(value, "base64").toString("latin1"),
    )?.[1];
    return password !== undefined && !isStandIn(password) && !isWeakPassword(password);
  },
};

const netrcLine: SecretDetector = {
  id: "netrc-login",
  title: "login line of a netrc file",
  confidence: "high",
  starts: ["machine "],
  pattern:
    /machine\s{1,8}[A-Za-z0-9.-]{1,200}\s{1,8}login\s{1,8}[^\s"'`]{1,200}\s{1,8}password\s{1,8}(?<value>[^\s"'`\\]{3,500})/dy,
  rotate: { advice: "Change the password or revoke the token on that host." },
  // A plain word is a sentence about machines more often than a password.
  accept: ({ value }) => {
    if (!/[^a-z]/.test(value) || isStandIn(value) || failsChecksum(value)) return false;
    return isWeakPassword(value) ? "low" : true;
  },
};

/** ADO.NET, ODBC and JDBC: `Server=…;Password=…` in any order, and `jdbc:…?password=…`. */
const connectionString: SecretDetector = {
  id: "connection-string-password",
  title: "connection string with a password",
  confidence: "high",
  starts: ["password=", "pwd=", "password =", "pwd ="],
  pattern: /(?:password|pwd) ?= ?(?<value>[^\s;"'`<>&\\]{3,200})/diy,
  joined: true,
  rotate: { advice: "Change the password in the database, and where it is used." },
  accept: ({ value, text, match }) => {
    const end = match.index + match[0].length;
    // One look at the neighbours first: they rule out nearly every other `password=`.
    const isPart = text.charAt(end) === ";" || /[;?&]\s?$/.test(text.slice(Math.max(0, match.index - 2), match.index));
    if (!isPart || !isConnection(text, match.index, end) || isStandIn(value)) return false;
    return isWeakPassword(value) ? "low" : true;
  },
};

/** True when the text around names a server or a user the way connection strings do. Bounded on both sides. */
function isConnection(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 300), start);
  const left = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf('"')) + 1);
  if (/jdbc:[a-z:]{2,40}\/\/[^\s"']{1,250}[?;&]$/.test(left)) return true;
  const right = /^[^\n"]{0,200}/.exec(text.slice(end, end + 200))?.[0] ?? "";
  const keys = `${left};${right}`;
  return (
    /(?:^|[;\s=])(?:server|data source|host|addr(?:ess)?|driver|initial catalog|database) ?=/i.test(keys) &&
    /(?:^|[;\s])(?:user(?: ?id|name)?|uid|initial catalog|database) ?=/i.test(keys)
  );
}

const laravelKey: SecretDetector = {
  id: "laravel-app-key",
  title: "Laravel application key",
  confidence: "high",
  starts: ["APP_KEY"],
  pattern: /APP_KEY["']?\s{0,4}(?:=>|[=:])\s{0,4}["']?(?<value>base64:[A-Za-z0-9+/]{43}=)/dy,
  rotate: {
    page: "https://laravel.com/docs/encryption#gracefully-rotating-encryption-keys",
    advice:
      "Make a new one with php artisan key:generate and keep the old one in APP_PREVIOUS_KEYS only as long as needed.",
  },
  accept: ({ value }) => looksRandom(value.slice(7)),
};

const djangoKey: SecretDetector = {
  id: "django-secret-key",
  title: "Django secret key",
  confidence: "medium",
  starts: ["django-insecure-"],
  pattern: /django-insecure-(?<value>[a-z0-9!@#$%^&*(_=+)-]{50})/dy,
  rotate: {
    page: "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
    advice: "Set a new SECRET_KEY from outside the code; sessions end with the old one.",
  },
  accept: ({ value }) => !isFilledIn(value),
};

const machineKey: SecretDetector = {
  id: "aspnet-machine-key",
  title: "ASP.NET machine key",
  confidence: "high",
  starts: ["validationkey=", "decryptionkey="],
  pattern: /(?:validation|decryption)Key="(?<value>[0-9A-F]{32,128})(?:,IsolateApps)?"/diy,
  rotate: {
    page: "https://learn.microsoft.com/previous-versions/dotnet/netframework-4.0/w8h3skw9(v=vs.100)",
    advice: "Generate new keys: with these, whoever has them can run code on the server.",
  },
  accept: ({ value }) => !isFilledIn(value),
};

const wireguard: SecretDetector = {
  id: "wireguard-key",
  title: "WireGuard private key",
  confidence: "high",
  starts: ["privatekey =", "privatekey=", "presharedkey =", "presharedkey="],
  pattern: /(?:PrivateKey|PresharedKey) ?= ?(?<value>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)/diy,
  rotate: {
    page: "https://www.wireguard.com/quickstart/",
    advice: "Make a new key pair and exchange the public key on every peer.",
  },
  accept: ({ value }) => looksRandom(value.slice(0, 43)),
};

const openvpn: SecretDetector = {
  id: "openvpn-static-key",
  title: "OpenVPN static key",
  confidence: "high",
  starts: ["-----BEGIN OpenVPN "],
  pattern:
    /-----BEGIN OpenVPN (?:Static|tls-crypt-v2 (?:client|server)) key(?: V1)?-----\s{1,4}[A-Za-z0-9+/=\s\\]{64,2000}(?:-----END OpenVPN [A-Za-z0-9 -]{1,40}-----)?/dy,
  joined: true,
  rotate: { advice: "Make a new key and give it to every peer." },
  accept: ({ value }) => /[0-9]/.test(value.slice(60, 200)) && !isFilledIn(value.slice(60, 200)),
};

const putty: SecretDetector = {
  id: "putty-private-key",
  title: "private key in PuTTY's format",
  confidence: "high",
  starts: ["PuTTY-User-Key-File-"],
  pattern:
    /PuTTY-User-Key-File-[23]: [^\n]{1,80}\r?\nEncryption: (?<cipher>[^\r\n]{1,40})\r?\nComment: [^\n]{0,200}\nPublic-Lines: [0-9]{1,4}\r?\n[A-Za-z0-9+/=\r\n]{40,4000}Private-Lines: [0-9]{1,4}\r?\n(?:[A-Za-z0-9+/=]{1,80}\r?\n){0,120}[A-Za-z0-9+/=]{1,80}/dy,
  joined: true,
  rotate: { advice: "Make a new key pair and replace the public key wherever it is trusted." },
  accept: ({ match }) => (match.groups?.cipher === "none" ? true : "medium"),
};

const hasVariableBehind = (text: string, end: number) => hasVariable(text.slice(end, end + 100).split(/\s/)[0] ?? "");

/** `private_token=…` and `access_token=…` in an address that is not a stand-in. */
const addressToken: SecretDetector = {
  id: "token-in-address",
  title: "token in an address",
  confidence: "medium",
  starts: [
    "?access_token=",
    "&access_token=",
    "?private_token=",
    "&private_token=",
    "?api_key=",
    "&api_key=",
    "?apikey=",
    "&apikey=",
  ],
  pattern: /[?&](?:access_token|private_token|api_key|apikey)=(?<value>[A-Za-z0-9_.~%-]{16,500})/diy,
  joined: true,
  rotate: {
    advice: "Revoke the token at the service the address belongs to: servers and proxies log whole addresses.",
  },
  accept: ({ value, text, end }) =>
    looksRandom(value) && !isStandIn(value) && !failsChecksum(value) && !hasVariableBehind(text, end),
};

/** In order of rank: of two that overlap, the earlier stays. */
export const settingDetectors: readonly SecretDetector[] = [
  dockerAuth,
  netrcLine,
  connectionString,
  laravelKey,
  djangoKey,
  machineKey,
  wireguard,
  openvpn,
  putty,
  addressToken,
];
