import type { Container } from "../../../runtime/container.ts";

/** How a message begins that is about one container: `Service db`, or `The container` of a command line. */
export function subjectOf({ kind, label }: Container): string {
  return kind === "service" ? label.charAt(0).toUpperCase() + label.slice(1) : "The container";
}

/** The same within a sentence: `service db`, `the container`. */
export function inSentence({ kind, label }: Container): string {
  return kind === "service" ? label : "the container";
}

/** The name behind `service `; the label itself for a command. */
export function shortName({ kind, label }: Container): string {
  return kind === "service" && label.startsWith("service ") ? label.slice("service ".length) : label;
}

/** `web`, `web and db`, `web, db and 3 more`. */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
