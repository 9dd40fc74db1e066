import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const cgroupParent: Rule<"containers"> = {
  id: "cgroup-parent",
  title: "A container is put under a control group of its own choice",
  habit: "runtime",
  severity: "low",
  confidence: "high",
  severityReason: "Low: limits that were set for all containers may not hold for this one; nothing is open by that.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: ["kics/Cgroup Not Default", "cis/5.25"],
  scope: "`cgroup_parent` of a service and `--cgroup-parent` of a command, with any value.",
  why: "The container counts against the limits of that group and no longer against those of the engine, so it can take memory and processor time that others were promised.",
  remedy: "Take it out, and set the limits at the service itself.",
  whenToIgnore: "The group exists, has the limits you want, and is the reason for the line.",
  bad: [{ title: "a group by name", files: serviceFile("cgroup_parent: batch.slice") }],
  good: [{ title: "limits of its own", files: serviceFile("mem_limit: 512m") }],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) => {
        const group = container.cgroupParent;
        if (!group || group.value === "") return [];
        const message = `${subjectOf(container)} runs under the control group ${group.value} instead of the engine's own.`;
        return [{ at: group.at, message }];
      }),
      facts,
    );
  },
};
