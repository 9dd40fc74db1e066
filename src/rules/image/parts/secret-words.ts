/** How the secrets of one file or one description are told in a sentence. */
import type { ImageFacts, ImageSecret } from "../../../inventory/image-facts.ts";
import { listText } from "../../context/parts/words.ts";
import { layerNameFirst } from "./places.ts";

/** Secrets of one file that a message names. */
const mostNamed = 3;

/** Secrets of one file in one layer. */
export interface SecretFile {
  readonly path: string;
  readonly layer: number;
  /** By line; never empty. */
  readonly secrets: readonly ImageSecret[];
}

/** By layer and path. */
export function secretFiles(secrets: readonly ImageSecret[]): readonly SecretFile[] {
  const files = new Map<string, { path: string; layer: number; secrets: ImageSecret[] }>();
  for (const secret of secrets) {
    const key = `${secret.layer}\0${secret.path}`;
    const file = files.get(key);
    if (file) file.secrets.push(secret);
    else files.set(key, { path: secret.path, layer: secret.layer, secrets: [secret] });
  }
  return [...files.values()];
}

/** `a GitHub token`, `an AWS access key`, `the value of DB_PASSWORD`. */
export function withArticle(title: string): string {
  if (/^(?:value|password|contents) (?:of|for)\b/.test(title)) return `the ${title}`;
  return `${/^[aeiou]|^(?:HTTP|npm|NVIDIA|SSH|RSA)\b/i.test(title) ? "an" : "a"} ${title}`;
}

/** `a GitHub token (line 3) and the value of DB_PASSWORD (line 4)`. */
export function secretList(secrets: readonly ImageSecret[]): string {
  const titles = secrets.map(({ title, line }) => `${withArticle(title)} (line ${line})`);
  return listText([...new Set(titles)], mostNamed, "secrets");
}

/** Whether a container sees the file, and why it does not help when it does not. */
export function whereSeen(image: ImageFacts, { layer, secrets }: SecretFile): string {
  // One that is seen counts for all: what is said is said of the file.
  const hidden = secrets.every(({ isVisible }) => !isVisible) ? secrets[0]?.hidden : undefined;
  if (!image.hasConfig || !hidden) return "Every container sees it.";
  return `${layerNameFirst(image, hidden.by)} ${hidden.how === "deleted" ? "deletes" : "replaces"} it, which does not help: everyone who has the image has layer ${layer + 1} too.`;
}
