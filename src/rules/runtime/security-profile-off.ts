import type { Problem, Severity } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

/** `name=value` or `name:value`, with what the container goes without. */
const switches: readonly (readonly [RegExp, Severity, string])[] = [
  [/^seccomp[=:]unconfined$/, "medium", "runs without seccomp: every system call of the kernel is open to it"],
  [
    /^apparmor[=:]unconfined$/,
    "medium",
    "runs without AppArmor: mounts and the kernel's files are no longer kept from it",
  ],
  [
    /^label[=:](?:disable|type:spc_t)$/,
    "medium",
    "runs without SELinux: the labels no longer keep it from files of the host",
  ],
  [
    /^systempaths[=:]unconfined$/,
    "high",
    "sees the parts of /proc and /sys that Docker hides, and can write to the kernel's settings",
  ],
  [/^unmask[=:](?:all|\/proc(?:\/\*)?)$/, "high", "sees the parts of /proc and /sys that Podman hides"],
  [
    /^no-new-privileges[=:]false$/,
    "low",
    "may gain privileges by setuid programs: the protection is switched off by hand",
  ],
];

export const securityProfileOff: Rule<"containers"> = {
  id: "security-profile-off",
  title: "A security profile of the container is switched off",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: one of several walls is gone, the others stand. High for the masked parts of /proc and /sys, low for no-new-privileges, which is off unless somebody asks for it.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "kics/Default Seccomp Profile Disabled",
    "semgrep/seccomp-confinement-disabled",
    "semgrep/selinux-separation-disabled",
    "compose-lint/CL-0009",
    "cis/5.2",
    "cis/5.3",
    "cis/5.22",
  ],
  scope:
    "Entries of security_opt and --security-opt: seccomp and apparmor unconfined, label disabled, systempaths unconfined, everything unmasked, no-new-privileges false. Profiles of one's own are left alone, and so is a privileged container, which has none of them.",
  why: "Most ways out of a container need a system call or a file that these profiles keep away: without them, a hole in the kernel that others need not fear is open to this program.",
  remedy: "Take the line out; if a call is missing then, copy the default profile and add just that call.",
  whenToIgnore:
    "A debugger, a browser's own sandbox or a build tool needs the call, and the container is not in production.",
  bad: [
    { title: "seccomp", files: serviceFile("security_opt:", "  - seccomp:unconfined") },
    { title: "SELinux", files: serviceFile("security_opt: [label=disable]") },
  ],
  good: [
    { title: "a profile of one's own", files: serviceFile("security_opt:", "  - seccomp=./profile.json") },
    { title: "more, not less", files: serviceFile("security_opt:", "  - no-new-privileges:true") },
  ],
  *check(facts) {
    yield* oncePerPlace(facts.containers.flatMap(problemsOf), facts);
  },
};

function problemsOf(container: Container): Problem[] {
  if (container.privileged?.value === true) return [];
  return container.securityOpt.flatMap(({ value, at }): Problem[] => {
    const option = value.trim().toLowerCase();
    const found = switches.find(([pattern]) => pattern.test(option));
    return found ? [{ at, message: `${subjectOf(container)} ${found[2]}.`, severity: found[1] }] : [];
  });
}
