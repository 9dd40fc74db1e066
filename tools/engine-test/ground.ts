/**
 * A ground of its own for tests with real engines: a Docker Engine, Podman's API and a registry with a login, all on this
 * machine, under one folder that goes away at the end. Nothing here touches engines, images or settings of the machine. What
 * is missing is installed from the system's packages, for root on Debian only; where that cannot be, the reason is given.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Ground {
  readonly folder: string;
  readonly dockerSocket: string;
  readonly podmanSocket: string;
  /** `127.0.0.1:PORT`. */
  readonly registry: string;
  /** Environment under which clients use this ground and nothing of the machine. */
  readonly settings: Readonly<Record<string, string>>;
  readonly login: { readonly user: string; readonly password: string };
  /** Runs a program against this ground's engines; throws with what it said when it fails. */
  run(program: string, args: readonly string[], input?: RunInput): string;
  stop(): Promise<void>;
}

export interface RunInput {
  readonly cwd?: string;
  readonly stdin?: Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Debian's packages, by the program each is wanted for. */
const wanted: Readonly<Record<string, string>> = {
  ...{ dockerd: "docker.io", "docker-registry": "docker-registry", skopeo: "skopeo", buildah: "buildah" },
  ...{ podman: "podman", debootstrap: "debootstrap", rpmbuild: "rpm", htpasswd: "apache2-utils" },
};
const daemonSeconds = 60;
const mostOutput = 1 << 28;

/** A ground where everything answers, or why there is none. */
export async function makeGround(): Promise<Ground | string> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can start engines";
  const missing = installMissing();
  if (missing) return missing;
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-engine-"));
  const daemons: ChildProcess[] = [];
  const login = { user: "sailor", password: randomBytes(12).toString("hex") };
  const dockerSocket = join(folder, "docker.sock");
  const podmanSocket = join(folder, "podman.sock");
  const port = await freePort();
  const registry = `127.0.0.1:${port}`;
  const settings = engineSettings(folder, dockerSocket);
  const run = (program: string, args: readonly string[], { cwd, stdin, env }: RunInput = {}): string => {
    const done = spawnSync(program, args, {
      cwd: cwd ?? folder,
      env: { ...process.env, ...settings, ...env },
      maxBuffer: mostOutput,
      ...(stdin ? { input: stdin } : {}),
    });
    const said = `${done.stderr}`.trim().split("\n").slice(-8).join("\n");
    if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: status ${done.status}: ${said}`);
    return `${done.stdout}`;
  };
  const ground: Ground = {
    ...{ folder, dockerSocket, podmanSocket, registry, settings, login, run },
    stop: async () => {
      await Promise.all(daemons.map(end));
      // overlay mounts of a killed engine keep its folder busy.
      spawnSync("sh", ["-c", `grep -o '${folder}[^ ]*' /proc/mounts | sort -r | xargs -r -n1 umount -l`]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  const start = (program: string, args: readonly string[]) => {
    const log = openSync(join(folder, `${program}.log`), "a");
    daemons.push(spawn(program, args, { stdio: ["ignore", log, log], env: { ...process.env, ...settings } }));
    closeSync(log);
  };
  process.once("exit", () => {
    for (const daemon of daemons) daemon.kill();
  });
  startAll(ground, port, start);
  const silent = await waitForAll(ground);
  if (silent === undefined) return ground;
  const log = readFileSync(join(folder, `${silent}.log`), "utf8")
    .trim()
    .split("\n")
    .at(-1);
  await ground.stop();
  return `${silent} was started and does not answer: ${log}`;
}

function installMissing(): string | undefined {
  const absent = () => Object.keys(wanted).filter((program) => spawnSync("which", [program]).status !== 0);
  const packages = absent().map((program) => wanted[program] ?? program);
  if (packages.length === 0) return undefined;
  if (spawnSync("which", ["apt-get"]).status !== 0)
    return `${packages.join(", ")} are not installed, and there is no apt-get`;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-q"], { stdio: "ignore", env });
  const install = ["install", "-y", "-q", "--no-install-recommends", ...packages];
  const { stderr } = spawnSync("apt-get", install, { stdio: ["ignore", "ignore", "pipe"], env, encoding: "utf8" });
  const left = absent();
  if (left.length === 0) return undefined;
  return `${left.join(", ")} cannot be installed: ${stderr.trim().split("\n").at(-1) ?? ""}`;
}

/** All state of the engines' clients lies in the ground's folder. */
function engineSettings(folder: string, dockerSocket: string): Record<string, string> {
  const home = join(folder, "home");
  const storage = join(folder, "storage.conf");
  mkdirSync(join(home, ".docker"), { recursive: true });
  writeFileSync(
    storage,
    `[storage]\ndriver = "vfs"\nrunroot = "${join(folder, "podman-run")}"\ngraphroot = "${join(folder, "podman")}"\n`,
  );
  writeFileSync(join(folder, "policy.json"), '{"default":[{"type":"insecureAcceptAnything"}]}');
  return {
    ...{ HOME: home, DOCKER_CONFIG: join(home, ".docker"), DOCKER_HOST: `unix://${dockerSocket}` },
    ...{ DOCKER_BUILDKIT: "1", CONTAINERS_STORAGE_CONF: storage, XDG_RUNTIME_DIR: join(folder, "run") },
    BUILDAH_ISOLATION: "chroot",
  };
}

function startAll(
  { folder, dockerSocket, podmanSocket, login, run }: Ground,
  port: number,
  start: (program: string, args: readonly string[]) => void,
): void {
  mkdirSync(join(folder, "run"), { recursive: true });
  const at = (name: string) => join(folder, name);
  start("dockerd", [
    ...["--data-root", at("docker"), "--exec-root", at("docker-run"), "--pidfile", at("docker.pid")],
    ...["-H", `unix://${dockerSocket}`, "--iptables=false", "--bridge=none"],
  ]);
  start("podman", ["system", "service", "--time=0", `unix://${podmanSocket}`]);
  writeFileSync(at("htpasswd"), run("htpasswd", ["-Bbn", login.user, login.password]));
  writeFileSync(
    at("registry.yml"),
    [
      "version: 0.1",
      `storage: { filesystem: { rootdirectory: ${at("registry")} }, delete: { enabled: true } }`,
      `http: { addr: "127.0.0.1:${port}" }`,
      `auth: { htpasswd: { realm: test, path: ${at("htpasswd")} } }`,
      "",
    ].join("\n"),
  );
  start("docker-registry", ["serve", at("registry.yml")]);
}

/** The program that does not answer in time. */
async function waitForAll({ dockerSocket, podmanSocket, registry, run }: Ground): Promise<string | undefined> {
  const checks: readonly (readonly [string, () => unknown])[] = [
    ["dockerd", () => run("/usr/bin/docker", ["-H", `unix://${dockerSocket}`, "version"])],
    ["podman", () => run("podman", ["--remote", "--url", `unix://${podmanSocket}`, "version"])],
    ["docker-registry", () => run("bash", ["-c", `exec 3<>/dev/tcp/${registry.replace(":", "/")}`])],
  ];
  for (const [name, check] of checks) {
    let answers = false;
    for (let second = 0; second < daemonSeconds && !answers; second++) {
      answers = succeeds(check);
      if (!answers) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    if (!answers) return name;
  }
  return undefined;
}

function succeeds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((resolve) => daemon.once("exit", resolve));
  daemon.kill();
  const timer = setTimeout(() => daemon.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
