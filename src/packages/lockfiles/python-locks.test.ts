import { expect, test } from "vitest";
import { rowsFrom, troublesFrom } from "./lockfiles.fixture.ts";
import { pdmLock } from "./pdm-lock.ts";
import { isRequirementsFile, pipRequirements } from "./pip-requirements.ts";
import { pipfileLock } from "./pipfile-lock.ts";
import { poetryLock } from "./poetry-lock.ts";
import { pylock } from "./pylock.ts";
import { uvLock } from "./uv-lock.ts";

const pyproject = {
  "pyproject.toml": `[project]
dependencies = ["Requests[socks]>=2 ; python_version > '3'"]
[dependency-groups]
dev = ["pytest"]
`,
};

const requirements = `# made by hand
-r base.in
-r requirements-other.txt
--index-url https://pypi.example.com/simple
Flask == 2.0.1 ; python_version < "3.12"
requests[socks]==2.25.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
jinja2>=2
numpy==1.*
legacy===1.0-odd # why
two==1.0,!=1.1
own @ https://example.com/own.zip
./folder
-e .
`;
test("requirements: pins are packages, the rest is said", () => {
  expect(rowsFrom(pipRequirements, "requirements.txt", requirements)).toEqual([
    "Flask@2.0.1:5",
    "requests@2.25.0:6",
    "legacy@1.0-odd:11",
  ]);
  expect(troublesFrom(pipRequirements, "requirements.txt", requirements)).toEqual([
    {
      what: "4 requirements without a pinned version in requirements.txt (jinja2, numpy, two, own)",
      why: "Which version is installed is not known: pin it with ==, as `pip-compile` or `uv pip compile` do.",
    },
    {
      what: "files that requirements.txt includes (base.in)",
      why: "Only files that are called like requirements are read: rename them, or put their lines in.",
    },
  ]);
});

test("requirements: comments of pip-compile and uv tell who needs whom", () => {
  const text = `certifi==2024.1.1 \\
    --hash=sha256:aa
    # via
    #   -c limits.txt
    #   requests
idna==2.10  # via requests
requests==2.25.0
    # via app (pyproject.toml)
`;
  expect(rowsFrom(pipRequirements, "requirements-dev.txt", text)).toEqual([
    "certifi@2024.1.1:1 transitive dev (requests@2.25.0 > certifi@2024.1.1)",
    "idna@2.10:6 transitive dev (requests@2.25.0 > idna@2.10)",
    "requests@2.25.0:7 direct dev",
  ]);
});

const names: readonly (readonly [string, boolean])[] = [
  ["requirements.txt", true],
  ["a/dev-requirements.txt", true],
  ["requirements_test.txt", true],
  ["requirements/base.txt", true],
  ["robots.txt", false],
  ["docs/requirements.md", false],
];
test.each(names)("%s is a requirements file: %s", (path, is) => expect(isRequirementsFile(path)).toBe(is));

test("Pipenv", () => {
  const text = `{
  "_meta": {},
  "default": {
    "requests": { "version": "==2.25.0", "hashes": [] },
    "idna": { "version": "==2.10" },
    "own": { "git": "https://git.example.com/own.git", "ref": "abc" }
  },
  "develop": { "pytest": { "version": "==7.0.0" } }
}`;
  expect(rowsFrom(pipfileLock, "Pipfile.lock", text, { Pipfile: '[packages]\nRequests = "*"\n' })).toEqual([
    "requests@2.25.0:4 direct",
    "idna@2.10:5 transitive",
    "pytest@7.0.0:8 transitive dev",
  ]);
  expect(rowsFrom(pipfileLock, "Pipfile.lock", text)[0]).toBe("requests@2.25.0:4");
});

test("Poetry: groups, categories of older ones, and what pyproject.toml names", () => {
  const text = `[[package]]
name = "idna"
version = "2.10"
groups = ["main"]

[[package]]
name = "pytest"
version = "7.0.0"
category = "dev"
[package.dependencies]
idna = {version = ">=2", markers = "x"}

[[package]]
name = "requests"
version = "2.25.0"
groups = ["main", "dev"]
[package.dependencies]
idna = ">=2.5,<3"

[[package]]
name = "ours"
version = "0.1"
[package.source]
type = "directory"
url = "ours"

[metadata]
lock-version = "2.1"
`;
  expect(rowsFrom(poetryLock, "poetry.lock", text, pyproject)).toEqual([
    "idna@2.10:2 transitive (requests@2.25.0 > idna@2.10)",
    "pytest@7.0.0:7 direct dev",
    "requests@2.25.0:14 direct",
  ]);
  const own = { "pyproject.toml": '[tool.poetry.dependencies]\npython = "^3"\nidna = "*"\n' };
  expect(rowsFrom(poetryLock, "poetry.lock", text, own)[0]).toBe("idna@2.10:2 direct");
});

test("uv: the project stands in the lockfile, versions tell which of several is needed", () => {
  const text = `version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "requests" },
]
[package.dev-dependencies]
dev = [{ name = "pytest", version = "7.0.0", source = { registry = "https://pypi.example.com" } }]

[[package]]
name = "idna"
version = "2.10"
source = { registry = "https://pypi.example.com" }
wheels = [
    { url = "https://files.example.com/i.whl", hash = "sha256:aa", size = 1 },
]
[[package]]
name = "pytest"
version = "7.0.0"
source = { registry = "https://pypi.example.com" }
[[package]]
name = "requests"
version = "2.25.0"
source = { git = "https://git.example.com/requests?rev=1#abc" }
dependencies = [{ name = "idna" }]
`;
  expect(rowsFrom(uvLock, "uv.lock", text)).toEqual([
    "idna@2.10:13 transitive (requests@2.25.0 > idna@2.10)",
    "pytest@7.0.0:20 direct dev",
    "requests@2.25.0:24 direct git",
  ]);
});

test("PDM: sets of extras are one package", () => {
  const text = `[metadata]
lock_version = "4.5.0"
[[package]]
name = "requests"
version = "2.25.0"
groups = ["default"]
[[package]]
name = "requests"
version = "2.25.0"
extras = ["socks"]
groups = ["default"]
dependencies = ["pysocks!=1.5.7,>=1.5.6", "requests==2.25.0"]
[[package]]
name = "PySocks"
version = "1.7.1"
groups = ["default"]
[[package]]
name = "ours"
version = "1"
path = "./ours"
`;
  expect(rowsFrom(pdmLock, "pdm.lock", text, pyproject)).toEqual([
    "requests@2.25.0:4 direct",
    "PySocks@1.7.1:14 transitive (requests@2.25.0 > PySocks@1.7.1)",
  ]);
});

test("pylock.toml: dates are values, folders are no packages", () => {
  const text = `lock-version = "1.0"
[[packages]]
name = "requests"
version = "2.25.0"
sdist = { url = "https://files.example.com/r.tar.gz", upload-time = 2022-07-08T18:31:40Z, size = 1 }
dependencies = [{ name = "idna" }]
[[packages]]
name = "idna"
version = "2.10"
[[packages]]
name = "ours"
directory = { path = "." }
`;
  expect(rowsFrom(pylock, "pylock.toml", text, pyproject)).toEqual([
    "requests@2.25.0:3 direct",
    "idna@2.10:8 transitive (requests@2.25.0 > idna@2.10)",
  ]);
});

const damaged = [
  [poetryLock, "poetry.lock", "[[package]"],
  [uvLock, "uv.lock", "a = "],
  [pdmLock, "pdm.lock", "hello = 1"],
  [pylock, "pylock.toml", "x = 1"],
  [pipfileLock, "Pipfile.lock", "{}"],
  [uvLock, "uv.lock", `a = ${"[".repeat(2_000)}`],
] as const;
test.each(damaged)("%o says that it cannot read %s: %s", (cataloger, path, text) => {
  expect(troublesFrom(cataloger, path, text)).toMatchObject([{ what: `lockfile ${path}`, fatal: true }]);
});
