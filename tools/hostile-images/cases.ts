/** All hostile images, in the order they are tried in. */
import type { HostileCase } from "./hostile-case.ts";
import { imageCases } from "./image-cases.ts";
import { nameCases } from "./name-cases.ts";
import { packageCases } from "./package-cases.ts";
import { tarCases } from "./tar-cases.ts";

export const hostileCases: readonly HostileCase[] = [...nameCases, ...tarCases, ...imageCases, ...packageCases];
