import type { ShellWord } from "../../../dockerfile/command.ts";
import type { Severity } from "../../../finding/finding.ts";
import { opensJavaDebugger, opensNodeInspector } from "./debug-settings.ts";
import { localProgram, packageScript } from "./package-scripts.ts";
import type { StartedCommand } from "./started-program.ts";

/** A start command that runs the program in a debug or development mode. */
export interface DebugCommand {
  readonly at: ShellWord;
  /** Sentence. */
  readonly message: string;
  readonly severity: Severity;
  /** The flag to leave out, where that is all there is to do. */
  readonly removable?: ShellWord;
}

/** The first sign of a debug mode; undefined when there is none. */
export function debugCommand(started: StartedCommand): DebugCommand | undefined {
  return openDebugger(started) ?? reloadFlag(started) ?? developmentServer(started);
}

/** One of these stands in the words of every debugger but gdbserver. */
const debuggers = /inspect|jdwp|debugpy|dlv/;

function openDebugger({ words, args, program }: StartedCommand): DebugCommand | undefined {
  if (program !== "gdbserver" && !words.some(({ pattern }) => debuggers.test(pattern))) return undefined;
  const inspector = words.find((word) => opensNodeInspector(word.pattern));
  if (inspector) return found(inspector, "opens Node's inspector: whoever reaches the port runs code", "high");
  const jdwp = words.find((word) => opensJavaDebugger(word.pattern));
  if (jdwp) return found(jdwp, "opens Java's debug port: whoever reaches it runs code", "high");
  const listens = args.some((arg) => /^(?:--listen=)?(?:0\.0\.0\.0)?:\d+$/.test(arg));
  const debugpy = words.find((word) => word.pattern === "debugpy");
  if (debugpy && listens) return found(debugpy, "opens Python's debug port: whoever reaches it runs code", "high");
  const delve = words.find((word) => /(?:^|\/)dlv$/.test(word.pattern));
  if (delve && listens) return found(delve, "opens Delve's debug port: whoever reaches it runs code", "high");
  const server = program === "gdbserver" ? words[0] : undefined;
  return server && found(server, "opens a debug port: whoever reaches it runs code", "high");
}

const reloaders = /(?:^|\/)(?:uvicorn|gunicorn|hypercorn|flask|sanic|daphne|granian|litestar|quart)$/;

function reloadFlag({ words }: StartedCommand): DebugCommand | undefined {
  const tool = words.find((word) => reloaders.test(word.pattern));
  if (!tool) return undefined;
  const name = tool.pattern.slice(tool.pattern.lastIndexOf("/") + 1);
  const reload = words.find((word) => word.pattern === "--reload");
  if (reload)
    return {
      ...found(reload, `makes ${name} watch the files and restart itself, for development only`, "low"),
      removable: reload,
    };
  const debug = name === "flask" || name === "quart" ? words.find((word) => word.pattern === "--debug") : undefined;
  if (!debug) return undefined;
  return { ...found(debug, `opens ${name}'s debugger, which runs code sent by a browser`, "high"), removable: debug };
}

/** Programs that exist to restart or to rebuild while one types. */
const watchers =
  /^(?:nodemon|ts-node-dev|tsnd|webpack-dev-server|webpack-serve|browser-sync|live-server|air|reflex|watchexec|supervisor-dev)$/;
const developmentScript =
  /^(?:dev|develop|development|watch|start[:_-](?:dev|development|watch|debug)|dev[:_-].*|(?:serve|run)[:_-]dev)$/;

function developmentServer(started: StartedCommand): DebugCommand | undefined {
  const { words, args, program } = started;
  const first = words[0];
  if (!first) return undefined;
  const script = packageScript(program, args);
  if (script !== undefined && developmentScript.test(script)) {
    const word = words.find((one) => one.pattern === script) ?? first;
    return {
      ...found(word, "", "low"),
      message: `The script ${script} starts a development server, as its name says.`,
    };
  }
  const [tool = program, ...rest] = localProgram(program, args) ?? [program, ...args];
  const at = words.find((word) => word.pattern === tool || word.pattern.endsWith(`/${tool}`)) ?? first;
  if (watchers.test(tool)) return found(at, "restarts the program when a file changes, for development only", "low");
  const server = serverOf(tool, rest);
  if (server === undefined) return undefined;
  return { at, message: `${tool} starts ${server}, which is not made for visitors.`, severity: "low" };
}

const devServers: readonly (readonly [tool: RegExp, args: (args: readonly string[]) => boolean, name: string])[] = [
  [
    /^(?:next|nuxt|nuxi|astro|remix|gatsby)$/,
    (args) => /^dev(?:elop)?$/.test(args[0] ?? ""),
    "the framework's development server",
  ],
  [/^vite$/, (args) => !/^(?:build|preview|optimize)$/.test(args[0] ?? ""), "Vite's development server"],
  [/^(?:ng|vue-cli-service|webpack)$/, (args) => args[0] === "serve" || args[0] === "s", "the development server"],
  [/^react-scripts$/, (args) => args[0] === "start", "the development server of Create React App"],
  [/^python[0-9.]*$/, (args) => args.includes("runserver"), "Django's development server"],
  [/manage\.py$/, (args) => args.includes("runserver"), "Django's development server"],
  [/^php[0-9.]*$/, (args) => args[0] === "artisan" && args[1] === "serve", "PHP's development server"],
  [/^php[0-9.]*$/, (args) => args[0] === "-S" || (args[0] ?? "").startsWith("-S"), "PHP's development server"],
  [/^fastapi$/, (args) => args[0] === "dev", "FastAPI's development server"],
  [/^dotnet$/, (args) => args[0] === "watch", "the program under a file watcher"],
  [/^cargo$/, (args) => args[0] === "watch", "the program under a file watcher"],
  [
    /^(?:node|bun|tsx)$/,
    (args) => args[0] === "watch" || args.includes("--watch") || args.includes("--hot"),
    "the program under a file watcher",
  ],
];

/** All tools above: most programs are none. */
const devTools =
  /^(?:next|nuxt|nuxi|astro|remix|gatsby|vite|ng|vue-cli-service|webpack|react-scripts|python[0-9.]*|php[0-9.]*|fastapi|dotnet|cargo|node|bun|tsx)$|manage\.py$/;

function serverOf(tool: string, args: readonly string[]): string | undefined {
  if (!devTools.test(tool)) return undefined;
  const server = devServers.find(([pattern, fits]) => pattern.test(tool) && fits(args));
  return server?.[2];
}

function found(at: ShellWord, effect: string, severity: Severity): DebugCommand {
  return { at, message: `${shown(at)} ${effect}.`, severity };
}

function shown(word: ShellWord): string {
  const text = word.value ?? word.raw;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
