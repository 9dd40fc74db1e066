/** Runs the built command against the ground's engines, as a person would. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Ground, RunInput } from "./ground.ts";

const program = join(import.meta.dirname, "../../dist/cli.cjs");

/** What a run gave. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export function seaworthy(ground: Ground, words: readonly string[], input: RunInput = {}): Run {
  const start = performance.now();
  const done = spawnSync(process.execPath, [program, ...words], {
    cwd: input.cwd ?? ground.folder,
    // Without the network: what a run is to know of advisories it is given.
    env: { ...process.env, SEAWORTHY_ADVISORIES: "none", ...ground.settings, NO_COLOR: "1", ...input.env },
    maxBuffer: 1 << 28,
    ...(input.stdin ? { input: input.stdin } : {}),
  });
  return {
    ...{ status: done.status, stdout: `${done.stdout}`, stderr: `${done.stderr}` },
    milliseconds: performance.now() - start,
  };
}

/** The parts of the JSON document that the tests look at. */
export interface ScanDocument {
  readonly image: Readonly<Record<string, unknown>> & { readonly layers: readonly Readonly<Record<string, unknown>>[] };
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly purl: string;
  }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
  }[];
  readonly unknowns: readonly { readonly what: string; readonly why: string; readonly fatal: boolean }[];
  /** Where advisories were asked. */
  readonly vulnerabilities?: readonly {
    readonly id: string;
    readonly fixedVersion: string | null;
    readonly package: { readonly name: string; readonly source: { readonly name: string } | null };
  }[];
}

/** A scan as JSON. Throws with what the command said when it gave none. */
export function scan(ground: Ground, image: string, words: readonly string[] = [], input: RunInput = {}): ScanDocument {
  const run = seaworthy(ground, ["scan", image, "--format", "json", "--preset", "all", ...words], input);
  if (!run.stdout.startsWith("{")) throw new Error(`scan ${image}: status ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout) as ScanDocument;
}
