import { officialName } from "../../../bases/official.ts";
import { leadingVersion } from "../../../bases/tag.ts";
import { findFlag } from "../../../dockerfile/command-queries.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAt, insertBefore } from "../../../dockerfile/edits.ts";
import type { Fix, Problem } from "../../../finding/finding.ts";
import type { DevInstall } from "./dev-installs.ts";
import { rootImage } from "./external-images.ts";
import { isYarnBerry } from "./lockfile-installs.ts";
import { removeArgument } from "./remove-argument.ts";
import { chainCommands, hasFallback } from "./stage-commands.ts";

type Repair = Pick<Problem, "fixes" | "refusal">;

/** The flag that leaves the development dependencies out, behind the verb; or why it is not put there. */
export function devInstallFix(dockerfile: Dockerfile, install: DevInstall): Repair {
  const { command, stage } = install;
  if (!command.editable) return { refusal: "The command stands inside quotes or JSON: add the flag by hand." };
  if (hasFallback(install)) return { refusal: "A fallback behind || runs another install: change both by hand." };
  const sharing = dockerfile.stages.find((other) => !other.inTargetChain && usesStage(other, stage));
  if (sharing) return { refusal: `${sharing.label} is built on this one too and may need them.` };
  const { tree } = dockerfile;
  if (install.ecosystem === "ruby") {
    const edit = insertBefore(tree, install.instruction, 'ENV BUNDLE_WITHOUT="development:test"');
    return fixed('Set BUNDLE_WITHOUT="development:test"', [edit]);
  }
  if (command.name === "pipenv") {
    const flag = findFlag(command, "--dev", "-d");
    const edit = flag && removeArgument(tree, install.instruction, flag.word.span);
    return edit && /^--?d(?:ev)?$/.test(flag.word.raw)
      ? fixed(`Take out ${flag.word.raw}`, [edit])
      : { refusal: "The flag does not stand alone in the line: take it out by hand." };
  }
  const flag = flagOf(dockerfile, install);
  if ("refusal" in flag) return flag;
  return fixed(`Add ${flag.text}`, [insertAt(install.verb.span.end, ` ${flag.text}`)]);
}

function fixed(title: string, edits: Fix["edits"]): Repair {
  return { fixes: [{ title, safety: "unsafe", edits }] };
}

function usesStage(other: Stage, stage: Stage): boolean {
  return other.chain.includes(stage) || other.uses.some((use) => use.used === stage);
}

type Flag = { readonly text: string } | { readonly refusal: string };

function flagOf(dockerfile: Dockerfile, install: DevInstall): Flag {
  const { command, what } = install;
  switch (command.name) {
    case "npm":
      return npmFlag(dockerfile, install);
    case "yarn":
      if (isYarnBerry(install))
        return { refusal: "Yarn 2 and later leave them out with yarn workspaces focus, which needs a plugin in some." };
      return { text: "--production" };
    case "pnpm":
    case "pdm":
      return { text: "--prod" };
    case "bun":
      return { text: "--production" };
    case "composer":
    case "composer.phar":
    case "uv":
      return { text: "--no-dev" };
    case "poetry":
      return { text: isOldPoetry(install) ? "--no-dev" : "--only main" };
    default:
      return { refusal: `What else ${what} brings that the program needs is not in the Dockerfile.` };
  }
}

/** Release names of Node.js 4 to 14, used as tags. */
const oldNames = /^(?:argon|boron|carbon|dubnium|erbium|fermium)(?:-|$)/;

/** npm understands --omit since 7, which came with Node.js 15; older ones take no notice of it. */
function npmFlag(dockerfile: Dockerfile, { stage }: DevInstall): Flag {
  const image = rootImage(dockerfile, stage)?.reference;
  const name = image && officialName(image);
  const tag = image?.tag ?? "latest";
  const major = oldNames.test(tag) ? 14 : Number(leadingVersion(tag)?.split(".")[0] ?? Number.NaN);
  if (name !== "node" || (image?.digest !== undefined && image.tag === undefined))
    return {
      refusal: "Which npm the base has is not known: 7 and later take --omit=dev, older ones --only=production.",
    };
  return { text: major < 15 ? "--only=production" : "--omit=dev" };
}

/** --only came with Poetry 1.2. */
function isOldPoetry({ stage, instruction }: DevInstall): boolean {
  const set = stage.before(instruction).env.get("POETRY_VERSION")?.value;
  const pinned = chainCommands(stage).flatMap(({ command }) => command.args.map((word) => word.pattern));
  return (set?.known === true && /^1\.[01]\b/.test(set.text)) || pinned.some((word) => /^poetry==1\.[01]\b/.test(word));
}
