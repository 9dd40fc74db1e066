import { joinTreePath } from "../files/tree-path.ts";
import type { Container, ContainerMount, EnvironmentEntry, Located, PublishedPort } from "../runtime/container.ts";
import { parseDevice } from "../runtime/devices.ts";
import { parsePublishedPorts, parsePublishFields } from "../runtime/ports.ts";
import { parseMountFields, parseTmpfs, parseVolume } from "../runtime/volumes.ts";
import type { Place } from "../text/source.ts";
import type { Argument } from "./argument.ts";
import type { Option } from "./options.ts";

/** A container while its options are read. */
export type ContainerDraft = { -readonly [Key in keyof Container]: Draft<Container[Key]> };
type Draft<T> = T extends readonly (infer Item)[]
  ? Item[]
  : T extends Readonly<Record<"memory" | "cpus" | "pids", infer Limit>>
    ? Record<"memory" | "cpus" | "pids", Limit>
    : T;

/** A container of which nothing is known yet. */
export function emptyContainer(label: string, at: Place): ContainerDraft {
  return {
    kind: "command",
    label,
    at,
    image: undefined,
    isFragment: false,
    privileged: undefined,
    user: undefined,
    readOnly: undefined,
    networkMode: undefined,
    pid: undefined,
    ipc: undefined,
    uts: undefined,
    usernsMode: undefined,
    cgroup: undefined,
    cgroupParent: undefined,
    capAdd: [],
    capDrop: [],
    securityOpt: [],
    ports: [],
    mounts: [],
    devices: [],
    environment: [],
    envFiles: [],
    restart: undefined,
    logDriver: undefined,
    healthcheck: undefined,
    limits: { memory: undefined, cpus: undefined, pids: undefined },
    containerName: undefined,
    entrypoint: undefined,
    command: undefined,
    unresolved: [],
  };
}

/** What one option does to the container. `folder`: where the command runs, when that is known. */
type Reading = (draft: ContainerDraft, option: Option, folder: string | undefined) => void;

/** Puts an option into the container. Options that nobody looks at are passed over. */
export function applyOption(draft: ContainerDraft, option: Option, folder: string | undefined): void {
  readings.get(option.name)?.(draft, option, folder);
}

type TextKey = keyof Pick<
  ContainerDraft,
  | "user"
  | "pid"
  | "ipc"
  | "uts"
  | "usernsMode"
  | "cgroup"
  | "cgroupParent"
  | "restart"
  | "logDriver"
  | "containerName"
  | "entrypoint"
>;
type ListKey = keyof Pick<ContainerDraft, "capAdd" | "capDrop" | "securityOpt">;

const readings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ["privileged", toggle("privileged")],
  ["read-only", toggle("readOnly")],
  ["user", text("user")],
  ["pid", text("pid")],
  ["ipc", text("ipc")],
  ["uts", text("uts")],
  ["userns", text("usernsMode")],
  ["cgroupns", text("cgroup")],
  ["cgroup-parent", text("cgroupParent")],
  ["restart", text("restart")],
  ["restart-condition", text("restart")],
  ["log-driver", text("logDriver")],
  ["name", text("containerName")],
  ["entrypoint", text("entrypoint")],
  ["cap-add", list("capAdd")],
  ["cap-drop", list("capDrop")],
  ["security-opt", list("securityOpt")],
  ["network", readNetwork],
  ["net", readNetwork],
  ["memory", limit("memory")],
  ["limit-memory", limit("memory")],
  ["cpus", limit("cpus")],
  ["limit-cpu", limit("cpus")],
  ["pids-limit", limit("pids")],
  ["limit-pids", limit("pids")],
  ["publish", readPublish],
  ["publish-add", readPublish],
  ["publish-all", readPublishAll],
  ["volume", readMount(parseVolume)],
  ["mount", readMount(parseMountFields)],
  ["mount-add", readMount(parseMountFields)],
  ["tmpfs", readMount(parseTmpfs)],
  ["volumes-from", (draft, option) => unresolved(draft, option, "It takes the mounts of another container")],
  ["device", readDevice],
  ["env", readEnvironment],
  ["env-add", readEnvironment],
  ["env-file", readEnvFile],
  ["env-from-file", readEnvFile],
  ["no-healthcheck", readNoHealthcheck],
  ...["cmd", "interval", "timeout", "retries", "start-period", "start-interval"].map((name): [string, Reading] => [
    `health-${name}`,
    readHealth,
  ]),
]);

const byVariable = "A variable gives its value when the command runs";

/** Notes that an option's value cannot be known. The value itself is not repeated: it may be a secret. */
function unresolved(draft: ContainerDraft, option: Option, why = byVariable): void {
  draft.unresolved.push({ what: `option --${option.name} of ${draft.label}`, why, at: option.at });
}

function located<T>(value: T, argument: Argument): Located<T> {
  return { value, at: argument.at };
}

function text(key: TextKey): Reading {
  return (draft, option) => {
    if (option.value?.value === undefined) unresolved(draft, option);
    else draft[key] = located(option.value.value, option.value);
  };
}

function list(key: ListKey): Reading {
  return (draft, option) => {
    if (option.value?.value === undefined) unresolved(draft, option);
    else draft[key].push(located(option.value.value, option.value));
  };
}

function limit(key: "memory" | "cpus" | "pids"): Reading {
  return (draft, option) => {
    if (option.value?.value === undefined) unresolved(draft, option);
    else draft.limits[key] = located(option.value.value, option.value);
  };
}

/** `--privileged`, `--privileged=false`. The words Go takes for true. */
function toggle(key: "privileged" | "readOnly"): Reading {
  return (draft, option) => {
    const { value } = option;
    if (value && value.value === undefined) unresolved(draft, option);
    else draft[key] = { value: !value || /^(?:1|t|true)$/i.test(value.value ?? ""), at: option.flagAt };
  };
}

/** Of several networks the host's own is the one that counts. */
function readNetwork(draft: ContainerDraft, option: Option): void {
  const { value } = option;
  if (value?.value === undefined) unresolved(draft, option);
  else if (draft.networkMode?.value !== "host") {
    const name = /(?:^|,)name=([^,]*)/.exec(value.value)?.[1];
    draft.networkMode = located(name ?? value.value, value);
  }
}

function readPublish(draft: ContainerDraft, option: Option): void {
  const { value } = option;
  if (value?.value === undefined) {
    unresolved(draft, option);
    return;
  }
  const ports: readonly PublishedPort[] | undefined = value.value.includes("=")
    ? parsePublishFields(value.value)
    : parsePublishedPorts(value.value);
  if (!ports) unresolved(draft, option, "The engine would refuse this value");
  for (const port of ports ?? []) draft.ports.push(located(port, value));
}

function readPublishAll(draft: ContainerDraft, option: Option): void {
  if (option.value?.value === "false") return;
  unresolved(draft, option, "It opens every port that the image exposes, each on a free port of the host");
}

function readMount(parse: (text: string) => ContainerMount | undefined): Reading {
  return (draft, option) => {
    const { value } = option;
    const mount = value?.path === undefined ? undefined : parse(value.path);
    if (mount && value) draft.mounts.push(located(mount, value));
    else unresolved(draft, option, value?.path === undefined ? byVariable : "The engine would refuse this value");
  };
}

function readDevice(draft: ContainerDraft, option: Option): void {
  const { value } = option;
  const device = value?.value === undefined ? undefined : parseDevice(value.value);
  if (device && value) draft.devices.push(located(device, value));
  else unresolved(draft, option);
}

function readEnvironment(draft: ContainerDraft, option: Option): void {
  const entry = option.value && environmentEntry(option.value);
  if (entry) draft.environment.push(entry);
  else unresolved(draft, option);
}

/** `KEY=value` or `KEY`; undefined when a variable hides the name. Also for build arguments. */
export function environmentEntry(argument: Argument): EnvironmentEntry | undefined {
  const { pattern } = argument;
  const equals = pattern.indexOf("=");
  const name = equals === -1 ? pattern : pattern.slice(0, equals);
  if (name === "" || name.includes("\u0000") || /\s/.test(name)) return undefined;
  if (equals === -1)
    return { name, nameAt: argument.at, value: undefined, at: argument.at, literal: false, fallback: undefined };
  const value = argument.rest(equals + 1);
  const index = argument.written.indexOf(name);
  const nameStart = argument.at.start + index;
  return {
    name,
    nameAt: index === -1 ? argument.at : { start: nameStart, end: nameStart + name.length },
    value: value.value,
    at: value.at,
    literal: value.literal,
    fallback: value.fallback,
  };
}

function readEnvFile(draft: ContainerDraft, option: Option, folder: string | undefined): void {
  const { value } = option;
  if (value?.path === undefined || value.path.startsWith("~")) unresolved(draft, option);
  else if (folder === undefined && !value.path.startsWith("/"))
    unresolved(draft, option, "The folder that the command runs in is not known");
  else draft.envFiles.push(located(joinTreePath(folder ?? ".", value.path), value));
}

function readNoHealthcheck(draft: ContainerDraft, option: Option): void {
  draft.healthcheck = { value: { disabled: true, test: undefined }, at: option.flagAt };
}

function readHealth(draft: ContainerDraft, option: Option): void {
  if (draft.healthcheck?.value.disabled) return;
  const isCommand = option.name === "health-cmd";
  const test = isCommand ? (option.value?.value ?? option.value?.written) : draft.healthcheck?.value.test;
  if (isCommand && test === "none") {
    draft.healthcheck = { value: { disabled: true, test: undefined }, at: option.at };
    return;
  }
  const at = isCommand || !draft.healthcheck ? (option.value?.at ?? option.at) : draft.healthcheck.at;
  draft.healthcheck = { value: { disabled: false, test }, at };
}
