import { spawnSync } from "node:child_process";

/** Installs what is missing of some packages of Debian; gives why it could not. */
export function installPackages(packages: readonly string[]): string | undefined {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return `only root on Debian can install ${missing.join(", ")}`;
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  const install = () =>
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...missing], options).status === 0;
  if (install()) return undefined;
  // Lists of packages may be old or missing.
  spawnSync("apt-get", ["update"], options);
  return install() ? undefined : `apt-get could not install ${missing.join(", ")}`;
}

function isInstalled(name: string): boolean {
  const { status, stdout } = spawnSync("dpkg-query", ["-W", "-f", "$" + "{db:Status-Abbrev}", name], {
    encoding: "utf8",
  });
  return status === 0 && stdout.startsWith("ii");
}
