import type { DescribedSecret } from "../../image/image-description.ts";
import type { Rule } from "../rule.ts";
import { describedProblem, namedSecrets, secretName } from "./parts/described-secrets.ts";

const places: Readonly<Record<string, string>> = {
  env: "environment",
  label: "labels",
  cmd: "CMD",
  entrypoint: "ENTRYPOINT",
  healthcheck: "HEALTHCHECK",
  onbuild: "ONBUILD triggers",
};

export const secretInImageConfig: Rule<"image"> = {
  id: "secret-in-image-config",
  title: "The image's config holds a secret",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the image ships the value. Critical when it has the format of a working credential; low where it is not surely a secret.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0010", "trivy/DS-0031", "cis/4.10"],
  scope:
    "Environment, labels, ENTRYPOINT, CMD, HEALTHCHECK and ONBUILD of the image's config: credentials of a known format, and fixed values under the name of a secret. Stand-ins, paths, public keys and names such as *_FILE are left alone. One finding a name.",
  why: "Everyone who can pull the image reads the value with docker inspect, and every process in the container inherits the environment.",
  remedy: "Have a new secret issued, take the value out of the build, and pass it when the container runs.",
  whenToIgnore: "The value is a documented default that every installation replaces and that opens nothing by itself.",
  bad: [
    {
      title: "a password in the environment",
      image: {
        steps: [{ createdBy: "ENV DB_PASSWORD=Xk29vQzp7Lw" }],
        env: ["PATH=/usr/bin", "DB_PASSWORD=Xk29vQzp7Lw"],
      },
    },
  ],
  good: [
    {
      title: "where to find it",
      image: {
        steps: [{ createdBy: "ENV DB_PASSWORD_FILE=/run/secrets/db" }],
        env: ["DB_PASSWORD_FILE=/run/secrets/db"],
      },
    },
  ],
  *check({ image }) {
    const isHere = ({ where }: DescribedSecret) => Object.hasOwn(places, where);
    for (const { secret } of namedSecrets(image, isHere)) {
      const message = `The ${places[secret.where]} of the image's config ${secret.where === "label" || secret.where === "onbuild" ? "hold" : "holds"} ${secretName(secret)}: docker inspect shows it.`;
      yield describedProblem(image, secret, message);
    }
  },
};
