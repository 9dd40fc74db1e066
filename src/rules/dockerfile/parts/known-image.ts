import { aliasSets } from "../../../bases/alias-sets.ts";
import { baseUser } from "../../../bases/users.ts";
import type { ImageReference } from "../../../image/reference.ts";

/** True for an image some table of bases holds: a bare word that is one is hardly a stage's or a context's name. */
export function isKnownImage(reference: ImageReference): boolean {
  return aliasSets(reference.familiar).length > 0 || baseUser(reference) !== undefined;
}
