/**
 * A HEALTHCHECK command that can work in an image. The stage and its exposed ports come in; out comes an exec-form
 * command that uses a tool the image is known to hold, or the reason why none can be shown to exist. Never localhost
 * (it may mean ::1), and PORT is honoured where the program can be told its port by it.
 */
import { officialName } from "../../../bases/official.ts";
import { leadingVersion } from "../../../bases/tag.ts";
import { type BaseUser, baseUser } from "../../../bases/users.ts";
import { runs } from "../../../dockerfile/command-queries.ts";
import { commandsOf, shellKindOf } from "../../../dockerfile/commands.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { type ImageReference, parseReference } from "../../../image/reference.ts";
import { findHealthPort } from "./health-port.ts";

/** The words of the command, or why there is none. */
export type HealthProbe = { readonly words: readonly string[] } | { readonly why: string };

/** The external image a stage ends up on, with what is known of it. */
export interface KnownBase {
  readonly reference: ImageReference;
  readonly official: string | undefined;
  readonly facts: BaseUser | undefined;
}

export function knownBase(stage: Stage): KnownBase | undefined {
  const base = stage.chain.at(-1)?.base;
  const reference = base?.kind === "image" ? parseReference(base.name) : undefined;
  return reference && { reference, official: officialName(reference), facts: baseUser(reference) };
}

export function findHealthProbe(stage: Stage, base: KnownBase | undefined, exposed: readonly string[]): HealthProbe {
  if (base?.facts?.os === "windows" || shellKindOf(stage, stage.from) !== "posix")
    return { why: "No probe is known for Windows images." };
  const own = ownProbes[base?.official ?? ""];
  if (own) return { words: own };
  const found = findHealthPort(stage, exposed);
  if ("why" in found) return found;
  const words = base && (runtimeProbe(base, found.port) ?? toolProbe(stage, base, found.port));
  return words ? { words } : { why: nothingFound(stage, base) };
}

/** Images that bring a probe of their own. Over TCP: while PostgreSQL sets itself up it listens on its socket only. */
const ownProbes: Readonly<Record<string, readonly string[]>> = {
  postgres: ["sh", "-c", 'pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}"'],
  redis: ["redis-cli", "ping"],
  mysql: ["mysqladmin", "ping", "-h", "127.0.0.1", "--silent"],
};

/** The language's own HTTP client: it is there in every variant of the image. Any answer below 500 counts. */
function runtimeProbe({ reference, official, facts }: KnownBase, port: number): readonly string[] | undefined {
  const tag = reference.tag ?? "";
  const major = majorOf(tag);
  if (official === "node") return major === 0 ? undefined : nodeProbe("node", hasFetch(tag, major), port);
  const distroless = /^gcr\.io\/distroless\/nodejs(\d*)/.exec(reference.name);
  if (distroless) {
    const version = distroless[1] ? Number(distroless[1]) : major;
    return nodeProbe("/nodejs/bin/node", version === undefined || version >= fetchSince, port);
  }
  if (official === "python") return major === undefined || major >= 3 ? pythonProbe(port) : undefined;
  if (official === "ruby") return rubyProbe(port);
  if (official === "php" && tag.includes("fpm")) return port === 9000 && facts ? phpFpmProbe : undefined;
  return undefined;
}

const fetchSince = 18;

/** Named releases before 18 had no fetch. */
function hasFetch(tag: string, major: number | undefined): boolean {
  if (major !== undefined) return major >= fetchSince;
  return !/^(?:argon|boron|carbon|dubnium|erbium|fermium|gallium)/.test(tag);
}

function majorOf(tag: string): number | undefined {
  const version = leadingVersion(tag);
  return version === undefined ? undefined : Number(version.split(".")[0]);
}

function nodeProbe(program: string, withFetch: boolean, port: number): readonly string[] {
  const address = `'http://127.0.0.1:'+(process.env.PORT||${port})+'/'`;
  const script = withFetch
    ? `fetch(${address}).then(r=>process.exit(r.status<500?0:1),()=>process.exit(1))`
    : `require('http').get(${address},r=>process.exit(r.statusCode<500?0:1)).on('error',()=>process.exit(1))`;
  return [program, "-e", script];
}

/** http.client rather than urlopen, which takes a 404 for a failure. */
function pythonProbe(port: number): readonly string[] {
  const connect = `c=h.HTTPConnection('127.0.0.1',int(os.getenv('PORT','${port}')),timeout=2)`;
  const ask = "c.request('GET','/');sys.exit(c.getresponse().status>=500)";
  return ["python", "-c", `import http.client as h,os,sys;${connect};${ask}`];
}

function rubyProbe(port: number): readonly string[] {
  const address = `URI('http://127.0.0.1:'+ENV.fetch('PORT','${port}')+'/')`;
  return ["ruby", "-rnet/http", "-e", `exit(Net::HTTP.get_response(${address}).code.to_i<500)`];
}

const phpFpmProbe: readonly string[] = ["php", "-r", "exit((int)!@fsockopen('127.0.0.1',9000));"];

function toolProbe(stage: Stage, { facts }: KnownBase, port: number): readonly string[] | undefined {
  const tools = facts?.http ?? [];
  if (tools.includes("curl")) return requestBy(stage, ["curl", "-fsS", "-m", "2", "-o", "/dev/null"], port);
  if (tools.includes("wget") || tools.includes("busybox wget"))
    return requestBy(stage, ["wget", "-q", "-T", "2", "-O", "/dev/null"], port);
  const installed = installedTool(stage);
  if (installed === "curl") return requestBy(stage, ["curl", "-fsS", "-m", "2", "-o", "/dev/null"], port);
  return installed === "wget" ? requestBy(stage, ["wget", "-q", "-T", "2", "-O", "/dev/null"], port) : undefined;
}

/** A shell is needed only to look PORT up, and the images with these tools have one. */
function requestBy(stage: Stage, words: readonly string[], port: number): readonly string[] {
  if (!stage.end.env.get("PORT")) return [...words, `http://127.0.0.1:${port}/`];
  return ["sh", "-c", `${words.join(" ")} "http://127.0.0.1:\${PORT:-${port}}/"`];
}

const installers = ["apt-get", "apt", "apk", "dnf", "microdnf", "yum"];

/** `curl` or `wget` that a RUN of the chain installs for sure, and none takes away again. */
function installedTool(stage: Stage): "curl" | "wget" | undefined {
  const found = new Set<string>();
  for (const { instructions, chain } of stage.chain) {
    const owner = chain[0];
    if (!owner) continue;
    for (const instruction of instructions) {
      if (instruction.name !== "run" || !/curl|wget|remove|purge| del /.test(instruction.body.text)) continue;
      for (const command of commandsOf(owner, instruction).commands) {
        if (runs(command, installers, ["remove", "purge", "autoremove", "del", "erase"])) return undefined;
        if (command.conditional || !runs(command, installers, ["install", "add"])) continue;
        if (command.args.some((word) => word.value === "--virtual" || word.value === "-t")) continue;
        for (const word of command.args) if (word.value === "curl" || word.value === "wget") found.add(word.value);
      }
    }
  }
  return found.has("curl") ? "curl" : found.has("wget") ? "wget" : undefined;
}

function nothingFound(stage: Stage, base: KnownBase | undefined): string {
  if (stage.chain.at(-1)?.base.kind === "scratch")
    return "FROM scratch brings no program that could ask; give your own program a command that checks itself.";
  if (!base) return "The base image is not known, and so is what it holds.";
  const { familiar } = base.reference;
  return base.facts
    ? `No HTTP client is known to be in ${familiar}; give your own program a command that checks itself.`
    : `It is not known what ${familiar} holds.`;
}
