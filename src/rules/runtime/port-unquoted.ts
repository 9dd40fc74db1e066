import type { Problem } from "../../finding/finding.ts";
import type { Place } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { editWithin } from "./parts/place-text.ts";

export const portUnquoted: Rule<"compose"> = {
  id: "port-unquoted",
  title: "A port mapping that some readers take for one number",
  habit: "runtime",
  severity: "low",
  confidence: "high",
  severityReason: "Low: Docker Compose 2 reads it as it is meant; podman-compose and docker-compose 1 do not.",
  needs: ["compose"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Short port mappings without quotes whose parts behind the first colon are all below 60, such as 22:22 or 2222:22.",
  why: "YAML 1.1 reads 22:22 as 22 minutes and 22 seconds, the number 1342: another port is published than the one you see.",
  remedy: 'Put quotes around it: "22:22".',
  whenToIgnore: "The file is only ever read by Docker Compose 2 or later.",
  fix: "safe",
  bad: [{ title: "SSH", files: serviceFile("ports:", "  - 2222:22") }],
  good: [
    { title: "quoted", files: serviceFile("ports:", '  - "2222:22"') },
    { title: "no number in YAML 1.1 either", files: serviceFile("ports:", "  - 8080:80") },
  ],
  *check(facts) {
    const ports = facts.compose.services.flatMap(({ container }) => container.ports.map(({ at }) => at));
    for (const { kind, at, text, older } of facts.compose.ambiguous)
      if (kind === "sexagesimal" && ports.some((port) => port.start === at.start && port.path === at.path))
        yield problemOf(at, text, older);
  },
};

function problemOf(at: Place, text: string, older: string): Problem {
  return {
    at,
    message: `${text} without quotes is the number ${older} to readers of YAML 1.1 (podman-compose, docker-compose 1).`,
    fixes: [{ title: "Quote it", safety: "safe", edits: [editWithin(at, 0, at.end - at.start, `"${text}"`)] }],
  };
}
