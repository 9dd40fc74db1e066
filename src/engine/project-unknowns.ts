/**
 * What could not be decided between the files of a project: folders that could not be read, contexts that lie elsewhere,
 * Compose files that are broken, options that hang on a variable.
 */
import { pathBelow } from "../context/context-listing.ts";
import { type Habit, habits } from "../finding/finding.ts";
import { inlineDockerfile } from "../project/inline-dockerfile.ts";
import { contextSecrets } from "../rules/context/parts/context-secrets.ts";
import { secretInContext } from "../rules/context/secret-in-context.ts";
import type { Place } from "../text/source.ts";
import type { Examined } from "./examine.ts";
import type { OpenUnknown } from "./open-unknown.ts";
import { locate } from "./stamp.ts";

/** Everything unknown about what stands around a file. */
export function projectUnknowns(examined: Examined): readonly OpenUnknown[] {
  return [
    ...brokenFiles(examined),
    ...unreadComposeFiles(examined),
    ...unresolvedOptions(examined),
    ...distantContexts(examined),
    ...unreadContext(examined),
    ...unreadInline(examined),
    ...unsearched(examined),
  ];
}

/** What could not be read of the folders a Dockerfile is built from. Where no COPY takes from them, nothing hangs on it. */
function unreadContext(examined: Examined): readonly OpenUnknown[] {
  const seen = new Set<string>();
  return (examined.facts.contexts ?? []).flatMap((context) => {
    const [first] = context.transfers;
    const unread = first ? [...context.unread, ...context.files.unread] : context.unread;
    return unread.flatMap(({ path, why }) => {
      if (seen.has(path)) return [];
      seen.add(path);
      const at = first?.at ?? { start: 0, end: 0 };
      return [unknownAt(examined, at, ["context", "secrets"], { what: path, why, fatal: true })];
    });
  });
}

function brokenFiles(examined: Examined): readonly OpenUnknown[] {
  const { compose, script } = examined.facts;
  return [...(compose?.problems ?? []), ...(script?.problems ?? [])].map(({ at, message, fatal }) => {
    const path = at.path ?? examined.source.path;
    return unknownAt(examined, at, ["runtime", "secrets", "pinned"], {
      what: fatal ? `the rest of ${path}` : `a part of ${path}`,
      why: `${message.replace(/\.$/, "")}. What hangs on it was not checked; repair this place and run again.`,
      // What a README quotes is nobody's build.
      fatal: fatal && !examined.unit.isDocumentation,
    });
  });
}

/** Files that a Compose file takes in and that were not read, those outside the folder of the check above all. */
function unreadComposeFiles(examined: Examined): readonly OpenUnknown[] {
  return (examined.facts.compose?.unresolved ?? []).map(({ what, why, at, fatal = false }) =>
    unknownAt(examined, at, ["runtime", "secrets", "pinned"], { what, why, fatal }),
  );
}

function unresolvedOptions(examined: Examined): readonly OpenUnknown[] {
  return (examined.facts.containers ?? []).flatMap(({ label, unresolved }) =>
    unresolved.map(({ what, why, at }) =>
      unknownAt(examined, at, ["runtime"], { what: `${what} of ${label}`, why, fatal: false }),
    ),
  );
}

/** A build whose folder is elsewhere or unknown: what its COPY lines ship cannot be told. */
function distantContexts(examined: Examined): readonly OpenUnknown[] {
  return (examined.facts.builds ?? []).flatMap(({ build, dockerfile, context: found }) => {
    const { context, label, at } = build;
    if (found || (context && "path" in context.value && !dockerfile)) return [];
    if (context && "path" in context.value) {
      const why = `The folder ${context.value.path} is not there, or lies outside of what is checked: what its COPY lines ship is not known.`;
      return [unknownAt(examined, context.at, ["context"], { what: `the context of ${label}`, why, fatal: false })];
    }
    const why = context
      ? "It is built from an address, which is never fetched: what its COPY lines ship is not known."
      : "A variable or the script hides the folder it is built from: what its COPY lines ship is not known.";
    return [
      unknownAt(examined, context?.at ?? at, ["context"], { what: `the context of ${label}`, why, fatal: false }),
    ];
  });
}

/** Files that COPY takes and that were not searched for secrets. */
function unsearched(examined: Examined): readonly OpenUnknown[] {
  // Asking would search: where no rule did, nobody wanted to know.
  if (!examined.ran.some(({ id }) => id === secretInContext.id)) return [];
  return (examined.facts.contexts ?? []).flatMap((context) => {
    const { unread, closed } = contextSecrets(context);
    const { files, bytes } = unread;
    const [first] = context.transfers;
    if (!first) return [];
    const unopened = closed.map((path) => {
      const why =
        "It goes into the build and may hold secrets, but you are not allowed to read it: check its permissions.";
      return unknownAt(examined, first.at, ["secrets"], { what: pathBelow(context.root, path), why, fatal: true });
    });
    if (files === 0) return unopened;
    const why = `Too many or too large to be searched (${bytes} bytes). Keep out with the ignore file what the image does not need.`;
    const what = `secrets in ${files} ${files === 1 ? "file" : "files"} that COPY takes`;
    return [...unopened, unknownAt(examined, first.at, ["secrets"], { what, why, fatal: false })];
  });
}

/** Dockerfiles inside a Compose file that are written in a way that keeps no places. */
function unreadInline(examined: Examined): readonly OpenUnknown[] {
  return (examined.facts.builds ?? []).flatMap(({ build: { inline, label } }) => {
    if (!inline || inlineDockerfile(examined.source, inline)) return [];
    const why =
      "It is in quotes, folded, or has a heredoc: write it as a literal block (`|`), or into a file, to have it checked.";
    return [unknownAt(examined, inline.at, habits, { what: `the Dockerfile of ${label}`, why, fatal: true })];
  });
}

function unknownAt(
  { unit, source }: Examined,
  at: Place,
  habits: readonly Habit[],
  unknown: { readonly what: string; readonly why: string; readonly fatal: boolean },
): OpenUnknown {
  const lies = at.path === undefined || at.path === source.path ? source : unit.sourceOf(at.path);
  return { habits, unknown: { ...unknown, ...(lies ? { location: locate(lies, at) } : {}) } };
}
