import type { ShellWord } from "../../../dockerfile/command.ts";
import type { Scope } from "../../../dockerfile/dockerfile.ts";

/** Paths of this shape need no quotes in a shell and hold no surprise. */
export const plainPath = /^\/[A-Za-z0-9_./@+-]*$/;

const variable = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** A word of a RUN with the build's own variables put in; undefined when more than that would be needed. */
export function shellPath(word: ShellWord, scope: Scope): string | undefined {
  if (word.value !== undefined) return word.value;
  const raw = word.raw.replace(/^"(.*)"$/, "$1");
  let known = true;
  const text = raw.replace(variable, (_, braced: string | undefined, bare: string | undefined) => {
    const value = variableValue(braced ?? bare ?? "", scope);
    known &&= value !== undefined;
    return value ?? "";
  });
  return known && /^[A-Za-z0-9_./@+:-]*$/.test(text) ? text : undefined;
}

/** ENV beats an ARG of the same name. */
export function variableValue(name: string, scope: Scope): string | undefined {
  const value = (scope.env.get(name) ?? scope.args.get(name))?.value;
  return value?.known ? value.text : undefined;
}

/** `path` made absolute against `from`, without `.`, `..` and doubled slashes; undefined when `from` is needed but unknown. */
export function absolutePath(path: string, from: string | undefined): string | undefined {
  if (path === "" || /^[A-Za-z]:/.test(path)) return undefined;
  if (!path.startsWith("/") && from === undefined) return undefined;
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${from}/${path}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** True for the folder itself and what is below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** The WORKDIR in force, when it is known. */
export function workdirOf(scope: Scope): string | undefined {
  return scope.workdir?.value.known ? scope.workdir.value.text : undefined;
}
