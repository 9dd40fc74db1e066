import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import { memoryTree } from "../files/memory-tree.ts";
import { applyEdits } from "../text/edit.ts";
import { createSource } from "../text/source.ts";
import { createContextStore } from "./context-store.ts";
import { findManifests, maxManifests } from "./ecosystems.ts";
import type { EffectiveContext } from "./effective-context.ts";
import { type IgnorePlan, maxExactPatterns, planIgnoreFile, planPatterns } from "./ignore-plan.ts";
import { maxAnchoredFolders } from "./ignore-plan-candidates.ts";
import { exactCandidates } from "./ignore-plan-exact.ts";
import { maxManifestBytes, maxManifestsRead } from "./ignore-plan-ground.ts";
import { maxMentionedHits } from "./ignore-plan-judge.ts";
import { maxMentionWords } from "./ignore-plan-mentions.ts";
import { resolveContext } from "./resolve-context.ts";

type Files = Readonly<Record<string, string>>;

function contextOf(files: Files, path = "Dockerfile"): EffectiveContext {
  const dockerfile = resolveDockerfile(createSource(path, files[path] ?? ""));
  return resolveContext({ dockerfile, root: ".", by: undefined, store: createContextStore(memoryTree(files)) });
}

function plan(files: Files, secrets: readonly string[] = []): IgnorePlan {
  return planIgnoreFile(contextOf(files), { secrets: new Set(secrets) });
}

/** Patterns that take files today, with their safety. */
function taking({ added }: IgnorePlan): readonly string[] {
  return added.filter(({ files }) => files > 0).map(({ lines, safety }) => `${lines.join(" ")}: ${safety}`);
}

function refusing({ refused }: IgnorePlan): readonly string[] {
  return refused.filter(({ files }) => files > 0).map(({ lines, why }) => `${lines[0]}: ${why}`);
}

const node = "FROM node:24\nWORKDIR /app\n";
const nodeFiles = { "package.json": "{}", "server.js": "", "node_modules/a/index.js": "abc" };

describe("what is on disk", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      "git, file managers and editors are safe where nothing runs behind the COPY",
      { Dockerfile: "FROM a\nCOPY . /x\n", ".git/HEAD": "", "a.txt": "", ".DS_Store": "", ".idea/a.xml": "" },
      ["**/.git: safe", "**/.idea: safe", "**/.DS_Store: safe", "Dockerfile*: unsafe"],
    ],
    [
      "git is not safe where a build tool runs behind the COPY",
      { Dockerfile: "FROM a\nCOPY . /x\nRUN make\n", ".git/HEAD": "", "a.txt": "" },
      ["**/.git: unsafe", "Dockerfile*: unsafe"],
    ],
    [
      "git is safe where only plain programs run behind the COPY",
      { Dockerfile: "FROM a\nCOPY . /x\nRUN chown -R app /x && mkdir /y\n", ".git/HEAD": "", "a.txt": "" },
      ["**/.git: safe", "Dockerfile*: unsafe"],
    ],
    [
      "what no COPY takes is safe",
      { Dockerfile: "FROM a\nCOPY src /x\nRUN npm ci\n", "src/a": "", ...nodeFiles, ".git/HEAD": "" },
      ["**/.git: safe", "**/node_modules: safe"],
    ],
    [
      "packages that the image installs",
      { Dockerfile: `${node}COPY . .\nRUN npm ci\n`, ...nodeFiles },
      ["**/node_modules: unsafe", "Dockerfile*: unsafe"],
    ],
    [
      "a virtual environment by its marker, whatever its name",
      {
        Dockerfile: "FROM python:3\nCOPY . /x\nRUN pip install -r /x/requirements.txt\n",
        "requirements.txt": "",
        "env/pyvenv.cfg": "",
        "env/lib/a.py": "",
        "__pycache__/a.cpython-312.pyc": "",
        "a.py": "",
      },
      ["env: unsafe", "**/__pycache__: safe", "Dockerfile*: unsafe"],
    ],
    [
      "output that carries its tool's marks",
      {
        Dockerfile: "FROM rust\nCOPY . .\nRUN cargo build\n",
        "Cargo.toml": "",
        "target/CACHEDIR.TAG": "",
        "src/main.rs": "",
      },
      ["target: unsafe", "Dockerfile*: unsafe"],
    ],
    [
      "output that .gitignore lists",
      {
        Dockerfile: `${node}COPY . .\nRUN npm ci && npm run build\n`,
        "package.json": "{}",
        ".gitignore": "/dist\n",
        "dist/a.js": "",
      },
      ["dist: unsafe", "Dockerfile*: unsafe"],
    ],
  ])("%s", (_, files, expected) => {
    expect(taking(plan(files))).toEqual(expected);
  });
});

describe("what a build needs stays", () => {
  it.each<readonly [string, Files, string]>([
    [
      "a folder that a COPY names",
      { Dockerfile: `${node}COPY node_modules ./node_modules\nRUN npm install x\n`, ...nodeFiles },
      "**/node_modules: COPY on line 3 names it",
    ],
    [
      "a file of a folder that a COPY names, in any stage",
      {
        Dockerfile: "FROM maven AS b\nCOPY target/app.jar /\nRUN mvn package\nFROM x\n",
        "pom.xml": "",
        "target/app.jar": "",
        "target/classes/A": "",
      },
      "target: COPY on line 2 names it",
    ],
    [
      "what a glob names",
      {
        Dockerfile: "FROM gradle\nCOPY build/libs/*.jar /app.jar\nRUN gradle x\n",
        "build.gradle": "",
        "build/libs/a.jar": "",
      },
      "build: COPY on line 2 names it",
    ],
    [
      "what a bind mount names",
      { Dockerfile: "FROM a\nRUN --mount=type=bind,source=.git,target=/g x\nCOPY . .\n", ".git/HEAD": "", a: "" },
      "**/.git: the bind mount on line 2 names it",
    ],
    [
      "packages that nothing in the image installs",
      { Dockerfile: `${node}COPY . .\n`, ...nodeFiles },
      "**/node_modules: no RUN is seen to install packages",
    ],
    [
      "output that nothing in the image makes",
      { Dockerfile: `${node}COPY . .\n`, "package.json": "{}", ".gitignore": "dist/\n", "dist/a.js": "" },
      "dist: no RUN is seen to make it",
    ],
    [
      "a folder of a telling name that was checked in",
      { Dockerfile: `${node}COPY . .\nRUN npm run build\n`, "package.json": "{}", "dist/a.js": "" },
      "dist: no .gitignore lists it, so it may be written by hand",
    ],
    [
      "a repository that git is asked about",
      { Dockerfile: "FROM a\nCOPY . .\nRUN git describe > v\n", ".git/HEAD": "" },
      "**/.git: RUN on line 3 (git describe) reads it",
    ],
    [
      "a repository that gives the version",
      {
        Dockerfile: "FROM python\nCOPY . .\nRUN pip install .\n",
        ".git/HEAD": "",
        "pyproject.toml": 'requires = ["setuptools-scm"]',
      },
      "**/.git: pyproject.toml reads it",
    ],
    [
      "an .env.example",
      { Dockerfile: "FROM a\nCOPY . .\n", ".env.prod": "A=1", a: "" },
      "**/.env.*: .env.prod holds no secret that is recognised, and a COPY takes it: the program may read it",
    ],
    [
      "bytecode without source",
      { Dockerfile: "FROM python\nCOPY . .\n", "setup.py": "", "lib/a.pyc": "" },
      "**/*.pyc: lib/a.pyc has no source beside it",
    ],
    [
      "a Compose file that a RUN reads",
      { Dockerfile: "FROM a\nCOPY . .\nRUN convert ./compose.yaml\n", "compose.yaml": "", a: "" },
      "compose.yaml: RUN on line 3 names compose.yaml",
    ],
    [
      "everything that a variable may name",
      { Dockerfile: "FROM node\nARG D\nCOPY $D /x\nRUN npm ci\n", ...nodeFiles },
      "**/node_modules: COPY on line 3 takes what a variable names",
    ],
    [
      "the last file of a COPY",
      { Dockerfile: "FROM a\nCOPY conf /etc/x\n", "conf/.DS_Store": "" },
      "**/.DS_Store: nothing would be left for COPY on line 2",
    ],
  ])("%s", (_, files, expected) => {
    expect(refusing(plan(files))).toContain(expected);
  });

  it.each<readonly [string, string]>([
    ["bin/console", "composer.json"],
    ["bin/rails", "Gemfile"],
    ["bin/cli.js", "package.json"],
    ["README.md", "pyproject.toml"],
    ["LICENSE", "Cargo.toml"],
    ["compose/worker.py", "requirements.txt"],
    ["composer.lock", "composer.json"],
    ["package-lock.json", "package.json"],
    ["vendor/example.com/a/a.go", "go.mod"],
    [".mvn/wrapper/maven-wrapper.properties", "pom.xml"],
    ["tmp/pids/.keep", "Gemfile"],
    ["tests/a_test.py", "pyproject.toml"],
    [".env.example", "package.json"],
    ["docs/a.md", "package.json"],
  ])("no plan takes %s of a project with %s", (path, manifest) => {
    const files = {
      Dockerfile: "FROM a\nCOPY . .\nRUN npm ci && npm run build && composer install\n",
      [manifest]: "",
      [path]: "x",
    };
    const { full } = plan(files);
    const lines = full?.text ?? "";
    const after = contextOf({ ...files, ".dockerignore": lines });
    expect(after.files.all.find((file) => file.path === path)?.ignoredBy).toBeUndefined();
  });

  it("keeps what another build of the same folder names", () => {
    const files = {
      Dockerfile: `${node}COPY . .\nRUN npm ci\n`,
      "prod.Dockerfile": `${node}COPY node_modules /m\nRUN npm ci\n`,
      ...nodeFiles,
    };
    const others = [contextOf(files, "prod.Dockerfile")];
    expect(refusing(planIgnoreFile(contextOf(files), { others }))).toContain(
      "**/node_modules: COPY on line 3 of prod.Dockerfile names it",
    );
  });

  it("calls nothing safe while other builds of the folder are not known", () => {
    const files = { Dockerfile: "FROM a\nCOPY . /x\n", "prod.Dockerfile": "FROM a\n", ".git/HEAD": "", a: "" };
    expect(taking(plan(files))).toContain("**/.git: unsafe");
  });
});

describe("secrets", () => {
  const files = {
    Dockerfile: "FROM a\nCOPY . /x\n",
    "certs/own.pem": "k",
    "certs/public.pem": "c",
    ".env": "",
    ".env.example": "",
  };
  it("leave by their usual pattern, and by their own where that one takes more", () => {
    const made = plan(files, [".env", "certs/own.pem"]);
    expect(taking(made)).toEqual(["**/.env: unsafe", "Dockerfile*: unsafe", "certs/own.pem: unsafe"]);
    expect(made.full?.secrets).toEqual([".env", "certs/own.pem"]);
  });
  it("are kept when a RUN needs them", () => {
    const made = plan({ Dockerfile: "FROM a\nCOPY . /x\nRUN . ./.env && make\n", ".env": "" }, [".env"]);
    expect(refusing(made)).toContain("**/.env: RUN on line 3 names .env");
  });
  it("are kept when another stage copies them by name", () => {
    const text = "FROM a AS b\nWORKDIR /app\nCOPY . .\nFROM c\nCOPY --from=b /app/.env /app/.env\n";
    expect(refusing(plan({ Dockerfile: text, ".env": "" }, [".env"]))).toContain(
      "**/.env: COPY --from on line 5 names .env",
    );
  });
});

describe("the text", () => {
  it("of a new file has headings, and patterns for what will be there one day", () => {
    const made = plan({
      Dockerfile: `${node}COPY package.json .\nRUN npm ci\nCOPY src src\n`,
      "package.json": "{}",
      "src/a": "",
    });
    expect(made.safe?.text).toBe(
      [
        ...["# Version control", "**/.git", ""],
        ...[
          "# Secrets",
          "**/.env",
          "**/.env.*",
          "!**/.env.example",
          "**/*.pem",
          "**/*.key",
          "**/id_rsa*",
          "**/id_ed25519*",
          "",
        ],
        ...["# Packages of this machine", "**/node_modules", "", "# Editors", "**/.idea", "**/.vscode", ""],
        ...["# File managers", "**/.DS_Store", ""],
      ].join("\n"),
    );
  });
  it("of a file that is there goes on behind what it holds, with its line ends", () => {
    const files = { Dockerfile: "FROM a\nCOPY . /x\n", ".dockerignore": "a\r\nb", ".git/HEAD": "", c: "" };
    const { safe, path, exists } = plan(files);
    expect({ path, exists }).toEqual({ path: ".dockerignore", exists: true });
    expect(safe?.text).toBe("a\r\nb\r\n\r\n# Version control\r\n**/.git\r\n");
    expect(applyEdits("a\r\nb", safe?.edits ?? [])).toBe(safe?.text);
  });
  it("says what leaves", () => {
    const { full } = plan({ Dockerfile: `${node}COPY . .\nRUN npm ci\n`, ...nodeFiles });
    expect(full?.leaves).toEqual({ files: 2, bytes: 3 + `${node}COPY . .\nRUN npm ci\n`.length });
  });
  it("is planned once: the second time there is nothing to add", () => {
    const files = { Dockerfile: `${node}COPY . .\nRUN npm ci\n`, ...nodeFiles, ".git/HEAD": "" };
    const first = plan(files);
    expect(plan({ ...files, ".dockerignore": first.full?.text ?? "" }).full).toBeUndefined();
  });
});

describe("names that could be patterns", () => {
  it.each(["a b.key", "[id].key", "*.key", "#a", "!a", "a?.key", "a\\b"])("%s is matched, and nothing else", (path) => {
    const files = { Dockerfile: "FROM a\nCOPY . /x\n", [path]: "", "b.txt": "", "i.key": "", a: "", "ab.key": "" };
    const made = planPatterns(contextOf(files), exactCandidates([path], "secrets", "it is secret"), {
      secrets: new Set([path]),
    });
    expect(made.full?.leaves.files).toBe(1);
    expect(made.full?.secrets).toEqual([path]);
  });
  it("a name with a line end is not written", () => {
    expect(exactCandidates(["a\nb", " a"], "secrets", "x")).toEqual([]);
  });
});

describe("any project", () => {
  const paths = [
    ...[
      "src/a.js",
      "src/.DS_Store",
      "src/__pycache__/a.pyc",
      "src/node_modules/a/b.js",
      "README.md",
      "package.json",
      "pom.xml",
    ],
    ...[
      "setup.py",
      ".git/HEAD",
      ".env",
      ".env.example",
      "config/.env.local",
      "certs/a.key",
      "certs/a.pem",
      "dist/a.js",
    ],
    ...[
      "build/libs/a.jar",
      "target/classes/a",
      "target/a.jar",
      "node_modules/a/b.js",
      "venv/pyvenv.cfg",
      "compose.yaml",
    ],
    ...[".gitignore", ".idea/a.xml", "vendor/composer/installed.json", "composer.json", "coverage/a", "log/a.log"],
  ];
  const sources = [
    ...[
      ".",
      "./",
      "*",
      "src",
      "src/*",
      "dist",
      "*.json",
      "build/libs/*.jar",
      "node_modules",
      ".env",
      "certs/",
      "target",
    ],
    ...[
      "target/*.jar",
      ".git",
      "config/.env.local",
      "venv",
      "vendor",
      "compose.yaml",
      "Dockerfile",
      "[a-d]*",
      "../src",
    ],
  ];
  const runs = [
    "npm ci && npm run build",
    "mvn package",
    "pip install .",
    "composer install",
    "git describe",
    "cat .env",
  ];
  const instruction = fc.oneof(
    fc.constantFrom(...sources).map((source) => `COPY ${source} /x/`),
    fc.constantFrom(...sources).map((source) => `COPY --exclude=src ${source} /y/`),
    fc.constantFrom(...sources).map((source) => `RUN --mount=type=bind,source=${source},target=/m true`),
    fc.constantFrom(...runs).map((run) => `RUN ${run}`),
    fc.constant("FROM b"),
  );
  it("keeps what every COPY takes by name, and says rightly what leaves", () => {
    fc.assert(
      fc.property(
        fc.subarray(paths),
        fc.array(instruction, { minLength: 1, maxLength: 6 }),
        fc.subarray([".env", "certs/a.key", "config/.env.local"]),
        fc.option(fc.constantFrom("", "*.md\n", "*\n!src\n", "dist"), { nil: undefined }),
        (chosen, lines, secrets, ignored) => {
          const files = Object.fromEntries(
            chosen.map((path) => [path, path === ".gitignore" ? "dist\nbuild\ncoverage\n" : "x"]),
          );
          const given = {
            ...files,
            Dockerfile: ["FROM a", ...lines, ""].join("\n"),
            ...(ignored === undefined ? {} : { ".dockerignore": ignored }),
          };
          const before = contextOf(given);
          const { safe, full } = planIgnoreFile(before, { secrets: new Set(secrets) });
          for (const change of [safe, full]) {
            if (!change) continue;
            const after = contextOf({ ...given, ".dockerignore": change.text });
            const made =
              ignored === undefined && !after.files.all.find(({ path }) => path === ".dockerignore")?.ignoredBy;
            expect(before.files.sent.files - after.files.sent.files + (made ? 1 : 0)).toBe(change.leaves.files);
            before.transfers.forEach((transfer, at) => {
              const now = after.transfers[at];
              expect(now?.missing).toEqual(transfer.missing);
              if (transfer.files().length > 0) expect(now?.files().length).toBeGreaterThan(0);
              if (!transfer.isWhole && !transfer.isGlob && transfer.files().length === 1)
                expect(now?.files()[0]?.path).toBe(transfer.files()[0]?.path);
            });
          }
        },
      ),
      { seed: 20_261_121, numRuns: 400 },
    );
  });
});

describe("limits", () => {
  const many = (count: number, path: (at: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [path(at), "x"]));
  it("writes a line of its own for so many secrets and no more", () => {
    const files = many(maxExactPatterns + 4, (at) => `keys/k${at}.txt`);
    const made = plan({ Dockerfile: "FROM a\nCOPY . /x\n", ...files }, Object.keys(files));
    expect(made.full?.secrets).toHaveLength(maxExactPatterns);
  });
  it("anchors patterns in so many folders and no more", () => {
    const files = {
      ...many(maxAnchoredFolders + 4, (at) => `p${at}/Cargo.toml`),
      ...many(maxAnchoredFolders + 4, (at) => `p${at}/target/CACHEDIR.TAG`),
    };
    const made = plan({ Dockerfile: "FROM a\nCOPY . /x\nRUN cargo build\n", ...files });
    expect(taking(made).filter((line) => line.includes("target"))).toHaveLength(maxAnchoredFolders);
  });
  it("lists so many manifests and no more", () => {
    expect(findManifests(Array.from({ length: maxManifests + 1 }, (_, at) => `p${at}/go.mod`))).toHaveLength(
      maxManifests,
    );
  });
  it("reads so much of a manifest and no more", () => {
    const text = (blanks: number) => `${" ".repeat(blanks)}setuptools-scm`;
    const files = (blanks: number) => ({
      Dockerfile: "FROM a\nCOPY . /x\n",
      ".git/HEAD": "",
      "pyproject.toml": text(blanks),
    });
    expect(refusing(plan(files(10)))).toHaveLength(1);
    expect(refusing(plan(files(maxManifestBytes)))).toHaveLength(0);
  });
  it("reads so many manifests and no more", () => {
    const files = (count: number) => ({
      Dockerfile: "FROM a\nCOPY . /x\n",
      ".git/HEAD": "",
      ...many(count, (at) => `a${at}/go.mod`),
      "z/pyproject.toml": "setuptools-scm",
    });
    expect(refusing(plan(files(1)))).toHaveLength(1);
    expect(refusing(plan(files(maxManifestsRead)))).toHaveLength(0);
  });
  it("looks at so many words of a text and no more", () => {
    const files = (count: number) => ({
      Dockerfile: "FROM a\nCOPY . /x\n",
      "compose.yaml": "",
      a: "",
      Makefile: `${"w ".repeat(count)}compose.yaml`,
    });
    expect(refusing(plan(files(1)))).toHaveLength(1);
    expect(refusing(plan(files(maxMentionWords)))).toHaveLength(0);
  });
  it("looks for the names of so many files of a pattern and no more", () => {
    const files = (count: number) => ({
      Dockerfile: "FROM a\nCOPY . /x\nRUN cat f/z.swp\n",
      a: "",
      ...many(count, (at) => `f/a${at}.swp`),
      "f/z.swp": "",
    });
    expect(refusing(plan(files(1)))).toHaveLength(1);
    expect(refusing(plan(files(maxMentionedHits)))).toHaveLength(0);
  });
});

describe("manifests", () => {
  it.each<readonly [string, readonly string[]]>([
    ["a/package.json", ["node a"]],
    ["App.csproj", ["dotnet "]],
    ["x.gemspec", ["ruby "]],
    ["node_modules/a/package.json", []],
    ["vendor/a/go.mod", []],
    ["package.json.bak", []],
  ])("%s: %j", (path, expected) => {
    expect(findManifests([path]).map(({ ecosystem, folder }) => `${ecosystem} ${folder}`)).toEqual(expected);
  });
});
