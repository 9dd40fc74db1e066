import { describe, expect, it } from "vitest";
import { createSource } from "../text/source.ts";
import { kindOf } from "./kinds.ts";
import { memoryProject } from "./memory-project.ts";
import type { Project } from "./project.ts";

it.each([
  ["Dockerfile", "dockerfile"],
  ["a/web.Dockerfile", "dockerfile"],
  [".dockerignore", "ignore-file"],
  ["a/Dockerfile.dockerignore", "ignore-file"],
  ["web.Dockerfile.dockerignore", "ignore-file"],
  ["compose.yaml", "compose"],
  ["docker-compose.prod.yml", "compose"],
  ["run.sh", "script"],
  ["Makefile", "script"],
  ["docker-bake.hcl", "script"],
  ["README.md", "script"],
  ["notes.md", undefined],
  ["x.yaml", undefined],
  ["dockerignore.txt", undefined],
])("%s is %s", (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

function facts(project: Project, path: string) {
  const unit = project.unit(path);
  if (!unit) throw new Error(`no ${path}`);
  return unit.facts(unit.source);
}

const image = "FROM debian:13\nCOPY . /app\n";

describe("the folder a Dockerfile is built from", () => {
  const rootsOf = (files: Record<string, string>, path = "a/Dockerfile") =>
    facts(memoryProject(files), path).contexts?.map(({ root, by }) => [root, by?.label]);

  it("is its own, when nobody says otherwise", () => {
    expect(rootsOf({ "a/Dockerfile": image })).toEqual([["a", undefined]]);
  });
  it("is what a Compose file says", () => {
    const compose = "services:\n  web:\n    build:\n      context: .\n      dockerfile: a/Dockerfile\n";
    expect(rootsOf({ "a/Dockerfile": image, "compose.yaml": compose })).toEqual([
      [".", expect.stringContaining("web")],
    ]);
  });
  it("is what a script says, but not what a README says", () => {
    const build = "docker build -f a/Dockerfile .\n";
    expect(rootsOf({ "a/Dockerfile": image, Makefile: `image:\n\t${build}` })).toEqual([[".", expect.any(String)]]);
    expect(rootsOf({ "a/Dockerfile": image, "README.md": `\`\`\`sh\n${build}\`\`\`\n` })).toEqual([["a", undefined]]);
  });
  it("counts once for each target of it", () => {
    const service = (name: string, target: string) =>
      `  ${name}:\n    build:\n      context: a\n      target: ${target}\n`;
    const compose = `services:\n${service("x", "one")}${service("y", "one")}${service("z", "two")}`;
    const files = { "a/Dockerfile": "FROM debian AS one\nFROM one AS two\nCOPY . /\n", "compose.yaml": compose };
    const { contexts } = facts(memoryProject(files), "a/Dockerfile");
    expect(contexts?.map(({ dockerfile }) => dockerfile.target?.name?.text)).toEqual(["one", "two"]);
  });
  it("is none for what comes through a pipe, and for a remote one", () => {
    expect(facts(memoryProject({ "-": image }, { fallback: "dockerfile" }), "-").contexts).toEqual([]);
    const compose = "services:\n  web:\n    build:\n      context: https://git.example.com/x.git\n";
    expect(facts(memoryProject({ "compose.yaml": compose }), "compose.yaml").builds?.[0]?.context).toBeUndefined();
  });
});

describe("a Dockerfile inside a Compose file", () => {
  const compose = (inline: string) =>
    `services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: ${inline}`;
  const inlineOf = (inline: string) =>
    memoryProject({ "compose.yaml": compose(inline), x: "1" }).units.filter(({ kind }) => kind === "dockerfile");

  it("is looked at where it stands", () => {
    const [unit] = inlineOf("|\n        FROM debian:13\n        # why\n        COPY x /x\n    user: '1'\n");
    const dockerfile = unit?.facts(unit.source).dockerfile;
    const copy = dockerfile?.tree.instructions[1]?.span;
    expect(
      copy && compose("|\n        FROM debian:13\n        # why\n        COPY x /x\n").slice(copy.start, copy.end),
    ).toBe("COPY x /x");
    expect(dockerfile?.tree.errors).toEqual([]);
    expect(unit?.facts(unit.source).contexts?.[0]?.transfers[0]?.files()).toHaveLength(1);
    expect(unit?.isFixed).toBe(true);
  });
  it("is left alone in quotes and with a heredoc, whose places would be wrong", () => {
    expect(inlineOf('"FROM debian:13\\nCOPY x /x"\n')).toEqual([]);
    expect(inlineOf("|\n        FROM debian:13\n        RUN <<E\n        x\n        E\n")).toEqual([]);
  });
});

describe("an ignore file", () => {
  it("knows the builds that read it, and those alone", () => {
    const files = { "a/Dockerfile": image, "a/.dockerignore": "x\n", "b/Dockerfile": image, "b/.dockerignore": "" };
    const { ignoreFile } = facts(memoryProject(files), "a/.dockerignore");
    expect(ignoreFile?.contexts.map(({ dockerfile }) => dockerfile.source.path)).toEqual(["a/Dockerfile"]);
  });
  it("at the root counts for a Dockerfile below that is built from there", () => {
    const compose = "services:\n  web:\n    build: { context: ., dockerfile: docker/Dockerfile }\n";
    const files = { "docker/Dockerfile": image, ".dockerignore": "x\n", "compose.yaml": compose };
    expect(facts(memoryProject(files), ".dockerignore").ignoreFile?.contexts).toHaveLength(1);
  });
});

describe("a project with other texts", () => {
  const files = { Dockerfile: image, ".dockerignore": "", ".env": "A=1", "compose.yaml": "services: {}\n" };
  const sentBy = (project: Project) =>
    facts(project, "Dockerfile")
      .contexts?.[0]?.transfers[0]?.files()
      .map(({ path }) => path);

  it("sees a changed ignore file in what COPY ships", () => {
    const project = memoryProject(files);
    expect(sentBy(project)).toContain(".env");
    expect(sentBy(project.with(new Map([[".dockerignore", ".env\n"]])))).not.toContain(".env");
    expect(sentBy(project)).toContain(".env");
  });
  it("has an ignore file that was not there before as a unit", () => {
    const { ".dockerignore": _, ...without } = files;
    const next = memoryProject(without).with(new Map([[".dockerignore", ".env\n"]]));
    expect(next.unit(".dockerignore")?.kind).toBe("ignore-file");
    expect(sentBy(next)).not.toContain(".env");
    expect(next.textOf(".dockerignore")).toBe(".env\n");
  });
  it("links a Compose file anew", () => {
    const next = memoryProject(files).with(
      new Map([["compose.yaml", "services:\n  web:\n    build: .\n    user: '7'\n"]]),
    );
    expect(facts(next, "Dockerfile").uses?.[0]?.containers[0]?.user?.value).toBe("7");
  });
  it("keeps the first texts of what was changed twice", () => {
    const next = memoryProject(files)
      .with(new Map([["Dockerfile", "FROM a\n"]]))
      .with(new Map([[".env", "B=2"]]));
    expect([next.textOf("Dockerfile"), next.textOf(".env")]).toEqual(["FROM a\n", "B=2"]);
  });
  it("gives a unit's facts for a trial text without changing the unit", () => {
    const unit = memoryProject(files).unit("compose.yaml");
    const trial = unit?.facts(createSource("compose.yaml", "services:\n  db:\n    image: postgres\n"));
    expect(trial?.containers).toHaveLength(1);
    expect(unit?.facts(unit.source).containers).toHaveLength(0);
  });
});
