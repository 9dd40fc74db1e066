import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const healthcheckDisabled: Rule<"containers"> = {
  id: "healthcheck-disabled",
  title: "The health check is switched off",
  habit: "health",
  severity: "info",
  confidence: "high",
  severityReason: "Info: often right where an image is run for another job than its check asks about.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: ["kics/Healthcheck Not Set", "cis/5.27"],
  scope: "`healthcheck.disable: true`, a test of NONE, and `--no-healthcheck`.",
  why: "A program that hangs goes on being served requests, and depends_on cannot wait for it.",
  remedy: "Write a check that fits what this container does.",
  whenToIgnore:
    "The container runs another job of the same image (a worker, a migration) that the image's check does not fit.",
  bad: [{ title: "switched off", files: serviceFile("healthcheck:", "  disable: true") }],
  good: [{ title: "a check of its own", files: serviceFile("healthcheck:", '  test: ["CMD", "/app", "health"]') }],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) =>
        container.healthcheck?.value.disabled === true
          ? [{ at: container.healthcheck.at, message: `${subjectOf(container)} switches its health check off.` }]
          : [],
      ),
      facts,
    );
  },
};
