import type { Problem } from "../../finding/finding.ts";
import type { Container, ContainerMount, Located } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { type EngineSocket, engineSocket, socketByAddress, socketByTarget } from "./parts/engine-sockets.ts";
import { serviceFile } from "./parts/example.ts";
import { purposeOf } from "./parts/image-purpose.ts";
import { oncePerPlace } from "./parts/once.ts";
import { type PlaceFacts, textAt } from "./parts/place-text.ts";
import { subjectOf } from "./parts/subject.ts";

export const dockerSocketMounted: Rule<"containers"> = {
  id: "docker-socket-mounted",
  title: "A container gets the engine's control socket",
  habit: "runtime",
  severity: "critical",
  confidence: "high",
  severityReason:
    "Critical: one call to the socket starts a container with the host's disk in it. High for an engine that runs without root, where a user's account is lost; low for a socket proxy, which is there to stand before the socket.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "kics/Docker Socket Mounted In Container",
    "semgrep/exposing-docker-socket-volume",
    "compose-lint/CL-0001",
    "cis/5.32",
  ],
  scope:
    "Bind mounts of docker.sock, podman.sock, containerd.sock or crio.sock, of Docker's named pipe, and of folders these stand in (/var/run, /run, /run/podman, …); also a folder of the host in which DOCKER_HOST or CONTAINER_HOST looks for the socket, and `${VARIABLE}:…/docker.sock`. Named volumes are left alone. Mounting the socket read-only changes nothing: whoever can open it can write to it.",
  why: "Who may talk to the engine may start a privileged container with the host's root folder in it: a hole in this one program is the whole machine.",
  remedy:
    "Put a socket proxy that only answers the calls the program needs between the two, or use a way without the socket (rootless engine, build service, API of the orchestrator).",
  whenToIgnore:
    "Managing the engine is what the program is for, such as Portainer, it needs more than a proxy lets through, and only administrators reach it.",
  bad: [
    { title: "Docker's socket", files: serviceFile("volumes:", '  - "/var/run/docker.sock:/var/run/docker.sock:ro"') },
    { title: "the folder it stands in", files: serviceFile("volumes:", "  - /var/run:/host/var/run:ro") },
    {
      title: "by another name",
      files: serviceFile(
        "environment:",
        "  DOCKER_HOST: unix:///engine/docker.sock",
        "volumes:",
        "  - /srv/engine:/engine",
      ),
    },
  ],
  good: [
    {
      title: "through a proxy on the network",
      files: serviceFile("environment:", "  DOCKER_HOST: tcp://socket-proxy:2375"),
    },
    { title: "something else of /run", files: serviceFile("volumes:", "  - /run/udev:/run/udev:ro") },
    { title: "a named volume", files: serviceFile("volumes:", "  - run:/var/run") },
  ],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) => [...problemsOf(facts, container)]),
      facts,
    );
  },
};

function* problemsOf(facts: PlaceFacts, container: Container): Iterable<Problem> {
  for (const mount of container.mounts) {
    const socket = engineSocket(mount.value) ?? socketByAddress(container, mount.value);
    if (socket) yield problemOf(container, mount, socket);
  }
  for (const { at } of container.unresolved) {
    const engine = socketByTarget(textAt(facts, at) ?? "");
    if (engine === undefined) continue;
    const message = `${subjectOf(container)} gets what a variable names where ${engine}'s control socket is looked for. ${harmOf(false, false)}`;
    yield { at, message, confidence: "medium" };
  }
}

function problemOf(container: Container, mount: Located<ContainerMount>, socket: EngineSocket): Problem {
  const isProxy = purposeOf(container) === "socket-proxy";
  const inFolder = socket.via === "folder";
  const what = inFolder ? `${mount.value.source}, where ${socket.engine} has` : `${socket.engine}'s`;
  const harm = isProxy
    ? "To be a filter before it, it should allow few calls and publish no port."
    : harmOf(mount.value.readOnly, socket.rootless);
  const severity = isProxy ? "low" : socket.rootless ? "high" : undefined;
  return {
    at: mount.at,
    message: `${subjectOf(container)} gets ${what}${inFolder ? " its" : ""} control socket. ${harm}`,
    ...(severity ? { severity } : {}),
    ...(inFolder ? { confidence: "medium" as const } : {}),
  };
}

function harmOf(readOnly: boolean, rootless: boolean): string {
  const owned = rootless ? "the account the engine runs under" : "the host";
  const kept = readOnly ? "; mounting it read-only does not hold them back" : "";
  return `Whoever gets into the container controls ${owned}${kept}.`;
}
