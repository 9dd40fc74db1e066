import type { Dockerfile } from "../../../dockerfile/dockerfile.ts";

/** The user of a dev container is set by `remoteUser`, outside the image. */
export function isDevContainer({ source }: Dockerfile, base: string): boolean {
  return (
    /(?:^|\/)\.devcontainer\//.test(source.path) || /^mcr\.microsoft\.com\/(?:vscode\/)?devcontainers\//.test(base)
  );
}
