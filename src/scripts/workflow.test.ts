import { expect, test } from "vitest";
import { readText } from "./read.fixture.ts";

const run = { label: "docker run", at: "docker run", image: "x @ x" };

function step(yaml: string) {
  const indented = yaml.replaceAll("\n", "\n        ");
  return readText(".github/workflows/ci.yml", `on: push\njobs:\n  a:\n    steps:\n      - ${indented}\n`);
}

const steps: [title: string, yaml: string, expected: Record<string, unknown>[]][] = [
  ["a plain text", "run: docker run -e A=b x", [{ ...run, environment: ["A @ A is b @ b"] }]],
  ["a block", "run: |\n  echo\n  docker run \\\n    -e A=b x", [{ ...run, environment: ["A @ A is b @ b"] }]],
  [
    "a block with blank lines and marks",
    "run: |-2\n\n    docker run -e A='b  c' x",
    [{ ...run, environment: ["A @ A is b  c @ 'b  c'"] }],
  ],
  ["a folded block", "run: >-\n  docker run\n  -e A=b\n  x", [{ ...run, environment: ["A @ A is b @ b"] }]],
  ["a text over two lines", "run: docker run\n  -e A=b x", [{ ...run, environment: ["A @ A is b @ b"] }]],
  ["double quotes", 'run: "docker run -e \\"A=b\\" x"', [{ ...run, environment: ["A @ A is b @ b"] }]],
  [
    "double quotes with line ends",
    'run: "echo\\ndocker run \\\n  -e A=b x"',
    [{ ...run, environment: ["A @ A is b @ b"] }],
  ],
  ["single quotes", "run: 'docker run -e A=''b c'' x'", [{ ...run, environment: ["A @ A is b c @ ''b c''"] }]],
  [
    "an expression",
    "run: docker run -e A=${{ secrets.A }} x",
    [{ ...run, environment: ["A @ A from outside undefined @ ${{ secrets.A }}"] }],
  ],
  [
    "an expression in quotes",
    "run: docker run -e 'A=${{ secrets.A }}' x",
    [{ ...run, environment: ["A @ A from outside undefined @ ${{ secrets.A }}"] }],
  ],
  [
    "an expression for the image",
    "run: docker run ${{ env.IMAGE }}",
    [{ label: "docker run", at: "docker run", unresolved: ["image of docker run @ ${{ env.IMAGE }}"] }],
  ],
  ["another shell", "shell: pwsh\nrun: docker run x", []],
  ["a shell that is read", "shell: bash -e {0}\nrun: docker run x", [run]],
  ["what an action is given", "uses: actions/github-script@v7\nwith:\n  script: docker run x", []],
  ["a name", "name: docker run x\nrun: echo docker run x", []],
];

test.each(steps)("%s", (_, yaml, expected) => {
  expect(step(yaml).containers).toEqual(expected);
});

const others: [title: string, path: string, text: string][] = [
  ["GitLab", ".gitlab-ci.yml", "a:\n  script:\n    - docker run -e A=b x\n"],
  [
    "GitLab, all in one shell",
    ".gitlab-ci.yml",
    "a:\n  before_script: [echo]\n  script:\n    - echo\n    - |\n      docker run \\\n        -e A=b x\n",
  ],
  [
    "GitLab, lists in lists",
    ".gitlab-ci.yml",
    ".x: &x [docker run -e A=b x]\na:\n  script: [*x, [[docker run -e A=b x]]]\n",
  ],
  ["CircleCI", ".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - checkout\n      - run: docker run -e A=b x\n"],
  [
    "CircleCI, the long form",
    ".circleci/config.yml",
    "jobs:\n  a:\n    steps:\n      - run:\n          name: docker\n          command: docker run -e A=b x\n",
  ],
  ["Azure", "azure-pipelines.yml", "steps:\n- script: docker run -e A=b x\n- powershell: docker run x\n"],
  ["Azure, bash", "azure-pipelines.yml", "steps:\n- bash: |\n    docker run -e A=b x\n"],
  [
    "a composite action",
    "action.yml",
    "runs:\n  using: composite\n  steps:\n  - run: docker run -e A=b x\n    shell: bash\n",
  ],
];

test.each(others)("%s", (_, path, text) => {
  expect(readText(path, text).containers).toEqual([{ ...run, environment: ["A @ A is b @ b"] }]);
});

const folders: [title: string, path: string, text: string, context: string | undefined][] = [
  ["the root", "p/.github/workflows/a.yml", "a:\n  - run: docker build .\n", "p"],
  ["a step's folder", ".github/workflows/a.yml", "a:\n  - run: docker build .\n    working-directory: ./web\n", "web"],
  [
    "the default folder",
    ".github/workflows/a.yml",
    "defaults: {run: {working-directory: a}}\nj:\n  - run: docker build .\n",
    "a",
  ],
  [
    "a step's folder, in place of the default one",
    ".github/workflows/a.yml",
    "j:\n  defaults: {run: {working-directory: a}}\n  steps:\n  - working-directory: b\n    run: docker build .\n",
    "b",
  ],
  [
    "a folder that is unknown",
    ".github/workflows/a.yml",
    "a:\n  - run: docker build .\n    working-directory: ${{ x }}\n",
    undefined,
  ],
  ["a step that goes elsewhere", ".github/workflows/a.yml", "a:\n  - run: cd web && docker build .\n", "web"],
  ["steps of one shell", ".gitlab-ci.yml", "a:\n  script:\n  - cd web\n  - docker build .\n", "web"],
  [
    "CircleCI's folder",
    ".circleci/config.yml",
    "a:\n- run: {command: docker build ., working_directory: web}\n",
    "web",
  ],
  ["an action's folder is its user's", "action.yml", "a:\n  - run: docker build .\n", undefined],
];

test.each(folders)("builds: %s", (_, path, text, context) => {
  const [build] = readText(path, text).facts?.builds ?? [];
  expect(build?.context?.value).toEqual(context && { path: context });
});

test("the action that builds", () => {
  const yaml = [
    "uses: docker/build-push-action@v6",
    "with:",
    "  context: ./web",
    "  file: docker/Dockerfile",
    "  target: prod",
    "  platforms: linux/amd64,linux/arm64",
    "  tags: |",
    "    a/b:1",
    "    a/b:${{ github.sha }}",
    "  build-args: |",
    "    A=b c",
    "",
    "    TOKEN=${{ secrets.TOKEN }}",
    "    C",
    "  secrets: |",
    "    npm=${{ secrets.NPM }}",
    "  ssh: default",
  ].join("\n");
  expect(step(yaml).builds).toEqual([
    {
      label: "docker/build-push-action in .github/workflows/ci.yml",
      at: "docker/build-push-action@v6",
      context: "web @ ./web",
      dockerfile: "docker/Dockerfile @ docker/Dockerfile",
      target: "prod @ prod",
      platforms: ["linux/amd64 @ linux/amd64,linux/arm64", "linux/arm64 @ linux/amd64,linux/arm64"],
      tags: ["a/b:1 @ a/b:1"],
      args: [
        "A @ A is b c @ b c",
        "TOKEN @ TOKEN from outside undefined @ ${{ secrets.TOKEN }}",
        "C @ C from outside undefined @ C",
      ],
      secrets: ["npm @ npm=${{ secrets.NPM }}"],
      ssh: ["default @ default"],
    },
  ]);
});

test("without a context the action fetches the repository: no folder is named", () => {
  const [build] = step("uses: docker/build-push-action@v6\nwith:\n  push: true").builds;
  expect(build).toEqual({
    label: "docker/build-push-action in .github/workflows/ci.yml",
    at: "docker/build-push-action@v6",
  });
});

test("bad YAML is read as far as it goes", () => {
  const text = "a:\n  - run: docker run x\n  - run: [\n";
  expect(readText(".gitlab-ci.yml", text).containers).toEqual([run]);
});
