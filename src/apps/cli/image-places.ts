/** What of this machine the search for an image needs: environment, home, files of settings, credential helpers, standard input. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  type CredentialPlaces,
  findCredentials,
  type HelperAnswer,
  type HelperLimits,
} from "../../image/credentials.ts";
import { joinMirrors, type MirrorSettings, readDaemonMirrors, readRegistriesConf } from "../../image/mirrors.ts";
import type { OpenOptions } from "../../image/open-image.ts";

/** The parts of the options that come from this machine alone. */
export function machinePlaces(): Pick<OpenOptions, "around" | "credentials" | "mirrors" | "host" | "stdin"> {
  const { env } = process;
  const home = homedir();
  const uid = process.getuid?.();
  const places: CredentialPlaces = {
    ...{ env, home, uid, runHelper },
    readText: async (path) => readSmall(path)?.toString("utf8"),
  };
  return {
    around: { environment: env, home, uid, readFile: readSmall },
    credentials: (target) => findCredentials(target, places),
    mirrors: machineMirrors(home),
    host: process.arch,
    stdin: () => process.stdin,
  };
}

/** Where facts of layers are kept: `SEAWORTHY_CACHE`, else the user's folder for caches. */
export function cacheFolder(): string {
  const { SEAWORTHY_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  if (own) return own;
  if (shared?.startsWith("/")) return join(shared, "seaworthy");
  if (process.platform === "darwin") return join(homedir(), "Library/Caches/seaworthy");
  if (process.platform === "win32") return join(process.env.LOCALAPPDATA ?? homedir(), "seaworthy/cache");
  return join(homedir(), ".cache/seaworthy");
}

/** Undefined where it is not there or may not be read: whoever asks says so. */
function readSmall(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The user's settings for Podman stand in for the machine's; those of Docker's daemon are for Docker Hub. */
function machineMirrors(home: string): MirrorSettings {
  const folders = [join(home, ".config/containers"), "/etc/containers"];
  const main = folders.map((folder) => join(folder, "registries.conf")).find((path) => readSmall(path) !== undefined);
  const files = [
    ...(main === undefined ? [] : [main]),
    ...folders.reverse().flatMap((folder) => dropIns(join(folder, "registries.conf.d"))),
  ];
  const podman = files.flatMap((path) => {
    const text = readSmall(path)?.toString("utf8");
    return text === undefined ? [] : [readRegistriesConf(text, path)];
  });
  const daemonPath = "/etc/docker/daemon.json";
  const daemon = readSmall(daemonPath)?.toString("utf8");
  return joinMirrors([...(daemon === undefined ? [] : [readDaemonMirrors(daemon, daemonPath)]), ...podman]);
}

function dropIns(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".conf"))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    // There need not be any.
    return [];
  }
}

/** Starts a credential helper without a shell; ends one that takes too long or talks too much. */
function runHelper(
  program: string,
  args: readonly string[],
  stdin: string,
  limits: HelperLimits,
): Promise<HelperAnswer> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], timeout: limits.milliseconds });
    let stdout = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => {
      stdout += text;
      if (stdout.length > limits.bytes) child.kill();
    });
    child.on("error", () => resolve({ status: undefined, stdout: "" }));
    child.on("close", (status) => resolve({ status: status ?? undefined, stdout }));
    // A helper that does not read its input closes the pipe: its answer tells.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
  });
}
