import type { Command } from "../../../dockerfile/command.ts";
import { operandsOf, toolName } from "../../../dockerfile/command-queries.ts";
import { localProgram, packageScript } from "./package-scripts.ts";

/** A command that compiles or bundles. */
export interface Compilation {
  /** As it is said in a message: `go build`, `npm run build`. */
  readonly what: string;
  /** What it takes: with `node` only node_modules is heavier than what is needed to run. */
  readonly toolchain: "go" | "rust" | "java" | "dotnet" | "node" | "c" | "swift" | "haskell" | "elixir";
}

/** Undefined for every command that neither compiles nor bundles. */
export function compilationOf(command: Command): Compilation | undefined {
  if (mayRunScript(command.name)) {
    const script = scriptCompilation(command);
    if (script) return script;
  }
  const tool = toolName(command);
  const known = tools.get(tool);
  if (!known) return undefined;
  const words = operandsOf(command).map((word) => word.pattern);
  const verb = known.verbs === undefined ? "" : words.find((word) => known.verbs?.has(lastPart(word)));
  if (verb === undefined) return undefined;
  // `go install example.com/tool@v1`: a tool is fetched, often one that works on Go code.
  if (tool === "go" && words.some((word) => word.includes("@"))) return undefined;
  return { what: verb === "" ? tool : `${tool} ${lastPart(verb)}`, toolchain: known.toolchain };
}

/** True for scripts that make something: `build`, `build:prod`, `client-build`, `compile`. */
export function isBuildScript(script: string): boolean {
  return /(?:^|[:_-])(?:build|compile|bundle|webpack)(?:[:_-]|$)/.test(script);
}

/** Asked first: most commands of a build are none of these. */
function mayRunScript(program: string): boolean {
  return packageRunners.has(program) || buildVerbs.has(program) || plainBundlers.has(program);
}

const packageRunners: ReadonlySet<string> = new Set(["npm", "yarn", "pnpm", "bun", "npx", "bunx"]);

function scriptCompilation(command: Command): Compilation | undefined {
  const args = command.args.map((word) => word.pattern);
  const script = packageScript(command.name, args);
  if (script !== undefined && isBuildScript(script)) {
    const run = args.includes("run") ? "run " : "";
    return { what: `${command.name} ${run}${script}`, toolchain: "node" };
  }
  const [program, ...rest] = localProgram(command.name, args) ?? [command.name, ...args];
  if (program === undefined || !bundles(program, rest)) return undefined;
  const verb = rest.find((word) => word === "build" || word === "generate");
  return { what: verb === undefined ? program : `${program} ${verb}`, toolchain: "node" };
}

/** Bundlers that build with a word of their own, and those that build unless told otherwise. */
const buildVerbs: ReadonlySet<string> = new Set([
  ...["next", "vite", "ng", "nuxt", "nuxi", "parcel", "react-scripts", "vue-cli-service", "gatsby", "nest", "astro"],
  ...["remix", "turbo", "nx", "ember", "tsup", "quasar"],
]);
const plainBundlers: ReadonlySet<string> = new Set(["webpack", "tsc", "rollup", "esbuild", "grunt", "gulp"]);

function bundles(program: string, args: readonly string[]): boolean {
  if (buildVerbs.has(program)) return args.some((word) => word === "build" || word === "generate");
  if (!plainBundlers.has(program)) return false;
  if (program === "grunt" || program === "gulp")
    return args.length === 0 || args.some((word) => /build|dist/.test(word));
  return !args.some((word) => /^(?:serve|--version|-v|--help|--watch|-w|--init)$/.test(word));
}

interface Tool {
  readonly toolchain: Compilation["toolchain"];
  /** Undefined: every use compiles. */
  readonly verbs?: ReadonlySet<string>;
}

const mavenVerbs = new Set(["compile", "package", "verify", "install", "deploy"]);
const gradleVerbs = new Set([
  ...["build", "assemble", "jar", "bootJar", "bootWar", "war", "shadowJar", "installDist", "distTar", "fatJar"],
  ...["installShadowDist", "buildFatJar", "quarkusBuild", "nativeCompile", "stage"],
]);
const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ["go", { toolchain: "go", verbs: new Set(["build", "install"]) }],
  ["cargo", { toolchain: "rust", verbs: new Set(["build", "install"]) }],
  ["rustc", { toolchain: "rust" }],
  ["mvn", { toolchain: "java", verbs: mavenVerbs }],
  ["mvnw", { toolchain: "java", verbs: mavenVerbs }],
  ["gradle", { toolchain: "java", verbs: gradleVerbs }],
  ["gradlew", { toolchain: "java", verbs: gradleVerbs }],
  ["javac", { toolchain: "java" }],
  ["sbt", { toolchain: "java", verbs: new Set(["assembly", "stage", "dist", "compile", "package", "pack"]) }],
  ["lein", { toolchain: "java", verbs: new Set(["uberjar", "ring"]) }],
  ["dotnet", { toolchain: "dotnet", verbs: new Set(["build", "publish"]) }],
  ["make", { toolchain: "c" }],
  ["cmake", { toolchain: "c" }],
  ["gcc", { toolchain: "c" }],
  ["g++", { toolchain: "c" }],
  ["cc", { toolchain: "c" }],
  ["swift", { toolchain: "swift", verbs: new Set(["build"]) }],
  ["stack", { toolchain: "haskell", verbs: new Set(["build", "install"]) }],
  ["cabal", { toolchain: "haskell", verbs: new Set(["build", "install", "v2-build", "v2-install", "new-build"]) }],
  ["mix", { toolchain: "elixir", verbs: new Set(["release"]) }],
]);

/** `assemble` of `:app:assemble`. */
function lastPart(word: string): string {
  return word.slice(word.lastIndexOf(":") + 1);
}
