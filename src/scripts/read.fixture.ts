import type { Container, Located } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import { createSource, type Place } from "../text/source.ts";
import { readScript, type ScriptOptions } from "./read-script.ts";

/** Reads a text as the file `path`, for tests: what was found, with every place turned into the text it covers. */
export function readText(path: string, text: string, options?: ScriptOptions) {
  const facts = readScript(createSource(path, text), options);
  const slice = (at: Place) => text.slice(at.start, at.end);
  return {
    facts,
    containers: (facts?.containers ?? []).map((container) => summary(container, slice)),
    builds: (facts?.builds ?? []).map((build) => buildSummary(build, slice)),
    problems: (facts?.problems ?? []).map(({ message }) => message),
  };
}

type Slice = (at: Place) => string;

/** `value @ text it points at`, for each setting that is there. */
function summary(container: Container, slice: Slice): Record<string, unknown> {
  const one = (located: Located<unknown> | undefined) =>
    located &&
    `${typeof located.value === "object" ? JSON.stringify(located.value) : located.value} @ ${slice(located.at)}`;
  const list = (all: readonly Located<unknown>[]) => (all.length === 0 ? undefined : all.map(one));
  return known({
    label: container.label,
    at: slice(container.at),
    fragment: container.isFragment || undefined,
    image: one(container.image),
    privileged: one(container.privileged),
    readOnly: one(container.readOnly),
    user: one(container.user),
    network: one(container.networkMode),
    pid: one(container.pid),
    ipc: one(container.ipc),
    uts: one(container.uts),
    userns: one(container.usernsMode),
    cgroupns: one(container.cgroup),
    cgroupParent: one(container.cgroupParent),
    capAdd: list(container.capAdd),
    capDrop: list(container.capDrop),
    securityOpt: list(container.securityOpt),
    ports: unlessEmpty(container.ports.map(({ value: port, at }) => `${portText(port)} @ ${slice(at)}`)),
    mounts: unlessEmpty(
      container.mounts.map(({ value: mount, at }) => {
        const access = mount.readOnly ? " ro" : "";
        return `${mount.type} ${mount.source ?? "-"} ${mount.target}${access} @ ${slice(at)}`;
      }),
    ),
    devices: list(container.devices.map(({ value, at }) => ({ value: value.host, at }))),
    environment: unlessEmpty(
      container.environment.map(
        ({ name, nameAt, value, at, literal }) =>
          `${name} @ ${slice(nameAt)} ${literal ? "is" : "from outside"} ${value} @ ${slice(at)}`,
      ),
    ),
    envFiles: list(container.envFiles),
    restart: one(container.restart),
    logDriver: one(container.logDriver),
    health: one(container.healthcheck),
    memory: one(container.limits.memory),
    cpus: one(container.limits.cpus),
    pids: one(container.limits.pids),
    name: one(container.containerName),
    entrypoint: one(container.entrypoint),
    command: one(container.command),
    unresolved: unlessEmpty(container.unresolved.map(({ what, at }) => `${what} @ ${slice(at)}`)),
  });
}

function portText(port: Container["ports"][number]["value"]): string {
  return `${port.hostIp ?? "*"}:${port.published?.[0] ?? "any"}->${port.target[0]}/${port.protocol}`;
}

function buildSummary(build: ImageBuild, slice: Slice): Record<string, unknown> {
  const one = (located: Located<unknown> | undefined) => located && `${located.value} @ ${slice(located.at)}`;
  const list = (all: readonly Located<unknown>[]) => (all.length === 0 ? undefined : all.map(one));
  const context = build.context?.value;
  return known({
    label: build.label,
    at: slice(build.at),
    context:
      build.context &&
      context &&
      `${"path" in context ? context.path : `remote ${context.remote}`} @ ${slice(build.context.at)}`,
    dockerfile: one(build.dockerfile),
    inline: one(build.inline),
    target: one(build.target),
    args: unlessEmpty(
      build.args.map(
        ({ name, nameAt, value, at, literal }) =>
          `${name} @ ${slice(nameAt)} ${literal ? "is" : "from outside"} ${value} @ ${slice(at)}`,
      ),
    ),
    contexts: unlessEmpty(build.namedContexts.map(({ name, address }) => `${name} ${one(address)}`)),
    secrets: list(build.secrets),
    ssh: list(build.ssh),
    platforms: list(build.platforms),
    privileged: one(build.privileged),
    network: one(build.network),
    tags: list(build.tags),
  });
}

function unlessEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function known(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
