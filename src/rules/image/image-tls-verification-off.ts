import { isTlsVariable, whoTrustsAnyone } from "../dockerfile/parts/tls-switches.ts";
import type { Rule } from "../rule.ts";
import { placeOfSetting } from "./parts/places.ts";

const off = "NODE_TLS_REJECT_UNAUTHORIZED=0";

export const imageTlsVerificationOff: Rule<"image"> = {
  id: "image-tls-verification-off",
  title: "The image's environment switches certificate checks off",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason: "High: it holds for everything that the container does.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Variables in the image's config that tell Node.js, Python, pip, npm, Yarn, git, go and others to trust any certificate. Lists of hosts that name only this machine are left alone.",
  why: "Whoever is between the container and a server can read and change what they send each other, passwords among it.",
  remedy:
    "Take the variable out, and add the certificate of your own authority to the image where that was the reason.",
  whenToIgnore: "The container has no network.",
  bad: [{ title: "Node.js", image: { steps: [{ createdBy: `ENV ${off}` }], env: ["PATH=/usr/bin", off] } }],
  good: [
    {
      title: "one's own authority",
      image: {
        steps: [{ createdBy: "ENV NODE_EXTRA_CA_CERTS=/etc/ssl/own.pem" }],
        env: ["NODE_EXTRA_CA_CERTS=/etc/ssl/own.pem"],
      },
    },
  ],
  *check({ image }) {
    for (const pair of image.config.env) {
      const equals = pair.indexOf("=");
      const name = pair.slice(0, Math.max(0, equals));
      const tool = isTlsVariable(name) ? whoTrustsAnyone(name, pair.slice(equals + 1)) : undefined;
      if (tool === undefined) continue;
      const at = placeOfSetting(image, "env", (text) => text.includes(`${name}=`));
      yield { at, message: `${pair} in the image's environment: ${tool} trusts every server that answers.` };
    }
  },
};
