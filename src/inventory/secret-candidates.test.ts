import { expect, test } from "vitest";
import { isSecretCandidate, mostSearchedBytes } from "./secret-candidates.ts";

const cases: [what: string, path: string, is: boolean][] = [
  ["a program's settings", "app/config.js", true],
  ["a script that somebody put beside the programs", "usr/local/bin/backup.sh", true],
  ["a site", "usr/share/nginx/html/main.js", true],
  ["a program's log", "var/log/app/access.log", true],
  ["a table of commands by the clock", "var/spool/cron/crontabs/root", true],
  ["git's settings, wherever they are", "mnt/src/.git/config", true],
  ["a key in a folder of the system", "etc/ssl/private/server.key", true],
  ["a program of the system", "usr/bin/env", false],
  ["the database of packages", "var/lib/dpkg/status", false],
  ["other people's code", "app/node_modules/a/config.js", false],
  ["and their keys", "app/node_modules/a/test/key.pem", false],
  ["the keys that Go tests itself with", "usr/local/go/src/crypto/x509/platform_root_key.pem", false],
  ["those of Python", "usr/local/lib/python3.13/test/certdata/keycert.pem", false],
  ["those of a gem", "usr/local/bundle/gems/puma-6.0/examples/key.pem", false],
  ["those of a toolchain at home", "root/.rustup/toolchains/stable/lib/a.pem", false],
  ["those of Conda", "opt/conda/lib/python3.12/a.pem", false],
  ["a folder that is only called so", "app/lib/python3/key.pem", true],
  ["a picture", "app/logo.png", false],
];

test.each(cases)("%s: %s", (_, path, is) => expect(isSecretCandidate(path, 1_000)).toBe(is));

test("large files are searched only when their name says that they hold secrets", () => {
  expect(isSecretCandidate("app/data.json", mostSearchedBytes + 1)).toBe(false);
  expect(isSecretCandidate("app/.env", mostSearchedBytes + 1)).toBe(true);
  expect(isSecretCandidate("app/.env", 7)).toBe(false);
});
