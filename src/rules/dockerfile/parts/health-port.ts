import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";

/** The port a health probe can ask over HTTP, or why there is none. */
export type HealthPort = { readonly port: number } | { readonly why: string };

/** TCP ports of a list such as `80`, `8125/udp`, `9000-9010`; a range or a broken word is undefined. */
function tcpPorts(words: readonly string[]): readonly (number | undefined)[] {
  return words
    .filter((word) => !/\/(?:udp|sctp)$/i.test(word))
    .map((word) => /^(\d{1,5})(?:\/tcp)?$/i.exec(word)?.[1])
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
}

/** Ports whose usual protocol is not plain HTTP: remote shells, mail, names, TLS, databases, queues, debuggers, gRPC. */
const otherProtocols: ReadonlySet<number> = new Set([
  ...[20, 21, 22, 23, 25, 53, 110, 111, 123, 143, 389, 443, 445, 465, 587, 636, 853, 993, 995, 1433, 1521, 1883, 2181],
  ...[2222, 2375, 2376, 3306, 3389, 4369, 5005, 5432, 5433, 5671, 5672, 5678, 5858, 5900, 5901, 6379, 6443, 7000, 7687],
  ...[8443, 8883, 9042, 9092, 9229, 9230, 9443, 11211, 26379, 27017, 33060, 35729, 50051, 61616],
]);

/** Of the ports a stage exposes, the one that answers HTTP; `words` are the EXPOSE words, expanded. */
export function findHealthPort(stage: Stage, words: readonly string[]): HealthPort {
  const ports = new Set(tcpPorts(words));
  if (ports.has(undefined)) return { why: "The exposed ports are not all plain numbers." };
  const likely = [...ports].filter((port) => port !== undefined && !otherProtocols.has(port));
  const [first, second] = likely;
  if (first === undefined) return { why: `Port ${words.join(", ")} is not one that usually answers plain HTTP.` };
  if (second === undefined) return { port: first };
  const told = [portOfCommand(stage), portOfEnvironment(stage)].find((port) => port !== undefined && ports.has(port));
  return told === undefined
    ? { why: "Several ports are exposed, and which one answers HTTP cannot be told." }
    : { port: told };
}

/** `--port 8000`, `--bind=0.0.0.0:8000`, `-b :8000`, `-p 8000` of the program that is started. */
function portOfCommand(stage: Stage): number | undefined {
  for (const setting of [stage.end.entrypoint, stage.end.cmd]) {
    if (!setting) continue;
    for (const { args } of commandsOf(setting.stage, setting.value).commands) {
      const text = args.map((word) => word.pattern).join(" ");
      const port = /(?:^|\s)(?:--port|--bind|--http-port|--server\.port|-b|-p)[ =]?(?:[\w.]*:)?(\d{2,5})(?:\s|$)/.exec(
        text,
      )?.[1];
      if (port !== undefined) return Number(port);
    }
  }
  return undefined;
}

function portOfEnvironment(stage: Stage): number | undefined {
  for (const name of ["PORT", "SERVER_PORT", "HTTP_PORT", "ASPNETCORE_HTTP_PORTS"]) {
    const value = stage.end.env.get(name)?.value;
    if (value?.known && /^\d{2,5}$/.test(value.text)) return Number(value.text);
  }
  return undefined;
}
