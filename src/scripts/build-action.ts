import { isMap, isScalar, type YAMLMap } from "yaml";
import type { TextMap } from "../dockerfile/shell-text.ts";
import { spanIn } from "../dockerfile/shell-text.ts";
import { joinTreePath } from "../files/tree-path.ts";
import type { Located } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Source, Span } from "../text/source.ts";
import { type BuildDraft, emptyBuild, isRemote, secretId } from "./build-command.ts";
import { scalarText } from "./yaml-text.ts";

/** The build that a step with `uses: docker/build-push-action` describes; undefined for any other step. */
export function actionBuild(source: Source, step: YAMLMap, folder: string | undefined): ImageBuild | undefined {
  const uses = step.get("uses", true);
  const inputs = step.get("with", true);
  if (!isScalar(uses) || typeof uses.value !== "string" || !uses.range || !isMap(inputs)) return undefined;
  if (!uses.value.startsWith("docker/build-push-action@")) return undefined;
  const at = { start: uses.range[0], end: uses.range[1] };
  const draft = emptyBuild("command", `docker/build-push-action in ${source.path}`, at);
  const input = (key: string) => scalarText(source, inputs.get(key, true));
  // The action's default context is the repository's own address: what is checked in, and so no folder with more in it.
  const context = input("context");
  if (context) draft.context = contextOf(context, folder);
  draft.dockerfile = dockerfileOf(draft, input("file"), folder, at);
  draft.target = known(input("target"));
  draft.network = known(input("network"));
  for (const line of linesOf(input("build-args"))) addArg(draft, line);
  for (const key of ["secrets", "secret-files", "secret-envs"])
    for (const line of linesOf(input(key))) addSecret(draft, line);
  for (const line of linesOf(input("ssh"))) draft.ssh.push({ value: line.text.split("=")[0] ?? "", at: line.at });
  for (const line of linesOf(input("tags")))
    if (!isDynamic(line.text)) draft.tags.push({ value: line.text, at: line.at });
  for (const line of linesOf(input("platforms")))
    for (const platform of line.text.split(",").filter((each) => each !== "" && !isDynamic(each)))
      draft.platforms.push({ value: platform, at: line.at });
  return draft;
}

/** One line of an input and where it stands. */
interface Line {
  readonly text: string;
  readonly at: Span;
  /** The place of a part of the line. */
  part(start: number, end: number): Span;
}

/** Lines that are not empty, without the blanks around them. */
function linesOf(text: TextMap | undefined): Line[] {
  const lines: Line[] = [];
  for (let start = 0; text && start < text.text.length; ) {
    const found = text.text.indexOf("\n", start);
    const end = found === -1 ? text.text.length : found;
    const line = text.text.slice(start, end);
    const from = start + line.length - line.trimStart().length;
    const trimmed = line.trim();
    const part = (first: number, last: number) => spanIn(text, from + first, from + last);
    if (trimmed !== "") lines.push({ text: trimmed, at: part(0, trimmed.length), part });
    start = end + 1;
  }
  return lines;
}

function isDynamic(text: string): boolean {
  return text.includes("${{");
}

function known(text: TextMap | undefined): Located<string> | undefined {
  const [line, other] = linesOf(text);
  return !line || other || isDynamic(line.text) ? undefined : { value: line.text, at: line.at };
}

function contextOf(text: TextMap, folder: string | undefined): ImageBuild["context"] {
  const path = known(text);
  if (!path || path.value.startsWith("{{")) return undefined;
  if (isRemote(path.value)) return { value: { remote: path.value }, at: path.at };
  return folder === undefined ? undefined : { value: { path: joinTreePath(folder, path.value) }, at: path.at };
}

/** `file` is relative to the checkout; without it, the Dockerfile of the context. */
function dockerfileOf(draft: BuildDraft, file: TextMap | undefined, folder: string | undefined, at: Span) {
  const context = draft.context?.value;
  if (!file) return context && "path" in context ? { value: joinTreePath(context.path, "Dockerfile"), at } : undefined;
  const path = known(file);
  if (!path || folder === undefined || isRemote(path.value)) return undefined;
  return { value: joinTreePath(folder, path.value), at: path.at };
}

function addArg(draft: BuildDraft, line: Line): void {
  const equals = line.text.indexOf("=");
  const name = equals === -1 ? line.text : line.text.slice(0, equals);
  if (name === "" || isDynamic(name)) return;
  const value = equals === -1 ? undefined : line.text.slice(equals + 1);
  const literal = value !== undefined && !isDynamic(value);
  draft.args.push({
    name,
    nameAt: line.part(0, name.length),
    value: literal ? value : undefined,
    at: equals === -1 ? line.at : line.part(equals + 1, line.text.length),
    literal,
  });
}

function addSecret(draft: BuildDraft, line: Line): void {
  const id = secretId(line.text) ?? line.text.split("=")[0] ?? "";
  if (id !== "" && !isDynamic(id)) draft.secrets.push({ value: id, at: line.at });
}
