import type { ComposeService } from "../../compose/compose-project.ts";
import type { ContainerMount, Located } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { listNames } from "./parts/subject.ts";

export const sharedVolume: Rule<"compose"> = {
  id: "shared-volume",
  title: "One volume is written by several services",
  habit: "runtime",
  severity: "info",
  confidence: "high",
  severityReason: "Info: it is how services hand files to each other; the rule is for those who want to see where.",
  needs: ["compose"],
  since: "0.2.0",
  presets: [],
  aliases: ["kics/Shared Volumes Between Containers"],
  scope:
    "A named volume that two or more services mount and can write, once a volume. Services that mount it read-only do not count.",
  why: "Whoever breaks into one of the services can change the files the other one trusts.",
  remedy: "Mount it with :ro where a service only reads.",
  whenToIgnore: "Handing files over is what the volume is for.",
  bad: [
    {
      title: "two writers",
      files: {
        "compose.yaml":
          "services:\n  web:\n    image: example.com/web:1.4\n    volumes: [files:/files]\n  job:\n    image: example.com/job:1.4\n    volumes: [files:/in]\nvolumes:\n  files:\n",
      },
    },
  ],
  good: [
    {
      title: "one writer, one reader",
      files: {
        "compose.yaml":
          "services:\n  web:\n    image: example.com/web:1.4\n    volumes: [files:/files:ro]\n  job:\n    image: example.com/job:1.4\n    volumes: [files:/in]\nvolumes:\n  files:\n",
      },
    },
  ],
  *check({ compose }) {
    const writers = new Map<string, Map<ComposeService, Located<ContainerMount>>>();
    for (const service of compose.services)
      for (const mount of service.container.mounts) {
        const { type, source, readOnly } = mount.value;
        if (type !== "volume" || source === undefined || readOnly) continue;
        const known = writers.get(source);
        if (known) known.set(service, known.get(service) ?? mount);
        else writers.set(source, new Map([[service, mount]]));
      }
    for (const [volume, services] of writers) {
      const [first, second] = services;
      if (!first || !second) continue;
      yield {
        at: second[1].at,
        message: `Volume ${volume} can be written by ${listNames([...services.keys()].map(({ name }) => name))}.`,
        related: [{ at: first[1].at, message: `${first[0].name} mounts it here.` }],
      };
    }
  },
};
