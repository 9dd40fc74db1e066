import type { Problem } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { rangeText } from "./parts/published.ts";
import { subjectOf } from "./parts/subject.ts";

const firstFreePort = 1024;
/** What the web is served on. */
const webPorts: ReadonlySet<number> = new Set([80, 443]);

export const privilegedHostPort: Rule<"containers"> = {
  id: "privileged-host-port",
  title: "A container takes a port of the host's system services",
  habit: "runtime",
  severity: "info",
  confidence: "high",
  severityReason: "Info: a proxy or a mail server belongs there; the rule is for teams that follow the CIS benchmark.",
  needs: ["containers"],
  since: "0.2.0",
  presets: [],
  aliases: ["kics/Privileged Ports Mapped In Container", "cis/5.8"],
  scope: "Published ports of the host from 1 to 1023, but for 80 and 443.",
  why: "Those ports are for services that users trust to be the system's own; a container there also stands in the way of the host's service of that name.",
  remedy: "Publish it on a port from 1024 on, and let the reverse proxy pass requests to it.",
  whenToIgnore: "The container is that service: DNS, mail, a Git server's SSH.",
  bad: [{ title: "SSH's port", files: serviceFile('ports: ["22:2222"]') }],
  good: [
    { title: "the web", files: serviceFile('ports: ["80:8080", "443:8443"]') },
    { title: "a high port", files: serviceFile('ports: ["2222:22"]') },
  ],
  *check(facts) {
    yield* oncePerPlace(facts.containers.flatMap(problemsOf), facts);
  },
};

function problemsOf(container: Container): Problem[] {
  return container.ports.flatMap(({ value, at }): Problem[] => {
    const port = value.published?.[0];
    if (port === undefined || port < 1 || port >= firstFreePort || webPorts.has(port)) return [];
    return [
      { at, message: `${subjectOf(container)} takes port ${rangeText(value.published ?? [port, port])} of the host.` },
    ];
  });
}
