import { expect, test } from "vitest";
import { readText } from "./read.fixture.ts";

const run = { label: "docker run", at: "docker run", image: "x @ x" };

const makefiles: [title: string, text: string, expected: Record<string, unknown>[]][] = [
  ["a recipe", "a:\n\tdocker run x\n", [run]],
  ["what make takes away from its start", "a:\n\t@-docker run x\n\t+ @docker run x\n", [run, run]],
  [
    "a recipe over several lines",
    "a:\n\tdocker run \\\n\t  -e A=b \\\n\t  x\n",
    [{ ...run, environment: ["A @ A is b @ b"] }],
  ],
  [
    "a line that ends in two backslashes ends there",
    "a:\n\tdocker run x \\\\\n\tdocker run x\n",
    [{ ...run, command: "\\ @ \\\\" }, run],
  ],
  [
    "two dollars",
    "a:\n\tdocker run -e A=$$A -e 'B=$$$$' x\n",
    [{ ...run, environment: ["A @ A from outside undefined @ $$A", "B @ B is $$ @ $$$$"] }],
  ],
  [
    "a variable that nothing sets",
    "a:\n\tdocker run -e A=$(A) -e B=${B} -e C=$@ x\n",
    [
      {
        ...run,
        environment: [
          "A @ A from outside undefined @ $(A)",
          "B @ B from outside undefined @ ${B}",
          "C @ C from outside undefined @ $@",
        ],
      },
    ],
  ],
  [
    "a variable in quotes of the shell",
    "a:\n\tdocker run -e 'A=$(A)' x\n",
    [{ ...run, environment: ["A @ A from outside undefined @ $(A)"] }],
  ],
  [
    "a variable with a plain value",
    "P ?= 80 # the port\na:\n\tdocker run -p $(P):80 -e P=$(P) x\n",
    [{ ...run, environment: ["P @ P from outside 80 @ $(P)"], ports: ["*:80->80/tcp @ $(P):80"] }],
  ],
  [
    "a variable with two values",
    "P = 80\nP = 81\na:\n\tdocker run -p $(P):80 x\n",
    [{ ...run, unresolved: ["option --publish of docker run @ -p $(P):80"] }],
  ],
  ["the engine in a variable", "D ?= podman\na:\n\t$(D) run x\n", [{ ...run, label: "podman run", at: "$(D) run" }]],
  ["the engine with sudo", "D = sudo docker\na:\n\t$(D) run x\n", [{ ...run, at: "$(D) run" }]],
  [
    "the engine that is searched for",
    "E := $(shell command -v podman)\na:\n\t$(E) run x\n",
    [{ ...run, label: "podman run", at: "$(E) run" }],
  ],
  [
    "an engine's name that nothing sets",
    "a:\n\t$(DOCKER) run x\n\t${PODMAN_CMD} run x\n",
    [
      { ...run, at: "$(DOCKER) run" },
      { ...run, label: "podman run", at: "${PODMAN_CMD} run" },
    ],
  ],
  [
    "a command in a variable, found where it is written and only there",
    "R = docker run -e A=b \\\n  x\na:\n\t$(R) y\n\t$(R) z\n",
    [{ ...run, environment: ["A @ A is b @ b"] }],
  ],
  [
    "the current folder",
    "a:\n\tdocker run -v $(CURDIR)/a:/a -v $(shell pwd):/b -v $$(pwd):/c x\n",
    [{ ...run, mounts: ["bind ./a /a @ $(CURDIR)/a:/a", "bind . /b @ $(shell pwd):/b", "bind . /c @ $$(pwd):/c"] }],
  ],
  [
    "options in a variable",
    "a:\n\tdocker run $(DOCKER_OPTS) x\n",
    [{ ...run, unresolved: ["options of docker run @ $(DOCKER_OPTS)"] }],
  ],
  [
    "folders in quotes of the shell",
    "a:\n\tdocker run --mount 'type=bind,src=$(PWD)/a,dst=/a' -v '$(HOME)/.x:/x' x\n",
    [{ ...run, mounts: ["bind ./a /a @ 'type=bind,src=$(PWD)/a,dst=/a'", "bind ~/.x /x @ '$(HOME)/.x:/x'"] }],
  ],
  [
    "options in a plain variable",
    "O = --rm -e A=b\na:\n\tdocker run $(O) x\n",
    [{ ...run, environment: ["A @ $(O) from outside b @ $(O)"] }],
  ],
  [
    "a name that stands for options",
    "NAME = --name $(X)\na:\n\tdocker run $(NAME) x\n",
    [{ ...run, unresolved: ["options of docker run @ $(NAME)"] }],
  ],
  ["Windows line ends", "a:\r\n\tdocker run \\\r\n\t  -e A=b x\r\n", [{ ...run, environment: ["A @ A is b @ b"] }]],
  ["a comment and a target's name", "# docker run x\ndocker run x:\n\techo docker run x\n", []],
];

test.each(makefiles)("%s", (_, text, expected) => {
  expect(readText("Makefile", text).containers).toEqual(expected);
});

const justfiles: [title: string, text: string, expected: Record<string, unknown>[]][] = [
  ["a recipe", "up:\n    @docker run x\n", [run]],
  [
    "values that just fills in",
    "p := '80'\nup port:\n  docker run -p {{p}}:1 -e A={{ port }} x\n",
    [{ ...run, ports: ["*:80->1/tcp @ {{p}}:1"], environment: ["A @ A from outside undefined @ {{ port }}"] }],
  ],
  [
    "the engine in a variable",
    'e := "podman"\nup:\n  {{e}} run x\n',
    [{ ...run, label: "podman run", at: "{{e}} run" }],
  ],
  ["a whole script", "up:\n    #!/usr/bin/env bash\n    set -e\n\n    if x; then\n      docker run x\n    fi\n", [run]],
  ["a script for another program", "up:\n    #!/usr/bin/env python\n    docker run x\n", []],
];

test.each(justfiles)("just: %s", (_, text, expected) => {
  expect(readText("justfile", text).containers).toEqual(expected);
});

test("each line runs in a shell of its own, beside the file", () => {
  const text = "a:\n\tcd b && docker build .\n\tdocker build -f c/Dockerfile .\n";
  expect(readText("app/Makefile", text).builds).toMatchObject([
    { context: "app/b @ ." },
    { context: "app @ .", dockerfile: "app/c/Dockerfile @ c/Dockerfile" },
  ]);
});

test("with .ONESHELL nobody knows the folder", () => {
  const [build] = readText("Makefile", ".ONESHELL:\na:\n\tcd b\n\tdocker build .\n").builds;
  expect(build).not.toHaveProperty("context");
});
