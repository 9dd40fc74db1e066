import type { Problem, Related } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { countText } from "../../text/quantities.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";
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
    "Critical: everyone who can pull the image has a working credential. High where the value is not surely one. Medium for the host keys of an SSH server.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0010", "cis/4.10"],
  scope:
    "Files of every layer, also those that a later layer deletes or replaces: files made for secrets (.env, private keys, logins, state) that hold one, and credentials of a known format in other texts. All of one file in one finding. The host keys that an SSH server made when it was installed are one finding together, as long as containers see them. Files of the operating system's packages and other people's code are left alone; what lies below folders of tests and examples is doubtful-secret-in-layer's.",
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
    const files = secretFiles(sure);
    for (const file of files) if (!isHostKey(file)) yield problemOf(image, file);
    const hostKeys = files.filter((file) => isHostKey(file) && file.secrets.some(({ isVisible }) => isVisible));
    for (const layer of new Set(hostKeys.map((file) => file.layer)))
      yield hostKeyProblem(
        image,
        layer,
        hostKeys.filter((file) => file.layer === layer).map(({ path }) => path),
      );
  },
};

/** Keys that an SSH server makes for itself when it is installed. Those that are gone at run time no server uses. */
function isHostKey({ path }: SecretFile): boolean {
  return /^etc\/ssh\/ssh_host_[a-z0-9]{1,20}_key$/.test(path);
}

/** They open nothing, and who has them can pose as the server. */
function hostKeyProblem(image: ImageFacts, layer: number, paths: readonly string[]): Problem {
  const at = placeOfLayer(image, layer);
  const count = countText(paths.length, "host key");
  return {
    at,
    message: `${count} of the SSH server ${paths.length === 1 ? "is" : "are"} in ${layerName(image, layer)}: all containers share ${paths.length === 1 ? "it" : "them"}, and everyone who has the image can pose as their server.`,
    subject: "host keys",
    severity: "medium",
    related: [
      {
        at,
        message: "Delete /etc/ssh/ssh_host_* here, and let ssh-keygen -A make new ones when the container starts.",
      },
    ],
  };
}

function problemOf(image: ImageFacts, file: SecretFile): Problem {
  const { path, layer, secrets } = file;
  const at = placeOfLayer(image, layer);
  const isSure = secrets.some(({ confidence }) => confidence === "high");
  return {
    at,
    message: `${path} in ${layerName(image, layer)} holds ${secretList(secrets)}. ${whereSeen(image, file)}`,
    subject: path,
    ...(isSure ? {} : { severity: "high" as const, confidence: "medium" as const }),
    related: [...hiding(image, file), ...rotationNotes(secrets[0]?.detector, at)],
  };
}

function hiding(image: ImageFacts, { secrets }: SecretFile): Related[] {
  const hidden = secrets[0]?.hidden;
  if (!hidden || secrets.some(({ isVisible }) => isVisible)) return [];
  return [
    { at: placeOfLayer(image, hidden.by), message: `The file is ${hidden.how} here, and stays in the layer below.` },
  ];
}
