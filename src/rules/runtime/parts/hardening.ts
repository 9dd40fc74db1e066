import { baseUser, runsAsRoot } from "../../../bases/users.ts";
import type { ComposeProject, ComposeService } from "../../../compose/compose-project.ts";
import { isRoot, readUser } from "../../dockerfile/parts/runtime-user.ts";
import { imageOf } from "./image-purpose.ts";

/** One thing that makes a container tighter. */
interface Measure {
  readonly name: string;
  lacks(service: ComposeService): boolean;
}

/** In the order they are best taken. */
export const measures: readonly Measure[] = [
  { name: "no-new-privileges", lacks: lacksNoNewPrivileges },
  { name: "cap_drop ALL", lacks: keepsCapabilities },
  { name: "read_only", lacks: ({ container }) => container.readOnly?.value !== true },
  { name: "mem_limit", lacks: ({ container }) => !container.limits.memory },
  { name: "pids_limit", lacks: ({ container }) => !container.limits.pids },
  { name: "cpus", lacks: ({ container }) => !container.limits.cpus },
];

/** Services of this very file that could be made tighter: whole ones, neither privileged nor for Windows. */
export function hardenable({ services, source }: ComposeProject): readonly ComposeService[] {
  return services.filter(({ at, container }) => {
    if (container.isFragment || container.privileged?.value === true) return false;
    if (at.path !== undefined && at.path !== source.path) return false;
    return !/windows|nanoserver|servercore/i.test(container.image?.value ?? "");
  });
}

/** Neither asked for nor refused; what a variable hides may hold it. */
export function lacksNoNewPrivileges({ container }: ComposeService): boolean {
  return !container.securityOpt.some(({ value }) => /^\s*no-new-privileges\b/i.test(value));
}

/** True where dropping every capability is known to take nothing away: the process starts without root. */
export function shouldDropAll(service: ComposeService): boolean {
  return keepsCapabilities(service) && isKnownNonRoot(service);
}

function keepsCapabilities({ container }: ComposeService): boolean {
  return !container.capDrop.some(({ value }) => /^(?:cap_)?all$/i.test(value.trim()));
}

function isKnownNonRoot({ container, build }: ComposeService): boolean {
  if (container.user) {
    const user = readUser(container.user.value);
    return user !== undefined && !isRoot(user);
  }
  const image = build ? undefined : imageOf(container);
  const base = image && baseUser(image);
  return base !== undefined && runsAsRoot(base) === false;
}
