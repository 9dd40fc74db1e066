import type { Problem, Severity } from "../../finding/finding.ts";
import type { Container, EnvironmentEntry } from "../../runtime/container.ts";
import { isOnLoopback } from "../../runtime/ports.ts";
import type { Rule } from "../rule.ts";
import { isDevelopmentFile } from "./parts/development-file.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const databaseWithoutPassword: Rule<"containers"> = {
  id: "database-without-password",
  title: "A database asks for no password",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: every container on the network can read and change the data. High where a port of the container is opened to other machines; one step lower in files for development and tests.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Variables that switch the password of a data store off: POSTGRES_HOST_AUTH_METHOD=trust, MYSQL_ALLOW_EMPTY_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD, ALLOW_EMPTY_PASSWORD and ALLOW_ANONYMOUS_LOGIN of Bitnami's images, NEO4J_AUTH=none, xpack.security.enabled=false, DISABLE_SECURITY_PLUGIN, INFLUXDB_HTTP_AUTH_ENABLED=false. In services and in commands.",
  why: "Whoever reaches the port reads, changes and deletes everything in it; scanners find such ports on the internet within hours.",
  remedy: "Set a password through a secret, and let the applications give it.",
  whenToIgnore: "The database is made anew for each test run and holds nothing, and no port of it is published.",
  bad: [
    { title: "Postgres trusts everybody", files: serviceFile("environment:", "  POSTGRES_HOST_AUTH_METHOD: trust") },
    {
      title: "MySQL's root without a password",
      files: serviceFile("environment:", "  - MYSQL_ALLOW_EMPTY_PASSWORD=yes"),
    },
  ],
  good: [
    {
      title: "passwords from elsewhere",
      files: serviceFile(
        "environment:",
        "  POSTGRES_HOST_AUTH_METHOD: scram-sha-256",
        '  MYSQL_ALLOW_EMPTY_PASSWORD: "no"',
        "  NEO4J_AUTH: ${NEO4J_AUTH}",
      ),
    },
  ],
  *check({ containers, source }) {
    const isDevelopment = source !== undefined && isDevelopmentFile(source, containers);
    yield* oncePerPlace(
      containers.flatMap((container) =>
        container.environment.filter(switchesOff).map((entry) => problem(container, entry, isDevelopment)),
      ),
    );
  },
};

/** Truth for the shell scripts that read these variables is any of these; some take any text at all. */
const yes = /^(?:yes|true|1|on|y)$/i;
const off = /^(?:false|no|0|off)$/i;

const switches: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^POSTGRES_HOST_AUTH_METHOD$/, /^trust$/],
  [/^(?:MYSQL|MARIADB)_ALLOW_EMPTY(?:_ROOT)?_PASSWORD$/, yes],
  [/^(?:ALLOW_EMPTY_PASSWORD|ALLOW_ANONYMOUS_LOGIN|DISABLE_SECURITY_PLUGIN)$/, yes],
  [/^NEO4J_AUTH$/, /^none$/],
  [/^xpack\.security\.enabled$/, off],
  [/^INFLUXDB_HTTP_AUTH_ENABLED$/, off],
];

function switchesOff({ name, value, literal }: EnvironmentEntry): boolean {
  return literal && value !== undefined && switches.some(([key, wanted]) => key.test(name) && wanted.test(value));
}

function problem(container: Container, { name, nameAt, at }: EnvironmentEntry, isDevelopment: boolean): Problem {
  const isOpen = container.ports.some(({ value }) => !isOnLoopback(value));
  const levels: readonly Severity[] = ["high", "medium", "low"];
  const severity = levels[(isOpen ? 0 : 1) + (isDevelopment ? 1 : 0)] ?? "low";
  const reach = isOpen ? "and a port of it is open to other machines" : "and every container on its network reaches it";
  return {
    at: { ...at, start: Math.min(nameAt.start, at.start) },
    severity,
    message: `${subjectOf(container)} asks for no password: ${name} switches it off, ${reach}.`,
  };
}
