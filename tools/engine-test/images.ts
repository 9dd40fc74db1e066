/**
 * Images made for real, and what the package managers' own tools say is in them: `dpkg-query`, `npm ls`, `rpm -qa`,
 * `go version -m`, `pip list`. Each image is a Docker image of the ground's engine; a tool that is not on this machine
 * leaves its image out, and that is said.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Ground } from "./ground.ts";

/** An image of the engine, and the packages that have to be found in it: `name@version`, by type, sorted. */
export interface MadeImage {
  readonly tag: string;
  readonly expected: Readonly<Record<string, readonly string[]>>;
  /** Where the counts come from. */
  readonly told: string;
  /** The folder it was built from. */
  readonly context: string;
}

type Maker = (ground: Ground) => MadeImage | string;

/** By name; a maker gives the reason where it cannot. */
export const makers: Readonly<Record<string, Maker>> = {
  debian: debianImage,
  multi: multiStageImage,
  node: nodeImage,
  python: pythonImage,
  go: goImage,
  rpm: rpmImage,
};

/** The name that the bases are tagged with. */
export const baseTag = "seaworthy-test/debian:base";

/** A Debian root made from packages: the base of the other images. */
export function makeBase({ folder, run }: Ground): string {
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "stable";
  const root = join(folder, "debian");
  run("debootstrap", ["--variant=minbase", codename, root]);
  run("sh", ["-c", `tar -C ${root} -c . | /usr/bin/docker import --change 'CMD ["bash"]' - ${baseTag}`]);
  return root;
}

function build({ run }: Ground, tag: string, context: string, dockerfile: string, args: readonly string[] = []): void {
  writeFileSync(join(context, "Dockerfile"), dockerfile);
  run("/usr/bin/docker", ["build", "--network", "host", "-t", tag, ...args, context]);
}

function contextOf({ folder }: Ground, name: string): string {
  return mkdtempSync(join(folder, `context-${name}-`));
}

function debianImage(ground: Ground): MadeImage {
  const context = contextOf(ground, "debian");
  const tag = "seaworthy-test/debian:1";
  build(ground, tag, context, `FROM ${baseTag}\nRUN useradd --uid 10001 app\nUSER app\nCMD ["bash"]\n`);
  const listed = ground.run("dpkg-query", [
    `--admindir=${join(ground.folder, "debian/var/lib/dpkg")}`,
    ...["-W", "-f", "$" + "{db:Status-Status} $" + "{Package}@$" + "{Version}\\n"],
  ]);
  const deb = lines(listed).flatMap((line) => (line.startsWith("installed ") ? [line.slice(10)] : []));
  return { tag, expected: { deb }, told: "dpkg-query", context };
}

/** What the first stage installs must not be counted. */
function multiStageImage(ground: Ground): MadeImage {
  const context = contextOf(ground, "multi");
  const tag = "seaworthy-test/multi:1";
  const dockerfile = [
    `FROM ${baseTag} AS build`,
    "RUN mkdir -p /app/node_modules/left && echo built > /app/out.txt",
    `FROM scratch`,
    "COPY --from=build /app/out.txt /out.txt",
    "COPY --from=build /usr/bin/true /true",
    'CMD ["/true"]',
    "",
  ].join("\n");
  build(ground, tag, context, dockerfile);
  return { tag, expected: { deb: [], npm: [] }, told: "nothing but two files", context };
}

function nodeImage(ground: Ground): MadeImage {
  const context = contextOf(ground, "node");
  const app = join(context, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{"name":"app","version":"1.0.0","private":true}\n');
  const npm = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const own = { env: { HOME: process.env.HOME ?? "" } };
  ground.run(
    "npm",
    ["install", "--prefix", app, ...npm, "express@4.17.1", "lodash@4.17.20", "@types/node@20.19.43"],
    own,
  );
  cpSync(process.execPath, join(context, "node"), { dereference: true });
  const bundle = join(dirname(process.execPath), "../lib/node_modules/npm");
  cpSync(bundle, join(context, "npm"), { recursive: true, dereference: true });
  const tag = "seaworthy-test/node:1";
  const dockerfile = [
    `FROM ${baseTag}`,
    "COPY node /usr/local/bin/node",
    "COPY npm /usr/local/lib/node_modules/npm",
    "COPY app /app",
    "USER 1000",
    'CMD ["/usr/local/bin/node"]',
    "",
  ].join("\n");
  build(ground, tag, context, dockerfile);
  const listed = ground.run("npm", ["ls", "--all", "--parseable", "--long", "--prefix", app], own);
  const dependencies = lines(listed).flatMap((line) => {
    const [path = "", name = ""] = line.split(":");
    return path.includes("node_modules") ? [name] : [];
  });
  const npm_ = JSON.parse(readFileSync(join(bundle, "package.json"), "utf8")) as { version: string };
  const bundled = ground.run("find", [
    join(bundle, "node_modules"),
    "-name",
    "package.json",
    "-path",
    "*/node_modules/*",
  ]);
  return {
    tag,
    expected: {
      npm: unique([...dependencies, `npm@${npm_.version}`, ...lines(bundled).flatMap(installedPackage)]),
      binary: [`node@${process.versions.node}`],
    },
    told: "npm ls, and npm's own folder",
    context,
  };
}

/** `name@version` of a package.json that stands right in a `node_modules/NAME`. */
function installedPackage(path: string): string[] {
  const { name, version } = JSON.parse(readFileSync(path, "utf8")) as { name?: string; version?: string };
  const folder = dirname(path);
  return name && version && folder.endsWith(`node_modules/${name}`) ? [`${name}@${version}`] : [];
}

function pythonImage(ground: Ground): MadeImage | string {
  if (spawnSync("python3", ["-m", "pip", "--version"]).status !== 0) return "pip is not on this machine";
  const context = contextOf(ground, "python");
  const site = join(context, "site-packages");
  const pip = ["-m", "pip", "--disable-pip-version-check"];
  const own = { env: { HOME: process.env.HOME ?? "" } };
  ground.run("python3", [...pip, "install", "-q", "--target", site, "requests==2.31.0", "Flask==3.0.0"], own);
  const tag = "seaworthy-test/python:1";
  build(
    ground,
    tag,
    context,
    `FROM scratch\nCOPY site-packages /usr/local/lib/python3/site-packages\nCMD ["python"]\n`,
  );
  const listed = ground.run("python3", [...pip, "list", "--path", site, "--format", "freeze"], own);
  return {
    tag,
    expected: { python: unique(lines(listed).map((line) => line.replace("==", "@"))) },
    told: "pip list",
    context,
  };
}

function goImage(ground: Ground): MadeImage | string {
  if (spawnSync("go", ["version"]).status !== 0) return "Go is not on this machine";
  const context = contextOf(ground, "go");
  const own = { cwd: context, env: { HOME: process.env.HOME ?? "", CGO_ENABLED: "0" } };
  writeFileSync(join(context, "go.mod"), "module seaworthy.test/hello\n\ngo 1.18\n");
  const program =
    'package main\n\nimport "golang.org/x/text/language"\n\nfunc main() { println(language.English.String()) }\n';
  writeFileSync(join(context, "main.go"), program);
  ground.run("go", ["get", "golang.org/x/text@v0.3.7"], own);
  ground.run("go", ["build", "-o", "hello", "."], own);
  ground.run("go", ["build", "-trimpath", "-ldflags", "-s -w", "-o", "stripped", "."], own);
  const tag = "seaworthy-test/go:1";
  build(
    ground,
    tag,
    context,
    'FROM scratch\nCOPY hello /hello\nCOPY stripped /bin/stripped\nUSER 65532\nCMD ["/hello"]\n',
  );
  const told = ground.run("go", ["version", "-m", join(context, "hello")], own);
  const modules = lines(told).flatMap((line) => {
    const [kind, name, version] = line.trim().split(/\s+/);
    return (kind === "dep" || kind === "mod") && name ? [`${name}@${version}`] : [];
  });
  const stdlib = /: go(\S+)/.exec(told)?.[1] ?? "";
  return { tag, expected: { "go-module": unique([...modules, `stdlib@${stdlib}`]) }, told: "go version -m", context };
}

function rpmImage(ground: Ground): MadeImage {
  const context = contextOf(ground, "rpm");
  const root = join(context, "root");
  mkdirSync(join(root, "etc"), { recursive: true });
  writeFileSync(join(root, "etc/os-release"), 'ID="fedora"\nVERSION_ID=40\nPRETTY_NAME="Made for a test"\n');
  const top = join(context, "rpmbuild");
  for (const [name, more] of [
    ["anchor", "Epoch: 2\n"],
    ["mast", ""],
    ["sail-libs", ""],
  ] as const) {
    const spec = join(context, `${name}.spec`);
    const head = `Name: ${name}\nVersion: 1.${name.length}.0\nRelease: 3\n${more}Summary: made for a test\nLicense: MIT\nBuildArch: noarch\n`;
    writeFileSync(
      spec,
      `${head}%description\nmade for a test\n%install\nmkdir -p %{buildroot}/usr/share/${name}\necho x > %{buildroot}/usr/share/${name}/file\n%files\n/usr/share/${name}\n`,
    );
    ground.run("rpmbuild", ["-bb", "--quiet", "--define", `_topdir ${top}`, spec]);
  }
  const rpms = lines(ground.run("find", [top, "-name", "*.rpm"]));
  const db = ["--root", root, "--dbpath", "/usr/lib/sysimage/rpm"];
  ground.run("rpm", [...db, "-i", "--nodeps", "--noscripts", ...rpms]);
  const tag = "seaworthy-test/rpm:1";
  build(ground, tag, context, 'FROM scratch\nCOPY root /\nUSER 1000\nCMD ["sh"]\n');
  const rpm = unique(lines(ground.run("rpm", [...db, "-qa", "--qf", "%{NAME}@%{VERSION}-%{RELEASE}\\n"])));
  return { tag, expected: { rpm }, told: "rpm -qa", context };
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}
