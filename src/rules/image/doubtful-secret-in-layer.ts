import type { ImageFacts } from "../../inventory/image-facts.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { layerNameFirst, placeOfLayer } from "./parts/places.ts";
import { secretFiles, secretList } from "./parts/secret-words.ts";

/** Files that a message names. */
const mostNamed = 3;
const env = "PORT=3000\nDB_PASSWORD=Xk29vQzp7Lw\n";

export const doubtfulSecretInLayer: Rule<"image"> = {
  id: "doubtful-secret-in-layer",
  title: "A layer holds what may be a secret",
  habit: "secrets",
  severity: "low",
  confidence: "low",
  severityReason: "Low: most of these are made up for a test or an example.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["dockle/CIS-DI-0010", "cis/4.10"],
  scope:
    "What looks like a secret in files of the image's layers, but is not surely one: mostly below folders of tests and examples. All of one layer in one finding; the sure ones are secret-in-layer's.",
  why: "A real key that was once used for a test opens the same doors as any other.",
  remedy: "Look at the files, and leave tests and examples out of what COPY takes.",
  whenToIgnore: "The values are made up.",
  bad: [
    {
      title: "settings of a test",
      image: { steps: [{ createdBy: "COPY . /app # buildkit", files: { "app/tests/.env": env } }] },
    },
  ],
  good: [
    {
      title: "no key",
      image: { steps: [{ createdBy: "COPY . /app # buildkit", files: { "app/tests/pay.js": "pay();\n" } }] },
    },
  ],
  *check({ image }) {
    const doubtful = secretFiles(image.secrets.filter(({ confidence }) => confidence === "low"));
    for (const layer of new Set(doubtful.map((file) => file.layer)))
      yield {
        at: placeOfLayer(image, layer),
        message: `${layerNameFirst(image, layer)} may hold secrets: ${namesIn(image, layer)}.`,
      };
  },
};

function namesIn({ secrets }: ImageFacts, layer: number): string {
  const files = secretFiles(secrets.filter((secret) => secret.confidence === "low" && secret.layer === layer));
  return listText(
    files.map((file) => `${secretList(file.secrets)} in ${file.path}`),
    mostNamed,
    "files",
  );
}
