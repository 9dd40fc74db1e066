import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Dockerfile } from "../../../dockerfile/dockerfile.ts";
import { rootImage } from "./external-images.ts";

/** Images that are there to develop or to test in: compilers and test tools are what they are for. */
const workshops =
  /^(?:mcr\.microsoft\.com\/(?:vscode\/)?devcontainers\/|mcr\.microsoft\.com\/playwright|docker\.io\/(?:cimg|circleci|gitpod|cypress|selenium)\/)/;
const purposeWords: ReadonlySet<string> = new Set([
  ...["dev", "devel", "develop", "development", "devcontainer", "debug", "local"],
  ...["test", "tests", "testing", "ci"],
]);

const cache = derivedStore<Dockerfile, boolean>();

/**
 * True when the file says that its image is for developing or testing: by the name of the file
 * (`Dockerfile.dev`), of the last stage (`AS test`) or of the base.
 */
export function isDevelopmentImage(dockerfile: Dockerfile): boolean {
  return cache.of(dockerfile, saysSo);
}

function saysSo(dockerfile: Dockerfile): boolean {
  const { target, source } = dockerfile;
  if (!target) return false;
  if (/(?:^|\/)\.(?:devcontainer|gitpod|circleci)/.test(source.path)) return true;
  const file = source.path.slice(source.path.lastIndexOf("/") + 1).toLowerCase();
  const words = [...file.split(/[._-]/), ...(target.name?.text.toLowerCase().split(/[._-]/) ?? [])];
  if (words.some((word) => purposeWords.has(word))) return true;
  const base = rootImage(dockerfile, target);
  return base !== undefined && workshops.test(base.reference.name);
}
