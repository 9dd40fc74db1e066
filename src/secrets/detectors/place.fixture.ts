import { base64, hex, mixed } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

const misprinted = `npm_${mixed(36)}`;
const laravel = `base64:${mixed(43)}=`;

export const placeExamples: Readonly<Record<string, Examples>> = {
  "url-password": {
    bad: [
      ["postgres://app:s3cr3t@db:5432/app", "s3cr3t"],
      ["redis://:hunter2@cache", "hunter2"],
      ["git clone https://me:letmein@git.corp/x.git", "letmein"],
      ["ecto://postgres:postgres@db/app", "postgres"],
    ],
    good: [
      "https://user:$TOKEN@git.corp/x.git",
      "https://user:${TOKEN}@git.corp",
      "postgres://app:<password>@db/app",
      "http://user:pass@example.com/",
      "http://localhost:8080/@scope/pkg",
      "https://cdn.corp/npm/a@1.2.3/x.js",
      "http://127.0.0.1:$PORT/@x",
      "https://oauth2:{token}@git.corp/x",
      "ssh://git@host:22/x",
    ],
  },
  "url-token": {
    bad: [[`https://${mixed(32)}@git.corp/x.git`, mixed(32)]],
    good: [
      "https://some-long-user-name-here@git.corp/x.git",
      "https://$GITHUB_TOKEN_FOR_THE_BUILD@github.com/x",
      `https://${misprinted}@git.corp/x.git`,
    ],
  },
  "authorization-header": {
    bad: [
      [`curl -H "Authorization: Bearer ${mixed(30)}" x`, mixed(30)],
      [`-H 'Authorization: Basic ${base64("me:letmein")}'`, base64("me:letmein")],
      [`--header "PRIVATE-TOKEN: ${mixed(20)}"`, mixed(20)],
    ],
    good: [
      '-H "Authorization: Bearer $TOKEN"',
      '-H "Authorization: token ${GH}"',
      `Authorization: Bearer ${"<your-token>"}`,
      '-H "Authorization: Basic QQ=="',
      `-H "Authorization: Bearer prefix-text-$TOKEN"`,
    ],
  },
  "npm-auth-setting": {
    bad: [
      [
        `echo "//npm.corp/:_authToken=${hex(8)}-${hex(4)}-4a7b-9c1d-${hex(12)}" > .npmrc`,
        `${hex(8)}-${hex(4)}-4a7b-9c1d-${hex(12)}`,
      ],
      [`npm config set //npm.corp/:_password ${base64("letmein1")}`, base64("letmein1")],
    ],
    good: [
      'echo "//npm.corp/:_authToken=${NPM_TOKEN}" > .npmrc',
      "npm config set //npm.corp/:_authToken $NPM_TOKEN",
      "MYSQL_PASSWORD=benchmarkdbpass",
      "npm config delete //npm.corp/:_authToken\ninstalling",
      "grep _authToken /root/.npmrc",
      "no_auth=disabled-here",
    ],
  },
  "command-password": {
    bad: [
      ["RUN curl -fsS -u deploy:letmein9 https://files.corp/x", "letmein9"],
      ["sshpass -p letmein9 ssh host", "letmein9"],
      ["docker login -u me --password letmein9 registry.corp", "letmein9"],
      ["wget --user=x --http-password=letmein9 https://files.corp", "letmein9"],
    ],
    good: [
      "useradd -u 1000:1000 app",
      "chown -u app:staff x",
      "curl -u $USER:$PASS x",
      'curl -u "me:${PASS}" x',
      "adduser --disabled-password --gecos x app",
      "docker login --password $PASS",
      "docker login --password-stdin",
    ],
  },
  "secret-assignment": {
    bad: [
      [`export GIT_TOKEN=${hex(40)}`, hex(40)],
      [`"client_secret": "${mixed(24)}"`, mixed(24)],
      [`PASSWORD: \${X:-${mixed(20)}}`, mixed(20)],
    ],
    good: [
      `GPG_KEY=${hex(40).toUpperCase()}`,
      "PASSWORD_FILE=/run/secrets/database_password_1",
      "DB_PASSWORD=admin123",
      "API_KEY=$(cat /run/secrets/api_key_number_1)",
      `NPM_TOKEN=${misprinted}`,
      "TOKENIZERS_PARALLELISM=false-but-quite-long-1",
      `CACHE_KEY=${hex(40)}`,
      "apt-key adv --recv-keys 0x1234567890ABCDEF1234567890ABCDEF12345678",
      "SECRET_KEY=my-application-secret-key-v2",
      `VENDOR_SIGNING_KEY=${hex(40).toUpperCase()}`,
    ],
  },
  "docker-registry-login": {
    bad: [[`{"auths":{"r.corp":{"auth":"${base64("me:letmein9")}"}}}`, base64("me:letmein9")]],
    good: [
      `{"auth":"${base64("just words")}"}`,
      `{"auth":"${base64("me:password")}"}`,
      '{"auth":"${DOCKER_AUTH}"}',
      '{"auth":"required"}',
    ],
  },
  "netrc-login": {
    bad: [["echo 'machine git.corp login me password letmein9' > ~/.netrc", "letmein9"]],
    good: [
      'echo "machine git.corp login me password $TOKEN" > ~/.netrc',
      "machine learning login and password resets",
      "machine git.corp login me password <token>",
    ],
  },
  "connection-string-password": {
    bad: [
      ["Server=db;Database=app;User Id=sa;Password=letmein9;", "letmein9"],
      ['"Data Source=db;Initial Catalog=app;pwd=letmein9"', "letmein9"],
      ["jdbc:mysql://db:3306/app?user=me&password=letmein9", "letmein9"],
    ],
    good: [
      "Server=db;Database=app;User Id=sa;Password=${DB_PASSWORD};",
      "Server=db;Database=app;User Id=sa;Password=<password>;",
      "password=letmein9",
      "jdbc:mysql://db:3306/app?user=me&password=$PASS",
      "Server=db;Database=app;Integrated Security=true",
    ],
  },
  "laravel-app-key": { bad: [[`APP_KEY=${laravel}`, laravel]], good: ["APP_KEY=", "APP_KEY=base64:..."] },
  "django-secret-key": {
    bad: [[`SECRET_KEY = 'django-insecure-${mixed(50).toLowerCase()}'`, mixed(50).toLowerCase()]],
    good: ["SECRET_KEY = 'django-insecure-change-me'"],
  },
  "aspnet-machine-key": {
    bad: [[`<machineKey validationKey="${hex(128).toUpperCase()}" />`, hex(128).toUpperCase()]],
    good: ['<machineKey validationKey="AutoGenerate,IsolateApps" />'],
  },
  "token-in-address": {
    bad: [[`curl https://git.corp/api/v4/projects?private_token=${mixed(20)}`, mixed(20)]],
    good: ["https://git.corp/?access_token=${TOKEN}", "https://git.corp/?api_key=your_api_key_goes_here_1"],
  },
};
