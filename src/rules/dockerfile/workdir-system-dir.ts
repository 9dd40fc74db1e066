import type { Rule } from "../rule.ts";
import { absolutePath, workdirOf } from "./parts/place-paths.ts";
import { systemDirectoryKind } from "./parts/system-directories.ts";

export const workdirSystemDir: Rule<"dockerfile"> = {
  id: "workdir-system-dir",
  title: "WORKDIR is a directory of the operating system",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: files of the program get mixed with the system's, or vanish under /proc, /sys and /dev.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["trivy/DS-0030"],
  scope:
    "A WORKDIR that comes out as /proc, /sys, /dev or anything below, or as exactly /etc, /bin, /sbin, /lib, /lib64, /usr, /usr/bin, /usr/sbin, /usr/lib or /boot, in a stage the build uses. Deeper directories such as /etc/nginx are left alone.",
  why: "A COPY or a file the program writes lands among the system's own files and can replace one of them, and a bug in path handling starts right at the most sensitive place.",
  remedy: "Work in a directory of your own, such as /app.",
  whenToIgnore: "A single RUN has to start there and the WORKDIR moves on right after.",
  bad: [{ title: "the settings of the system", dockerfile: "FROM debian:13.6-slim\nWORKDIR /etc\nUSER 10001\n" }],
  good: [
    { title: "a directory of its own", dockerfile: "FROM debian:13.6-slim\nWORKDIR /app\nUSER 10001\n" },
    { title: "a service's own settings", dockerfile: "FROM debian:13.6-slim\nWORKDIR /etc/nginx\nUSER 10001\n" },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        if (instruction.name !== "workdir") continue;
        const value = stage.expand(instruction, instruction.body.text);
        const path = value.known ? absolutePath(value.text, workdirOf(stage.before(instruction))) : undefined;
        const kind = path === undefined ? undefined : systemDirectoryKind(path);
        if (!kind) continue;
        const what =
          kind === "kernel"
            ? "which the kernel makes when a container starts"
            : "which belongs to the operating system";
        yield { at: instruction.args[0]?.span ?? instruction.span, message: `WORKDIR is ${path}, ${what}.` };
      }
    }
  },
};
