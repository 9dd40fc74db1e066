/**
 * What is in force at each place of a stage: ENV, ARG, USER, WORKDIR and their like. Instructions come in one by one and
 * leave entries in logs; a Scope is a view of the logs at one position, so that a file of thousands of lines costs no
 * copies. What a stage inherits is looked up in the stage it is FROM.
 */
import type { Bindings, Scope, Setting, Stage, Value } from "./dockerfile.ts";
import type { Instruction } from "./tree.ts";
import { type Expansion, expandText, isPlain, type Lookup, unknownValue } from "./words.ts";

/** What the build itself needs to know to expand variables. */
export interface BuildSettings {
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly escape: "\\" | "`";
  /** Values of ARGs before the first FROM; read by a stage only after it declares the name again. */
  readonly globals: ReadonlyMap<string, Value>;
}

/** Entries of one kind, each with the position it holds from. */
interface Log<T> {
  readonly positions: number[];
  readonly values: T[];
}

const settingNames = ["user", "workdir", "shell", "entrypoint", "cmd", "healthcheck"] as const;
type SettingName = (typeof settingNames)[number];
/** A log is made with its first entry: most stages set two or three things. */
type SettingLog = { [K in SettingName]: Log<Scope[K]> | undefined };

/** The logs of one stage. */
export interface ScopeRecord {
  readonly stage: Stage;
  readonly env: Map<string, Log<Setting<Value>>>;
  readonly args: Map<string, Log<Setting<Value>>>;
  readonly settings: SettingLog;
  exposed: Log<Setting<Value>> | undefined;
  readonly parent: ScopeRecord | undefined;
  /** The chain ends at scratch: no variable comes from outside the file. */
  readonly fromScratch: boolean;
  /** What a name stands for at the end of the stage, once looked up: long chains are walked once per name. */
  readonly atEnd: { readonly env: EndCache; readonly args: EndCache };
  /** CMD was set in this very stage: only then does a later ENTRYPOINT keep it. */
  ownCmd: boolean;
}

type EndCache = Map<string, Setting<Value> | undefined>;

/** What BuildKit sets where the base image sets none. */
const scratchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Values of these exist in every stage that declares the name, but depend on who builds. */
const platformArgs: ReadonlySet<string> = new Set([
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETARCH",
  "TARGETVARIANT",
  "TARGETSTAGE",
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDARCH",
  "BUILDVARIANT",
]);

export function isPlatformArg(name: string): boolean {
  return platformArgs.has(name);
}

export function createRecord(stage: Stage, parent: ScopeRecord | undefined): ScopeRecord {
  return {
    stage,
    parent,
    fromScratch: parent ? parent.fromScratch : stage.base.kind === "scratch",
    atEnd: { env: new Map(), args: new Map() },
    env: new Map(),
    args: new Map(),
    exposed: undefined,
    settings: {
      user: undefined,
      workdir: undefined,
      shell: undefined,
      entrypoint: undefined,
      cmd: undefined,
      healthcheck: undefined,
    },
    ownCmd: false,
  };
}

/** Notes what `instruction`, the one at `position` of the stage, changes from the next position on. */
export function record(target: ScopeRecord, instruction: Instruction, position: number, build: BuildSettings): void {
  const { stage } = target;
  const set = <K extends SettingName>(name: K, value: Scope[K]) => {
    (target.settings as { [N in K]: Log<Scope[K]> | undefined })[name] = push(
      target.settings[name],
      position + 1,
      value,
    );
  };
  const expandHere = (raw: string) => expandAt(target, position, raw, build);
  switch (instruction.name) {
    case "env":
      for (const { key, value } of instruction.pairs)
        pushNamed(target.env, key.text, position + 1, { value: expandHere(value?.text ?? ""), by: instruction, stage });
      break;
    case "arg":
      for (const { key, value } of instruction.pairs)
        pushNamed(target.args, key.text, position + 1, {
          value: argValue(target, position, key.text, value?.text, build),
          by: instruction,
          stage,
        });
      break;
    case "user":
      set("user", { value: expandHere(instruction.body.text), by: instruction, stage });
      break;
    case "workdir": {
      const value = joinPath(settingAt(target, position, "workdir")?.value, expandHere(instruction.body.text), target);
      set("workdir", { value, by: instruction, stage });
      break;
    }
    case "shell":
      if (instruction.form === "json" && instruction.args.length > 0)
        set("shell", { value: instruction.args.map((word) => word.text), by: instruction, stage });
      break;
    case "entrypoint":
      set("entrypoint", { value: instruction, by: instruction, stage });
      if (!target.ownCmd) set("cmd", undefined);
      break;
    case "cmd":
      target.ownCmd = true;
      set("cmd", { value: instruction, by: instruction, stage });
      break;
    case "healthcheck":
      set("healthcheck", { value: instruction, by: instruction, stage });
      break;
    case "expose":
      for (const word of instruction.args)
        target.exposed = push(target.exposed, position + 1, { value: expandHere(word.text), by: instruction, stage });
      break;
  }
}

/** What holds at `position`: before the instruction that stands there. */
export function scopeAt(target: ScopeRecord, position: number): Scope {
  return new ScopeView(target, position);
}

/**
 * Looks a setting up when it is asked for. A class and not a literal with getters: V8 keeps each literal's getters in a
 * hidden class of its own, which held the whole file until a full collection and made a run over many files twice as slow.
 */
class ScopeView implements Scope {
  private readonly target: ScopeRecord;
  private readonly position: number;

  constructor(target: ScopeRecord, position: number) {
    this.target = target;
    this.position = position;
  }

  get env(): Bindings {
    return bindings(this.target, this.position, "env");
  }
  get args(): Bindings {
    return bindings(this.target, this.position, "args");
  }
  get user() {
    return settingAt(this.target, this.position, "user");
  }
  get workdir() {
    return settingAt(this.target, this.position, "workdir");
  }
  get shell() {
    return settingAt(this.target, this.position, "shell");
  }
  get entrypoint() {
    return settingAt(this.target, this.position, "entrypoint");
  }
  get cmd() {
    return settingAt(this.target, this.position, "cmd");
  }
  get healthcheck() {
    return settingAt(this.target, this.position, "healthcheck");
  }
  get exposed() {
    return exposedAt(this.target, this.position);
  }
}

function settingAt<K extends SettingName>(target: ScopeRecord, position: number, name: K): Scope[K] | undefined {
  for (let at: ScopeRecord | undefined = target; at; at = at.parent) {
    const log: Log<Scope[K]> | undefined = at.settings[name];
    if (!log) continue;
    const index = lastIndex(log, at === target ? position : Number.POSITIVE_INFINITY);
    if (index >= 0) return log.values[index];
  }
  return undefined;
}

/** A raw word as the build expands it at `position`. */
export function expandAt(target: ScopeRecord, position: number, raw: string, build: BuildSettings): Value {
  if (isPlain(raw)) return { known: true, text: raw, assumed: [] };
  const assumed = new Set<string>();
  const lookup: Lookup = (name) => {
    const setting = bindingAt(target, position, "env", name) ?? bindingAt(target, position, "args", name);
    if (!setting && name === "PATH" && target.fromScratch) return scratchPath;
    if (!setting) return target.fromScratch ? undefined : unknownValue;
    if (!setting.value.known) return unknownValue;
    for (const assumption of setting.value.assumed) assumed.add(assumption);
    return setting.value.text;
  };
  return toValue(expandText(raw, lookup, build.escape), assumed);
}

/** What a FROM line's variable stands for: global ARGs only. */
export function expandGlobal(raw: string, build: BuildSettings): Value {
  if (isPlain(raw)) return { known: true, text: raw, assumed: [] };
  const assumed = new Set<string>();
  const lookup: Lookup = (name) => {
    const value = build.globals.get(name);
    if (!value) return isPlatformArg(name) ? unknownValue : undefined;
    if (!value.known) return unknownValue;
    for (const assumption of value.assumed) assumed.add(assumption);
    return value.text;
  };
  return toValue(expandText(raw, lookup, build.escape), assumed);
}

/** Value of a global ARG: `--build-arg`, else its default, else not known. */
export function globalArgValue(name: string, raw: string | undefined, build: BuildSettings): Value {
  const given = build.buildArgs.get(name);
  if (given !== undefined) return { known: true, text: given, assumed: [] };
  if (raw === undefined) return noDefault(name);
  return assuming(name, expandGlobal(raw, build));
}

function argValue(
  target: ScopeRecord,
  position: number,
  name: string,
  raw: string | undefined,
  build: BuildSettings,
): Value {
  const given = build.buildArgs.get(name);
  if (given !== undefined) return { known: true, text: given, assumed: [] };
  if (raw !== undefined) return assuming(name, expandAt(target, position, raw, build));
  return build.globals.get(name) ?? (isPlatformArg(name) ? platformValue(name) : noDefault(name));
}

function assuming(name: string, value: Value): Value {
  return value.known ? { ...value, assumed: [...new Set([...value.assumed, name])] } : value;
}

function noDefault(name: string): Value {
  return { known: false, why: `ARG ${name} has no default and no --build-arg was given` };
}

function platformValue(name: string): Value {
  return { known: false, why: `${name} depends on the platform of the build` };
}

function toValue(expansion: Expansion, assumed: ReadonlySet<string>): Value {
  if (expansion.kind === "text") return { known: true, text: expansion.text, assumed: [...assumed] };
  if (expansion.kind === "error")
    return { known: false, why: `its variables cannot be expanded: ${expansion.message}` };
  return { known: false, why: `the value of ${expansion.names.map((name) => `$${name}`).join(", ")} is not known` };
}

function joinPath(before: Value | undefined, next: Value, target: ScopeRecord): Value {
  if (!next.known) return next;
  if (next.text.startsWith("/") || /^[A-Za-z]:[\\/]/.test(next.text)) return { ...next, text: cleanPath(next.text) };
  if (before && !before.known) return before;
  if (before)
    return {
      known: true,
      text: cleanPath(`${before.text}/${next.text}`),
      assumed: [...before.assumed, ...next.assumed],
    };
  if (target.fromScratch) return { ...next, text: cleanPath(`/${next.text}`) };
  return { known: false, why: "it is relative, and the WORKDIR of the base image is not known" };
}

/** `path.Clean` for absolute paths: no `.`, no `..`, no doubled or final slash. Windows drives pass unchanged. */
function cleanPath(path: string): string {
  if (!path.startsWith("/")) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function bindings(target: ScopeRecord, position: number, kind: "env" | "args"): Bindings {
  return {
    get: (name) => bindingAt(target, position, kind, name),
    entries() {
      const all = new Map<string, Setting<Value>>();
      for (let at: ScopeRecord | undefined = target; at; at = at.parent) {
        for (const [name, log] of at[kind]) {
          const value = all.has(name) ? undefined : entryAt(log, at === target ? position : Number.POSITIVE_INFINITY);
          if (value) all.set(name, value);
        }
      }
      return all;
    },
  };
}

function bindingAt(
  target: ScopeRecord,
  position: number,
  kind: "env" | "args",
  name: string,
): Setting<Value> | undefined {
  return entryAt(target[kind].get(name), position) ?? (target.parent && lookUpAtEnd(target.parent, name, kind));
}

/** The stages below `from` are complete when this is asked, so what is found can be kept on the way back. */
function lookUpAtEnd(from: ScopeRecord, name: string, kind: "env" | "args"): Setting<Value> | undefined {
  const passed: EndCache[] = [];
  let found: Setting<Value> | undefined;
  for (let at: ScopeRecord | undefined = from; at; at = at.parent) {
    const cache = at.atEnd[kind];
    found = cache.get(name) ?? entryAt(at[kind].get(name), Number.POSITIVE_INFINITY);
    if (found || cache.has(name)) break;
    passed.push(cache);
  }
  for (const cache of passed) cache.set(name, found);
  return found;
}

function entryAt<T>(log: Log<T> | undefined, position: number): T | undefined {
  return log?.values[lastIndex(log, position)];
}

function exposedAt(target: ScopeRecord, position: number): Setting<Value>[] {
  const all: Setting<Value>[] = [];
  for (let at: ScopeRecord | undefined = target; at; at = at.parent) {
    if (!at.exposed) continue;
    const count = lastIndex(at.exposed, at === target ? position : Number.POSITIVE_INFINITY) + 1;
    all.unshift(...at.exposed.values.slice(0, count));
  }
  return all;
}

function push<T>(log: Log<T> | undefined, position: number, value: T): Log<T> {
  if (!log) return { positions: [position], values: [value] };
  log.positions.push(position);
  log.values.push(value);
  return log;
}

function pushNamed<T>(logs: Map<string, Log<T>>, name: string, position: number, value: T): void {
  const log = logs.get(name);
  if (log) push(log, position, value);
  else logs.set(name, push<T>(undefined, position, value));
}

/** Index of the last entry that holds at `position`, or -1. Positions only grow. */
function lastIndex(log: Log<unknown>, position: number): number {
  let low = 0;
  let high = log.positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log.positions[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
