import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { databaseWithoutPassword } from "./database-without-password.ts";

function severities(lines: readonly string[], path = "compose.yaml"): readonly (string | undefined)[] {
  const body = lines.map((line) => `    ${line}\n`).join("");
  const text = `services:\n  db:\n    image: postgres:18.1\n${body}`;
  return problemsInFiles(databaseWithoutPassword, { [path]: text }).map(({ problem }) => problem.severity);
}

const trust = ["environment:", "  POSTGRES_HOST_AUTH_METHOD: trust"];

it.each([
  ["on the project's network", trust, "compose.yaml", ["medium"]],
  ["on all interfaces", [...trust, 'ports: ["5432:5432"]'], "compose.yaml", ["high"]],
  ["on this machine only", [...trust, 'ports: ["127.0.0.1:5432:5432"]'], "compose.yaml", ["medium"]],
  ["in a file for tests", trust, "compose.test.yaml", ["low"]],
  ["in a file for tests, on all interfaces", [...trust, 'ports: ["5432:5432"]'], "compose.test.yaml", ["medium"]],
  ["of another method", ["environment:", "  POSTGRES_HOST_AUTH_METHOD: md5"], "compose.yaml", []],
  ["MySQL", ["environment:", "  - MYSQL_ALLOW_EMPTY_PASSWORD=true"], "compose.yaml", ["medium"]],
  ["MySQL that asks", ["environment:", "  - MYSQL_ALLOW_EMPTY_PASSWORD=no"], "compose.yaml", []],
  ["MariaDB", ["environment:", '  MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: "1"'], "compose.yaml", ["medium"]],
  ["Elasticsearch", ["environment:", "  - xpack.security.enabled=false"], "compose.yaml", ["medium"]],
  ["a variable", ["environment:", "  NEO4J_AUTH: ${NEO4J_AUTH:-none}"], "compose.yaml", []],
] as const)("%s", (_, lines, path, expected) => {
  expect(severities(lines, path)).toEqual(expected);
});

it("also looks at docker run", () => {
  const files = { "db.sh": "#!/bin/sh\ndocker run -e MYSQL_ALLOW_EMPTY_PASSWORD=yes -p 3306:3306 mysql:9\n" };
  expect(problemsInFiles(databaseWithoutPassword, files).map(({ text }) => text)).toEqual([
    "MYSQL_ALLOW_EMPTY_PASSWORD=yes",
  ]);
});
