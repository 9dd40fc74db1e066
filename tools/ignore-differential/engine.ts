/**
 * A real builder for the differential test: BuildKit through `buildctl` where BUILDKIT_HOST names one, else Docker's own
 * when its client is one that speaks BuildKit and matches as BuildKit has since 2022. `ensureEngine` is the only thing here
 * that installs or starts anything, and only for root: BuildKit is made with Go, as Debian's Docker 20.10 matches the old way.
 * What it started, `stopEngine` ends.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Something that builds a folder. */
export interface Engine {
  readonly name: string;
  /** Builds the folder's Dockerfile and puts the image's files into `target`; gives what went wrong, if anything. */
  build(context: string, target: string): Promise<BuildFailure | undefined>;
}

/** Why a build failed. */
export interface BuildFailure {
  readonly message: string;
  /** Of the Dockerfile, from 1; undefined where the builder does not say. */
  readonly line: number | undefined;
}

/** The release that is made; later ones read ignore files the same way. */
const buildkit = "github.com/moby/buildkit@v0.23.2";
/** COPY --parents and COPY --exclude, which that release keeps for its `labs` syntax. */
const buildTags = "dfparents,dfexcludepatterns";
const home = join(tmpdir(), "seaworthy-buildkit");
const socket = `unix://${join(home, "buildkitd.sock")}`;
/** Seconds to wait for a daemon, and for one build. */
const daemonSeconds = 60;
const buildSeconds = 60;

/** The daemon that this process started. */
let daemon: ChildProcess | undefined;

/** An engine that answers and matches as BuildKit does now, or why there is none. */
export async function findEngine(): Promise<Engine | string> {
  const address = process.env.BUILDKIT_HOST;
  if (address) return usable(withBuildctl("buildctl", address));
  if (existsSync(join(home, "buildctl"))) {
    const made = await usable(withBuildctl(join(home, "buildctl"), socket));
    if (typeof made !== "string") return made;
  }
  return usable(withDocker("docker"));
}

/** As `findEngine`; where it finds none, makes and starts BuildKit, which takes Go, `runc` and some minutes once. */
export async function ensureEngine(): Promise<Engine | string> {
  const found = await findEngine();
  if (typeof found !== "string" || process.env.BUILDKIT_HOST) return found;
  if (process.platform !== "linux" || process.getuid?.() !== 0) return `${found}; only root on Linux can start one`;
  const wrong = makeBuildkit();
  if (wrong !== undefined) return `${found}; ${wrong}`;
  const log = openSync(join(home, "buildkitd.log"), "a");
  const options = [`--addr=${socket}`, `--root=${join(home, "state")}`, "--containerd-worker=false"];
  daemon = spawn(join(home, "buildkitd"), options, { stdio: ["ignore", log, log] });
  daemon.unref();
  closeSync(log);
  // For what ends this process before it comes to `stopEngine`: a throw, `process.exit`, a signal.
  process.once("exit", () => daemon?.kill());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const engine = withBuildctl(join(home, "buildctl"), socket);
  for (let second = 0; second < daemonSeconds; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const answer = await usable(engine);
    if (typeof answer !== "string") return answer;
  }
  return `buildkitd was started and does not answer: see ${join(home, "buildkitd.log")}`;
}

/** Ends the daemon that `ensureEngine` started, and waits for it: the next one needs the same folder. Others are let be. */
export async function stopEngine(): Promise<void> {
  const started = daemon;
  daemon = undefined;
  if (!started || started.exitCode !== null || started.signalCode !== null) return;
  const end = new Promise((resolve) => started.once("exit", resolve));
  started.ref();
  started.kill();
  await end;
}

/** Undefined when the programs are there. */
function makeBuildkit(): string | undefined {
  if (!isThere("runc")) spawnSync("apt-get", ["install", "-y", "-q", "runc"], { stdio: "ignore" });
  if (!isThere("runc")) return "runc is not installed";
  if (existsSync(join(home, "buildkitd"))) return undefined;
  if (!isThere("go")) return "Go, to make BuildKit with, is not installed";
  const module = join(home, "module");
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, "go.mod"), "module seaworthy.test/buildkit\n");
  const commands = ["buildctl", "buildkitd"].map((name) => buildkit.replace("@", `/cmd/${name}@`));
  for (const args of [
    ["get", ...commands],
    ["build", "-tags", buildTags, "-o", `${home}/`, ...commands.map((name) => name.replace(/@.*/, ""))],
  ]) {
    const { status, stderr } = spawnSync("go", args, { cwd: module, encoding: "utf8", maxBuffer: 1 << 26 });
    if (status !== 0) return `BuildKit cannot be made: ${lastLine(stderr)}`;
  }
  return undefined;
}

function isThere(command: string): boolean {
  return spawnSync("which", [command]).status === 0;
}

function withDocker(client: string): Engine {
  const version = spawnSync(client, ["version", "--format", "{{.Client.Version}} on {{.Server.Version}}"]);
  return {
    name: `docker ${String(version.stdout).trim()}`,
    build: (context, target) =>
      run(client, ["build", "--progress=plain", "--output", `type=local,dest=${target}`, context], {
        DOCKER_BUILDKIT: "1",
      }),
  };
}

function withBuildctl(command: string, address: string): Engine {
  return {
    name: String(spawnSync(command, ["--version"]).stdout ?? command).trim(),
    build: (context, target) =>
      run(
        command,
        [
          ...[`--addr=${address}`, "build", "--progress=plain", "--frontend=dockerfile.v0"],
          ...[`--local=context=${context}`, `--local=dockerfile=${context}`, `--output=type=local,dest=${target}`],
        ],
        {},
      ),
  };
}

function run(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<BuildFailure | undefined> {
  const options = { env: { ...process.env, ...environment }, timeout: buildSeconds * 1000, maxBuffer: 1 << 24 };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, _out, stderr) => {
      const line = /^ +(\d+) \| >>>/m.exec(stderr)?.[1];
      const message = lastLine(stderr) || error?.message || "";
      resolve(error ? { message, line: line === undefined ? undefined : Number(line) } : undefined);
    });
  });
}

/** The engine when it builds, and when `**b` leaves out what ends with `b`, which older matchers do not. */
async function usable(engine: Engine): Promise<Engine | string> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-engine-"));
  try {
    const context = join(folder, "context");
    const target = join(folder, "out");
    mkdirSync(context);
    writeFileSync(join(context, "Dockerfile"), "FROM scratch\nCOPY . /\n");
    writeFileSync(join(context, ".dockerignore"), "**b\n");
    writeFileSync(join(context, "ab"), "content\n");
    const failure = await engine.build(context, target);
    if (failure) return `${engine.name}: ${failure.message}`;
    return existsSync(join(target, "ab")) ? `${engine.name}: its matcher is older than BuildKit's of 2022` : engine;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.findLast((line) => /error|failed/i.test(line)) ?? lines.at(-1) ?? "").trim();
}
