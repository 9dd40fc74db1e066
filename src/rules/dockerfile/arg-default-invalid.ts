import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { isPlatformArg } from "../../dockerfile/scope.ts";
import { expandWords, variablesIn } from "../../dockerfile/words.ts";
import type { Problem } from "../../finding/finding.ts";
import { parseReference } from "../../image/reference.ts";
import type { Rule } from "../rule.ts";

export const argDefaultInvalid: Rule<"dockerfile"> = {
  id: "arg-default-invalid",
  title: "Without --build-arg, FROM has no usable image name",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it may be meant as a required argument; the error message then does not say so.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["buildkit/InvalidDefaultArgInFrom", "trivy/DS-0001"],
  scope:
    "A FROM whose image, with every ARG at its default, is empty or not a valid name: the ARG has no default, or a bad one. Arguments given on the command line count. ${X:?message} is left alone.",
  why: "A plain docker build stops with 'invalid reference format', which does not say which argument is missing.",
  remedy: "Give the ARG a default that works, or write ${NAME:?say what to pass} so that the error explains itself.",
  whenToIgnore: "The file is only ever built by a script that passes the argument.",
  bad: [
    { title: "no default", dockerfile: "ARG V\nFROM alpine:$V\nUSER 1000\n" },
    { title: "an empty default", dockerfile: 'ARG IMAGE=""\nFROM $IMAGE\nUSER 1000\n' },
  ],
  good: [
    { title: "a default", dockerfile: "ARG V=3.24\nFROM alpine:$V\nUSER 1000\n" },
    { title: "the name is valid without it", dockerfile: "ARG SUFFIX\nFROM alpine:3.24$SUFFIX\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    if (dockerfile.globalArgs.length === 0) return;
    const defaults = defaultsOf(dockerfile);
    for (const stage of dockerfile.stages) {
      const found = problemIn(dockerfile, stage, defaults);
      if (found) yield found;
    }
  },
};

function problemIn(dockerfile: Dockerfile, stage: Stage, defaults: ReadonlyMap<string, string>): Problem | undefined {
  const word = stage.baseWord;
  if (!word?.text.includes("$")) return undefined;
  const escapeToken = dockerfile.tree.escape;
  const names = variablesIn(word.text, escapeToken);
  const known = (name: string) => defaults.get(name) ?? (isPlatformArg(name) ? "linux" : undefined);
  // A name nobody declares is the business of arg-undefined-in-from.
  if (!names.some((name) => defaults.has(name)) || names.some((name) => known(name) === undefined)) return undefined;
  const image = expandWords(word.text, known, escapeToken);
  if (image.kind !== "text" || isBase(dockerfile, stage, image.text)) return undefined;
  const used = names.filter((name) => defaults.has(name));
  const culprits = used.filter((name) => defaults.get(name) === "");
  const shown = (culprits.length > 0 ? culprits : used).map((name) => `$${name}`).join(", ");
  const result = image.text === "" ? "no image at all" : `"${image.text}", which is no image name`;
  return {
    at: word.span,
    message: `Unless ${shown} ${shown.includes(",") ? "are" : "is"} given with --build-arg, FROM gets ${result}.`,
    related: dockerfile.globalArgs
      .flatMap((arg) => arg.pairs)
      .filter(({ key }) => (culprits.length > 0 ? culprits : used).includes(key.text))
      .map(({ span }) => ({ at: span, message: "declared here" })),
  };
}

/** Values of the global ARGs as a build without further arguments sees them; "" where there is none. */
function defaultsOf({ globalArgs, buildArgs, tree }: Dockerfile): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of globalArgs.flatMap((arg) => arg.pairs)) {
    const expansion = expandWords(value?.text ?? "", (name) => values.get(name), tree.escape);
    const own = expansion.kind === "text" ? expansion.text : "";
    // FROM's own platform arguments have a value although `ARG TARGETARCH` gives none.
    if (!value && isPlatformArg(key.text)) continue;
    values.set(key.text, buildArgs.get(key.text) ?? own);
  }
  return values;
}

function isBase(dockerfile: Dockerfile, stage: Stage, name: string): boolean {
  const earlier = dockerfile.stages.slice(0, stage.index);
  if (earlier.some((one) => one.name?.text.toLowerCase() === name.toLowerCase())) return true;
  return name === "scratch" || parseReference(name) !== undefined;
}
