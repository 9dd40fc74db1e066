import type { Problem, Related } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { layerNameFirst, placeOfLayer } from "./parts/places.ts";
import { type SecretFile, secretFiles, secretList, whereSeen } from "./parts/secret-words.ts";

// In pieces: it has the form of a real one.
const env = `PORT=3000\nSTRIPE_KEY=${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N\n`;
const copy = { createdBy: "COPY . /app # buildkit", files: { "app/.env": env, "app/server.js": "" } };

export const secretInLayer: Rule<"image"> = {
  id: "secret-in-layer",
  title: "A layer of the image holds a secret",
  habit: "secrets",
  severity: "critical",
  confidence: "high",
  severityReason:
    "Critical: everyone who can pull the image has a working credential. High where the value is not surely one.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0010", "cis/4.10"],
  scope:
    "Files of every layer, also those that a later layer deletes or replaces: files made for secrets (.env, private keys, logins, state) that hold one, and credentials of a known format in other texts. All of one file in one finding. Files of the operating system's packages and other people's code are left alone; what lies below folders of tests and examples is doubtful-secret-in-layer's.",
  why: "Layers keep every file that was ever in them: whoever can pull the image, or gets hold of it in a cache or a registry, can read the secret.",
  remedy:
    "Have a new secret issued, leave the file out of the build (.dockerignore, RUN --mount=type=secret), and delete the image wherever it was pushed.",
  whenToIgnore: "The value is made up, or it is meant to be public.",
  bad: [
    { title: "copied with everything else", image: { steps: [copy] } },
    {
      title: "deleted a layer too late",
      image: { steps: [copy, { createdBy: "RUN /bin/sh -c rm /app/.env # buildkit", files: { "app/.env": null } }] },
    },
  ],
  good: [
    {
      title: "values that are none",
      image: {
        steps: [
          { createdBy: "COPY . /app # buildkit", files: { "app/.env.example": "STRIPE_KEY=changeme\nPORT=3000\n" } },
        ],
      },
    },
  ],
  *check({ image }) {
    const sure = image.secrets.filter(({ confidence }) => confidence !== "low");
    for (const file of secretFiles(sure)) yield problemOf(image, file);
  },
};

function problemOf(image: ImageFacts, file: SecretFile): Problem {
  const { path, layer, secrets } = file;
  const at = placeOfLayer(image, layer);
  const isSure = secrets.some(({ confidence }) => confidence === "high");
  return {
    at,
    message: `${layerNameFirst(image, layer)} has ${path} with ${secretList(secrets)}. ${whereSeen(image, file)}`,
    ...(isSure ? {} : { severity: "high" as const, confidence: "medium" as const }),
    related: [...hiding(image, file), ...rotationNotes(secrets[0]?.detector, at)],
  };
}

function hiding(image: ImageFacts, { secrets }: SecretFile): Related[] {
  const hidden = secrets[0]?.hidden;
  if (!hidden) return [];
  return [
    { at: placeOfLayer(image, hidden.by), message: `The file is ${hidden.how} here, and stays in the layer below.` },
  ];
}
