import type { ShellWord } from "../../dockerfile/command.ts";
import { findFlag, hasFlag } from "../../dockerfile/command-queries.ts";
import type { Scope } from "../../dockerfile/dockerfile.ts";
import { insertAt } from "../../dockerfile/edits.ts";
import type { Rule } from "../rule.ts";
import { shellPath } from "./parts/place-paths.ts";
import { chainCommands } from "./parts/stage-commands.ts";

/** lastlog takes 292 bytes for each number below the user's; beyond this it shows. */
const highUid = 100_000;

export const useraddHighUid: Rule<"dockerfile"> = {
  id: "useradd-high-uid",
  title: "useradd with a high number makes a huge log file",
  habit: "slim",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image grows and builds slowly, but works.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3046"],
  scope:
    "useradd in a RUN of the stage that is built, or of the stages it is FROM, with a number of 100000 or more and without --no-log-init (-l). Numbers behind ARG and ENV are looked up; BusyBox's adduser keeps no such log.",
  why: "useradd notes the new user in /var/log/lastlog and faillog at a place that grows with the number, and such a sparse file fills gigabytes once it is packed into a layer.",
  remedy: "Add --no-log-init, or choose a number below 100000 such as 10001.",
  whenToIgnore: "The base has no lastlog and faillog any more, as Debian 13 and later.",
  fix: "safe",
  bad: [
    {
      title: "a number from a company directory",
      dockerfile: "FROM debian:13.6-slim\nRUN useradd -u 1000660000 app\nUSER 1000660000\n",
    },
  ],
  good: [
    { title: "without the log", dockerfile: "FROM debian:13.6-slim\nRUN useradd --no-log-init -u 1000660000 app\n" },
    { title: "a low number", dockerfile: "FROM debian:13.6-slim\nRUN useradd -u 10001 app\n" },
  ],
  *check({ dockerfile }) {
    if (!dockerfile.target) return;
    for (const { command, stage, instruction } of chainCommands(dockerfile.target)) {
      if (command.name !== "useradd" || hasFlag(command, "-l", "--no-log-init")) continue;
      const uid = numberOf(findFlag(command, "-u", "--uid")?.valueWord, stage.before(instruction));
      if (uid === undefined || uid < highUid) continue;
      const at = command.words[0]?.span ?? command.span;
      const message = `useradd with number ${uid} writes a lastlog of ${Math.round((uid * 292) / 1_048_576)} MiB.`;
      if (!command.editable)
        yield { at, message, refusal: "The command stands inside quotes, where no text is put in." };
      else {
        const edits = [insertAt(at.end, " --no-log-init")];
        yield { at, message, fixes: [{ title: "Add --no-log-init", safety: "safe", edits }] };
      }
    }
  },
};

/** `1000660000`, `--uid=1000660000`, `$UID`. */
function numberOf(word: ShellWord | undefined, scope: Scope): number | undefined {
  const text = word && shellPath(word, scope);
  const digits = text === undefined ? undefined : /^(?:--uid=|-u)?(\d{1,10})$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
