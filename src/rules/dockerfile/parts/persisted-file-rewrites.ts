/**
 * Credential files that a RUN makes out of a secret. The command goes in; out comes how to do without the file in the
 * layer: mount the secret right there, or remove the file before the RUN ends.
 */
import type { Command } from "../../../dockerfile/command.ts";
import { operandsOf, toolName } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Persisted } from "./persisting-commands.ts";
import { secretFile } from "./secret-carriers.ts";
import { readingUid } from "./secret-mounts.ts";

/** Files that only tools of the build read, and which. */
const credentialFiles: readonly (readonly [file: RegExp, readers: RegExp])[] = [
  [/(?:^|\/)\.netrc$/, /^(?:git|curl|wget|go|pip|uv|poetry|cargo|npm|npx|yarn|pnpm|bundle|composer|conda)$/],
  [/(?:^|\/)\.npmrc$/, /^(?:npm|npx|pnpm|yarn|corepack|bun)$/],
  [/(?:^|\/)\.yarnrc(?:\.yml)?$/, /^(?:yarn|corepack)$/],
  [/(?:^|\/)pip\.conf$/, /^(?:pip|pipx|uv|poetry)$/],
  [/(?:^|\/)\.git-credentials$/, /^(?:git|go|npm|pip|cargo|composer|bundle)$/],
  [
    /(?:^|\/)id_(?:rsa|ed25519|ecdsa|dsa)$/,
    /^(?:git|ssh|scp|rsync|go|npm|npx|yarn|pnpm|pip|cargo|composer|bundle|ssh-add)$/,
  ],
  [/(?:^|\/)\.m2\/settings\.xml$/, /^(?:mvn|mvnw)$/],
  [/(?:^|\/)\.aws\/credentials$/, /^(?:aws|s5cmd)$/],
  [/(?:^|\/)(?:\.composer\/)?auth\.json$/, /^composer$/],
  [/(?:^|\/)\.pypirc$/, /^twine$/],
];

/** The tools that read a credential file; undefined for files the program may need when it runs. */
export function readersOf(path: string | undefined): RegExp | undefined {
  return path === undefined ? undefined : credentialFiles.find(([file]) => file.test(path))?.[1];
}

/** The mount of a `cp SECRET PLACE` with the place as its target, as the text of the flag. Undefined when unclear. */
export function mountedInPlace(
  stage: Stage,
  run: Instruction,
  command: Command,
  persisted: Persisted,
): string | undefined {
  const { mount } = persisted.carrier;
  const [source, target] = operandsOf(command);
  if (toolName(command) !== "cp" || operandsOf(command).length !== 2 || !mount || !source || !target) return undefined;
  if (mount.fields.some(({ key }) => ["target", "dst", "destination", "env"].includes(key)) || isQuoted(mount.flag.raw))
    return undefined;
  const place = absolute(stage, run, target.raw.replace(/^"([^"]*)"$/, "$1"));
  if (place === undefined || readersOf(place) === undefined) return undefined;
  const texts = run.body.text.split(secretFile(mount) ?? "\0").length + run.body.text.split(target.raw).length;
  if (texts !== 4) return undefined;
  return withRequired(`${mount.flag.raw},target=${place}`);
}

/** The flag with `required=true`, unless it says something about that. */
export function withRequired(flag: string): string {
  return /[,=]required(?:=|,|$)/.test(flag) ? flag : `${flag},required=true`;
}

/** Only root's home is known by the file alone. */
function absolute(stage: Stage, run: Instruction, raw: string): string | undefined {
  if (/^\/[\w./-]*[\w-]$/.test(raw)) return raw;
  const rest = /^(?:~|\$HOME|\$\{HOME\})(\/[\w./-]*[\w-])$/.exec(raw)?.[1];
  return rest !== undefined && readingUid(stage, run) === "0" ? `/root${rest}` : undefined;
}

function isQuoted(raw: string): boolean {
  return /["'\\]/.test(raw);
}
