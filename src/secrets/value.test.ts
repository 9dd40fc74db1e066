import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { githubToken, hex, mixed, npmToken } from "./samples.fixture.ts";
import { classifySecretValue, type SecretValueKind } from "./value.ts";

const rows: readonly (readonly [SecretValueKind, name: string | undefined, value: string])[] = [
  ["literal", "DB_PASSWORD", "admin123"],
  ["literal", "API_KEY", `sk_${"live"}_supersecretkey`],
  ["literal", "MYSQL_ROOT_PASSWORD", "root"],
  ["literal", "MYSQL_PASSWORD", '"secret"'],
  ["literal", "PASSWORD", "password"],
  ["literal", "JWT_SECRET", "secret"],
  ["literal", "MYSQL_PASSWORD", "123"],
  ["literal", "YOURLS_DB_PASS", "yourls"],
  ["literal", "SECRET", "'lots and lots of secrets'"],
  ["literal", "SSH_PASSWD", "root:Docker!"],
  ["literal", "ADMIN_PASSWORD", "Pa$$w0rd"],
  ["literal", "ADMIN_PASSWORD", "${ADMIN_PASSWORD:-welcome1}"],
  ["literal", "GIT_TOKEN", hex(40)],
  ["literal", "STAGING_KEY", mixed(32)],
  ["literal", "SECRET_KEY", `/${mixed(39)}`],
  ["credential", "DATABASE_URL", "postgres://app:s3cr3t@db:5432/app"],
  ["credential", undefined, githubToken],
  ["credential", "NOTHING", githubToken],
  ["credential", "NEXT_PUBLIC_KEY", `sk_${"live"}_${mixed(24)}`],
  ["credential", "AWS_SECRET_ACCESS_KEY", mixed(40)],
  ["credential", "TOKEN", `\${TOKEN:-${githubToken}}`],
  ["placeholder", "GITHUB_TOKEN", `ghp_${mixed(36)}`],
  ["placeholder", "DB_PASSWORD", "changeme"],
  ["placeholder", "API_KEY", "<your key>"],
  ["placeholder", "API_KEY", "your-api-key"],
  ["placeholder", "API_KEY", "xxxx"],
  ["placeholder", "TOKEN", "none"],
  ["placeholder", "TOKEN", "NULL"],
  ["placeholder", "SECRET_KEY_BASE", "dummy"],
  ["placeholder", "SECRET_KEY_BASE", "1"],
  ["placeholder", "SECRET_KEY", "build"],
  ["placeholder", "TOKEN", "TODO"],
  ["placeholder", "API_KEY", "example"],
  ["placeholder", "API_KEY", "true"],
  ["placeholder", "COOKIE_KEY", "modify this text with something random"],
  ["placeholder", "GITHUB_CLIENT_SECRET", "client secret"],
  ["placeholder", undefined, "changeme"],
  ["reference", "DB_PASSWORD", "$DB_PASS"],
  ["reference", "DB_PASSWORD", "${DB_PASS}"],
  ["reference", "DB_PASSWORD", "${DB_PASS:?must be set}"],
  ["reference", "DB_PASSWORD", "%DB_PASS%"],
  ["reference", "DB_PASSWORD", "$(cat /run/secrets/db)"],
  ["reference", "DB_PASSWORD", "/run/secrets/db"],
  ["reference", "API_TOKEN", "{{ api_token }}"],
  ["reference", "DATABASE_URL", "postgres://app:$DB_PASS@db/app"],
  ["reference", "SSL_CERT_KEY", "/root/.jupyter/jupyter.key"],
  ["reference", "PRIVATE_KEY", "./keys/server.pem"],
  ["empty", "TOKEN", ""],
  ["empty", "TOKEN", '""'],
  ["empty", "TOKEN", "  "],
  ["not-secret", undefined, "admin123"],
  ["not-secret", "DATABASE_URL", "sqlite:///data.db"],
  ["not-secret", "DATABASE_URL", "postgres://db:5432/app"],
  ["not-secret", "API_TOKEN", "https://issuer.corp/token"],
  ["not-secret", "SENTRY_DSN", "https://sentry.corp/4"],
  ["not-secret", "GPG_KEY", hex(40).toUpperCase()],
  ["not-secret", "VENDOR_SIGNING_KEY", `0x${hex(40).toUpperCase()}`],
  ["not-secret", "KEY", hex(40)],
  ["not-secret", "KEY", "id"],
  ["not-secret", "SECRET_KEY", "1.2.3"],
  ["not-secret", "TOKEN", `sha256:${hex(64)}`],
  ["not-secret", "PASSWORD_MIN_LENGTH", "12"],
  ["not-secret", "DB_PASSWORD_FILE", "secret.d"],
  ["not-secret", "TOKENIZERS_PARALLELISM", "often"],
  ["not-secret", "NODE_VERSION", "20.1.0"],
];

describe("values", () => {
  for (const [kind, name, value] of rows)
    it(`${name ?? "without a name,"} ${value.slice(0, 12)} (${value.length}) is ${kind}`, () => {
      expect(classifySecretValue(value, name).kind).toBe(kind);
    });

  it("of known formats name their detector", () => {
    expect(classifySecretValue(npmToken).detector).toBe("npm-token");
  });

  it("are never told in the reason", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9]{9,30}$/),
        (value) => !classifySecretValue(value, "DB_PASSWORD").why.includes(value),
      ),
    );
  });

  it("of any text never throw, and long ones cost little", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (value, name) => classifySecretValue(value, name).why.length > 0));
    for (const piece of ["${", "$", "a", "%a", "`", "{{", "/a", "x:", "1.", "a@", "\\"]) {
      const begin = cpuTime();
      classifySecretValue(piece.repeat(50_000), "DB_PASSWORD");
      expect(cpuTime() - begin, piece).toBeLessThan(1000);
    }
  });
});
