import type { Container } from "../../../runtime/container.ts";
import { type PlaceFacts, textAt } from "./place-text.ts";

/** Longer ones are cut: settings stand in the first lines of a command. */
const longestText = 20_000;
const mostVariables = 500;

/**
 * What a container is told, one line each: entrypoint, command, `NAME=value`, and as it is written what hangs on a variable
 * without value. Values may be secrets: nothing of this text is ever shown.
 */
export function settingsText(facts: PlaceFacts, container: Container): string {
  const { entrypoint, command, environment, unresolved } = container;
  const variables = environment.slice(0, mostVariables).map(({ name, value }) => `${name}=${value ?? ""}`);
  const unknown = unresolved.slice(0, mostVariables).map(({ at }) => textAt(facts, at) ?? "");
  const parts = [entrypoint?.value ?? "", command?.value ?? "", ...variables, ...unknown];
  return parts
    .map((part) => part.slice(0, longestText))
    .join("\n")
    .slice(0, longestText);
}

/** True when that text is not all there is: what it lacks may stand in the rest. */
export function settingsAreCut({ environment, unresolved }: Container, text: string): boolean {
  return text.length >= longestText || environment.length > mostVariables || unresolved.length > mostVariables;
}
