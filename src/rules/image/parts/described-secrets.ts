/** Problems with secrets in what is said of an image: one for each name, at the step that set it. */
import type { Problem, Severity } from "../../../finding/finding.ts";
import type { DescribedSecret } from "../../../image/image-description.ts";
import type { ImageFacts } from "../../../inventory/image-facts.ts";
import { placeDetectors } from "../../../secrets/detectors/places.ts";
import type { Place } from "../../../text/source.ts";
import { rotationNotes } from "../../parts/rotation-note.ts";
import { lastPlace, placeOfHistory, placeOfSetting } from "./places.ts";
import { withArticle } from "./secret-words.ts";

/** A secret with how often it stands there under that name. */
export interface NamedSecret {
  readonly secret: DescribedSecret;
  readonly times: number;
}

/** One for each name and kind, the first of each; without a name each place counts. */
export function namedSecrets(
  { describedSecrets }: ImageFacts,
  isWanted: (secret: DescribedSecret) => boolean,
): readonly NamedSecret[] {
  const found = new Map<string, { secret: DescribedSecret; times: number }>();
  for (const secret of describedSecrets) {
    if (!isWanted(secret)) continue;
    const { where, name, detector, history } = secret;
    const key = [where, name, detector, name === "" ? history : ""].join("\0");
    const known = found.get(key);
    if (known) known.times += 1;
    else found.set(key, { secret, times: 1 });
  }
  return [...found.values()];
}

/** `API_TOKEN (GitHub token)`, `the value of DB_PASSWORD`. */
export function secretName({ name, title }: DescribedSecret): string {
  if (name === "" || title.includes(name)) return withArticle(title);
  return `${name} (${title})`;
}

/** The problem with its place, and how the credential is made worthless. */
export function describedProblem(image: ImageFacts, secret: DescribedSecret, message: string): Problem {
  const at = placeOf(image, secret);
  const { confidence, detector } = secret;
  const subject = [secret.where, secret.name].join(" ").trim();
  return { at, message, subject, severity: severityOf(secret), confidence, related: rotationNotes(detector, at) };
}

function placeOf(image: ImageFacts, { where, name, history }: DescribedSecret): Place {
  const step = placeOfHistory(image, history);
  if (step) return step;
  if (where === "history" || where === "provenance") return placeOfArgument(image, name) ?? lastPlace(image);
  return placeOfSetting(image, where, (text) => name !== "" && text.includes(`${name}=`));
}

/** The ARG of a name: what an attestation tells of a build argument stands in no step. */
function placeOfArgument({ steps }: ImageFacts, name: string): Place | undefined {
  const declares = (text: string) => text.split(/\s+/).some((word, at) => at > 0 && word.split("=")[0] === name);
  return name === ""
    ? undefined
    : steps.find(({ instruction, text }) => instruction === "arg" && declares(text))?.place;
}

/** A value that only its name makes a secret opens who knows what; one in a known format is a working credential. */
function severityOf({ confidence, detector }: DescribedSecret): Severity {
  if (confidence === "low") return "low";
  // Known by where it stands (an address, an option, a header): as in a Dockerfile, that is no format.
  const isPlace = placeDetectors.some(({ id }) => id === detector);
  return confidence === "high" && detector !== "secret-assignment" && !isPlace ? "critical" : "high";
}
