import type { Problem, Severity } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import type { Place } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { purposeOf } from "./parts/image-purpose.ts";
import { oncePerPlace } from "./parts/once.ts";
import { listNames, subjectOf } from "./parts/subject.ts";

/** What a capability lets a program do, and how bad that is in a container. Those that Docker gives anyway are not here. */
const capabilities: ReadonlyMap<string, readonly [Severity, string]> = new Map([
  ["ALL", ["critical", "every capability there is, which makes root in it root on the host"]],
  ["SYS_ADMIN", ["high", "mount, namespaces and many more calls, with which one gets out of a container"]],
  ["SYS_MODULE", ["critical", "load kernel modules, which is to be the kernel of the host"]],
  ["SYS_RAWIO", ["critical", "reach memory and ports of the machine directly"]],
  ["DAC_READ_SEARCH", ["high", "open files of the host by their number, past all permissions"]],
  ["BPF", ["high", "load programs into the kernel of the host"]],
  ["SYS_BOOT", ["high", "restart the host, or start another kernel"]],
  ["MAC_ADMIN", ["high", "change the host's mandatory access rules"]],
  ["MAC_OVERRIDE", ["high", "pass by the host's mandatory access rules"]],
  ["SYS_PTRACE", ["medium", "read and change the memory of other processes"]],
  ["PERFMON", ["medium", "watch the kernel and every process of the host"]],
  [
    "NET_ADMIN",
    ["medium", "change addresses, routes and firewall rules of its network, and reach far into the kernel"],
  ],
  ["SYS_TIME", ["medium", "set the clock of the host"]],
  ["CHECKPOINT_RESTORE", ["medium", "read and write the state of other processes"]],
  ["SYSLOG", ["low", "read the kernel's log, with addresses that help an exploit"]],
  ["SYS_NICE", ["low", "take processor time from every other program of the host"]],
  ["AUDIT_CONTROL", ["low", "change and switch off the host's audit rules"]],
]);

export const dangerousCapability: Rule<"containers"> = {
  id: "dangerous-capability",
  title: "A container gets a dangerous capability",
  habit: "runtime",
  severity: "high",
  confidence: "high",
  severityReason:
    "Critical for ALL, SYS_MODULE and SYS_RAWIO, high for those one gets out of a container with (SYS_ADMIN, DAC_READ_SEARCH, BPF), medium for NET_ADMIN, SYS_PTRACE and the like, low for SYS_NICE, SYSLOG and AUDIT_CONTROL. SYS_PTRACE is high beside `pid: host`, NET_ADMIN beside the host's network; NET_ADMIN of a VPN or a DNS server is low.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "kics/Container Capabilities Unrestricted",
    "compose-lint/CL-0011",
    "compose-lint/CL-0024",
    "compose-lint/CL-0027",
    "compose-lint/CL-0028",
    "compose-lint/CL-0029",
    "compose-lint/CL-0030",
    "cis/5.4",
  ],
  scope:
    "Entries of cap_add and --cap-add that Docker does not give by itself and that reach beyond the container, with or without CAP_; those of low severity once a container. Left alone: NET_BIND_SERVICE, CHOWN, SYS_RESOURCE, IPC_LOCK and others that stay inside, and all entries of a privileged container, which has them anyway.",
  why: "A capability is a piece of root's power over the kernel that all containers share: with the wrong one, a hole in the program is a way out to the host.",
  remedy: "Take it out, see which call fails, and give the smallest capability that lets it through.",
  whenToIgnore: "The program cannot do its work without it, such as NET_ADMIN for a VPN, and nothing smaller will do.",
  bad: [
    { title: "almost root", files: serviceFile("cap_add: [SYS_ADMIN]") },
    { title: "everything", files: serviceFile("cap_add:", "  - CAP_ALL") },
  ],
  good: [
    {
      title: "a port below 1024 and nothing else",
      files: serviceFile("cap_drop: [ALL]", "cap_add: [NET_BIND_SERVICE]"),
    },
  ],
  *check(facts) {
    yield* oncePerPlace(facts.containers.flatMap(problemsOf), facts);
  },
};

interface Found {
  readonly name: string;
  readonly says: string;
  readonly at: Place;
  readonly severity: Severity;
}

function problemsOf(container: Container): Problem[] {
  if (container.privileged?.value === true) return [];
  const found = container.capAdd.flatMap(({ value, at }): Found[] => {
    const name = value.trim().toUpperCase().replace(/^CAP_/, "");
    const [usual, lets] = capabilities.get(name) ?? [];
    if (usual === undefined) return [];
    const says = name === "ALL" ? lets : `${name}: it can ${lets}`;
    return [{ name, says: says ?? "", at, severity: severityOf(container, name, usual) }];
  });
  const [mild, ...others] = found.filter(({ severity }) => severity === "low");
  return [
    ...found.filter(({ severity }) => severity !== "low").map((one) => problemOf(container, one, [])),
    ...(mild ? [problemOf(container, mild, others)] : []),
  ];
}

function problemOf(container: Container, { says, at, severity }: Found, others: readonly Found[]): Problem {
  const related = others.map((one) => ({ at: one.at, message: `It also gets ${one.says}.` }));
  const more = others.length > 0 ? `, and ${listNames(others.map(({ name }) => name))}` : "";
  const message = `${subjectOf(container)} gets ${says}${more}.`;
  return { at, message, severity, ...(related.length > 0 ? { related } : {}) };
}

function severityOf(container: Container, name: string, usual: Severity): Severity {
  if (name === "SYS_PTRACE" && container.pid?.value === "host") return "high";
  if (name !== "NET_ADMIN") return usual;
  if (container.networkMode?.value === "host") return "high";
  return purposeOf(container) === "vpn" ? "low" : usual;
}
