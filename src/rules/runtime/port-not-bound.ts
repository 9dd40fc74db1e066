import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { openPorts, rangeText } from "./parts/published.ts";
import { listNames, shortName } from "./parts/subject.ts";

export const portNotBound: Rule<"containers"> = {
  id: "port-not-bound",
  title: "Ports are published on every address of the host",
  habit: "runtime",
  severity: "info",
  confidence: "high",
  severityReason: "Info: for a server that others are to reach it is right; data stores have a rule of their own.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: ["kics/Container Traffic Not Bound To Host Interface", "compose-lint/CL-0005", "cis/5.14"],
  scope: "Once a file, with the services it holds for: published ports without an address, or on 0.0.0.0 or [::].",
  why: "Docker opens the port past the rules of ufw, so a page that was meant for a developer or a reverse proxy is open to the whole network.",
  remedy: "Put an address before the port: 127.0.0.1 for what only this machine or a proxy on it is to reach.",
  whenToIgnore: "The port is the one everybody is to reach.",
  bad: [{ title: "a web server", files: serviceFile('ports: ["8080:8080"]') }],
  good: [{ title: "behind a proxy on the same host", files: serviceFile('ports: ["127.0.0.1:8080:8080"]') }],
  *check({ containers }) {
    const open = containers
      .map((container) => ({ name: shortName(container), ports: openPorts(container) }))
      .filter(({ ports }) => ports.length > 0);
    const [first] = open;
    const at = first?.ports[0]?.at;
    if (!first || !at) return;
    const list = open.map(
      ({ name, ports }) =>
        `${name} (${listNames(ports.map(({ value }) => rangeText(value.published ?? value.target)))})`,
    );
    yield { at, message: `Open on every address of the host: ${listNames(list, 6)}.` };
  },
};
