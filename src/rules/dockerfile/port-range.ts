import type { Rule } from "../rule.ts";
import { type ExposedPort, exposedPorts } from "./parts/exposed-port.ts";

const highestPort = 65_535;

export const portRange: Rule<"dockerfile"> = {
  id: "port-range",
  title: "EXPOSE names a port that cannot exist",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build stops at this line.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3011", "trivy/DS-0008", "kics/UNIX Ports Out Of Range", "semgrep/invalid-port"],
  scope:
    "A port of EXPOSE above 65535, or a range that goes beyond it. Variables are looked up; a port that is not known is left alone.",
  why: "Ports end at 65535, so Docker refuses the line and there is no image.",
  remedy: "Write the port on which the program listens.",
  whenToIgnore: "Never: the file does not build.",
  bad: [{ title: "a digit too many", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 80800\n" }],
  good: [
    { title: "a port and a range", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nEXPOSE 8080 9000-9010/udp\n" },
  ],
  *check({ dockerfile }) {
    for (const port of exposedPorts(dockerfile)) {
      const message = wrong(port);
      if (message !== undefined) yield { at: port.word.span, message };
    }
  },
};

function wrong({ range, container }: ExposedPort): string | undefined {
  const isTooHigh = range && (range.first > highestPort || range.last > highestPort);
  return isTooHigh ? `Port ${container} is above ${highestPort}.` : undefined;
}
