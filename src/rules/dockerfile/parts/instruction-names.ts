/** Every instruction BuildKit knows, lower-case. Reference: BuildKit frontend/dockerfile/command/command.go. */
export const instructionNames: readonly string[] = [
  ...["add", "arg", "cmd", "copy", "entrypoint", "env", "expose", "from", "healthcheck", "label", "maintainer"],
  ...["onbuild", "run", "shell", "stopsignal", "user", "volume", "workdir"],
];

const known: ReadonlySet<string> = new Set(instructionNames);

/** `name` in lower case, as in the tree. */
export function isInstructionName(name: string): boolean {
  return known.has(name);
}
