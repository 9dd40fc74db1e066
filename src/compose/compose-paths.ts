import { nameOf } from "../files/tree-path.ts";

/** Names of Compose files. In come paths, out go claims; nothing is read. */

/**
 * True for what is called like a Compose file: `compose.yaml`, `docker-compose.prod.yml`, `compose.test.yaml`,
 * `app.compose.yml`, `my-docker-compose.yml`. A workflow of GitHub may be called so too, and is none.
 */
export function isComposePath(below: string): boolean {
  if (/(?:^|\/)\.github\/workflows\//.test(below)) return false;
  const name = nameOf(below).toLowerCase();
  if (!/\.ya?ml$/.test(name)) return false;
  return /^compose[.-]/.test(name) || name.includes("docker-compose") || /\.compose\.ya?ml$/.test(name);
}

/** True for the file Compose merges over the default one by itself. */
export function isOverridePath(below: string): boolean {
  return overrideNames.includes(nameOf(below));
}

/** The names Compose looks for, first to last. */
export const defaultNames: readonly string[] = [
  "compose.yaml",
  "compose.yml",
  "docker-compose.yml",
  "docker-compose.yaml",
];

/** The override files Compose looks for beside the default one, first to last; it takes the first. */
export const overrideNames: readonly string[] = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];
