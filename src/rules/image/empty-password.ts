import type { Problem } from "../../finding/finding.ts";
import type { Account, ImageFacts } from "../../inventory/image-facts.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { placeOfLayer, sinceLayer } from "./parts/places.ts";

/** Accounts that a message names. */
const mostNamed = 5;

export const emptyPassword: Rule<"image"> = {
  id: "empty-password",
  title: "An account has an empty password",
  habit: "user",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: it takes a first foothold in the container. High when the account is root.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/DKL-LI-0001"],
  scope:
    "Accounts whose password field is empty in the image's etc/passwd, or in etc/shadow where etc/passwd says `x`, once a layer. Locked accounts (`*`, `!`) and those without a shell to log in to (nologin, false) are left alone.",
  why: "Anybody who runs a command in the container becomes that account with su, without being asked; where it is root, USER no longer protects anything.",
  remedy: "Lock the account in the step that makes it: passwd -l NAME, or useradd without a password.",
  whenToIgnore: "The image is a toy or a rescue system that nobody can reach.",
  bad: [
    {
      title: "root without a password",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": "root::0:0:root:/root:/bin/sh\n" } },
        ],
      },
    },
    {
      title: "an empty field in etc/shadow",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c adduser -D app && passwd -d app # buildkit",
            files: { "etc/passwd": "app:x:1000:1000::/home/app:/bin/sh\n", "etc/shadow": "app::20000:0:99999:7:::\n" },
          },
        ],
      },
    },
  ],
  good: [
    {
      title: "locked",
      image: {
        steps: [
          {
            createdBy: "ADD rootfs.tar / # buildkit",
            files: { "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "etc/shadow": "root:*:20000:0:99999:7:::\n" },
          },
        ],
      },
    },
  ],
  *check({ image }) {
    const open = image.accounts.users.filter(isOpen);
    for (const layer of new Set(open.map((account) => account.layer)))
      yield problemOf(
        image,
        layer,
        open.filter((account) => account.layer === layer),
      );
  },
};

function isOpen({ password, shell }: Account): boolean {
  return password === "empty" && !/(?:^|\/)(?:nologin|false|sync|halt|shutdown)$/.test(shell.trim());
}

function problemOf(image: ImageFacts, layer: number, open: readonly Account[]): Problem {
  const names = listText([...new Set(open.map(({ name }) => name))], mostNamed, "accounts");
  const hasRoot = open.some(({ uid }) => uid === 0);
  const many = new Set(open.map(({ name }) => name)).size > 1;
  return {
    at: placeOfLayer(image, layer),
    message: `Nobody is asked for a password to become ${names}: ${many ? "their fields are" : "its field is"} empty ${sinceLayer(image, layer)}.`,
    ...(hasRoot ? { severity: "high" as const } : {}),
  };
}
