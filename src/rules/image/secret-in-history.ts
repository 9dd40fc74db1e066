import type { DescribedSecret } from "../../image/image-description.ts";
import type { Rule } from "../rule.ts";
import { describedProblem, namedSecrets, secretName } from "./parts/described-secrets.ts";

// In pieces: it has the form of a real one.
const token = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;

export const secretInHistory: Rule<"image"> = {
  id: "secret-in-history",
  title: "The image's history shows a secret",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the image ships the value. Critical when it has the format of a working credential; low where it is not surely a secret.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0010", "semgrep/secret-in-build-arg", "cis/4.10"],
  scope:
    "Build arguments and instructions as the image's history keeps them: credentials of a known format, and fixed values under the name of a secret. One finding a name, at the first step that shows it. What still stands in the config is secret-in-image-config's.",
  why: "The builder writes build arguments and instructions into the image: docker history shows them to everyone who has it, whatever later steps do.",
  remedy: "Have a new secret issued, and hand it to the one RUN that needs it with --mount=type=secret.",
  whenToIgnore: "The value had lost its use before anyone got the image.",
  bad: [
    {
      title: "a build argument",
      image: {
        steps: [{ createdBy: `RUN |1 STRIPE_KEY=${token} /bin/sh -c make # buildkit`, files: { "app/server": "" } }],
      },
    },
  ],
  good: [
    {
      title: "a build argument that is none",
      image: {
        steps: [{ createdBy: "RUN |1 NODE_VERSION=24 /bin/sh -c make # buildkit", files: { "app/server": "" } }],
      },
    },
  ],
  *check({ image }) {
    for (const { secret, times } of namedSecrets(image, isInHistory)) {
      const what = secret.isBuildArg ? `the build argument ${argumentName(secret)}` : secretName(secret);
      const often = times > 1 ? ` in ${times} values` : "";
      yield describedProblem(image, secret, `The image's history shows ${what}${often}: docker history prints it.`);
    }
  },
};

/** `API_TOKEN`, or `KEY (Stripe live key)` where the name does not say what it is. */
function argumentName({ name, title }: DescribedSecret): string {
  return name === "" || !title.includes(name) ? `${name} (${title})`.trim() : name;
}

function isInHistory({ where }: DescribedSecret): boolean {
  return where === "history";
}
