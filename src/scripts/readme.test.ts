import { expect, test } from "vitest";
import { readText } from "./read.fixture.ts";

const run = { label: "docker run", at: "docker run", image: "x @ x" };
const fence = "```";

function block(language: string, text: string): string {
  return `# Title\n\n${fence}${language}\n${text}\n${fence}\n\ndocker run y\n`;
}

const blocks: [title: string, text: string, expected: Record<string, unknown>[]][] = [
  ["a shell block", block("bash", "docker run x"), [run]],
  ["a block in tildes", "~~~sh\ndocker run x\n~~~\n", [run]],
  ["a block in a list", "1. Run\n\n   ```sh\n   docker run x\n   ```\n", [run]],
  ["a block in a quote", "> ```sh\n> docker run x\n> ```\n", [run]],
  ["a block that is never closed", "```sh\ndocker run x\n", [run]],
  ["a session", block("console", "$ docker run x\nUnable to find image docker run y\n# docker run x"), [run, run]],
  ["a prompt with a name", block("console", "me@host:~/a$ docker run x"), [run]],
  ["lines that go on", block("sh", "docker run \\\n  -e A=b \\\n  x"), [{ ...run, environment: ["A @ A is b @ b"] }]],
  [
    "lines that go on behind a prompt",
    block("console", "$ docker run \\\n> -e A=b \\\n> x"),
    [{ ...run, environment: ["A @ A is b @ b"] }],
  ],
  [
    "what the reader fills in",
    block("sh", "docker run -e A=<your token> -e B=<b> x"),
    [{ ...run, environment: ["A @ A from outside undefined @ <your token>", "B @ B from outside undefined @ <b>"] }],
  ],
  ["a file that is read", block("sh", "docker run -i x < in.txt"), [run]],
  ["a comment", block("sh", "# then docker run y\ndocker run x # docker run z"), [run]],
  ["quotes that another line leaves open", block("sh", "echo it's docker\ndocker run x"), [run]],
  ["a block without language", block("", "docker run x\n$ sudo docker run x\nwill docker run y"), [run, run]],
  ["a block of another language", block("python", "docker run x"), []],
  ["an indented block", "Text\n\n    docker run x\n\tdocker run x\n", [run, run]],
  ["indented prose", "- a\n\n    docker run starts it.\n", []],
  ["running text and inline code", "docker run x\n\nUse `docker run x` or\n```docker run x```\n", []],
];

test.each(blocks)("%s", (_, text, expected) => {
  expect(readText("README.md", text).containers).toEqual(expected);
});

const walks: [title: string, text: string, context: string | undefined][] = [
  ["beside the page", "docker build .", "sub"],
  ["after the clone", "git clone https://example.com/a\ncd a\ndocker build .", "sub"],
  ["after two steps", "git clone https://example.com/a\ncd a\ncd b\ndocker build .", undefined],
  ["somewhere else", "cd b\ndocker build .", undefined],
  ["in the same line", "cd b && docker build .", "sub/b"],
  ["with the clone in the same line", "git clone x && cd x && docker build .", undefined],
];

test.each(walks)("builds: %s", (_, text, context) => {
  const [build] = readText("sub/README.md", block("sh", text)).facts?.builds ?? [];
  expect(build?.context?.value).toEqual(context && { path: context });
});
