import type { ComposeService } from "../../../compose/compose-project.ts";

/** True when two services can be up at once: one of them always is, or a profile starts both. */
export function runTogether(a: ComposeService, b: ComposeService): boolean {
  if (a.profiles.length === 0 || b.profiles.length === 0) return true;
  return a.profiles.some((profile) => b.profiles.includes(profile));
}
