import type { Container } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { purposeOf } from "./parts/image-purpose.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const privilegedContainer: Rule<"containers"> = {
  id: "privileged-container",
  title: "A container runs privileged",
  habit: "runtime",
  severity: "critical",
  confidence: "high",
  severityReason:
    "Critical: root in a privileged container is root on the host, by one mount command. High for an engine inside a container (docker:dind, buildkit), which mostly does not run without it.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Privileged Containers Enabled", "semgrep/privileged-service", "compose-lint/CL-0002", "cis/5.5"],
  scope:
    "`privileged: true` of a service and `--privileged` of a command. A value that hangs on a variable nobody sets is left alone.",
  why: "The container gets every capability and every device of the host, without seccomp and AppArmor: whoever breaks into it mounts the host's disk and owns the machine.",
  remedy:
    "Take it out and give what the program really asks for: one entry under cap_add, one device under devices, one mount.",
  whenToIgnore:
    "The container runs an engine or an init system of its own, on a machine that is kept for nothing else.",
  bad: [{ title: "a service", files: serviceFile("privileged: true") }],
  good: [
    { title: "only what is needed", files: serviceFile("cap_add: [NET_BIND_SERVICE]", "devices: [/dev/ttyUSB0]") },
    { title: "switched off", files: serviceFile("privileged: false") },
  ],
  *check(facts) {
    yield* oncePerPlace(facts.containers.filter((one) => one.privileged?.value === true).map(problemOf), facts);
  },
};

function problemOf(container: Container) {
  const isEngine = purposeOf(container) === "engine";
  return {
    at: container.privileged?.at ?? container.at,
    message: `${subjectOf(container)} is privileged: root in it is root on the host.`,
    ...(isEngine ? { severity: "high" as const } : {}),
  };
}
