import { adminPorts } from "../parts/admin-ports.ts";
import type { Rule } from "../rule.ts";
import { placesOfWords } from "./parts/places.ts";

export const imageExposesAdminPort: Rule<"image"> = {
  id: "image-exposes-admin-port",
  title: "The image exposes a port for remote administration",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: EXPOSE opens nothing by itself, but says that the container runs a server to log in to. High for 2375, the Docker API without TLS, which is root for everyone who reaches it.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["trivy/DS-0004", "kics/Exposing Port 22 (SSH)", "checkov/CKV_DOCKER_1", "cis/5.7"],
  scope:
    "TCP port 22, 23, 2375, 3389, 5800, 5900 or 5901 in the image's config, of the base image too. Ports of databases are left alone: a database image has to name its own.",
  why: "A way to log in to the container is a way in for an attacker too, with passwords and keys that live in the image.",
  remedy: "Leave the server out: docker exec and kubectl exec get you into a container without it.",
  whenToIgnore: "Logging in is what the image is for: a Git server, a bastion, a desktop.",
  bad: [{ title: "SSH", image: { steps: [{ createdBy: "EXPOSE [22/tcp]" }], exposedPorts: ["22/tcp"] } }],
  good: [
    {
      title: "the program's own port",
      image: { steps: [{ createdBy: "EXPOSE [8080/tcp 22/udp]" }], exposedPorts: ["8080/tcp", "22/udp"] },
    },
  ],
  *check({ image }) {
    const placeOf = placesOfWords(image, "expose", /\s+/);
    for (const exposed of image.config.exposedPorts) {
      const [, number = ""] = /^(\d{1,5})(?:\/tcp)?$/i.exec(exposed) ?? [];
      const service = adminPorts.get(Number(number));
      if (service === undefined) continue;
      yield {
        at: placeOf(number),
        message: `Port ${number} in the image's config says that the container offers ${service}.`,
        ...(number === "2375" ? { severity: "high" as const } : {}),
      };
    }
  },
};
