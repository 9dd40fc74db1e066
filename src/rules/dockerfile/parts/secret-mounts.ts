/**
 * Secret mounts that fixes write. A RUN and the name of a variable go in; out come the edits that put the secret into
 * that variable for this one RUN, in the form that the widest range of builders takes, or a sentence why it cannot be done.
 */
import { baseUser, runsAsRoot } from "../../../bases/users.ts";
import { commandsOf, shellKindOf } from "../../../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAt } from "../../../dockerfile/edits.ts";
import { parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { parseReference } from "../../../image/reference.ts";
import type { Edit } from "../../../text/edit.ts";
import { lineOf } from "./line-of.ts";

export type EditsOrRefusal = { readonly edits: readonly Edit[] } | { readonly refusal: string };

/** Id of the secret for a variable: `npm_token` for NPM_TOKEN. */
export function secretId(name: string): string {
  return name.toLowerCase();
}

/**
 * Variables the build takes as secrets once `added` are mounted: those and the ones mounted in our form already, sorted, so
 * that the command to build is the same whichever fix comes first.
 */
export function buildSecretNames(dockerfile: Dockerfile, added: readonly string[]): readonly string[] {
  const runs = dockerfile.stages.flatMap((stage) => stage.instructions.filter(({ name }) => name === "run"));
  const mounted = runs.flatMap((run) =>
    parseMounts(run).flatMap(({ type, id, env }) => {
      const name = env ?? id?.toUpperCase() ?? "";
      if (type !== "secret" || id !== secretId(name)) return [];
      return env !== undefined || run.body.text.includes(`export ${name}="$(cat /run/secrets/${id})"`) ? [name] : [];
    }),
  );
  return [...new Set([...added, ...mounted])].sort();
}

/** Puts secrets into variables of the same names for one RUN, for variables that no mount of it fills yet. */
export function mountVariables(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  names: readonly string[],
): EditsOrRefusal {
  const missing = names.filter((name) => !parseMounts(run).some((mount) => mount.env === name));
  if (missing.length === 0) return { edits: [] };
  if (shellKindOf(stage, run) !== "posix")
    return { refusal: `The RUN on line ${lineOf(dockerfile, run)} is not run by a POSIX shell.` };
  const uid = readingUid(stage, run);
  const frontend = frontendOf(dockerfile);
  const byFile = takesPrefix(stage, run) && uid !== undefined;
  if (frontend === "env" || (!byFile && frontend === "unpinned")) {
    const mounts = missing.map((name) => ` --mount=type=secret,id=${secretId(name)},env=${name},required=true`);
    return { edits: [insertAt(run.keyword.span.end, mounts.join(""))] };
  }
  if (!byFile) return { refusal: whyNotByFile(dockerfile, run, uid) };
  const owner = uid === "0" ? "" : `,uid=${uid}`;
  const mounts = missing.map((name) => ` --mount=type=secret,id=${secretId(name)},required=true${owner}`);
  const exports = missing.map((name) => `export ${name}="$(cat /run/secrets/${secretId(name)})" && `);
  return {
    edits: [insertAt(run.keyword.span.end, mounts.join("")), insertAt(run.body.toSource(0), exports.join(""))],
  };
}

/**
 * True when commands can be put before the RUN's script with `&&`: shell form, all in one script, nothing in the
 * background (`a && b &` would put both there).
 */
export function takesPrefix(stage: Stage, run: Instruction): boolean {
  if (run.form !== "text" || run.heredocs.length > 0 || run.body.text === "") return false;
  const { skipped, errors, commands } = commandsOf(stage, run);
  return skipped === undefined && errors.length === 0 && commands.every(({ joinedBy }) => joinedBy !== "&");
}

/**
 * Who reads a mounted file in this RUN: a number, `0` for root. Undefined when only the base image's files tell.
 * A base that is not in the table is taken for one that runs as root, as nearly all do.
 */
export function readingUid(stage: Stage, run: Instruction): string | undefined {
  const user = stage.before(run).user?.value;
  const base = stage.chain.at(-1)?.base;
  const reference = base?.kind === "image" ? parseReference(base.name) : undefined;
  const row = reference && baseUser(reference);
  if (user === undefined) {
    if (!row || runsAsRoot(row) === true) return "0";
    return row.uid === null ? undefined : String(row.uid);
  }
  if (!user.known) return undefined;
  const name = user.text.replace(/^["']|["']$/g, "").split(":")[0] ?? "";
  if (name === "root" || name === "") return "0";
  if (/^\d{1,10}$/.test(name)) return String(Number(name));
  return row?.appUser?.name === name && row.appUser.uid !== null ? String(row.appUser.uid) : undefined;
}

/** `env`: the file asks for a frontend that knows `env=`. `old`: for one that does not. */
function frontendOf({ tree }: Dockerfile): "env" | "old" | "unpinned" {
  const syntax = tree.directives.find(({ name }) => name === "syntax")?.value;
  if (syntax === undefined) return "unpinned";
  const version = /(?:^|\/)dockerfile(?:-upstream)?:(\d+)(?:\.(\d+))?/.exec(syntax);
  if (!version) return "unpinned";
  if (Number(version[1]) !== 1) return Number(version[1]) > 1 ? "env" : "old";
  return version[2] === undefined || Number(version[2]) >= 10 ? "env" : "old";
}

function whyNotByFile(dockerfile: Dockerfile, run: Instruction, uid: string | undefined): string {
  const line = lineOf(dockerfile, run);
  if (uid === undefined)
    return `The RUN on line ${line} runs as a user whose number is not in the file, so the mount cannot be made readable for it.`;
  return `The RUN on line ${line} cannot take another command in front of its script, and the file's syntax directive is older than env= on secret mounts.`;
}
