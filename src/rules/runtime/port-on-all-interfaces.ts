import type { Problem, Severity } from "../../finding/finding.ts";
import type { Container, Located, PublishedPort } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { isDevelopmentFile } from "./parts/development-file.ts";
import { serviceFile } from "./parts/example.ts";
import { imageOf, lastName } from "./parts/image-purpose.ts";
import { oncePerPlace } from "./parts/once.ts";
import type { PlaceFacts } from "./parts/place-text.ts";
import { isOpen, type PrivateService, privateService } from "./parts/private-services.ts";
import { loopbackFix, openPorts, rangeText } from "./parts/published.ts";
import { settingsAreCut, settingsText } from "./parts/signs.ts";
import { listNames, subjectOf } from "./parts/subject.ts";

/** A longer range is no statement about one port in it. */
const longestRange = 100;

export const portOnAllInterfaces: Rule<"containers"> = {
  id: "port-on-all-interfaces",
  title: "A data store or an administration port is open on every address of the host",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Critical for the Docker API without TLS, high where the file shows no password (Redis, MongoDB, a debugger), medium where a login stands before the data, low for an administration page with a login. One step lower in files for development and tests, and for a port that the engine picks.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Container Traffic Not Bound To Host Interface", "compose-lint/CL-0005", "cis/5.14"],
  scope:
    "Published ports without an address, or on 0.0.0.0 or [::], of data stores, message brokers, the Docker API, database pages, remote desktops and debuggers, known by the port in the container or by the image. One finding a service and program. Ports of web servers and other programs are `port-not-bound`'s.",
  why: "Docker opens the port past the rules of ufw: scanners find an open database within hours, and empty or encrypt it.",
  remedy: "Leave the port out (services of one network reach each other without it), or publish it on 127.0.0.1 only.",
  whenToIgnore:
    "Other machines are to reach it, it asks for a strong password, and a firewall before the host decides who comes.",
  fix: "unsafe",
  bad: [
    {
      title: "a database",
      files: { "compose.yaml": 'services:\n  cache:\n    image: redis:8.4\n    ports:\n      - "6379:6379"\n' },
    },
    {
      title: "the long syntax",
      files: {
        "compose.yaml":
          "services:\n  db:\n    image: postgres:18.1\n    ports:\n      - target: 5432\n        published: 15432\n",
      },
    },
  ],
  good: [
    {
      title: "on the loopback address",
      files: {
        "compose.yaml": 'services:\n  db:\n    image: postgres:18.1\n    ports:\n      - "127.0.0.1:5432:5432"\n',
      },
    },
    { title: "a web server", files: serviceFile('ports: ["8080:8080"]') },
  ],
  *check(facts) {
    const { source, containers } = facts;
    const isDevelopment = source !== undefined && isDevelopmentFile(source, containers);
    const open = containers.flatMap((container) => openServices(facts, container));
    yield* oncePerPlace(
      open.map((service) => problemOf(facts, service, isDevelopment)),
      facts,
    );
  },
};

interface OpenService {
  readonly container: Container;
  readonly service: PrivateService;
  readonly ports: readonly Located<PublishedPort>[];
  /** No password is set, as far as the file tells. */
  readonly open: boolean;
}

function openServices(facts: PlaceFacts, container: Container): OpenService[] {
  const ports = openPorts(container);
  if (ports.length === 0) return [];
  const reference = imageOf(container);
  const image = reference && lastName(reference);
  const settings = settingsText(facts, container);
  const found = new Map<PrivateService, Located<PublishedPort>[]>();
  for (const port of ports) {
    const service = serviceOf(port.value, image, settings);
    const known = service && found.get(service);
    if (known) known.push(port);
    else if (service) found.set(service, [port]);
  }
  return [...found].map(([service, those]) => {
    const isNamed = image !== undefined && service.images?.test(image) === true;
    return { container, service, ports: those, open: isOpenHere(container, service, isNamed, settings) };
  });
}

/** What a base file, a file of variables or an image made here sets, this file does not show. */
function isOpenHere(container: Container, service: PrivateService, isNamed: boolean, settings: string): boolean {
  const showsAll = service.open === true || (isNamed && !container.isFragment && container.envFiles.length === 0);
  return showsAll && !settingsAreCut(container, settings) && isOpen(service, settings);
}

function serviceOf({ target, protocol }: PublishedPort, image: string | undefined, settings: string) {
  const [first, last] = target;
  if (protocol.toLowerCase() !== "tcp" || last - first > longestRange) return undefined;
  for (let port = first; port <= last; port++) {
    const service = privateService(port, image, settings);
    if (service) return service;
  }
  return undefined;
}

function problemOf(facts: PlaceFacts, found: OpenService, isDevelopment: boolean): Problem {
  const { container, service, ports, open } = found;
  const [first, ...others] = ports;
  const picked = ports.every(({ value }) => value.published === undefined);
  const numbers = ports.map(({ value }) => rangeText(value.published ?? value.target));
  const where = picked ? "a port the engine picks" : `port${ports.length > 1 ? "s" : ""} ${listNames(numbers)}`;
  const asksNothing = open && service.kind !== "engine" && service.kind !== "debugger";
  const password = asksNothing ? ", and no password is set here" : "";
  return {
    at: first?.at ?? container.at,
    message: `${subjectOf(container)} opens ${service.name} on every address of the host (${where})${password}.`,
    severity: severityOf(service, open, picked || isDevelopment),
    ...(others.length > 0 ? { related: others.map(({ at }) => ({ at, message: "This port too." })) } : {}),
    ...loopbackFix(facts, ports),
  };
}

function severityOf({ kind }: PrivateService, open: boolean, isMilder: boolean): Severity {
  if (kind === "engine") return isMilder ? "high" : "critical";
  const usual = open ? (kind === "admin" ? 1 : 0) : kind === "admin" ? 2 : 1;
  return (["high", "medium", "low"] as const)[usual + (isMilder ? 1 : 0)] ?? "low";
}
