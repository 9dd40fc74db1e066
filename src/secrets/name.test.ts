import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { classifySecretName, isPasswordName, type SecretNameKind, secretNameWords } from "./name.ts";

const names: readonly (readonly [SecretNameKind, string])[] = [
  [
    "secret",
    "DB_PASSWORD GHTOKEN PGPASS PGPASSWORD NPM_TOKEN API_KEY apikey apiKey AWS_SECRET_ACCESS_KEY JWT_SECRET SECRET_KEY_BASE DJANGO_SECRET_KEY " +
      "ENCRYPTION_KEY PRIVATE_KEY SSH_PRIVATE_KEY SSH_KEY PASS PWD_DB ROOT_PASS MYSQL_PWD ADMIN_PWD POSTGRES_PW dbPassword DBPassword " +
      "ADMINPASSWORD LDAP_ROOTPASS YOURLS_COOKIEKEY CLIENTSECRET client.secret github-token TOKEN SECRET PASSWORD SA_PASSWORD " +
      "NODE_AUTH_TOKEN GITHUB_PAT AZURE_DEVOPS_EXT_PAT APP_KEY RAILS_MASTER_KEY AUTH_SALT RABBITMQ_ERLANG_COOKIE ADMIN_PASSWORD2 DD_API_KEY " +
      "SSH_KEY_PASSPHRASE GIT_CREDENTIALS DEFAULT_PASSWORD KEYSTORE_PASSWORD RELEASE_STORE_PASSWORD GHToken sshpass token.github TLS_PRIVATE_KEY",
  ],
  [
    "maybe",
    "DATABASE_URL SENTRY_DSN AWS_ACCESS_KEY_ID MONGO_URI CONNECTION_STRING AZURE_STORAGE_CONNECTION_STRING SLACK_WEBHOOK_URL BASIC_AUTH " +
      "KEY STAGING_KEY JWT NPM_CONFIG__AUTH VAULT_SECRET_ID DOCKER_AUTH_CONFIG PRIMARY_DB_CONN_STR TOKEN_URL TOKEN_ENDPOINT STORE_SERVER_KEYS COMPOSER_AUTH",
  ],
  [
    "public",
    "PUBLIC_API_KEY NEXT_PUBLIC_API_KEY VITE_API_KEY REACT_APP_TOKEN STRIPE_PUBLIC_KEY SSH_PUBLIC_KEY GPG_KEY GPG_KEYS NGINX_GPGKEY TINI_GPG_KEY " +
      "APT_KEY LITECOIN_PGP_KEY SQUID_SIG_KEY OPENSSL_PGP_KEY_IDS SSH_HOST_KEY ANSIBLE_HOST_KEY_CHECKING",
  ],
  [
    "reference",
    "DB_PASSWORD_FILE SECRET_PATH TOKEN_DIR SECRET_NAME API_KEY_ID SSH_KEY_FILE GOOGLE_APPLICATION_CREDENTIALS SECRET_ARN PASSWORD_VAR",
  ],
  [
    "no",
    "TOKENIZERS_PARALLELISM KEYBOARD AUTHOR AUTHORS PASSENGER_APP_ENV MONKEY libcrypto3 PASSWORD_MIN_LENGTH TOKEN_EXPIRY ACCESS_TOKEN_EXPIRES_IN SECRET_VERSION CLIENT_ID " +
      "KEY_SERVER PGP_KEYSERVER CACHE_KEY PRIMARY_KEY AUTH_ENABLED MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD SKIP_TOKEN_CHECK " +
      "DISABLE_AUTH TS_DISABLE_TOKEN_AUTHORIZATION SSH_KEY_TYPE PWD OLDPWD BYPASS COMPASS_VERSION PASS_THROUGH MAX_TOKENS PAD_TOKEN " +
      "JAVA_TOKEN JDK8_TOKEN AUTH_SERVICE KEEPASSXC_VERSION VALKEY_MAXMEMORY RESET_PASSWORD_EMAIL org.opencontainers.image.authors PATH HOME USE_TOKEN " +
      "DB_USER SECRETS_MANAGER GIT_CREDENTIAL_HELPER TURKEY SALT_VERSION ACCEPT_EULA NODE_VERSION LD_PRELOAD CERT_PEM COMPAT",
  ],
];

describe("names", () => {
  for (const [kind, row] of names)
    for (const name of row.split(" "))
      it(`${name} is ${kind}`, () => {
        expect(classifySecretName(name).kind).toBe(kind);
      });

  it("are split at marks and at camelCase, without numbers", () => {
    expect(secretNameWords("myDB_Password2.v3-x")).toEqual(["my", "db", "password", "x"]);
  });

  it("of passwords are told from those of keys", () => {
    expect(["DB_PASS", "PGPASSWORD", "ADMIN_PWD"].every(isPasswordName)).toBe(true);
    expect(["API_KEY", "TOKEN", "JWT_SECRET"].some(isPasswordName)).toBe(false);
  });

  it("of any text never throw, and long ones cost nothing", () => {
    fc.assert(fc.property(fc.string(), (name) => classifySecretName(name).why.length > 0));
    const begin = cpuTime();
    for (const piece of ["_", "aA", "A", "password", "-._"]) classifySecretName(piece.repeat(100_000));
    expect(cpuTime() - begin).toBeLessThan(1000);
  });
});
