import { describe, expect, test } from "vitest";
import { memoryTree } from "../files/memory-tree.ts";
import type { Container } from "../runtime/container.ts";
import { isComposePath, isOverridePath } from "./compose-paths.ts";
import { projectOf, serviceOf, written } from "./projects.fixture.ts";
import { readComposeProject } from "./read-compose-project.ts";

/** The container of the only service, with the lines indented below it. */
function containerOf(lines: string): {
  readonly container: Container;
  readonly slice: (key: keyof Container) => unknown;
} {
  const project = projectOf(`services:\n  web:\n    image: nginx\n${lines.replaceAll(/^/gm, "    ")}\n`);
  const { container } = serviceOf(project);
  const slice = (key: keyof Container) => {
    const value = container[key];
    const all = (Array.isArray(value) ? value : [value]) as readonly { readonly at: { start: number; end: number } }[];
    return all.map((one) => written(project, one.at));
  };
  return { container, slice };
}

describe("single values, with their places", () => {
  const cases: readonly [keyof Container, string, unknown, string][] = [
    ["privileged", "privileged: true", true, "true"],
    ["privileged", 'privileged: "yes"', true, '"yes"'],
    ["readOnly", "read_only: off", false, "off"],
    ["user", "user: 1000:1000", "1000:1000", "1000:1000"],
    ["user", "user: 0", "0", "0"],
    ["user", "user: 'root' # why", "root", "'root'"],
    ["networkMode", "network_mode: host", "host", "host"],
    ["pid", 'pid: "host"', "host", '"host"'],
    ["ipc", "ipc: host", "host", "host"],
    ["uts", "uts: host", "host", "host"],
    ["usernsMode", "userns_mode: host", "host", "host"],
    ["cgroup", "cgroup: host", "host", "host"],
    ["cgroupParent", "cgroup_parent: m-e", "m-e", "m-e"],
    ["restart", 'restart: "no"', "no", '"no"'],
    ["containerName", "container_name: a", "a", "a"],
    ["logDriver", "logging:\n  driver: none", "none", "none"],
    ["command", "command: npm start", "npm start", "npm start"],
    ["command", 'command: ["npm", "start"]', "npm start", '["npm", "start"]'],
    ["entrypoint", "entrypoint:\n  - /bin/sh\n  - -c", "/bin/sh -c", "- /bin/sh\n      - -c"],
    ["command", "command: |\n  a\n  b", "a\nb\n", "|\n      a\n      b"],
  ];
  test.each(cases)("%s of %j", (key, lines, value, slice) => {
    const { container, slice: sliceOf } = containerOf(lines);
    expect(container[key]).toMatchObject({ value });
    expect(sliceOf(key)).toEqual([slice]);
  });
});

describe("lists, with their places", () => {
  const cases: readonly [keyof Container, string, readonly unknown[], readonly string[]][] = [
    ["capAdd", "cap_add: [NET_ADMIN, SYS_TIME]", ["NET_ADMIN", "SYS_TIME"], ["NET_ADMIN", "SYS_TIME"]],
    ["capDrop", "cap_drop:\n- ALL", ["ALL"], ["ALL"]],
    [
      "securityOpt",
      "security_opt:\n  - 'no-new-privileges:true'",
      ["no-new-privileges:true"],
      ["'no-new-privileges:true'"],
    ],
    ["envFiles", "env_file: .env", [".env"], [".env"]],
    ["envFiles", "env_file: [a.env, ./b/../b.env]", ["a.env", "b.env"], ["a.env", "./b/../b.env"]],
    ["envFiles", "env_file:\n  - path: a.env\n    required: false", ["a.env"], ["a.env"]],
    [
      "ports",
      'ports:\n  - 80\n  - "127.0.0.1:8080:80"\n  - target: 443\n    published: "8443"\n    host_ip: "::1"\n    protocol: udp',
      [
        { hostIp: undefined, published: undefined, target: [80, 80], protocol: "tcp", shortSyntax: true },
        { hostIp: "127.0.0.1", published: [8080, 8080], target: [80, 80], protocol: "tcp", shortSyntax: true },
        { hostIp: "::1", published: [8443, 8443], target: [443, 443], protocol: "udp", shortSyntax: false },
      ],
      [
        "80",
        '"127.0.0.1:8080:80"',
        'target: 443\n        published: "8443"\n        host_ip: "::1"\n        protocol: udp',
      ],
    ],
    [
      "mounts",
      "volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro\n  - type: bind\n    source: /etc\n    target: /e\n    read_only: true\n    bind: {propagation: rshared, selinux: z}\ntmpfs: /run:exec",
      [
        {
          type: "bind",
          source: "/var/run/docker.sock",
          target: "/var/run/docker.sock",
          readOnly: true,
          propagation: undefined,
          options: [],
        },
        { type: "bind", source: "/etc", target: "/e", readOnly: true, propagation: "rshared", options: ["z"] },
        {
          type: "tmpfs",
          source: undefined,
          target: "/run",
          readOnly: false,
          propagation: undefined,
          options: ["exec"],
        },
      ],
      [
        "/var/run/docker.sock:/var/run/docker.sock:ro",
        "type: bind\n        source: /etc\n        target: /e\n        read_only: true\n        bind: {propagation: rshared, selinux: z}",
        "/run:exec",
      ],
    ],
    [
      "devices",
      "devices:\n  - /dev/mem:/dev/mem:rwm\n  - {source: /dev/kmsg, permissions: r}",
      [
        { host: "/dev/mem", container: "/dev/mem", permissions: "rwm" },
        { host: "/dev/kmsg", container: "/dev/kmsg", permissions: "r" },
      ],
      ["/dev/mem:/dev/mem:rwm", "{source: /dev/kmsg, permissions: r}"],
    ],
  ];
  test.each(cases)("%s of %j", (key, lines, values, slices) => {
    const { container, slice } = containerOf(lines);
    expect((container[key] as readonly { readonly value: unknown }[]).map(({ value }) => value)).toEqual(values);
    expect(slice(key)).toEqual(slices);
  });

  test("a later volume of the same target takes the place of the earlier", () => {
    expect(containerOf("volumes: ['/a:/x', '/b:/x']").container.mounts.map(({ value }) => value.source)).toEqual([
      "/b",
    ]);
  });
});

describe("limits", () => {
  test("wherever they are written", () => {
    const { limits } = containerOf("mem_limit: 1g\ncpus: 0.50\npids_limit: 100").container;
    expect([limits.memory?.value, limits.cpus?.value, limits.pids?.value]).toEqual(["1g", "0.5", "100"]);
    const deployed = containerOf("deploy:\n  resources:\n    limits: {memory: 2g, cpus: '1', pids: 5}").container
      .limits;
    expect([deployed.memory?.value, deployed.cpus?.value, deployed.pids?.value]).toEqual(["2g", "1", "5"]);
  });
});

describe("health checks", () => {
  test.each([
    ["healthcheck: {disable: true}", { disabled: true, test: undefined }],
    ['healthcheck: {test: ["NONE"]}', { disabled: true, test: undefined }],
    [
      'healthcheck: {test: ["CMD", "curl", "-f", "http://localhost"]}',
      { disabled: false, test: "curl -f http://localhost" },
    ],
    ['healthcheck: {test: ["CMD-SHELL", "pg_isready || exit 1"]}', { disabled: false, test: "pg_isready || exit 1" }],
    ["healthcheck: {test: curl localhost}", { disabled: false, test: "curl localhost" }],
    ["healthcheck: {interval: 5s}", { disabled: false, test: undefined }],
  ])("%s", (lines, value) => {
    expect(containerOf(lines).container.healthcheck?.value).toEqual(value);
  });
});

describe("environment", () => {
  const of = (lines: string, env?: string) => {
    const files = {
      "compose.yaml": `services:\n  web:\n    image: a\n    environment:\n${lines}\n`,
      ...(env === undefined ? {} : { ".env": env }),
    };
    const project = projectOf(files);
    return serviceOf(project).container.environment.map((entry) => [
      entry.name,
      entry.value,
      entry.literal,
      entry.fallback,
      written(project, entry.nameAt),
      written(project, entry.at),
    ]);
  };
  test.each([
    ["a map", "      KEY: value # c", [["KEY", "value", true, undefined, "KEY", "value"]]],
    ["a list", "      - KEY=value", [["KEY", "value", true, undefined, "KEY", "value"]]],
    ["a quoted item", '      - "KEY=a b"', [["KEY", "a b", true, undefined, "KEY", "a b"]]],
    ["an item with an escape", '      - "KEY=a\\tb"', [["KEY", "a\tb", true, undefined, '"KEY=a\\tb"', '"KEY=a\\tb"']]],
    ["an empty value", "      - KEY=", [["KEY", "", true, undefined, "KEY", ""]]],
    ["passed through, list", "      - KEY", [["KEY", undefined, false, undefined, "KEY", "KEY"]]],
    ["passed through, map", "      KEY:", [["KEY", undefined, false, undefined, "KEY", "KEY"]]],
    ["a quoted nothing", '      KEY: ""', [["KEY", "", true, undefined, "KEY", '""']]],
    ["a variable nobody sets", "      KEY: ${X}", [["KEY", undefined, false, undefined, "KEY", "${X}"]]],
    ["a default", "      KEY: ${X:-d}", [["KEY", "d", false, "d", "KEY", "${X:-d}"]]],
    ["a default among other text", "      KEY: a${X-d}", [["KEY", "ad", false, undefined, "KEY", "a${X-d}"]]],
    ["an escaped dollar", "      KEY: a$$b", [["KEY", "a$b", true, undefined, "KEY", "a$$b"]]],
    ["words that YAML 1.1 takes for booleans", "      KEY: yes", [["KEY", "yes", true, undefined, "KEY", "yes"]]],
    ["numbers as Compose writes them", "      KEY: 0644", [["KEY", "420", true, undefined, "KEY", "0644"]]],
    ["a version that is a number", "      KEY: 3.10", [["KEY", "3.1", true, undefined, "KEY", "3.10"]]],
    ["a version in quotes", "      KEY: '3.10'", [["KEY", "3.10", true, undefined, "KEY", "'3.10'"]]],
    ["the last of a name", "      - A=1\n      - A=2", [["A", "2", true, undefined, "A", "2"]]],
    ["a colon instead of an equals sign", "      - A: 1", []],
  ])("%s", (_what, lines, expected) => {
    expect(of(lines)).toEqual(_what.startsWith("a colon") ? [["A", "1", true, undefined, "A", "1"]] : expected);
  });
  test("the values of .env are known, and not literal", () => {
    expect(of("      KEY: ${X}\n      X:", "X=from file\n")).toEqual([
      ["KEY", "from file", false, undefined, "KEY", "${X}"],
      ["X", "from file", false, undefined, "X", "X"],
    ]);
  });
});

describe("what cannot be known", () => {
  test("is left out and named", () => {
    const { container } = containerOf(
      "ports: ['${PORT}:80', '90:90']\nuser: ${UID:?set it}\nvolumes: ['${HOME}/x:/x']",
    );
    expect(container.ports.map(({ value }) => value.target)).toEqual([[90, 90]]);
    expect(container.user).toBeUndefined();
    expect(container.mounts).toEqual([]);
    expect(container.unresolved.map(({ what }) => what)).toEqual([
      "user of service web",
      "port of service web",
      "volumes of service web",
    ]);
    expect(container.unresolved[0]?.why).toContain("UID");
  });
});

describe("anchors, aliases and merge keys", () => {
  const text = [
    "x-base: &base",
    "  privileged: true",
    "  user: root",
    "x-more: &more {user: '5', read_only: true}",
    "services:",
    "  one: {<<: *base, image: a}",
    "  two:",
    "    <<: [*more, *base]",
    "    image: b",
    "    environment: &env",
    "      A: '1'",
    "  three:",
    "    image: c",
    "    environment:",
    "      <<: *env",
    "      B: '2'",
    "  four: *svc",
    "  five: &later",
    "    image: e",
  ].join("\n");
  test("a value's place is where it is written", () => {
    const project = projectOf(text);
    const one = serviceOf(project, "one").container;
    expect(one.privileged && written(project, one.privileged.at)).toBe("true");
    expect(one.privileged?.at.start).toBe(text.indexOf("true"));
    const two = serviceOf(project, "two").container;
    expect(two.user).toMatchObject({ value: "5" });
    expect(two.privileged).toMatchObject({ value: true });
    const three = serviceOf(project, "three").container;
    expect(three.environment.map(({ name, value }) => `${name}=${value}`)).toEqual(["B=2", "A=1"]);
  });
  test("an alias without anchor is a problem, and the rest is read", () => {
    const project = projectOf(text);
    expect(project.problems.map(({ at }) => written(project, at))).toContain("*svc");
    expect(project.services.map(({ name }) => name)).toContain("five");
  });
  test("an alias inside its own anchor is a problem", () => {
    const project = projectOf("services:\n  web: &w\n    image: a\n    labels: *w\n");
    expect(project.problems.map(({ at }) => written(project, at))).toEqual(["*w"]);
    expect(serviceOf(project).container.image?.value).toBe("a");
  });
});

describe("extends", () => {
  test("a service of the same file", () => {
    const project = projectOf(
      "services:\n  base:\n    image: a\n    cap_add: [X]\n    command: old\n  web:\n    extends: base\n    cap_add: [Y]\n    command: new\n",
    );
    const { container, extends: base } = serviceOf(project, "web");
    expect(container.image?.value).toBe("a");
    expect(container.capAdd.map(({ value }) => value)).toEqual(["X", "Y"]);
    expect(container.command?.value).toBe("new");
    expect(container.isFragment).toBe(false);
    expect(base?.value).toBe("base");
  });
  test("a service of another file, whose paths start at that file", () => {
    const project = projectOf({
      "compose.yaml": "services:\n  web:\n    extends: {file: base/common.yaml, service: app}\n    privileged: true\n",
      "base/common.yaml": "services:\n  app:\n    build: ./src\n    env_file: app.env\n    user: root\n",
    });
    const { container, build } = serviceOf(project, "web");
    expect(container.user && written(project, container.user.at)).toBe("base/common.yaml: root");
    expect(container.privileged && written(project, container.privileged.at)).toBe("true");
    expect(container.envFiles.map(({ value }) => value)).toEqual(["base/app.env"]);
    expect(build?.context?.value).toEqual({ path: "base/src" });
    expect([...project.sources.keys()]).toEqual(["base/common.yaml"]);
  });
  test.each([
    ["a circle", "services:\n  a: {extends: b}\n  b: {extends: a}\n", "circle"],
    ["a missing service", "services:\n  a: {image: x, extends: b}\n", "is not in compose.yaml"],
    ["a missing file", "services:\n  a: {image: x, extends: {file: b.yaml, service: c}}\n", "not there"],
    ["a file outside", "services:\n  a: {extends: {file: ../b.yaml, service: c}}\n", "outside"],
    [
      "a remote file",
      "services:\n  a: {extends: {file: 'https://example.com/c.yaml', service: c}}\n",
      "another machine",
    ],
  ])("%s leaves a fragment, with the reason", (_what, text, why) => {
    const { container } = serviceOf(projectOf(text), "a");
    expect(container.isFragment).toBe(true);
    expect(container.unresolved[0]?.why).toContain(why);
  });
});

describe("include", () => {
  test("short and long, with the included file's own folder and .env", () => {
    const project = projectOf({
      "compose.yaml":
        "include:\n  - a/compose.yaml\n  - path: [b/one.yaml, b/two.yaml]\n    env_file: b/x.env\nservices:\n  web: {image: w}\n",
      "a/compose.yaml": "services:\n  a: {image: 'a:${V}', build: .}\nsecrets:\n  s: {file: s.txt}\n",
      "a/.env": "V=1\n",
      "b/one.yaml": "services:\n  b: {image: 'b:${V}', cap_add: [X]}\n",
      "b/two.yaml": "services:\n  b: {cap_add: [Y]}\n",
      "b/x.env": "V=2\n",
    });
    expect(project.problems).toEqual([]);
    expect(project.services.map(({ name, container }) => `${name} ${container.image?.value}`)).toEqual([
      "web w",
      "a a:1",
      "b b:2",
    ]);
    expect(serviceOf(project, "a").build?.context?.value).toEqual({ path: "a" });
    expect(written(project, serviceOf(project, "a").at)).toBe("a/compose.yaml: a");
    expect(serviceOf(project, "b").container.capAdd.map(({ at }) => written(project, at))).toEqual([
      "b/one.yaml: X",
      "b/two.yaml: Y",
    ]);
    expect(project.secrets[0]?.from).toMatchObject({ kind: "file", path: "a/s.txt" });
  });
  test.each([
    ["oci://docker.io/x/y:1", "another machine"],
    ["https://github.com/x/y.git", "another machine"],
    ["../other/compose.yaml", "outside"],
    ["nothing.yaml", "no such file"],
    ["${X}/a.yaml", "variable"],
  ])("%s is not read, and said so", (path, why) => {
    const project = projectOf(`include:\n  - "${path}"\nservices: {web: {image: w}}\n`);
    expect(project.unresolved[0]?.why).toContain(why);
    expect(project.services).toHaveLength(1);
  });
  test("a circle is a problem", () => {
    const project = projectOf({
      "compose.yaml": "include: [b.yaml]\n",
      "b.yaml": "include: [compose.yaml]\nservices: {b: {image: x}}\n",
    });
    expect(project.problems[0]?.message).toContain("circle");
    expect(project.services).toHaveLength(1);
  });
  test("a name that both define is a problem, the own one counts", () => {
    const project = projectOf({
      "compose.yaml": "include: [b.yaml]\nservices: {web: {image: own}}\n",
      "b.yaml": "services: {web: {image: other}}\n",
    });
    expect(project.problems).toHaveLength(1);
    expect(serviceOf(project).container.image?.value).toBe("own");
  });
});

describe("the override file", () => {
  const base = [
    "services:",
    "  web:",
    "    image: a",
    "    command: old",
    "    ports: ['80:80', '90:90']",
    "    cap_add: [X]",
    "    environment: {A: 1, B: 2}",
    "    volumes: ['./a:/x']",
    "    build: ./src",
    "    logging: {driver: json-file}",
    "    privileged: true",
    "    user: root",
  ].join("\n");
  const merged = (lines: string) => {
    const project = projectOf({
      "compose.yaml": base,
      "compose.override.yaml": `services:\n  web:\n${lines.replaceAll(/^/gm, "    ")}\n`,
    });
    return { project, ...serviceOf(project) };
  };
  test("single values are replaced, lists append, maps merge", () => {
    const { project, container, build } = merged(
      "command: new\ncap_add: [Y]\nenvironment:\n  - B=3\nvolumes: ['./b:/x']\nbuild: {target: dev}\nlogging: {driver: none}\nports: ['80:80']",
    );
    expect(container.command).toMatchObject({ value: "new", at: { path: "compose.override.yaml" } });
    expect(container.capAdd.map(({ value }) => value)).toEqual(["X", "Y"]);
    expect(container.environment.map(({ name, value }) => `${name}=${value}`)).toEqual(["A=1", "B=3"]);
    expect(container.mounts.map(({ value }) => value.source)).toEqual(["./b"]);
    expect(build?.target?.value).toBe("dev");
    expect(build?.context?.value).toEqual({ path: "src" });
    expect(container.logDriver?.value).toBe("none");
    expect(container.ports).toHaveLength(2);
    expect(project.problems).toEqual([]);
    expect(container.isFragment).toBe(false);
  });
  test("commands in lists are replaced, not added to", () => {
    const lines = (word: string) =>
      `services:\n  web:\n    image: a\n    command: [${word}]\n    entrypoint: [${word}]\n    healthcheck: {test: [CMD, ${word}], interval: ${word}s}\n`;
    const { container } = serviceOf(projectOf({ "compose.yaml": lines("old"), "compose.override.yaml": lines("new") }));
    expect(container.command?.value).toBe("new");
    expect(container.entrypoint?.value).toBe("new");
    expect(container.healthcheck?.value.test).toBe("new");
  });
  test("!reset takes away, !override replaces", () => {
    const { container } = merged("privileged: !reset null\nports: !override ['1:1']\ncap_add: !reset []");
    expect(container.privileged).toBeUndefined();
    expect(container.capAdd).toEqual([]);
    expect(container.ports.map(({ value }) => value.target)).toEqual([[1, 1]]);
  });
  test("null changes nothing", () => {
    expect(merged("cap_add:\nuser: ~").container.capAdd).toHaveLength(1);
    expect(merged("cap_add:\nuser: ~").container.user?.value).toBe("root");
  });
  test("a file that Compose would not take first has no override", () => {
    const files = {
      "compose.yaml": base,
      "docker-compose.yml": base,
      "compose.override.yaml": "services: {web: {user: '1'}}",
    };
    expect(serviceOf(projectOf(files, "docker-compose.yml")).container.user?.value).toBe("root");
    expect(serviceOf(projectOf(files, "compose.yaml")).container.user?.value).toBe("1");
  });
  test("looked at itself, its services are fragments", () => {
    const files = {
      "compose.yaml": base,
      "compose.override.yaml": "services: {web: {image: b}, extra: {image: c}, part: {user: a}}",
    };
    const project = projectOf(files, "compose.override.yaml");
    expect(project.services.map(({ name, container }) => [name, container.isFragment])).toEqual([
      ["web", true],
      ["extra", false],
      ["part", true],
    ]);
  });
  test("documents of one file are merged too", () => {
    const project = projectOf(
      "services: {web: {image: a, user: '1'}}\n---\nservices: {web: {user: '2'}, db: {image: d}}\n",
    );
    expect(serviceOf(project, "web").container.user?.value).toBe("2");
    expect(project.services).toHaveLength(2);
  });
});

describe("build", () => {
  test("every part of the map", () => {
    const project = projectOf(
      [
        "services:",
        "  web:",
        "    image: shop",
        "    build:",
        "      context: app",
        "      dockerfile: docker/Dockerfile.prod",
        "      target: prod",
        "      args: {TOKEN: abc, SHELL_VALUE: }",
        "      additional_contexts: [base=docker-image://alpine, other=../x]",
        "      secrets: [npmrc, {source: key, target: id}]",
        "      ssh: [default, 'deploy=~/.ssh/id']",
        "      platforms: [linux/amd64]",
        "      privileged: true",
        "      network: host",
        "      tags: [shop:1]",
      ].join("\n"),
      "infra/compose.yaml",
    );
    const { build } = serviceOf(project);
    expect(build).toMatchObject({
      kind: "compose",
      label: "service web of infra/compose.yaml",
      context: { value: { path: "infra/app" } },
      dockerfile: { value: "infra/app/docker/Dockerfile.prod" },
      target: { value: "prod" },
      privileged: { value: true },
      network: { value: "host" },
    });
    expect(build?.args.map(({ name, value, literal }) => [name, value, literal])).toEqual([
      ["TOKEN", "abc", true],
      ["SHELL_VALUE", undefined, false],
    ]);
    expect(build?.namedContexts.map(({ name, address }) => `${name} ${address.value}`)).toEqual([
      "base docker-image://alpine",
      "other ../x",
    ]);
    expect(build?.secrets.map(({ value }) => value)).toEqual(["npmrc", "id"]);
    expect(build?.ssh.map(({ value }) => value)).toEqual(["default", "deploy"]);
    expect(build?.tags.map(({ value }) => value)).toEqual(["shop", "shop:1"]);
    expect(build && written(project, build.at)).toBe("build");
  });
  test.each([
    ["a path", "build: ..", { path: "." }, "Dockerfile"],
    ["nothing but a Dockerfile", "build: {dockerfile: D}", { path: "infra" }, "infra/D"],
    [
      "a Git address",
      "build: https://github.com/x/y.git#main",
      { remote: "https://github.com/x/y.git#main" },
      undefined,
    ],
    ["a variable", "build: ${DIR}", undefined, undefined],
    ["an absolute path", "build: {context: /srv/app}", { path: "/srv/app" }, "/srv/app/Dockerfile"],
    ["an absolute Dockerfile", "build: {context: ., dockerfile: /srv/D}", { path: "infra" }, "/srv/D"],
  ])("%s", (_what, line, context, dockerfile) => {
    const { build } = serviceOf(projectOf(`services:\n  web:\n    ${line}\n`, "infra/compose.yaml"));
    expect(build?.context?.value).toEqual(context);
    expect(build?.dockerfile?.value).toEqual(dockerfile);
  });
  test("an inline Dockerfile", () => {
    const project = projectOf(
      "services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM scratch\n        USER 1\n",
    );
    const { build } = serviceOf(project);
    expect(build?.inline?.value).toBe("FROM scratch\nUSER 1\n");
    expect(build?.inline && written(project, build.inline.at)).toBe("|\n        FROM scratch\n        USER 1");
    expect(build?.dockerfile).toBeUndefined();
  });
});

describe("the rest of a service and of the file", () => {
  test("secrets, configs, networks, dependencies, profiles", () => {
    const project = projectOf(
      [
        "services:",
        "  web:",
        "    image: a",
        "    profiles: [dev]",
        "    secrets: [one, {source: two, target: /run/two}]",
        "    configs: [cfg]",
        "    networks: {front: {aliases: [x]}, back: }",
        "    depends_on: {db: {condition: service_healthy}}",
        "  db:",
        "    image: b",
        "    networks: [back]",
        "    depends_on: [cache]",
        "secrets:",
        "  one: {file: ./one.txt}",
        "  two: {environment: TWO}",
        "  three: {external: true}",
        "  four: {driver: x}",
      ].join("\n"),
    );
    const web = serviceOf(project, "web");
    expect(web.profiles).toEqual(["dev"]);
    expect(web.secrets.map(({ name, target, at }) => [name, target, written(project, at)])).toEqual([
      ["one", undefined, "one"],
      ["two", "/run/two", "two"],
    ]);
    expect(web.configs.map(({ name }) => name)).toEqual(["cfg"]);
    expect(web.networks?.map(({ name, at }) => [name, written(project, at)])).toEqual([
      ["front", "front"],
      ["back", "back"],
    ]);
    expect(web.dependsOn).toEqual(["db"]);
    const db = serviceOf(project, "db");
    expect(db.networks?.map(({ name }) => name)).toEqual(["back"]);
    expect(db.dependsOn).toEqual(["cache"]);
    expect(project.secrets.map(({ name, from }) => `${name} ${from.kind}`)).toEqual([
      "one file",
      "two environment",
      "three external",
      "four unknown",
    ]);
    expect([...project.keys].map(([name, at]) => [name, written(project, at)])).toEqual([
      ["services", "services"],
      ["secrets", "secrets"],
    ]);
  });
  test("the obsolete version is a key like others", () => {
    expect([...projectOf("version: '3'\nservices: {web: {image: a}}\n").keys.keys()]).toEqual(["version", "services"]);
  });
  test("files of before 2016 hold the services at the top", () => {
    const project = projectOf("web:\n  build: .\n  dockerfile: D\n  net: host\n  ports: ['80:80']\ndb:\n  image: a\n");
    expect(project.services.map(({ name }) => name)).toEqual(["web", "db"]);
    const web = serviceOf(project, "web");
    expect(web.container.networkMode?.value).toBe("host");
    expect(web.build?.dockerfile?.value).toBe("D");
    expect(written(project, web.at)).toBe("web");
  });
  test("other YAML has no services, and no problem", () => {
    const project = projectOf("on: push\njobs:\n  build: {runs-on: x}\n");
    expect([project.services, project.problems]).toEqual([[], []]);
  });
});

describe("what YAML 1.1 reads otherwise", () => {
  test("22:22 is a port here, and said to be ambiguous", () => {
    const project = projectOf(
      "services:\n  web:\n    image: a\n    ports:\n      - 22:22\n      - 8080:80\n      - '23:23'\n    environment: {A: yes, B: 'no', C: 10:20}\n",
    );
    const { container } = serviceOf(project);
    expect(container.ports.map(({ value }) => value.target[0])).toEqual([22, 80, 23]);
    expect(project.ambiguous.map(({ kind, at, older }) => [kind, written(project, at), older])).toEqual([
      ["sexagesimal", "22:22", "1342"],
      ["boolean", "yes", "true"],
    ]);
  });
});

describe("wrong input", () => {
  test.each([
    ["tabs", "services:\n\tweb:\n\t\timage: a\n", "tab", true],
    ["an open quote", 'services:\n  web:\n    image: "a\n', "missing", true],
    ["a list at the top", "- a\n", "is a map", true],
    ["a text at the top", "hello\n", "is a map", true],
    ["services as a list", "services: [a]\n", "map of names", true],
    ["a service as a text", "services: {web: nginx}\n", "has to be a map", false],
    [
      "ports as a map",
      "services: {web: {image: a, ports: {80: 80}}}\n",
      "`ports` of service `web` has to be a list",
      false,
    ],
    [
      "privileged as a word",
      "services: {web: {image: a, privileged: maybe}}\n",
      "`privileged` of service `web`",
      false,
    ],
    ["an image as a list", "services: {web: {image: [a]}}\n", "`image` of service `web`", false],
    ["a key twice", "services:\n  web: {image: a}\n  web: {image: b}\n", "twice", true],
    ["a bare dollar", "services: {web: {image: a, command: 'cost $ 5'}}\n", "$$", false],
    ["a list as a key", "? [a]\n: b\n", "plain word", false],
    ["a merge of a text", "services: {web: {<<: x, image: a}}\n", "`<<`", false],
    ["include as a number", "include: [{x: 1}]\nservices: {}\n", "`include`", false],
    ["environment as a text", "services: {web: {image: a, environment: A}}\n", "environment", false],
  ])("%s", (_what, text, message, fatal) => {
    const project = projectOf(text);
    expect(project.problems.map((problem) => problem.message).join(" ")).toContain(message);
    expect(project.problems[0]?.fatal).toBe(fatal);
  });
  test.each([
    "",
    "# nothing\n",
    "services:\n",
    "services: {}\n",
    "services: {web: }\n",
    "---\n---\n",
    "\uFEFFservices: {}\n",
  ])("%j has no services", (text) => {
    expect(projectOf(text).services).toEqual([]);
  });
  test("places count the byte order mark and characters outside the BMP", () => {
    const project = projectOf(
      "\uFEFFx-a: \u{1F600}\r\nservices:\r\n  web:\r\n    image: nginx # \u{1F600}\r\n    user: root\r\n",
    );
    const { container } = serviceOf(project);
    expect(container.image && written(project, container.image.at)).toBe("nginx");
    expect(container.user && written(project, container.user.at)).toBe("root");
  });
  test("a file that is not there is a problem", () => {
    expect(projectOf({}, "compose.yaml").problems[0]).toMatchObject({ fatal: true });
  });
  test("a problem never quotes what stands at a syntax error", () => {
    const secret = ["hunter", "2hunter", "2"].join("");
    for (const text of [
      `a: "${secret}`,
      `a: b\n${secret}\nc: d`,
      `a: *${secret}`,
      `a: [${secret}`,
      `%${secret}\n---\na`,
    ])
      expect(JSON.stringify(projectOf(text).problems)).not.toContain(secret);
  });
});

describe("what may be read", () => {
  const files = {
    "a/b/compose.yaml": "include: [../near.yaml, ../../far.yaml, ./own.yaml]\n",
    "a/near.yaml": "services: {near: {image: n}}\n",
    "far.yaml": "services: {far: {image: f}}\n",
    "a/b/own.yaml": "services: {own: {image: o}}\n",
  };
  test.each([
    [".", ["near", "far", "own"]],
    ["a", ["near", "own"]],
    ["a/b", ["own"]],
    ["elsewhere", ["own"]],
  ])("below %s: %j", (within, names) => {
    const project = readComposeProject({ tree: memoryTree(files), path: "a/b/compose.yaml", within });
    expect(project.services.map(({ name }) => name)).toEqual(names);
    expect(project.unresolved).toHaveLength(3 - names.length);
  });
  test("a project outside the folder that the command runs in", () => {
    const outside = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/srv/${path}`, text]));
    const project = readComposeProject({ tree: memoryTree(outside), path: "/srv/a/b/compose.yaml", within: "/srv/a" });
    expect(project.services.map(({ name }) => name)).toEqual(["near", "own"]);
  });
  test("the shell's variables win over .env", () => {
    const tree = memoryTree({ "compose.yaml": "services: {web: {image: 'a:${V}'}}", ".env": "V=1" });
    const project = readComposeProject({ tree, path: "compose.yaml", environment: new Map([["V", "2"]]) });
    expect(serviceOf(project).container.image?.value).toBe("a:2");
  });
});

describe("names of files", () => {
  test.each([
    ["compose.yaml", true],
    ["compose.yml", true],
    ["a/docker-compose.yml", true],
    ["docker-compose.prod.yaml", true],
    ["docker-compose-dev.yml", true],
    ["compose.override.yml", true],
    ["compose-test.yaml", true],
    ["app.compose.yml", true],
    ["my-docker-compose.yml", true],
    ["composer.yaml", false],
    ["compose.json", false],
    ["decompose.yaml", false],
    [".github/workflows/docker-compose.yml", false],
    ["docker-compose.yml.bak", false],
  ])("%s: %s", (path, expected) => {
    expect(isComposePath(path)).toBe(expected);
  });
  test("override files", () => {
    expect(isOverridePath("a/compose.override.yaml")).toBe(true);
    expect(isOverridePath("docker-compose.override.yml")).toBe(true);
    expect(isOverridePath("compose.yaml")).toBe(false);
  });
});
