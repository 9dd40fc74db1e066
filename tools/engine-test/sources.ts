/** One image, in every place it can be opened from. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ground, RunInput } from "./ground.ts";

/** How an image is named there, and what the command is given besides. */
export interface Place {
  readonly source: string;
  readonly image: string;
  readonly words?: readonly string[];
  readonly input?: RunInput;
}

/** Puts an image of the Docker Engine into every place. The registry's is as Docker pushes it; OCI forms are skopeo's. */
export function everywhere(ground: Ground, tag: string): Place[] {
  const { folder, run, dockerSocket, podmanSocket, registry, login } = ground;
  const name = tag.replace(/[^a-z0-9]/g, "-");
  mkdirSync(join(folder, "saved"), { recursive: true });
  const archive = join(folder, "saved", `${name}.tar`);
  const oci = join(folder, "saved", `${name}-oci`);
  run("/usr/bin/docker", ["save", "-o", archive, tag]);
  run("podman", ["load", "-q", "-i", archive]);
  const policy = ["--policy", join(folder, "policy.json")];
  const pushed = `${registry}/${tag}`;
  const credentials = `${login.user}:${login.password}`;
  const copy = (to: string, ...words: string[]) =>
    run("skopeo", [...policy, "copy", "-q", ...words, `docker-archive:${archive}`, to]);
  copy(`docker://${pushed}`, "--dest-tls-verify=false", "--dest-creds", credentials, "--format", "v2s2");
  copy(`oci:${oci}:1`);
  copy(`oci-archive:${oci}.tar:1`);
  run("skopeo", ["login", "--tls-verify=false", "-u", login.user, "-p", login.password, registry]);
  return [
    { source: "docker-archive", image: `docker-archive:${archive}` },
    { source: "bare path", image: archive },
    { source: "docker", image: `docker:${tag}`, input: { env: { DOCKER_HOST: `unix://${dockerSocket}` } } },
    {
      source: "podman",
      image: `podman:localhost/${tag}`,
      input: { env: { CONTAINER_HOST: `unix://${podmanSocket}` } },
    },
    { source: "registry", image: `registry:${pushed}` },
    { source: "oci-dir", image: `oci-dir:${oci}` },
    { source: "oci-archive", image: `oci-archive:${oci}.tar` },
    { source: "stdin", image: "-", input: { stdin: readFileSync(archive) } },
  ];
}
