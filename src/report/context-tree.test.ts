import { describe, expect, test } from "vitest";
import { contextOf, serviceBuild } from "../context/context.fixture.ts";
import type { LocatedUnknown } from "../finding/finding.ts";
import { renderContexts } from "./context-tree.ts";
import { columnsOf } from "./visible.ts";

const dockerfile = `FROM node:24-slim AS build
WORKDIR /app
COPY package*.json ./
COPY . .
RUN npm ci && npm run build
FROM node:24-slim
WORKDIR /srv
COPY --from=build /app/src /srv/src
COPY public ./public
COPY docs ./docs
RUN --mount=type=bind,source=tools,target=/t /t/x.sh
`;
const files = {
  Dockerfile: dockerfile,
  ".dockerignore": "docs\n",
  ".git/objects/pack": "x".repeat(5_000),
  // Put together, so that nobody takes it for one.
  "src/.env": `DB_PASSWORD=${"gH7xQp"}${"29vLw8"}\n`,
  ".env.example": "DB_PASSWORD=changeme\n",
  "src/index.js": "1",
  "public/logo.svg": "x".repeat(2_000),
  "docs/r.md": "12345",
  "package.json": "{}",
  "tools/x.sh": "",
};

function tree(options: { verbose?: boolean; color?: boolean; width?: number } = {}, unknowns: LocatedUnknown[] = []) {
  const { color = false, verbose = false, width = 80 } = options;
  return renderContexts([contextOf(dockerfile, files)], unknowns, { color, verbose, width });
}

describe("the tree", () => {
  test("a whole one", () => {
    expect(tree()).toMatchInlineSnapshot(`
      "Dockerfile
        Context:     . (this folder), a guess: nothing here says how it is built
        Ignore file: .dockerignore keeps out 1 file, 5 B
        Sent:        9 files, 7.3 kB

        line 3  COPY package*.json ./
          1 file, 2 B; not in the image (stage build)
          package.json                       2 B

        line 4  COPY . .
          9 files, 7.3 kB; 2 of them in the image through line 8
          src/.env                          25 B  value of DB_PASSWORD
          .git/                   1 file  5.0 kB  version control data
          public/                 1 file  2.0 kB
          Dockerfile                       257 B
          .env.example                      21 B
          .dockerignore                      5 B
          package.json                       2 B
          and 2 more: 2 files, 1 B

        line 9  COPY public ./public
          1 file, 2.0 kB; in the image
          public/logo.svg                 2.0 kB

        line 10  COPY docs ./docs
          0 files, 0 B; it takes nothing
          Missing: docs: the pattern docs leaves it out, so the build fails

        line 11  RUN --mount=type=bind,source=tools,target=/t
          1 file, 0 B; only while the RUN runs
          tools/x.sh                         0 B

      1 file with secrets comes into an image.
      Next: \`seaworthy check\` says what is wrong with that, and what to do.
      "
    `);
  });

  test("fits 80 columns, also with long names and many files", () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${"long-".repeat(20)}${at}/x`, "1"]));
    const env = { ".env": `DB_${"LONG_".repeat(30)}PASSWORD=${"gH7xQp"}${"29vLw8"}\n` };
    const contexts = [contextOf(`${dockerfile}COPY ${"a/".repeat(60)} /x\n`, { ...files, ...many, ...env })];
    for (const verbose of [false, true]) {
      const text = renderContexts(contexts, [], { color: false, verbose, width: 80 });
      for (const line of text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(80);
    }
  });

  test("leaves nothing out with -v", () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`d${at}/x`, "1"]));
    const contexts = [contextOf("FROM scratch\nCOPY . /\n", many)];
    const text = (verbose: boolean) => renderContexts(contexts, [], { color: false, verbose, width: 80 });
    expect(text(false)).toMatch(/and 25 more: 25 files, 25 B/);
    expect(text(true).match(/ d\d+\/x /g)).toHaveLength(30);
  });

  test("secrets and junk are red", () => {
    const red = tree({ color: true })
      .split("\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colour is what is looked for
      .filter((line) => /\u001b\[31m/.test(line));
    expect(red.map((line) => /\S*(?:\.env|\.git\/|docs)/.exec(line)?.[0])).toEqual(
      ["src/.env", ".git/", "docs"].map((word) => expect.stringContaining(word)),
    );
  });

  test("no value of a secret, and no control character of a name, is in it", () => {
    const hostile = { ...files, "src/\u001b[2J\n\u202eevil": "" };
    const text = renderContexts([contextOf(dockerfile, hostile)], [], { color: false, verbose: true, width: 80 });
    expect(text).not.toContain(`${"gH7xQp"}29vLw8`);
    const controls = [...text].filter((char) => char !== "\n" && (char < " " || char === "\u202e"));
    expect(controls).toEqual([]);
    expect(text).toContain("\\x1b[2J");
  });

  test("unknowns are said, a few of many", () => {
    const unknown = (at: number): LocatedUnknown => ({
      what: `folder ${at}`,
      why: "You are not allowed to read it.",
      fatal: at === 0,
    });
    const text = tree(
      {},
      Array.from({ length: 12 }, (_, at) => unknown(at)),
    );
    expect(text).toContain("Not looked at: folder 0: You are not allowed to read it.");
    expect(text).toContain("Could not tell: folder 1:");
    expect(text).toContain("2 more: see all with -v.");
    expect(text).toContain("Not everything could be looked at.");
  });

  test("no Dockerfile at all", () => {
    expect(renderContexts([], [], { color: false, verbose: false, width: 80 })).toBe(
      "There is no Dockerfile whose context could be looked at.\n\nNothing was looked at.\n",
    );
  });

  test.each([
    ["who says which folder it is", {}, "  Context:     . (this folder), a guess: nothing here says how it is built"],
    [
      "the service that is built",
      { by: serviceBuild() },
      "  Context:     . (this folder), says service web of compose.yaml",
    ],
    ["another folder", { root: "web" }, "  Context:     web, a guess: nothing here says how it is built"],
    [
      "the ignore file that is not used",
      {},
      "  Ignore file: Dockerfile.dockerignore keeps out 0 files, 0 B; .dockerignore is\n               not used",
    ],
  ])("%s", (_, options, line) => {
    const shadowing = { ...files, "Dockerfile.dockerignore": "", "web/a": "" };
    const text = renderContexts([contextOf(dockerfile, shadowing, options)], [], {
      color: false,
      verbose: false,
      width: 80,
    });
    expect(text).toContain(line);
  });
});
