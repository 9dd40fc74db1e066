import { officialName } from "../../bases/official.ts";
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Problem } from "../../finding/finding.ts";
import { parseReference } from "../../image/reference.ts";
import type { Container, Located, PublishedPort } from "../../runtime/container.ts";
import { type ExposedPort, exposedPorts } from "../dockerfile/parts/exposed-port.ts";
import type { Rule } from "../rule.ts";
import { isOwnPlace } from "./parts/own-place.ts";
import type { PlaceFacts } from "./parts/place-text.ts";
import { settingsText } from "./parts/signs.ts";
import { listNames, subjectOf } from "./parts/subject.ts";

export const publishedPortNotExposed: Rule<"compose" | "builds"> = {
  id: "published-port-not-exposed",
  title: "A published port is none that the image says it listens on",
  habit: "build",
  severity: "low",
  confidence: "medium",
  severityReason:
    "Low: nothing is opened that should not be, but the address most likely leads nowhere. EXPOSE is documentation, so confidence is medium.",
  needs: ["compose", "builds"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "Container ports under `ports` of a service whose Dockerfile has EXPOSE with other ports only, on a base that exposes none itself. Left alone where the service's own command or environment names the port.",
  why: "Whoever calls the port gets no answer, and the port the program does listen on cannot be reached.",
  remedy: "Publish the port of EXPOSE, or correct EXPOSE if it is out of date.",
  whenToIgnore: "The program listens on both ports and EXPOSE names one of them only.",
  bad: [
    {
      title: "8080 instead of 3000",
      files: {
        Dockerfile: "FROM node:24-slim\nEXPOSE 3000\nUSER node\n",
        "compose.yaml": 'services:\n  web:\n    build: .\n    ports:\n      - "8080:8080"\n',
      },
    },
  ],
  good: [
    {
      title: "the port of EXPOSE",
      files: {
        Dockerfile: "FROM node:24-slim\nEXPOSE 3000\nUSER node\n",
        "compose.yaml": 'services:\n  web:\n    build: .\n    ports:\n      - "8080:3000"\n',
      },
    },
    {
      title: "the service sets the port",
      files: {
        Dockerfile: "FROM node:24-slim\nEXPOSE 3000\nUSER node\n",
        "compose.yaml":
          'services:\n  web:\n    build: .\n    environment:\n      PORT: "8080"\n    ports:\n      - "8080:8080"\n',
      },
    },
  ],
  *check({ source, compose, builds }) {
    const facts = { compose, source: source ?? compose.source };
    for (const { build, container } of compose.services) {
      const dockerfile = build && builds.find((linked) => linked.build === build)?.dockerfile;
      const exposed = dockerfile && exposedBy(dockerfile);
      if (!dockerfile || !exposed) continue;
      for (const port of container.ports)
        if (isOwnPlace(facts.source, port.at) && isElsewhere(facts, container, port.value, exposed))
          yield problem(container, port, dockerfile, exposed);
    }
  },
};

/** Ports of the image, when all are known: undefined on a base that may expose others. */
function exposedBy(dockerfile: Dockerfile): readonly ExposedPort[] | undefined {
  const { target } = dockerfile;
  if (!target || target.end.exposed.length === 0) return undefined;
  if (target.end.exposed.some(({ value }) => !value.known)) return undefined;
  const base = target.chain.at(-1)?.base;
  if (base?.kind !== "scratch" && !(base?.kind === "image" && exposesNothing(base.name))) return undefined;
  const ports = exposedPorts(dockerfile).filter(({ stage }) => target.chain.includes(stage));
  return ports.length > 0 && ports.every(({ range }) => range) ? ports : undefined;
}

/** Official images of languages and systems without an EXPOSE of their own. */
const silentBases: ReadonlySet<string> = new Set([
  ...["node", "python", "golang", "rust", "ruby", "openjdk", "eclipse-temurin", "amazoncorretto", "maven", "gradle"],
  ...["debian", "ubuntu", "alpine", "busybox", "fedora", "rockylinux", "almalinux", "amazonlinux", "perl", "elixir"],
  ...["erlang", "bash", "buildpack-deps", "swift", "haskell", "clojure", "julia", "r-base", "dart"],
]);

function exposesNothing(name: string): boolean {
  const reference = parseReference(name);
  if (!reference) return false;
  const short = officialName(reference);
  return short === undefined ? reference.name.startsWith("gcr.io/distroless/") : silentBases.has(short);
}

/** Ports of debuggers (Node, the JVM, debugpy, Delve), which nobody exposes. */
const debugPorts: ReadonlySet<number> = new Set([9229, 9230, 5005, 5678, 2345, 40000]);

/** True when no port of the range is exposed and nothing in the service speaks of it. */
function isElsewhere(
  facts: PlaceFacts,
  container: Container,
  { target, protocol }: PublishedPort,
  exposed: readonly ExposedPort[],
) {
  const [first, last] = target;
  if (protocol !== "tcp" || debugPorts.has(first) || container.networkMode?.value === "host") return false;
  const isExposed = exposed.some(({ range }) => range && range.first <= last && first <= range.last);
  return !isExposed && !new RegExp(`(?<![0-9])${first}(?![0-9])`).test(settingsText(facts, container));
}

function problem(
  container: Container,
  { value, at }: Located<PublishedPort>,
  dockerfile: Dockerfile,
  exposed: readonly ExposedPort[],
): Problem {
  const { path } = dockerfile.source;
  const [first, last] = value.target;
  const port = first === last ? `port ${first}` : `ports ${first} to ${last}`;
  const known = listNames([...new Set(exposed.map(({ container: name }) => name))]);
  return {
    at,
    message: `${subjectOf(container)} publishes ${port}, but ${path} exposes ${known}: most likely nothing listens there.`,
    related: exposed.slice(0, 3).map(({ word, text }) => ({
      at: { ...word.span, path },
      message: `EXPOSE names ${text} here.`,
    })),
  };
}
