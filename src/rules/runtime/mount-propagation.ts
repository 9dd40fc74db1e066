import type { Problem } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { inSentence } from "./parts/subject.ts";

export const mountPropagation: Rule<"containers"> = {
  id: "mount-propagation",
  title: "Mounts made in the container appear on the host",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the container also needs the right to mount before the host sees anything of it.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Volume Mounted In Multiple Containers", "compose-lint/CL-0017", "cis/5.20"],
  scope:
    "Bind mounts with propagation shared or rshared. With slave, rslave and private nothing comes out of the container: they are left alone.",
  why: "What the program mounts there is mounted on the host as well, over folders of the host if need be: one more way out of the container.",
  remedy: "Leave the option out, or take rslave when the container only has to see mounts of the host.",
  whenToIgnore: "Mounting file systems for the host is what the program is for (rclone mount, a storage driver).",
  bad: [{ title: "the short syntax", files: serviceFile("volumes:", "  - /mnt/media:/media:rshared") }],
  good: [{ title: "one way only", files: serviceFile("volumes:", "  - /mnt/media:/media:ro,rslave") }],
  *check(facts) {
    yield* oncePerPlace(facts.containers.flatMap(problemsOf), facts);
  },
};

function problemsOf(container: Container): Problem[] {
  return container.mounts.flatMap(({ value, at }): Problem[] => {
    if (value.propagation !== "shared" && value.propagation !== "rshared") return [];
    const where = value.source ?? value.target;
    return [
      {
        at,
        message: `What ${inSentence(container)} mounts below ${where} is mounted on the host too (${value.propagation}).`,
      },
    ];
  });
}
