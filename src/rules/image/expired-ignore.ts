import { lineText } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

const system = {
  createdBy: "ADD rootfs.tar / # buildkit",
  files: { "etc/os-release": 'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n' },
};
const config =
  "ignore:\n  - vulnerability: CVE-2024-0727\n    package: openssl\n    until: 2025-06-30\n    reason: not reachable\n";

export const expiredIgnore: Rule<"image" | "expiredIgnores"> = {
  id: "expired-ignore",
  title: "An excuse for a vulnerability has run out",
  habit: "vulnerabilities",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: the vulnerability itself counts again, with its own severity; this only says why it came back.",
  needs: ["image", "expiredIgnores"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Entries of `ignore:` in the config that name a vulnerability, whose last day (`until`) has passed, and that would still excuse something in this image. Entries that would excuse nothing are listed as unused instead.",
  why: "Somebody decided to live with the vulnerability until a day that has passed, and nobody has looked at it again.",
  remedy: "Look at the vulnerability again: fix it, or give the entry a new day and a reason that still holds.",
  whenToIgnore: "Never: change the entry instead.",
  bad: [
    {
      title: "an entry whose day has passed",
      image: {
        steps: [system],
        expiredIgnores: {
          config,
          entries: [{ line: 2, text: "ignore: CVE-2024-0727 of openssl", until: "2025-06-30" }],
        },
      },
    },
  ],
  good: [{ title: "no entry has run out", image: { steps: [system] } }],
  *check({ expiredIgnores }) {
    for (const { source, line, text, until } of expiredIgnores) {
      const start = source.lineStarts[line - 1] ?? 0;
      const written = lineText(source, line);
      const indent = written.length - written.trimStart().length;
      yield {
        at: { path: source.path, start: start + indent, end: start + written.length },
        message: `\`${text}\` ended on ${until}, and what it excused is still in the image: it counts again.`,
        subject: text,
      };
    }
  },
};
