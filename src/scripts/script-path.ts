import type { ScriptKind } from "./script-facts.ts";

/** True for files that `readScript` looks into. `below` is a path with `/` between its parts. */
export function isScriptPath(below: string): boolean {
  return scriptKind(below) !== undefined;
}

/** What a file is, by its path alone. Of Markdown only READMEs count: other pages often quote commands of other projects. */
export function scriptKind(path: string): ScriptKind | undefined {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  if (/\.(?:sh|bash)$/.test(name)) return "shell";
  if (isMakefile(name) || isJustfile(name)) return "makefile";
  if (name === "package.json") return "package-json";
  if (isWorkflow(parts, name)) return "workflow";
  if (/^readme(?:[._-][a-z0-9._-]+)?\.(?:md|markdown)$/i.test(name)) return "readme";
  return /^docker-bake(?:\.[a-z0-9._-]+)?\.(?:hcl|json)$/i.test(name) ? "bake" : undefined;
}

/** `Makefile`, `makefile`, `GNUmakefile`, `Makefile.docker`, `docker.mk`. */
function isMakefile(name: string): boolean {
  return /^(?:[Mm]akefile(?:\.[A-Za-z0-9_-]+)?|GNUmakefile)$/.test(name)
    ? !/\.(?:in|am|bak|orig)$/.test(name)
    : /.\.mk$/.test(name);
}

/** True for the file of the command `just`. */
export function isJustfile(name: string): boolean {
  return /^\.?justfile$/i.test(name) || /.\.just$/.test(name);
}

function isWorkflow(folders: readonly string[], name: string): boolean {
  if (!/\.ya?ml$/.test(name)) return false;
  const parent = folders.at(-1);
  if (parent === "workflows") return folders.at(-2) === ".github" || folders.at(-2) === ".gitea";
  if (parent === ".circleci") return name.startsWith("config.");
  return /^action\.ya?ml$/.test(name) || /^(?:\.gitlab-ci|azure-pipelines)\.ya?ml$/.test(name);
}
