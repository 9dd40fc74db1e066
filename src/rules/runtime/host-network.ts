import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const hostNetwork: Rule<"containers"> = {
  id: "host-network",
  title: "A container shares the network of the host",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: nothing is open by that alone, but every service of the host that trusts localhost is in reach, and every port the program opens is open on the host.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Shared Host Network Namespace", "compose-lint/CL-0008", "cis/5.10"],
  scope:
    "`network_mode: host` of a service and `--network host` of a command. Sharing the network of another container is left alone.",
  why: "The container listens on the host's own addresses and reaches what is bound to localhost there: databases, metrics, administration ports that nobody protected because nobody could reach them.",
  remedy: "Leave it on a network of its own and publish the ports it serves.",
  whenToIgnore:
    "The program has to see the host's network: discovery by broadcast (Home Assistant, mDNS), DHCP, a VPN, a network monitor.",
  bad: [{ title: "a service", files: serviceFile("network_mode: host") }],
  good: [
    { title: "a published port", files: serviceFile('ports: ["127.0.0.1:8080:8080"]') },
    { title: "the network of another service", files: serviceFile('network_mode: "service:vpn"') },
  ],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) => {
        if (container.networkMode?.value !== "host") return [];
        const harm = "it reaches all that listens on localhost there, and a port it opens is open on the host";
        return [
          { at: container.networkMode.at, message: `${subjectOf(container)} shares the host's network: ${harm}.` },
        ];
      }),
      facts,
    );
  },
};
