import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Span } from "../../../text/source.ts";
import type { DevInstall } from "./dev-installs.ts";

/** A COPY --from that takes the folder an install filled in another stage. */
export interface CarriedInstall {
  readonly copy: Instruction;
  readonly at: Span;
  readonly from: Stage;
  readonly install: DevInstall;
}

/** Those of the target's own chain. `installsOf` says what is left in a stage at its end. */
export function carriedInstalls(
  target: Stage,
  installsOf: (stage: Stage) => readonly DevInstall[],
): readonly CarriedInstall[] {
  return target.chain.flatMap((stage) =>
    stage.uses.flatMap(({ kind, used, instruction }) => {
      if (kind !== "copy" || instruction.flags.some((flag) => flag.name === "exclude")) return [];
      const sources = instruction.args.slice(0, -1);
      return installsOf(used).flatMap((install) => {
        const folder = folderOf(install);
        const source = folder && sources.find((word) => covers(stage, instruction, word.text, folder));
        return source ? [{ copy: instruction, at: source.span, from: used, install }] : [];
      });
    }),
  );
}

/** `/app/node_modules`; undefined where the directory is not known. */
function folderOf({ stage, instruction, command, folder }: DevInstall): string | undefined {
  const workdir = stage.before(instruction).workdir?.value;
  if (folder === undefined || !workdir?.known || !workdir.text.startsWith("/") || command.cwd !== undefined)
    return undefined;
  return `${trimSlash(workdir.text)}/${folder}`;
}

function covers(stage: Stage, copy: Instruction, raw: string, folder: string): boolean {
  const source = stage.expand(copy, raw);
  if (!source.known || /[*?[]/.test(source.text)) return false;
  const path = trimSlash(source.text.startsWith("/") ? source.text : `/${source.text}`);
  return folder === path || folder.startsWith(`${path}/`);
}

function trimSlash(path: string): string {
  return path.replace(/\/\.?$/, "");
}
