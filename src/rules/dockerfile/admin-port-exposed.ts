import { adminPorts } from "../parts/admin-ports.ts";
import type { Rule } from "../rule.ts";
import { exposedPorts } from "./parts/exposed-port.ts";

/** Longer ranges are no statement about one port in them. */
const longestRange = 100;

export const adminPortExposed: Rule<"dockerfile"> = {
  id: "admin-port-exposed",
  title: "A port for remote administration is exposed",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: EXPOSE opens nothing by itself, but says that the container runs a server to log in to. High for 2375, the Docker API without TLS, which is root for everyone who reaches it.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["trivy/DS-0004", "kics/Exposing Port 22 (SSH)", "checkov/CKV_DOCKER_1", "cis/5.7"],
  scope:
    "EXPOSE of TCP port 22, 23, 2375, 3389, 5800, 5900 or 5901, alone or in a range of up to a hundred ports, in the stage that is built and the stages it is FROM. Variables are looked up.",
  why: "A way to log in to the container is a way in for an attacker too, with passwords and keys that live in the image.",
  remedy: "Leave the server out: docker exec and kubectl exec get you into a container without it.",
  whenToIgnore: "Logging in is what the image is for: a Git server, a bastion, a desktop.",
  bad: [{ title: "SSH", dockerfile: "FROM debian:13.6-slim\nEXPOSE 22\nUSER 10001\n" }],
  good: [
    { title: "the program's own port", dockerfile: "FROM debian:13.6-slim\nEXPOSE 8080\nUSER 10001\n" },
    { title: "UDP", dockerfile: "FROM debian:13.6-slim\nEXPOSE 22/udp\nUSER 10001\n" },
  ],
  *check({ dockerfile }) {
    for (const { stage, word, range, protocol, text } of exposedPorts(dockerfile)) {
      if (!stage.inTargetChain || !range || protocol.toLowerCase() !== "tcp") continue;
      if (range.last - range.first >= longestRange) continue;
      const found = [...adminPorts].find(([port]) => port >= range.first && port <= range.last);
      if (!found) continue;
      const [port, service] = found;
      const message = `EXPOSE ${text} says that the container offers ${service}${text === `${port}` ? "" : ` on port ${port}`}.`;
      yield { at: word.span, message, ...(port === 2375 ? { severity: "high" as const } : {}) };
    }
  },
};
