import { describe, expect, test } from "vitest";
import { readText } from "./read.fixture.ts";

const beside = { context: 'd @ "t"', dockerfile: 'd/Dockerfile @ "t"' };

/** Attributes of `target "t"`, and what is then known of its build. */
const targets: [title: string, attributes: string, expected: Record<string, unknown>][] = [
  ["nothing but a tag", 'tags = ["a:1"]', { ...beside, tags: ['a:1 @ "a:1"'] }],
  [
    "context and Dockerfile",
    'context = "./web"\n dockerfile = "docker/Dockerfile"',
    { context: 'd/web @ "./web"', dockerfile: 'd/web/docker/Dockerfile @ "docker/Dockerfile"' },
  ],
  [
    "a context in another place",
    'context = "https://example.com/a.git"',
    { context: 'remote https://example.com/a.git @ "https://example.com/a.git"' },
  ],
  [
    "a context of the caller",
    'context = "cwd://x"',
    { context: 'd/x @ "cwd://x"', dockerfile: 'd/x/Dockerfile @ "t"' },
  ],
  ["a context that is a call", "context = upper(X)\n target = K", {}],
  ["a Dockerfile that is a condition", 'dockerfile = K == "v" ? "a" : "b"', { context: 'd @ "t"' }],
  ["an inline Dockerfile", 'dockerfile-inline = "FROM x"', { context: 'd @ "t"', inline: 'FROM x @ "FROM x"' }],
  [
    "an inline Dockerfile as a heredoc",
    "dockerfile-inline = <<EOT\nFROM x\nEOT",
    { context: 'd @ "t"', inline: "FROM x\n @ <<EOT\nFROM x\nEOT" },
  ],
  [
    "arguments",
    'args = {\n A = "b" # c\n "C" = 1, D = true\n E = null\n F: "g"\n}',
    { ...beside, args: ['A @ A is b @ "b"', 'C @ "C" is 1 @ 1', "D @ D is true @ true", 'F @ F is g @ "g"'] },
  ],
  [
    "arguments from variables",
    'args = { A = V, B = "x-${V}", C = W, D = "${OTHER}", E = NONE }',
    {
      ...beside,
      args: [
        "A @ A from outside v1 @ V",
        'B @ B from outside x-v1 @ "x-${V}"',
        "C @ C from outside w-v1 @ W",
        'D @ D from outside undefined @ "${OTHER}"',
        "E @ E from outside  @ NONE",
      ],
    },
  ],
  ["a circle of variables", 'args = { A = "${L}" }', { ...beside, args: ['A @ A from outside undefined @ "${L}"'] }],
  ["a dollar that is none", 'args = { A = "$${V}" }', { ...beside, args: ['A @ A is ${V} @ "$${V}"'] }],
  [
    "a call",
    'args = { A = replace("a", "\\"}", V), B = "c" }',
    { ...beside, args: ['A @ A from outside undefined @ replace("a", "\\"}", V)', 'B @ B is c @ "c"'] },
  ],
  [
    "secrets and keys",
    'secret = ["type=env,id=a", { type = "file", id = "b" }, "id=c,src=${HOME}/c"]\n ssh = ["default", { id = "k" }]',
    {
      ...beside,
      secrets: ['a @ "type=env,id=a"', 'b @ "b"', 'c @ "id=c,src=${HOME}/c"'],
      ssh: ['default @ "default"', 'k @ "k"'],
    },
  ],
  [
    "named contexts",
    'contexts = { a = "../a", b = "docker-image://x", c = "target:other" }',
    {
      ...beside,
      contexts: ['a ../a @ "../a"', 'b docker-image://x @ "docker-image://x"', 'c target:other @ "target:other"'],
    },
  ],
  [
    "stage, platforms, network, entitlement",
    'target = "prod"\n platforms = [\n  "linux/amd64", // one\n  "linux/arm64",\n ]\n network = "host"\n entitlements = ["security.insecure"]',
    {
      ...beside,
      target: 'prod @ "prod"',
      platforms: ['linux/amd64 @ "linux/amd64"', 'linux/arm64 @ "linux/arm64"'],
      network: 'host @ "host"',
      privileged: 'true @ "security.insecure"',
    },
  ],
  [
    "a matrix",
    'name = "t-${m}"\n matrix = { m = ["a", "b"], V = ["c"] }\n target = m\n args = { A = V, B = "${m}", C = W }',
    {
      ...beside,
      args: [
        "A @ A from outside undefined @ V",
        'B @ B from outside undefined @ "${m}"',
        "C @ C from outside w-v1 @ W",
      ],
    },
  ],
  [
    "comments and blocks inside",
    '/* a\n } */ tags = ["x"]\n # }\n attest { type = "x" }',
    { ...beside, tags: ['x @ "x"'] },
  ],
];

const variables =
  'variable "V" { default = "v1" }\nvariable "W" {\n  default = "w-${V}"\n}\nvariable "NONE" {}\n' +
  'variable "L" { default = "${M}" }\nvariable "M" { default = "${L}" }\nfunction "f" { params = [x] }\n';

test.each(targets)("%s", (_, attributes, expected) => {
  const { builds, problems } = readText("d/docker-bake.hcl", `${variables}target "t" {\n ${attributes}\n}\n`);
  expect(builds).toEqual([{ label: "target t of d/docker-bake.hcl", at: '"t"', ...expected }]);
  expect(problems).toEqual([]);
});

describe("several targets", () => {
  const names = (text: string) => readText("docker-bake.hcl", text).builds.map(({ label }) => label);

  test("inherit from each other, maps joined", () => {
    const text =
      'target "a" { context = "x"\n args = { A = "1", B = "2" } }\ntarget "b" { target = "s" }\n' +
      'target "c" { inherits = ["a", "b"]\n args = { B = "3" } }\n';
    expect(readText("docker-bake.hcl", text).builds).toEqual([
      {
        label: "target c of docker-bake.hcl",
        at: '"c"',
        context: 'x @ "x"',
        dockerfile: 'x/Dockerfile @ "c"',
        target: 's @ "s"',
        args: ['A @ A is 1 @ "1"', 'B @ B is 3 @ "3"'],
      },
    ]);
  });

  test("those that only serve others are no builds, unless a group names them", () => {
    expect(names('target "a" { context = "x" }\ntarget "b" { inherits = ["a"] }')).toEqual([
      "target b of docker-bake.hcl",
    ]);
    expect(
      names('group "default" { targets = ["a"] }\ntarget "a" { context = "x" }\ntarget "b" { inherits = ["a"] }'),
    ).toHaveLength(2);
    expect(names('target "docker-metadata-action" {}\ntarget "_x" { context = "y" }')).toEqual([]);
  });

  test("that inherit in a circle end nowhere", () => {
    const text =
      'group "default" { targets = ["a"] }\ntarget "a" { inherits = ["b"]\n target = "s" }\ntarget "b" { inherits = ["a"] }';
    expect(readText("docker-bake.hcl", text).builds).toMatchObject([{ target: 's @ "s"' }]);
  });

  test("written in pieces are one", () => {
    const text = 'target "a" { target = "s" }\ntarget "a" { network = "none" }';
    expect(readText("docker-bake.hcl", text).builds).toMatchObject([{ target: 's @ "s"', network: 'none @ "none"' }]);
  });
});

test("the JSON form", () => {
  const text =
    '{"variable": {"V": {"default": "v1"}, "N": {}}, "group": {"default": {"targets": ["t"]}},\n' +
    ' "target": {"t": {"context": "web", "args": {"A": "${V}", "B": "b\\"c", "C": null, "D": 1}, "tags": ["x:${V}"]}}}';
  expect(readText("docker-bake.json", text).builds).toEqual([
    {
      label: "target t of docker-bake.json",
      at: '"t"',
      context: 'web @ "web"',
      dockerfile: 'web/Dockerfile @ "t"',
      args: ['A @ "A" from outside v1 @ "${V}"', 'B @ "B" is b"c @ "b\\"c"', 'D @ "D" is 1 @ 1'],
      tags: ['x:v1 @ "x:${V}"'],
    },
  ]);
});

test.each([
  ["a text that is not closed", 'target "t" {\n context = "web\n target = "s"\n}', /closing quote/],
  ["a block that is not closed", 'target "t" {\n target = "s"', /not closed/],
  ["a list that is not closed", 'target "t" {\n target = "s"\n tags = ["a"', /list is not closed/],
  ["a value that is missing", 'target "t" {\n target = "s"\n network =\n}', /value is missing/],
])("%s is said, and the rest read", (_, text, message) => {
  const { builds, problems } = readText("docker-bake.hcl", text);
  expect(builds).toMatchObject([{ label: "target t of docker-bake.hcl", target: 's @ "s"' }]);
  expect(problems).toEqual([expect.stringMatching(message)]);
});

test("bad JSON is said, and what stands before it read", () => {
  const { builds, problems } = readText("docker-bake.json", '{"target": {"t": {"target": "s", x}}}');
  expect(builds).toMatchObject([{ target: 's @ "s"' }]);
  expect(problems).toEqual([expect.stringMatching(/key in quotes/)]);
});
