import type { Container, Located } from "../runtime/container.ts";
import type { Argument } from "./argument.ts";
import { applyOption, type ContainerDraft, emptyContainer } from "./container-options.ts";
import type { EngineCommand } from "./engine-command.ts";
import { composeRunSyntax, execSyntax, type OptionList, readOptions, runSyntax } from "./options.ts";

/**
 * A container from a command line: `docker run` and its kin. `exec` and the commands of Compose only add to a container
 * that is described elsewhere, so they come out as fragments.
 */
export function readContainer(command: EngineCommand, folder: string | undefined): Container | undefined {
  switch (command.verb) {
    case "run":
    case "service":
      return readRun(command, folder);
    case "pod":
      return readFragment(command, readOptions(command.args, runSyntax), folder);
    case "compose-run":
      return readFragment(command, readOptions(command.args, composeRunSyntax), folder);
    case "exec":
    case "compose-exec":
      return readExec(command, folder);
    default:
      return undefined;
  }
}

/** `docker run ...` and `docker run [OPTIONS] IMAGE` of a help text name no image; without options they say nothing. */
const imageName = /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/;

function readRun(command: EngineCommand, folder: string | undefined): Container | undefined {
  const list = readOptions(command.args, runSyntax);
  const draft = draftOf(command, list, folder);
  const isUpdate = command.label.endsWith(" update");
  draft.isFragment = isUpdate;
  const [image, ...words] = list.rest;
  if (image && !isUpdate) {
    if (image.value !== undefined && !imageName.test(image.value)) return list.options.length === 0 ? undefined : draft;
    if (image.value !== undefined) draft.image = { value: image.value, at: image.at };
    else
      draft.unresolved.push({
        what: `image of ${command.label}`,
        why: "A variable gives it when the command runs",
        at: image.at,
      });
    draft.command = joined(words);
  }
  return draft;
}

function readFragment(command: EngineCommand, list: OptionList, folder: string | undefined): Container | undefined {
  if (list.options.length === 0) return undefined;
  const draft = draftOf(command, list, folder);
  draft.isFragment = true;
  return draft;
}

/** Who runs a command in a container that is there already is no matter of how it is run. */
const execOptions: ReadonlySet<string> = new Set(["env", "env-file", "privileged"]);

function readExec(command: EngineCommand, folder: string | undefined): Container | undefined {
  const list = readOptions(command.args, execSyntax);
  const options = list.options.filter((option) => execOptions.has(option.name));
  return readFragment(command, { ...list, options }, folder);
}

function draftOf(command: EngineCommand, list: OptionList, folder: string | undefined): ContainerDraft {
  const draft = emptyContainer(command.label, command.at);
  for (const option of list.options) applyOption(draft, option, folder);
  for (const word of list.hidden)
    draft.unresolved.push({
      what: `options of ${command.label}`,
      why: "A variable gives them when the command runs",
      at: word.at,
    });
  return draft;
}

/** Words as one text, as they are known or as they are written. */
function joined(words: readonly Argument[]): Located<string> | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return undefined;
  const value = words.map((word) => word.value ?? word.written).join(" ");
  return { value, at: { start: first.at.start, end: Math.max(first.at.end, last.at.end) } };
}
