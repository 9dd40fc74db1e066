import type { EffectiveContext } from "../../context/effective-context.ts";
import { hasWildcard, pathParts } from "../../context/source-match.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import { type SecretFileKind, secretFileKind } from "../../secrets/secret-files.ts";
import { isTrialPath } from "../../secrets/secret-finding.ts";
import { isHttpSource } from "../dockerfile/parts/add-sources.ts";
import type { Rule } from "../rule.ts";

const base = "FROM node:24.19-trixie-slim\nWORKDIR /srv\n";

export const secretFileCopied: Rule<"dockerfile"> = {
  id: "secret-file-copied",
  title: "COPY names a file that is there to hold a secret",
  habit: "secrets",
  severity: "high",
  confidence: "medium",
  severityReason:
    "High when the file comes into the image and its name leaves no doubt; medium for .env and .key files, and in stages that are only built from.",
  needs: ["dockerfile"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0010", "cis/4.10"],
  scope:
    "Sources of COPY and ADD that name, without wildcards, a private key, a login file, a password store, .env or a .key file, or that become one by the name of their target, in stages that reach the image. By name only: where the file is on disk its content decides, and secret-in-context speaks. Silent below folders of tests and examples.",
  why: "What is copied stays in a layer: whoever can pull the image can read the file, also when a later RUN removes it.",
  remedy:
    "Take it out of the COPY: mount it with RUN --mount=type=secret in the build, and give it to the container when it starts.",
  whenToIgnore: "The file of that name holds nothing secret.",
  bad: [
    { title: "a private key", dockerfile: `${base}COPY id_rsa /root/.ssh/id_rsa\nUSER 1000\n` },
    { title: "a settings file", dockerfile: `${base}COPY server.js .env ./\nUSER 1000\n` },
  ],
  good: [
    { title: "a public key", dockerfile: `${base}COPY id_rsa.pub /srv/\nUSER 1000\n` },
    { title: "an example", dockerfile: `${base}COPY .env.example ./.env\nUSER 1000\n` },
  ],
  *check({ dockerfile, contexts }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) yield* problemsIn(stage, instruction, contexts ?? []);
    }
  },
};

function* problemsIn(stage: Stage, holder: Instruction, contexts: readonly EffectiveContext[]): Iterable<Problem> {
  const copy = holder.trigger ?? holder;
  if ((copy.name !== "copy" && copy.name !== "add") || copy.flags.some(({ name }) => name === "from")) return;
  const target = stage.expand(holder, copy.args.at(-1)?.text ?? "");
  for (const word of copy.args.slice(0, -1)) {
    const value = stage.expand(holder, word.text);
    if (!value.known || hasWildcard(value.text) || isHttpSource(value.text) || value.text.includes("<<")) continue;
    const path = pathParts(value.text).join("/");
    const told = judgeName(path, target.known ? target.text : "");
    if (!told || isTrialPath(path) || isOnDisk(contexts, path) || (!told.isCertain && !stage.inTargetChain)) continue;
    const place = stage.inTargetChain ? "the image, for everyone who can pull it" : `a layer of ${stage.label}`;
    yield {
      at: word.span,
      ...(told.isCertain && stage.inTargetChain ? {} : { severity: "medium" as const }),
      message: `${copy.name.toUpperCase()} names ${path}, by its name ${told.what}: what it holds stays in ${place}.`,
    };
  }
}

interface Told {
  /** Noun phrase with its article. */
  readonly what: string;
  /** False for names that may as well stand for something harmless. */
  readonly isCertain: boolean;
}

/** What the name of the source says, or that of the file it becomes. */
function judgeName(path: string, target: string): Told | undefined {
  const kind = secretFileKind(path);
  if (kind?.certain) return { what: withArticle(kind), isCertain: true };
  if (/\.(?:pub|asc|gpg|crt|cer)$|keyring/i.test(target)) return undefined;
  const becomes = secretFileKind(target);
  if (becomes?.certain && !target.endsWith("/")) return { what: withArticle(becomes), isCertain: true };
  const isTelling =
    /(?:^|\/)(?:\.env|\.htpasswd|[^/]+\.key|(?:[^/]*[_.-])?key\.pem)$/.test(path) &&
    !/pub(?:lic)?[_.-]?key/i.test(path);
  return kind && isTelling ? { what: withArticle(kind), isCertain: false } : undefined;
}

function withArticle({ title }: SecretFileKind): string {
  return /^[aeiou]/i.test(title) ? `an ${title}` : `a ${title}`;
}

/** Its content was looked at, or the ignore file leaves it out: others say what is to be said. */
function isOnDisk(contexts: readonly EffectiveContext[], path: string): boolean {
  return contexts.some(({ files }) => files.all.some((file) => file.path === path));
}
