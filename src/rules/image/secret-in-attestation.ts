import type { DescribedSecret } from "../../image/image-description.ts";
import type { Rule } from "../rule.ts";
import { describedProblem, namedSecrets, secretName } from "./parts/described-secrets.ts";

// In pieces: it has the form of a real one.
const token = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;
const steps = [{ createdBy: "COPY app /app # buildkit", files: { app: "" } }];

/** A statement of mode max, as far as it matters. */
function attested(args: Readonly<Record<string, string>>): object {
  return {
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: { buildDefinition: { externalParameters: { request: { args } } } },
  };
}

export const secretInAttestation: Rule<"image"> = {
  id: "secret-in-attestation",
  title: "The attestation beside the image shows a secret",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: whoever reads the registry reads the value. Critical when it has the format of a working credential; low where it is not surely a secret.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["cis/4.10"],
  scope:
    "Build arguments, the Dockerfile and addresses in the provenance that BuildKit leaves beside an image (mode max): credentials of a known format, and fixed values under the name of a secret. One finding a name.",
  why: "The attestation is pushed with the image and read with docker buildx imagetools inspect, also when the image itself no longer shows the value.",
  remedy:
    "Have a new secret issued, hand it to the build with --secret, and push with --provenance=mode=min until then.",
  whenToIgnore: "The value had lost its use before anyone got the image.",
  bad: [
    {
      title: "a build argument",
      image: { steps, attestation: attested({ "build-arg:STRIPE_KEY": token }) },
    },
  ],
  good: [
    {
      title: "a secret that was mounted",
      image: { steps, attestation: attested({ "build-arg:NODE_VERSION": "24" }) },
    },
  ],
  *check({ image }) {
    for (const { secret } of namedSecrets(image, isAttested))
      yield describedProblem(
        image,
        secret,
        `BuildKit's attestation beside the image shows ${secretName(secret)}: docker buildx imagetools inspect prints it.`,
      );
  },
};

function isAttested({ where }: DescribedSecret): boolean {
  return where === "provenance";
}
