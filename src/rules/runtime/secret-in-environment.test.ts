import { describe, expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { mostPlannedSecrets } from "./parts/secret-interpolation.ts";
import { secretInEnvironment } from "./secret-in-environment.ts";

/** Made up, and assembled so that no scanner takes it for one. */
const token = `${"glpat-"}${"x9Kq2Lm4Zt"}${"7Rb1Vn8Wp3"}`;
const password = "k7-harbour-lamp";

function service(...environment: readonly string[]): string {
  const lines = environment.map((line) => `      ${line}\n`).join("");
  return `services:\n  db:\n    image: postgres:18.1\n    environment:\n${lines}`;
}

function found(text: string, path = "compose.yaml", others: Readonly<Record<string, string>> = {}) {
  return problemsInFiles(secretInEnvironment, { [path]: text, ...others });
}

/** What the first fixes of all problems make of the file. */
function fixed(text: string): string {
  const edits = found(text).flatMap(({ problem }) => problem.fixes?.[0]?.edits ?? []);
  return applyEdits(text, edits);
}

describe("finds", () => {
  it.each([
    ["a password in a map", service(`POSTGRES_PASSWORD: ${password}`), [`POSTGRES_PASSWORD: ${password}`]],
    ["a password in a list", service(`- POSTGRES_PASSWORD=${password}`), [`POSTGRES_PASSWORD=${password}`]],
    ["one in quotes", service(`POSTGRES_PASSWORD: "${password}"`), [`POSTGRES_PASSWORD: "${password}"`]],
    ["a number", service("MYSQL_PASSWORD: 918273645"), ["MYSQL_PASSWORD: 918273645"]],
    [
      "a password in an address",
      service(`DATABASE_URL: postgres://app:${password}@db/app`),
      [`DATABASE_URL: postgres://app:${password}@db/app`],
    ],
    [
      "a password in a connection string",
      service(`ConnectionStrings__Main: Server=db;User Id=sa;Password=${password};`),
      [`ConnectionStrings__Main: Server=db;User Id=sa;Password=${password};`],
    ],
    [
      "one in a JDBC address",
      service(`SPRING_DATASOURCE_URL: "jdbc:mysql://db/app?user=app&password=${password}"`),
      [`SPRING_DATASOURCE_URL: "jdbc:mysql://db/app?user=app&password=${password}"`],
    ],
    ["a token under any name", service(`DEPLOY: ${token}`), [`DEPLOY: ${token}`]],
    ["a default", service(`POSTGRES_PASSWORD: \${PW:-${password}}`), [`POSTGRES_PASSWORD: \${PW:-${password}}`]],
  ])("%s", (_, text, places) => {
    expect(found(text).map((one) => one.text)).toEqual(places);
  });
});

describe("leaves alone", () => {
  it.each([
    ["a variable", service("POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}")],
    ["a variable that must be set", service("POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?missing}")],
    ["a variable of the shell", service("- POSTGRES_PASSWORD")],
    ["an empty value", service('POSTGRES_PASSWORD: ""')],
    ["a stand-in", service("POSTGRES_PASSWORD: changeme")],
    ["a stand-in in another language", service("EMAIL_PASS: tu_contraseña_de_aplicacion")],
    ["a stand-in as default", service("POSTGRES_PASSWORD: ${PW:-changeme}")],
    ["the path of a file", service("POSTGRES_PASSWORD_FILE: /run/secrets/db")],
    ["a path with a variable of the program", service("JWT_SECRET_KEY: '%kernel.project_dir%/jwt/private.pem'")],
    ["a front-end variable", service("NEXT_PUBLIC_API_KEY: abc123def456ghi789")],
    ["a switch", service('MYSQL_ALLOW_EMPTY_PASSWORD: "no"', "PASSWORD_MIN_LENGTH: 12")],
    ["an address without a password", service("DATABASE_URL: postgres://app@db/app", "REDIS_URL: redis://cache:6379")],
    ["an address whose password is a variable", service("DATABASE_URL: postgres://app:${PW}@db/app")],
    ["a setting of a program whose prefix is SECRET", service("SECRET_FORCED_LANGUAGE: en")],
    ["the keys of an emulator", service("AWS_ACCESS_KEY_ID: test", "AWS_SECRET_ACCESS_KEY: test")],
    [
      "the name of a secret",
      `${service("PWD_KEY: keysecret")}    secrets: [keysecret]\nsecrets:\n  keysecret:\n    external: true\n`,
    ],
  ])("%s", (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it("a value that .env gives", () => {
    const text = service("POSTGRES_PASSWORD: ${PW}");
    expect(found(text, "compose.yaml", { ".env": `PW=${password}\n` })).toEqual([]);
  });

  it("the user's half of a pair of keys", () => {
    const names = found(service("MINIO_ACCESS_KEY: harbour-admin", `MINIO_SECRET_KEY: ${password}`));
    expect(names.map((one) => one.text)).toEqual([`MINIO_SECRET_KEY: ${password}`]);
  });
});

describe("weighs", () => {
  it.each([
    ["a password", "compose.yaml", password, "high"],
    ["a token", "compose.yaml", token, "critical"],
    ["a token in a file for tests", "compose.test.yaml", token, "critical"],
    ["a password in a file for development", "docker-compose.dev.yml", password, "medium"],
    ["a common word in an override file", "compose.override.yaml", "postgres", "low"],
    ["a common word in an example", "examples/app/compose.yaml", "my_secret_password", "low"],
    ["a common word elsewhere", "compose.yaml", "postgres", "high"],
  ])("%s", (_, path, value, severity) => {
    const [first] = found(service(`POSTGRES_PASSWORD: ${value}`), path);
    expect(first?.problem.severity).toBe(severity);
  });

  it("a file whose services run in development", () => {
    const [first] = found(service("NODE_ENV: development", `POSTGRES_PASSWORD: ${password}`));
    expect(first?.problem.severity).toBe("medium");
  });

  it("a default as low, and one with a token as high", () => {
    const severities = [password, token].map(
      (value) => found(service(`API_TOKEN: \${API_TOKEN:-${value}}`))[0]?.problem.severity,
    );
    expect(severities).toEqual(["low", "high"]);
  });
});

const shared = `${service(`POSTGRES_PASSWORD: ${password}`)}    healthcheck:
      test: ["CMD", "psql", "postgres://postgres:${password}@localhost/app"]
  api:
    image: registry.example.com/api:1.4
    environment:
      - DATABASE_URL=postgres://app:${password}@db/app
      - "DB_PASSWORD=${password}"
`;

it("names all places of one secret in one finding", () => {
  const problems = found(shared);
  expect(problems).toHaveLength(1);
  const messages = problems[0]?.problem.related?.map(({ message }) => message) ?? [];
  for (const label of ["DATABASE_URL of service api", "DB_PASSWORD of service api", "the health check of service db"])
    expect(messages.some((message) => message.includes(label))).toBe(true);
});

it("names an anchored block once", () => {
  const text = `x-env: &env\n  DB_PASSWORD: ${password}\nservices:\n  a:\n    image: a:1\n    environment: *env\n  b:\n    image: b:1\n    environment:\n      <<: *env\n`;
  const problems = found(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.problem.related).toEqual([]);
});

it("says a variable's defaults once", () => {
  const problems = found(service(`A_PASSWORD: \${PW:-${password}}`, `B_PASSWORD: \${PW:-other-${password}}`));
  expect(problems).toHaveLength(1);
  expect(problems[0]?.problem.related).toHaveLength(1);
});

describe("fixes", () => {
  it.each([
    [
      "a value of a map",
      service(`API_TOKEN: ${password} # keep`),
      service('API_TOKEN: "${API_TOKEN:?set API_TOKEN in .env}" # keep'),
    ],
    [
      "a value in quotes",
      service(`API_TOKEN: '${password}'`),
      service("API_TOKEN: '${API_TOKEN:?set API_TOKEN in .env}'"),
    ],
    [
      "an item of a list",
      service(`- API_TOKEN=${password}`),
      service("- API_TOKEN=${API_TOKEN:?set API_TOKEN in .env}"),
    ],
    [
      "an item in quotes",
      service(`- "API_TOKEN=${password}"`),
      service('- "API_TOKEN=${API_TOKEN:?set API_TOKEN in .env}"'),
    ],
    [
      "the password of an address",
      service(`DATABASE_URL: postgres://app:${password}@db/app`),
      service("DATABASE_URL: postgres://app:${DATABASE_PASSWORD:?set DATABASE_PASSWORD in .env}@db/app"),
    ],
    [
      "the password of a connection string",
      service(`- DB_DSN=host=db user=app password=${password} dbname=app`),
      service("- DB_DSN=host=db user=app password=${DB_PASSWORD:?set DB_PASSWORD in .env} dbname=app"),
    ],
    [
      "a password that is also the user's name",
      service("DATABASE_URL: postgres://shop:shop@db/shop"),
      service("DATABASE_URL: postgres://shop:${DATABASE_PASSWORD:?set DATABASE_PASSWORD in .env}@db/shop"),
    ],
    [
      "a name with dots",
      service(`- spring.datasource.password=${password}`),
      service("- spring.datasource.password=${SPRING_DATASOURCE_PASSWORD:?set SPRING_DATASOURCE_PASSWORD in .env}"),
    ],
    [
      "a name that another variable has",
      service("OTHER: ${API_TOKEN}", `API_TOKEN: ${password}`),
      service("OTHER: ${API_TOKEN}", 'API_TOKEN: "${DB_API_TOKEN:?set DB_API_TOKEN in .env}"'),
    ],
    [
      "a default",
      service(`API_TOKEN: \${API_TOKEN:-${password}}`),
      service("API_TOKEN: ${API_TOKEN:?set API_TOKEN in .env}"),
    ],
    [
      "a default without colon, in quotes",
      service(`API_TOKEN: "\${API_TOKEN-${password}}"`),
      service('API_TOKEN: "${API_TOKEN:?set API_TOKEN in .env}"'),
    ],
  ])("%s", (_, before, after) => {
    expect(fixed(before)).toBe(after);
  });

  it("all places of a secret with one variable", () => {
    const after = fixed(shared);
    expect(after).not.toContain(password);
    expect(after).toContain("POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password");
    expect(after).toContain("postgres://app:${POSTGRES_PASSWORD}@db/app");
    expect(after).toContain('"DB_PASSWORD=${POSTGRES_PASSWORD}"');
    expect(found(after)).toEqual([]);
  });

  it("two services that use one name for two secrets", () => {
    const text = `${service(`DB_PASSWORD: ${password}`)}  api:\n    image: a:1\n    environment:\n      DB_PASSWORD: other-${password}\n`;
    const after = fixed(text);
    expect(after).toContain('DB_PASSWORD: "${DB_PASSWORD:?');
    expect(after).toContain('DB_PASSWORD: "${API_DB_PASSWORD:?');
  });

  it("nothing in brackets without quotes", () => {
    const text = `services:\n  db:\n    image: postgres:18.1\n    environment: [API_TOKEN=${password}]\n`;
    const [first] = found(text);
    expect(first?.problem.fixes).toBeUndefined();
    expect(first?.problem.refusal).toContain("brackets");
  });

  it("a quoted value in brackets", () => {
    const text = `services:\n  db:\n    image: redis:8\n    environment: ["A=1", "API_TOKEN=${password}"]\n`;
    expect(fixed(text)).toContain('"API_TOKEN=${API_TOKEN:?set API_TOKEN in .env}"]');
  });

  it("nothing on a line of thousands of characters", () => {
    const text = `services: { db: { image: "a:1", labels: ["${"x".repeat(3_000)}"], environment: ["API_TOKEN=${password}"] } }\n`;
    expect(found(text)[0]?.problem.refusal).toContain("brackets");
  });

  it("without the value in anything it says", () => {
    for (const text of [shared, service(`API_TOKEN: \${API_TOKEN:-${password}}`), service(`DEPLOY: ${token}`)])
      for (const { problem } of found(text)) {
        const said = JSON.stringify(problem);
        expect(said).not.toContain(password);
        expect(said).not.toContain(token);
      }
  });

  it("tells where the values go", () => {
    const followUp = found(service(`API_TOKEN: ${password}`))[0]?.problem.fixes?.[0]?.followUp ?? [];
    expect(followUp).toContain("API_TOKEN=");
    expect(followUp.join("\n")).toContain(".gitignore");
  });
});

it("plans for two hundred secrets at a time", () => {
  const lines = Array.from({ length: mostPlannedSecrets + 2 }, (_, at) => `A${at}_TOKEN: harbour-${at}-lamp-${at}`);
  const problems = found(service(...lines)).map(({ problem }) => problem);
  expect(problems).toHaveLength(mostPlannedSecrets + 2);
  expect(problems.filter(({ fixes }) => fixes)).toHaveLength(mostPlannedSecrets);
  expect(problems.at(-1)?.refusal).toContain("run the fix again");
});

describe("hands a secret over as a file", () => {
  const declared = "\nsecrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD";

  it.each([
    [
      "a map",
      service(`POSTGRES_PASSWORD: ${password}`),
      `${service("POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password")}    secrets:\n      - postgres_password${declared}\n`,
    ],
    [
      "a list in quotes",
      service(`- "POSTGRES_PASSWORD=${password}"`),
      `${service('- "POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password"')}    secrets:\n      - postgres_password${declared}\n`,
    ],
    [
      "a service and a file that have secrets",
      `${service(`POSTGRES_PASSWORD: ${password}`)}    secrets: [tls]\nsecrets:\n  tls:\n    file: ./tls.pem\n`,
      `${service("POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password")}    secrets: [tls, postgres_password]\nsecrets:\n  tls:\n    file: ./tls.pem\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(fixed(before)).toBe(after);
    expect(found(after)).toEqual([]);
  });

  it.each([
    ["an image that reads no files", service(`POSTGRES_PASSWORD: ${password}`).replace("postgres:18.1", "redis:8.4")],
    ["a read-only file system", `${service(`POSTGRES_PASSWORD: ${password}`)}    read_only: true\n`],
    ["an entrypoint of its own", `${service(`POSTGRES_PASSWORD: ${password}`)}    entrypoint: /start.sh\n`],
    [
      "a health check that reads the variable",
      `${service(`POSTGRES_PASSWORD: ${password}`)}    healthcheck:\n      test: PGPASSWORD=$$POSTGRES_PASSWORD psql\n`,
    ],
    [
      "a block that services share",
      `x-env: &env\n  POSTGRES_PASSWORD: ${password}\nservices:\n  db:\n    image: postgres:18.1\n    environment: *env\n  api:\n    image: a:1\n    environment: *env\n`,
    ],
    [
      "a map in braces",
      `services: { db: { image: postgres:18.1, environment: { POSTGRES_PASSWORD: "${password}" } } }\n`,
    ],
  ])("not with %s", (_, before) => {
    const after = fixed(before);
    expect(after).toContain("${POSTGRES_PASSWORD:?");
    expect(after).not.toContain("_FILE");
  });
});
