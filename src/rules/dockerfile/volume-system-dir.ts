import type { Rule } from "../rule.ts";
import { absolutePath } from "./parts/place-paths.ts";
import { systemDirectoryKind } from "./parts/system-directories.ts";

export const volumeSystemDir: Rule<"dockerfile"> = {
  id: "volume-system-dir",
  title: "VOLUME covers a directory of the operating system",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the container breaks or keeps an old system, and the path invites mounting the host's.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/DKL-DI-0002", "cis/5.6"],
  scope:
    "A VOLUME of /, of /proc, /sys, /dev or anything below, or of exactly /etc, /bin, /sbin, /lib, /lib64, /usr, /usr/bin, /usr/sbin, /usr/lib or /boot, in the stage that is built and the stages it is FROM.",
  why: "Volumes outlive the image, so system files in one miss every update, and people who see such a VOLUME mount the host's own directory there.",
  remedy: "Make a VOLUME only of the directory that holds the program's data.",
  whenToIgnore: "An init system in the container needs the mount, and you give it yourself at run time.",
  bad: [{ title: "settings of the system", dockerfile: 'FROM debian:13.6-slim\nVOLUME ["/etc"]\nUSER 10001\n' }],
  good: [{ title: "data", dockerfile: 'FROM debian:13.6-slim\nVOLUME ["/data"]\nUSER 10001\n' }],
  *check({ dockerfile }) {
    for (const stage of dockerfile.target?.chain ?? []) {
      for (const instruction of stage.instructions) {
        if (instruction.name !== "volume") continue;
        for (const word of instruction.args) {
          const value = stage.expand(instruction, word.text);
          const path = value.known && value.text.startsWith("/") ? absolutePath(value.text, undefined) : undefined;
          if (path === undefined || (path !== "/" && !systemDirectoryKind(path))) continue;
          yield { at: word.span, message: `VOLUME ${path} covers a directory of the operating system.` };
        }
      }
    }
  },
};
