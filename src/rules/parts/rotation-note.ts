import type { Related } from "../../finding/finding.ts";
import { rotationOf, rotationText } from "../../secrets/rotation.ts";
import type { Place } from "../../text/source.ts";

/**
 * How a credential that was found is made worthless, said at its place: findings without a fix tell it too. Empty for kinds
 * without a provider: the rule's remedy says what holds for all of them, and a place more would only be longer.
 */
export function rotationNotes(detector: string | undefined, at: Place): readonly Related[] {
  if (detector === undefined || rotationOf(detector).page === undefined) return [];
  return [{ at, message: rotationText(detector) }];
}
