/** Puts what we say beside what the builder did. */
import type { Actual, Arrival, Expected } from "./outcome.ts";

/** How a case went. `other`: the builder refused it for a reason that is not ours to see. */
export type Verdict =
  | { readonly kind: "same"; readonly further: number }
  | { readonly kind: "missing" | "dangling" | "other" }
  | { readonly kind: "differs"; readonly why: string };

export function compare(expected: Expected, { failure, image }: Actual, dockerfile: string): Verdict {
  if (failure) return compareFailure(expected, failure, dockerfile);
  if (expected.missing.length > 0)
    return { kind: "differs", why: `we say line ${expected.missing.join(", ")} names nothing; the build went well` };
  const { arrivals } = expected;
  const ours = arrivals.filter((arrival) => !hasArrived(arrival, image, arrivals));
  const theirs = [...image].filter(([path, origin]) => !isExpected(path, origin, arrivals));
  // A file that went through a stage can come to many places; we name one.
  const further = theirs.filter(([, origin]) =>
    arrivals.some((arrival) => arrival.isFar && [origin, `tar:${origin}`].includes(arrival.origin)),
  );
  const wrong = theirs.filter((entry) => !further.includes(entry));
  if (ours.length + wrong.length === 0) return { kind: "same", further: further.length };
  const mine = ours.map(
    ({ path, origin }) => `${path ?? "?"} <- ${origin} (there: ${image.get(path ?? "") ?? "nothing"})`,
  );
  const his = wrong.map(([path, origin]) => `${path} <- ${origin}`);
  return { kind: "differs", why: `only we say [${mine.join(", ")}], only the builder [${his.join(", ")}]` };
}

function compareFailure(
  { missing, dangling }: Expected,
  failure: NonNullable<Actual["failure"]>,
  dockerfile: string,
): Verdict {
  const { line, message } = failure;
  const isMissing = /not found|no such file/.test(message);
  const text = line === undefined ? "" : (dockerfile.split("\n")[line - 1] ?? "");
  if (!isMissing || /--from=/.test(text)) return { kind: "other" };
  if (line !== undefined && missing.includes(line)) return { kind: "missing" };
  if (line !== undefined && dangling.includes(line)) return { kind: "dangling" };
  // A trigger fails at the FROM that sets it off.
  if (missing.length + dangling.length > 0 && /^FROM/.test(text)) return { kind: "missing" };
  return {
    kind: "differs",
    why: `line ${line} (${text}) failed: ${message}; we say so of [${[...missing, ...dangling].join(", ")}]`,
  };
}

/** Also when something else was put in its place later. */
function hasArrived({ path, origin, isFar }: Arrival, image: Actual["image"], arrivals: readonly Arrival[]): boolean {
  if (path === undefined) return isFar && [...image.values()].includes(origin);
  const there = image.get(path);
  if (there === origin) return true;
  // Only --link puts a folder in the place of a file.
  if (there === undefined) return [...image.keys()].some((other) => other.startsWith(`${path}/`));
  return isExpected(path, there, arrivals) || arrivals.some((other) => other.isFar && other.origin === there);
}

function isExpected(path: string, origin: string, arrivals: readonly Arrival[]): boolean {
  return origin === "?" || arrivals.some((arrival) => arrival.path === path && arrival.origin === origin);
}
