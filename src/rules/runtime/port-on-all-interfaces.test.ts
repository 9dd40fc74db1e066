import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { expectFileFixes, expectInScript, foundIn, service } from "./parts/cases.fixture.ts";
import { portOnAllInterfaces } from "./port-on-all-interfaces.ts";

const redis = (lines: string) => service(lines, "redis:8.4");

it.each([
  ["a store by its image", redis('ports: ["6379:6379"]'), ['high "6379:6379"']],
  ["by its port", service("ports: ['15432:5432']"), ["medium '15432:5432'"]],
  [
    "a password in the command",
    redis('command: redis-server --requirepass x\nports: ["6379:6379"]'),
    ['medium "6379:6379"'],
  ],
  [
    "one that a variable holds",
    redis('command: redis-server --requirepass ${P}\nports: ["6379:6379"]'),
    ['medium "6379:6379"'],
  ],
  ["one in an env file", redis('env_file: .env\nports: ["6379:6379"]'), ['medium "6379:6379"']],
  ["one that may be built in", service('build: .\nports: ["6379:6379"]'), ['medium "6379:6379"']],
  [
    "a password by variable",
    service("environment: [MONGO_INITDB_ROOT_PASSWORD]\nports: ['27017:27017']", "mongo:8"),
    ["medium '27017:27017'"],
  ],
  [
    "Postgres that trusts everybody",
    service("environment: {POSTGRES_HOST_AUTH_METHOD: trust}\nports: ['5432:5432']", "postgres:18"),
    ["high '5432:5432'"],
  ],
  ["the Docker API", service("ports: ['2375:2375']"), ["critical '2375:2375'"]],
  ["with TLS", service("ports: ['2376:2376']"), []],
  ["a debugger", service("ports: ['9229:9229']"), ["high '9229:9229'"]],
  [
    "Java's, when it is started",
    service("command: java -agentlib:jdwp=transport=dt_socket,address=*:5005\nports: ['5005:5005']"),
    ["high '5005:5005'"],
  ],
  ["the same port of another program", service("ports: ['5005:5005', '8000:8000', '5678:5678']"), []],
  ["a database page with a login", service("ports: ['8080:8080']", "adminer:5"), ["low '8080:8080'"]],
  ["one without", service("ports: ['5540:5540']", "redis/redisinsight:2.70"), ["medium '5540:5540'"]],
  [
    "Traefik's own page",
    service("command: --api.insecure=true\nports: ['8080:8080']", "traefik:3.6"),
    ["medium '8080:8080'"],
  ],
  ["Traefik without it", service("ports: ['8080:8080', '80:80']", "traefik:3.6"), []],
  ["a port the engine picks", redis("ports: ['6379']"), ["medium '6379'"]],
  ["0.0.0.0 and ::", redis("ports: ['0.0.0.0:6379:6379']"), ["high '0.0.0.0:6379:6379'"]],
  ["IPv6", redis("ports: ['[::]:6379:6379']"), ["high '[::]:6379:6379'"]],
  ["the same in IPv6", redis("ports: ['[::ffff:0.0.0.0]:6379:6379']"), ["high '[::ffff:0.0.0.0]:6379:6379'"]],
  ["a variable for the port", redis("ports: ['${PORT:-6379}:6379']"), ["high '${PORT:-6379}:6379'"]],
  ["a range", service("ports: ['6379-6380:6379-6380']"), ["medium '6379-6380:6379-6380'"]],
  ["a wide range", service("ports: ['1000-9000:1000-9000']"), []],
  ["UDP", redis("ports: ['6379:6379/udp']"), []],
  ["localhost", redis("ports: ['127.0.0.1:6379:6379', '[::1]:6379:6379']"), []],
  ["one address", redis("ports: ['192.0.2.7:6379:6379']"), []],
  ["the long syntax", redis("ports:\n  - target: 6379\n    host_ip: 127.0.0.1\n    published: 6379"), []],
  ["on the host's network nothing is published", redis("network_mode: host\nports: ['6379:6379']"), []],
  ["only for other containers", redis("expose: [6379]"), []],
  ["web servers", service("ports: ['80:80', '443:443', '3000:3000', '8080:80']"), []],
  ["an exporter", service("ports: ['9121:9121']", "oliver006/redis_exporter:v1.80"), []],
])("port-on-all-interfaces: %s", (_, yaml, found) => {
  expect(foundIn(portOnAllInterfaces, yaml, true)).toEqual(found);
});

it("port-on-all-interfaces: what another file sets is not known here", () => {
  const yaml = 'services:\n  redis:\n    ports: ["6379:6379"]\n';
  expect(foundIn(portOnAllInterfaces, yaml, true)).toEqual(['medium "6379:6379"']);
});

it("port-on-all-interfaces: milder in a file for development", () => {
  const files = { "compose.dev.yaml": redis('ports: ["6379:6379"]') };
  expect(problemsInFiles(portOnAllInterfaces, files).map(({ problem }) => problem.severity)).toEqual(["medium"]);
});

it("port-on-all-interfaces: one finding a service and program", () => {
  const yaml = service('ports: ["5672:5672", "15672:15672"]', "rabbitmq:4-management");
  const [only, ...more] = problemsInFiles(portOnAllInterfaces, { "compose.yaml": yaml });
  expect(more).toEqual([]);
  expect(only?.problem.message).toBe("Service web opens RabbitMQ on every address of the host (ports 5672 and 15672).");
  expect(only?.problem.fixes?.[0]?.edits).toHaveLength(2);
});

expectInScript(portOnAllInterfaces, [
  ["-p", "docker run -d -p 6379:6379 redis:8", ["6379:6379"]],
  ["--publish=", "docker run --publish=127.0.0.1:5432:5432 postgres:18", []],
]);

expectFileFixes(portOnAllInterfaces, [
  ["quotes", redis('ports: ["6379:6379"]'), redis('ports: ["127.0.0.1:6379:6379"]')],
  ["no quotes", redis("ports:\n  - 6379:6379 # cache"), redis("ports:\n  - 127.0.0.1:6379:6379 # cache")],
  ["the container's port alone", redis("ports:\n  - 6379"), redis("ports:\n  - 127.0.0.1::6379")],
  ["0.0.0.0", redis("ports: ['0.0.0.0:6379:6379']"), redis("ports: ['127.0.0.1:6379:6379']")],
  ["a variable", redis("ports: ['${PORT:-6379}:6379']"), redis("ports: ['127.0.0.1:${PORT:-6379}:6379']")],
  [
    "the long syntax",
    redis("ports:\n  - target: 6379\n    published: 6379"),
    redis("ports:\n  - host_ip: 127.0.0.1\n    target: 6379\n    published: 6379"),
  ],
  [
    "two ports",
    service('ports:\n  - "5672:5672"\n  - "15672:15672"', "rabbitmq:4"),
    service('ports:\n  - "127.0.0.1:5672:5672"\n  - "127.0.0.1:15672:15672"', "rabbitmq:4"),
  ],
  ["an address in a variable", redis("ports: ['${BIND:-0.0.0.0}:6379:6379']"), "refused"],
]);

expectFileFixes(
  portOnAllInterfaces,
  [
    ["-p", "docker run -p 6379:6379 redis:8\n", "docker run -p 127.0.0.1:6379:6379 redis:8\n"],
    ["-p without a blank", "docker run -p6379:6379 redis:8\n", "docker run -p127.0.0.1:6379:6379 redis:8\n"],
    ["quotes", 'docker run -p "6379:6379" redis:8\n', 'docker run -p "127.0.0.1:6379:6379" redis:8\n'],
    [
      "the container's port alone",
      "docker run --publish=6379 redis:8\n",
      "docker run --publish=127.0.0.1::6379 redis:8\n",
    ],
  ],
  "run.sh",
);

it("port-on-all-interfaces: a command in package.json", () => {
  const text = '{ "scripts": { "db": "docker run -p 5432:5432 postgres:18" } }\n';
  const [found] = problemsInFiles(portOnAllInterfaces, { "package.json": text });
  expect(found?.text).toBe("5432:5432");
  const edits = found?.problem.fixes?.[0]?.edits ?? [];
  expect(applyEdits(text, edits)).toBe(text.replace("5432", "127.0.0.1:5432"));
});

it("port-on-all-interfaces: says nothing of a password where not all settings are looked at", () => {
  const command = (length: number) => redis(`command: ${"x".repeat(length)} \nports: ["6379:6379"]`);
  expect(foundIn(portOnAllInterfaces, command(19_000), true)).toEqual(['high "6379:6379"']);
  expect(foundIn(portOnAllInterfaces, command(21_000), true)).toEqual(['medium "6379:6379"']);
  const variables = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `V${index}: a`);
    return redis(`environment: {${names.join(", ")}}\nports: ["6379:6379"]`);
  };
  expect(foundIn(portOnAllInterfaces, variables(400), true)).toEqual(['high "6379:6379"']);
  expect(foundIn(portOnAllInterfaces, variables(600), true)).toEqual(['medium "6379:6379"']);
});
