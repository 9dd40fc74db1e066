import { baseUser, runsAsRoot } from "../../bases/users.ts";
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Problem, Related } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import { isRoot, readUser, runtimeUser } from "../dockerfile/parts/runtime-user.ts";
import type { Facts, Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { imageOf } from "./parts/image-purpose.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const serviceRootUser: Rule<"containers"> = {
  id: "service-root-user",
  title: "A container is told to run as root",
  habit: "user",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: somebody wrote it down, mostly to get past a permission. High where the image, or the Dockerfile of the service, would run as another user. Low for a command that is run by hand.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["compose-lint/CL-0018", "cis/4.1"],
  scope:
    "`user` of a service and `--user` of a command that is root or 0, with any group. Left alone where the image's own entrypoint starts as root and steps down by itself (postgres, redis). No user at all is the Dockerfile's matter: see root-user.",
  why: "Whoever breaks into the program is root in the container, and one kernel or mount mistake away from being root on the host.",
  remedy: "Take the line out or name a user, and give that user the folders the program writes to.",
  whenToIgnore: "A one-off job that has to set owners on a volume, or an agent that has to read files of other users.",
  bad: [{ title: "root by name", files: serviceFile("user: root") }],
  good: [
    { title: "a user of its own", files: serviceFile('user: "10001:10001"') },
    {
      title: "an entrypoint that steps down",
      files: { "compose.yaml": "services:\n  db:\n    image: postgres:18.1\n    user: root\n" },
    },
  ],
  *check(facts) {
    const builds = buildsOf(facts);
    yield* oncePerPlace(
      facts.containers.flatMap((container) => problemsOf(builds, container)),
      facts,
    );
  },
};

function problemsOf(builds: ReadonlyMap<Container, Dockerfile | undefined>, container: Container): Problem[] {
  const { user } = container;
  const read = user && readUser(user.value);
  if (!user || !read || !isRoot(read)) return [];
  // The image of a service that is built is only a name for what comes out.
  const image = builds.has(container) ? undefined : imageOf(container);
  const base = image && baseUser(image);
  const built = builtUser(builds.get(container));
  if (base?.dropsPrivileges && !container.entrypoint) return [];
  const other = built?.text ?? (base && runsAsRoot(base) === false ? base.user : undefined);
  const instead = other === undefined ? "" : `, where the image would run as ${other}`;
  return [
    {
      at: user.at,
      message: `${subjectOf(container)} runs as root: user is ${user.value}${instead}.`,
      ...(container.kind === "command" ? { severity: "low" as const } : other ? { severity: "high" as const } : {}),
      ...(built ? { related: [built.trace] } : {}),
    },
  ];
}

/** The services that are built, with their Dockerfile where it is known. */
function buildsOf({ compose, builds }: Partial<Facts>): ReadonlyMap<Container, Dockerfile | undefined> {
  const linked = new Map(builds?.map((one) => [one.build, one.dockerfile]));
  return new Map(
    compose?.services.flatMap(({ container, build }): [Container, Dockerfile | undefined][] =>
      build ? [[container, linked.get(build)]] : [],
    ),
  );
}

/** The user that the service's own Dockerfile ends with, when that is known not to be root. */
function builtUser(dockerfile: Dockerfile | undefined): { text: string; trace: Related } | undefined {
  const target = dockerfile?.target;
  const found = target && runtimeUser(target);
  if (!dockerfile || !found?.setting || found.root !== false || !found.user) return undefined;
  const at = { ...found.setting.by.span, path: dockerfile.source.path };
  return { text: found.user.name, trace: { at, message: "The image runs as this user." } };
}
