import type { Confidence, Problem, Severity } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { purposeOf } from "./parts/image-purpose.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

interface Namespace {
  readonly key: "pid" | "ipc" | "uts" | "usernsMode" | "cgroup";
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Follows the name of the container. */
  readonly says: string;
}

const namespaces: readonly Namespace[] = [
  {
    key: "pid",
    severity: "high",
    confidence: "high",
    says: "sees every process of the host, with their command lines, and can end or trace those of its own user",
  },
  {
    key: "ipc",
    severity: "medium",
    confidence: "high",
    says: "shares memory segments and semaphores with the programs of the host",
  },
  {
    key: "uts",
    severity: "low",
    confidence: "high",
    says: "shares the name of the host, and may change it when it is given the capability to",
  },
  {
    key: "cgroup",
    severity: "low",
    confidence: "high",
    says: "sees the control groups of the host and of all its containers",
  },
  {
    key: "usernsMode",
    severity: "info",
    confidence: "medium",
    says: "opts out of user namespaces: where the engine uses them, root in it is root on the host",
  },
];

export const hostNamespace: Rule<"containers"> = {
  id: "host-namespace",
  title: "A container shares a namespace of the host",
  habit: "runtime",
  severity: "high",
  confidence: "high",
  severityReason:
    "High for the processes (pid; medium for a monitor of the host), medium for shared memory (ipc), low for the host's name (uts) and its control groups, info for user namespaces, which most engines do not use.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "kics/Host Namespace is Shared",
    "kics/Shared Host IPC Namespace",
    "kics/Shared Host User Namespace",
    "compose-lint/CL-0010",
    "cis/5.16",
    "cis/5.17",
    "cis/5.21",
    "cis/5.31",
  ],
  scope:
    "`pid`, `ipc`, `uts`, `cgroup` and `userns_mode` set to `host`, and the options of a command that do the same. Other values (`shareable`, `private`, another service) are left alone; so are cgroup and userns_mode of a privileged container, where they add nothing.",
  why: "A namespace is the wall between the container and the host: without it a hole in the program reaches processes, memory and secrets of the whole machine.",
  remedy: "Take the setting out; to share with one other container, name that one (service:db).",
  whenToIgnore: "The program watches the host's processes (a monitor, a profiler) and can be trusted with them.",
  bad: [
    { title: "the processes", files: serviceFile("pid: host") },
    { title: "the memory", files: serviceFile("ipc: host") },
  ],
  good: [
    { title: "those of another service", files: serviceFile('pid: "service:db"') },
    { title: "memory that others may join", files: serviceFile("ipc: shareable") },
  ],
  *check(facts) {
    yield* oncePerPlace(facts.containers.flatMap(problemsOf), facts);
  },
};

function problemsOf(container: Container): Problem[] {
  const isPrivileged = container.privileged?.value === true;
  return namespaces.flatMap(({ key, severity, confidence, says }): Problem[] => {
    const setting = container[key];
    if (setting?.value !== "host") return [];
    if (isPrivileged && (key === "cgroup" || key === "usernsMode")) return [];
    const isMonitor = key === "pid" && purposeOf(container) === "monitor";
    const message = `${subjectOf(container)} ${says}.`;
    return [{ at: setting.at, message, severity: isMonitor ? "medium" : severity, confidence }];
  });
}
