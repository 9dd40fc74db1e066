import type { Rule } from "../rule.ts";
import { placeOfSetting } from "./parts/places.ts";

const start = [{ createdBy: "EXPOSE [3000/tcp]" }, { createdBy: 'CMD ["node" "server.js"]' }];

export const imageHealthcheckMissing: Rule<"image"> = {
  id: "image-healthcheck-missing",
  title: "Nothing in the image checks whether the program still answers",
  habit: "health",
  severity: "info",
  confidence: "high",
  severityReason:
    "Info: Kubernetes has probes of its own and ignores HEALTHCHECK; plain Docker, Compose and Swarm use it.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["dockle/CIS-DI-0006", "trivy/DS-0026", "checkov/CKV_DOCKER_2", "cis/4.6"],
  scope:
    "An image that exposes a port and whose config has no health check, not even NONE. Where the history has a HEALTHCHECK that the config lost, the message says so: the OCI format has no place for it.",
  why: "A program that hangs looks alive to Docker: nothing restarts it, and what depends on it starts too early.",
  remedy: "Add a HEALTHCHECK that asks the program itself, or HEALTHCHECK NONE where the platform probes.",
  whenToIgnore: "It runs on Kubernetes or another platform with probes of its own.",
  bad: [{ title: "a server", image: { steps: start, exposedPorts: ["3000/tcp"], cmd: ["node", "server.js"] } }],
  good: [
    {
      title: "a health check",
      image: {
        steps: [...start, { createdBy: 'HEALTHCHECK &{["CMD" "node" "probe.js"] "0s" "3s" "0s" "0s" \'\\x00\'}' }],
        exposedPorts: ["3000/tcp"],
        healthcheck: ["CMD", "node", "probe.js"],
        cmd: ["node", "server.js"],
      },
    },
    {
      title: "no port, no server",
      image: { steps: [{ createdBy: 'CMD ["node" "report.js"]' }], cmd: ["node", "report.js"] },
    },
  ],
  *check({ image }) {
    const { config, hasConfig, steps } = image;
    if (!hasConfig || (config.healthcheck?.length ?? 0) > 0 || config.exposedPorts.length === 0) return;
    const lost = steps.findLast(({ instruction }) => instruction === "healthcheck");
    if (lost && lost.text !== "HEALTHCHECK NONE")
      yield {
        at: lost.place,
        message:
          "The build had a HEALTHCHECK and the image has none: build it in Docker's format (--format docker), which keeps it.",
      };
    else if (!lost)
      yield {
        at: placeOfSetting(image, "expose"),
        message: "The image serves a port, and no HEALTHCHECK asks whether it still answers.",
      };
  },
};
