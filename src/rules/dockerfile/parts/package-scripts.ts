const npmWords: ReadonlySet<string> = new Set(["run", "run-script", "rum", "urn"]);
/** Commands of yarn and pnpm themselves; any other word is a script or a program of node_modules. */
const ownWords: ReadonlySet<string> = new Set([
  ...["add", "audit", "autoclean", "bin", "cache", "ci", "config", "create", "dedupe", "deploy", "dlx", "env", "exec"],
  ...["explain", "fetch", "focus", "generate-lock-entry", "global", "help", "i", "import", "info", "init", "install"],
  ...[
    "licenses",
    "link",
    "list",
    "login",
    "logout",
    "ls",
    "node",
    "npm",
    "outdated",
    "pack",
    "patch",
    "plugin",
    "policies",
  ],
  ...[
    "prune",
    "publish",
    "rebuild",
    "remove",
    "root",
    "rm",
    "run",
    "self-update",
    "set",
    "setup",
    "start",
    "store",
    "tag",
  ],
  ...["team", "test", "uninstall", "unlink", "up", "update", "upgrade", "version", "versions", "why", "workspace"],
  ...["workspaces", "x"],
]);

/** Flags that stand before the script and take the next word as their value. */
const valueFlags: ReadonlySet<string> = new Set([
  "--prefix",
  "--cwd",
  "-C",
  "--filter",
  "-F",
  "-w",
  "--workspace",
  "--dir",
]);

/** The script of package.json (or program of node_modules) that `npm run X`, `yarn X`, `pnpm run X`, `bun run X` start. */
export function packageScript(program: string, args: readonly string[]): string | undefined {
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(program)) return undefined;
  const words = operands(args);
  const [first, second] = words;
  if (first === undefined) return undefined;
  if (npmWords.has(first) || first === "exec") return second;
  if (first === "start" || first === "test") return first;
  if (program === "yarn" && first === "workspace") return words[2] === "run" ? words[3] : words[2];
  const bare = (program === "yarn" || program === "pnpm") && !ownWords.has(first);
  return bare ? first : undefined;
}

/** The program that a command runs out of node_modules and its arguments: `ng build` of `npx --yes ng build`. */
export function localProgram(program: string, args: readonly string[]): readonly string[] | undefined {
  if (program === "npx" || program === "bunx") return operands(args);
  if (!/^(?:npm|yarn|pnpm)$/.test(program)) return undefined;
  const words = operands(args);
  if (words[0] === "exec" || words[0] === "dlx") return words.slice(1);
  const script = packageScript(program, args);
  return script === undefined || program === "npm" ? undefined : words.slice(words.indexOf(script));
}

function operands(args: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (valueFlags.has(word)) at++;
    else if (!word.startsWith("-")) found.push(word);
  }
  return found;
}
