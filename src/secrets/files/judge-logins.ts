/** Judges files of logins, each in its own format: npm, netrc, registries, Kubernetes, password files. */
import { failsChecksum } from "../checksum.ts";
import { findSecretsInText } from "../detect.ts";
import { confidenceOf, isNothing, isSealed, judgePairs } from "./judge-pairs.ts";
import { type Judged, mergeJudged } from "./judged.ts";
import { pairsIn } from "./pairs.ts";

const npmSetting =
  /^[ \t]{0,50}(?:\S{0,300}:)?(_authToken|_auth|_password|key)[ \t]{0,20}=[ \t]{0,20}["']?([^"'\r\n]{1,4096})/gim;
const yarnSetting =
  /^[ \t]{0,50}["']?(?:\S{0,300}:)?(npmAuthToken|npmAuthIdent|_authToken|_password)["']?:?[ \t]{1,20}["']?([^"'\r\n]{1,4096})/gim;

/** Tokens of npm, pnpm and Yarn. A variable in place of the token is how it should be. */
export function judgeNpmrc(text: string, kind: string): Judged[] {
  const found: Judged[] = [];
  for (const pattern of [npmSetting, yarnSetting])
    for (const match of text.matchAll(pattern)) {
      const value = (match[2] ?? "").trim();
      if (value.length < 6 || isNothing(value) || value.includes("${")) continue;
      const start = match.index + match[0].lastIndexOf(value);
      found.push({
        start,
        end: start + value.length,
        detector: kind,
        title: `value of ${match[1]}`,
        confidence: "high",
      });
    }
  return merged(text, found);
}

/** `machine h login u password p`, on one line or on several. */
export function judgeNetrc(text: string, kind: string): Judged[] {
  const found: Judged[] = [];
  for (const match of text.matchAll(/(?<![^\s])(?:password|passwd)\s{1,20}("[^"\r\n]{0,1000}"|\S{1,4096})/g)) {
    const value = match[1] ?? "";
    if (isNothing(value.replaceAll('"', ""))) continue;
    const start = match.index + match[0].length - value.length;
    found.push({ start, end: start + value.length, detector: kind, title: "password for a host", confidence: "high" });
  }
  return merged(text, found);
}

/** Logins of docker and podman: `auth` is the Base64 of `user:password`. Those kept by a credential helper are not in the file. */
export function judgeDockerConfig(text: string, kind: string): Judged[] {
  const found = pairsIn(text).flatMap(({ name, value, start, end }): Judged[] => {
    if (!/^(?:auth|identitytoken|registrytoken|password)$/i.test(name) || isNothing(value)) return [];
    const pair = Buffer.from(value.slice(0, 4096), "base64").toString("latin1");
    const password = /^[^:]{1,300}:(.+)$/s.exec(pair)?.[1];
    if (name === "auth" && (password === undefined || isNothing(password))) return [];
    return [{ start, end, detector: kind, title: "login of a registry", confidence: "high" }];
  });
  return merged(text, found);
}

/** Certificates' keys, tokens and passwords of users of a cluster; paths to them and login commands are none. */
export function judgeKubeConfig(text: string, kind: string): Judged[] {
  if (isSealed(text)) return [];
  const found = pairsIn(text).flatMap(({ name, value, start, end }): Judged[] => {
    if (isNothing(value)) return [];
    const at = { start, end, detector: kind, confidence: "high" as const };
    if (name === "client-key-data") {
      const key = Buffer.from(value.slice(0, 200), "base64").toString("latin1");
      return key.includes("PRIVATE KEY") ? [{ ...at, title: "private key of a cluster's user" }] : [];
    }
    if (/^(?:token|id-token|refresh-token|access-token|client-secret)$/.test(name) && value.length >= 8)
      return [{ ...at, title: "token of a cluster's user" }];
    return name === "password"
      ? [{ ...at, title: "password of a cluster's user", confidence: confidenceOf(value) }]
      : [];
  });
  return merged(text, found);
}

const hash =
  /^[^:\s]{1,100}:(\$[0-9a-z-]{1,12}\$[^:\s]{8,300}|\{SHA\}[A-Za-z0-9+/=]{20,40}|[./A-Za-z0-9]{13}(?=[:\s]|$))/;

/** `user:hash` of web servers and accounts, `host:port:database:user:password` of PostgreSQL. */
export function judgePasswordLines(text: string, kind: string): Judged[] {
  const found: Judged[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const value = kind === "pgpass" ? pgPassword(line) : hash.exec(line)?.[1];
    if (value !== undefined && !line.startsWith("#")) {
      const at = start + line.lastIndexOf(value);
      const title = kind === "pgpass" ? "password of a database" : "password hash";
      found.push({
        start: at,
        end: at + value.length,
        detector: kind,
        title,
        confidence: kind === "pgpass" ? "high" : "medium",
      });
    }
    start += line.length + 1;
  }
  return found;
}

function pgPassword(line: string): string | undefined {
  const password = /^(?:(?:[^:\\\s]|\\.){1,200}:){4}(\S{1,500})\s*$/.exec(line)?.[1];
  return password === undefined || isNothing(password) ? undefined : password;
}

/** A file that is nothing but its secret. A script that prints it is none. */
export function judgeOneValue(text: string, kind: string, title: string): Judged[] {
  const value = text.trim();
  if (value.length < 8 || value.length > 1000 || value.startsWith("#!") || /\n/.test(value) || isNothing(value))
    return [];
  const start = text.indexOf(value);
  return [{ start, end: start + value.length, detector: kind, title, confidence: "high" }];
}

/** What the format of the file tells, and what known formats tell, each place once. */
function merged(text: string, found: readonly Judged[]): Judged[] {
  const own = found.filter(({ start, end }) => !failsChecksum(text.slice(start, end)));
  const others = judgePairs(text, "").filter(({ detector }) => detector !== "");
  return mergeJudged(
    [...own].sort((a, b) => a.start - b.start),
    others,
  );
}

/** Only credentials of known formats. */
export function judgeFormats(text: string): Judged[] {
  return findSecretsInText(text).filter(({ detector }) => detector !== "secret-assignment");
}
