import type { Problem } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { placeOfLayer, sinceLayer } from "./parts/places.ts";

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
    const numbered = users.map(({ uid, ...user }) => ({ ...user, id: uid }));
    yield* shared(image, "uid", "etc/passwd", numbered);
    yield* shared(
      image,
      "gid",
      "etc/group",
      groups.map(({ gid, ...group }) => ({ ...group, id: gid })),
    );
  },
};

interface Numbered {
  readonly name: string;
  readonly id: number;
  readonly layer: number;
}

function* shared(
  image: ImageFacts,
  kind: "uid" | "gid",
  path: string,
  accounts: readonly Numbered[],
): Iterable<Problem> {
  const byId = new Map<number, Numbered[]>();
  for (const account of accounts) {
    const others = byId.get(account.id);
    if (others) others.push(account);
    else byId.set(account.id, [account]);
  }
  for (const [id, all] of byId) {
    const names = new Set(all.map(({ name }) => name));
    if (names.size < 2) continue;
    // The last to come made it two.
    const layer = all.reduce((last, account) => Math.max(last, account.layer), 0);
    yield {
      at: placeOfLayer(image, layer),
      message: `${listText([...names], mostNamed, "names")} share ${kind} ${id} in ${path} ${sinceLayer(image, layer)}.`,
      subject: `${kind} ${id}`,
      ...(id === 0 && kind === "uid" ? { severity: "medium" as const } : {}),
    };
  }
}
