/**
 * Who the containers of an image run as, where a Compose file says so: `user:` of a service outweighs USER of the Dockerfile. A
 * Dockerfile and its uses go in; out comes what all of them together say about root.
 */
import type { Dockerfile } from "../../../dockerfile/dockerfile.ts";
import type { Related } from "../../../finding/finding.ts";
import type { DockerfileUse } from "../../../project/facts.ts";
import type { Container } from "../../../runtime/container.ts";
import { isRoot, readUser } from "./runtime-user.ts";

/** What the services say. */
export interface UsersByUse {
  /**
   * `all`: each sets another user than root. `maybe`: each sets a user, but one hangs on a variable, or the image is
   * also built for somewhere else. `some`: others leave it to the image. `none`: no service has a say.
   */
  readonly leaveRoot: "all" | "maybe" | "some" | "none";
  /** Services that leave root, then those that do not: `service web of compose.yaml`. */
  readonly leaving: readonly string[];
  readonly staying: readonly string[];
  /** Where the users are set, in other files. */
  readonly trace: readonly Related[];
}

/** Looks at the builds that make the Dockerfile's target. */
export function usersByUse(dockerfile: Dockerfile, uses: readonly DockerfileUse[]): UsersByUse {
  const own = uses.filter(({ build }) => build.target === undefined || isTarget(dockerfile, build.target.value));
  // A fragment that says nothing adds to a service that is defined elsewhere.
  const all = own
    .flatMap(({ path, build, containers }) =>
      containers.map((one) => ({ path, label: build.label, one, says: says(one) })),
    )
    .filter(({ one, says }) => !one.isFragment || says !== "unset");
  const leaving = all.filter((each) => each.says === "other" || each.says === "unknown");
  const staying = all.filter((each) => !leaving.includes(each));
  const isUnsure = leaving.some((each) => each.says === "unknown") || own.some((use) => use.containers.length === 0);
  return {
    leaveRoot: leaving.length === 0 ? "none" : staying.length > 0 ? "some" : isUnsure ? "maybe" : "all",
    leaving: labels(leaving),
    staying: labels(staying),
    trace: leaving.flatMap(({ path, one, label }) => traceOf(one, label, path)),
  };
}

function labels(all: readonly { readonly label: string }[]): readonly string[] {
  return [...new Set(all.map(({ label }) => label))];
}

function isTarget({ target, stages }: Dockerfile, name: string): boolean {
  const named = stages.find((stage) => stage.name?.text.toLowerCase() === name.toLowerCase()) ?? stages[Number(name)];
  return named !== undefined && named === target;
}

function says({ user, unresolved }: Container): "unset" | "root" | "other" | "unknown" {
  if (!user) return unresolved.some(({ what }) => /^user of /.test(what)) ? "unknown" : "unset";
  if (user.value.includes("$")) return "unknown";
  const name = readUser(user.value);
  if (!name) return "unset";
  return isRoot(name) ? "root" : "other";
}

function traceOf({ user }: Container, label: string, path: string): Related[] {
  if (!user) return [];
  return [{ at: { path, ...user.at }, message: `The ${label} runs as user ${user.value}.` }];
}
