import type { Stage } from "./dockerfile.ts";

/**
 * Circles among stages, each once: a build with one cannot start. Depth-first with an explicit stack, since files with
 * thousands of stages must not overflow ours.
 */
export function findCycles(stages: readonly Stage[]): Stage[][] {
  const cycles: Stage[][] = [];
  const done = new Set<Stage>();
  for (const start of stages) {
    // Most stages take nothing from others, so they are in no circle.
    if (start.uses.length === 0) continue;
    const path: Stage[] = [];
    const onPath = new Set<Stage>();
    const open: { readonly stage: Stage; next: number }[] = [];
    const enter = (stage: Stage) => {
      open.push({ stage, next: 0 });
      path.push(stage);
      onPath.add(stage);
    };
    if (!done.has(start)) enter(start);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const use = top.stage.uses[top.next++];
      if (!use) {
        open.pop();
        path.pop();
        onPath.delete(top.stage);
        done.add(top.stage);
      } else if (onPath.has(use.used)) cycles.push(path.slice(path.indexOf(use.used)));
      else if (!done.has(use.used)) enter(use.used);
    }
  }
  return cycles;
}
