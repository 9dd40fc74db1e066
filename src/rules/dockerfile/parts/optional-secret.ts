/**
 * Whether a script means to go on without a secret that it mounts. A RUN and a mount go in; out comes a claim.
 */
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Mount } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { secretFile } from "./secret-carriers.ts";

/** `[ -f FILE ]`, `test -n "$NAME"`, `${NAME:-…}`, `|| true`, `2>/dev/null`: the script means to go on without. */
export function goesOnWithout(stage: Stage, run: Instruction, mount: Mount): boolean {
  const script = scriptOf(run);
  if (/\|\|\s{0,4}(?:true|:)(?:\s|$)|2>\s?\/dev\/null/.test(script)) return true;
  const { env } = mount;
  if (env !== undefined && [":-", "-", ":+", "+"].some((operator) => script.includes(`\${${env}${operator}`)))
    return true;
  const file = secretFile(mount);
  return commandsOf(stage, run).commands.some(
    ({ name, args }) =>
      /^(?:\[|\[\[|test)$/.test(name) &&
      args.some(({ raw, variables }) => (file !== undefined && raw.includes(file)) || variables.includes(env ?? "")),
  );
}

/** All that the RUN hands to its shell. */
export function scriptOf(run: Instruction): string {
  return [run.body.text, ...run.heredocs.map(({ content }) => content.text)].join("\n");
}
