import type { ComposeService } from "../../compose/compose-project.ts";
import type { Rule } from "../rule.ts";
import { runTogether } from "./parts/together.ts";

/** Services of one name that are compared, for their profiles. */
const mostOfOneName = 100;

export const duplicateContainerName: Rule<"compose"> = {
  id: "duplicate-container-name",
  title: "Two services ask for one container name",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the project does not start.",
  needs: ["compose"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "The same container_name in two services that can be up at once. Services of different profiles are left alone.",
  why: "The engine has each name once: the second container is not made.",
  remedy: "Give each its own name, or leave container_name out and let Compose name them.",
  whenToIgnore: "The services are never started together.",
  bad: [
    {
      title: "one name twice",
      files: {
        "compose.yaml":
          "services:\n  web:\n    image: example.com/web:1.4\n    container_name: app\n  job:\n    image: example.com/job:1.4\n    container_name: app\n",
      },
    },
  ],
  good: [
    {
      title: "never up at once",
      files: {
        "compose.yaml":
          "services:\n  cpu:\n    image: example.com/cpu:1.4\n    container_name: app\n    profiles: [cpu]\n  gpu:\n    image: example.com/gpu:1.4\n    container_name: app\n    profiles: [gpu]\n",
      },
    },
  ],
  *check({ compose }) {
    const seen = new Map<string, ComposeService[]>();
    for (const service of compose.services) {
      const name = service.container.containerName;
      if (!name || service.container.isFragment) continue;
      const others = seen.get(name.value) ?? [];
      seen.set(name.value, others);
      const first = others.find((other) => runTogether(other, service));
      if (others.length < mostOfOneName) others.push(service);
      const firstAt = first?.container.containerName?.at;
      if (!first || !firstAt) continue;
      yield {
        at: name.at,
        message: `Services ${first.name} and ${service.name} both ask for the container name ${name.value}.`,
        related: [{ at: firstAt, message: "It is taken here." }],
      };
    }
  },
};
