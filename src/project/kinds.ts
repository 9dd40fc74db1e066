import { isComposePath } from "../compose/compose-paths.ts";
import { isDockerfilePath } from "../files/find-dockerfiles.ts";
import { isScriptPath } from "../scripts/script-path.ts";
import type { UnitKind } from "./unit.ts";

/** What a file is by its name; undefined for files that are not checked. */
export function kindOf(path: string): UnitKind | undefined {
  if (/(?:^|\/|\.)\.?dockerignore$/i.test(path)) return "ignore-file";
  if (isDockerfilePath(path)) return "dockerfile";
  if (isComposePath(path)) return "compose";
  return isScriptPath(path) ? "script" : undefined;
}
