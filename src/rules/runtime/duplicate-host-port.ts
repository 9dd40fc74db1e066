import type { ComposeService } from "../../compose/compose-project.ts";
import { isUnspecified } from "../../runtime/addresses.ts";
import type { Located, PublishedPort } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { runTogether } from "./parts/together.ts";

/** Comparing each with each: more ports than that are a generated file. */
const mostPorts = 2_000;

export const duplicateHostPort: Rule<"compose"> = {
  id: "duplicate-host-port",
  title: "Two services ask for one port of the host",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the project does not start.",
  needs: ["compose"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "The same port and protocol of the host on the same address, published by two services that can be up at once, or twice by one. Different addresses, different profiles and ports the engine may choose are left alone.",
  why: "The host has each port once: the second container does not start.",
  remedy: "Give one of them another port of the host.",
  whenToIgnore: "The services are never started together.",
  bad: [
    {
      title: "one port twice",
      files: {
        "compose.yaml":
          'services:\n  web:\n    image: example.com/web:1.4\n    ports: ["8080:80"]\n  api:\n    image: example.com/api:1.4\n    ports: ["8080:3000"]\n',
      },
    },
  ],
  good: [
    {
      title: "TCP and UDP",
      files: {
        "compose.yaml": 'services:\n  dns:\n    image: example.com/dns:1.4\n    ports: ["53:53/tcp", "53:53/udp"]\n',
      },
    },
  ],
  *check({ compose }) {
    const taken: Taken[] = [];
    for (const service of compose.services) {
      if (service.container.isFragment || service.container.networkMode?.value === "host") continue;
      for (const port of service.container.ports) {
        const range = fixedRange(port.value);
        if (!range || taken.length >= mostPorts) continue;
        const first = taken.find((other) => clashes(other, { service, port, range }));
        taken.push({ service, port, range });
        if (!first) continue;
        const who =
          first.service === service
            ? `Service ${service.name} asks`
            : `Services ${first.service.name} and ${service.name} both ask`;
        const number = Math.max(first.range[0], range[0]);
        yield {
          at: port.at,
          message: `${who} for port ${number} of the host${first.service === service ? " twice" : ""}.`,
          related: [{ at: first.port.at, message: "It is taken here." }],
        };
      }
    }
  },
};

interface Taken {
  readonly service: ComposeService;
  readonly port: Located<PublishedPort>;
  readonly range: readonly [number, number];
}

/** A range of host ports for one port of the container is a choice for the engine. */
function fixedRange({ published, target }: PublishedPort): readonly [number, number] | undefined {
  if (!published || published[0] === 0) return undefined;
  return published[1] - published[0] === target[1] - target[0] ? published : undefined;
}

function clashes(a: Taken, b: Taken): boolean {
  if (a.range[1] < b.range[0] || b.range[1] < a.range[0]) return false;
  if (a.port.value.protocol !== b.port.value.protocol) return false;
  // The very same line, by an anchor or `extends`, may come from a file that only shares settings.
  if (a.service === b.service && samePlace(a, b)) return false;
  return addressesMeet(a.port.value.hostIp, b.port.value.hostIp) && runTogether(a.service, b.service);
}

function samePlace(a: Taken, b: Taken): boolean {
  return a.port.at.start === b.port.at.start && a.port.at.path === b.port.at.path;
}

/** No address is all of them. */
function addressesMeet(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b || isUnspecified(a) || isUnspecified(b);
}
