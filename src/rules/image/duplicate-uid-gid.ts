import type { Problem } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { layerAt } from "../../inventory/named-paths.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

/** Names that a message gives. */
const mostNamed = 4;

export const duplicateUidGid: Rule<"image"> = {
  id: "duplicate-uid-gid",
  title: "Two accounts share one number",
  habit: "user",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it is seldom meant. Medium when the number is 0, which makes a second root.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["dockle/DKL-LI-0002"],
  scope:
    "User names with the same uid in the image's etc/passwd, and group names with the same gid in etc/group, once a number.",
  why: "The kernel knows numbers only: each of the accounts can read, change and stop what belongs to the other.",
  remedy: "Give each account a number of its own: useradd -u, groupadd -g.",
  whenToIgnore: "One account is meant as another name of the other.",
  bad: [
    {
      title: "a second root",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c useradd -o -u 0 admin # buildkit",
            files: { "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nadmin:x:0:0::/home/admin:/bin/sh\n" },
          },
        ],
      },
    },
  ],
  good: [
    {
      title: "numbers of their own",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c useradd -u 1000 app # buildkit",
            files: { "etc/passwd": "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n" },
          },
        ],
      },
    },
  ],
  *check({ image }) {
    const { users, groups } = image.accounts;
    yield* shared(
      image,
      "uid",
      "etc/passwd",
      users.map(({ name, uid }) => [name, uid]),
    );
    yield* shared(
      image,
      "gid",
      "etc/group",
      groups.map(({ name, gid }) => [name, gid]),
    );
  },
};

function* shared(
  image: ImageFacts,
  kind: "uid" | "gid",
  path: string,
  pairs: readonly (readonly [name: string, id: number])[],
): Iterable<Problem> {
  const byId = new Map<number, Set<string>>();
  for (const [name, id] of pairs) byId.set(id, (byId.get(id) ?? new Set()).add(name));
  const layer = layerAt(image, path) ?? 0;
  for (const [id, names] of byId) {
    if (names.size < 2) continue;
    const message = `${listText([...names], mostNamed, "names")} share ${kind} ${id} in ${path} as ${layerName(image, layer)} leaves it.`;
    yield {
      at: placeOfLayer(image, layer),
      message,
      ...(id === 0 && kind === "uid" ? { severity: "medium" as const } : {}),
    };
  }
}
