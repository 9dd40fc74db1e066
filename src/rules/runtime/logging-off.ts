import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

export const loggingOff: Rule<"containers"> = {
  id: "logging-off",
  title: "What the container prints is thrown away",
  habit: "runtime",
  severity: "low",
  confidence: "high",
  severityReason: "Low: nothing is open by it, but nobody will know what happened.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["compose-lint/CL-0014"],
  scope: "The log driver `none`, of a service (`logging.driver`) and of a command (`--log-driver`).",
  why: "After a crash or a break-in there is no line to read.",
  remedy: "Use the json-file or local driver with max-size and max-file, so that the disk does not fill up.",
  whenToIgnore: "The program writes its own log to a volume or sends it away by itself.",
  bad: [{ title: "no driver", files: serviceFile("logging:", "  driver: none") }],
  good: [
    {
      title: "a log of limited size",
      files: serviceFile("logging:", "  driver: json-file", "  options:", "    max-size: 10m", '    max-file: "3"'),
    },
  ],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) =>
        container.logDriver?.value === "none"
          ? [{ at: container.logDriver.at, message: `${subjectOf(container)} keeps no log: its driver is none.` }]
          : [],
      ),
      facts,
    );
  },
};
