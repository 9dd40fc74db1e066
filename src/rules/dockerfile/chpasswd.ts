import { commandsOf } from "../../dockerfile/commands.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { type PasswordSetting, passwordSettings } from "./parts/set-passwords.ts";

export const chpasswd: Rule<"dockerfile"> = {
  id: "chpasswd",
  title: "The build sets the password of an account",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: a password in the image, or an account that needs none, is a way in for everyone who has the image. Medium when the password does not stand in the file.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["checkov/CKV2_DOCKER_17"],
  scope:
    "chpasswd, passwd fed through a pipe or with -d, and useradd or usermod with -p, in a RUN of the stage that is built and of the stages it is FROM. Locking an account (passwd -l, -p '*') is left alone.",
  why: "The password, or its hash, can be read from the image and its history by anyone who pulls it, and every container then shares it.",
  remedy: "Leave the account without a password; use docker exec to get in, and keys for SSH.",
  whenToIgnore: "The image is for tests on a closed machine and the password protects nothing.",
  bad: [
    { title: "an account without a password", dockerfile: "FROM debian:13.6-slim\nRUN passwd -d games\nUSER 10001\n" },
  ],
  good: [{ title: "a locked account", dockerfile: "FROM debian:13.6-slim\nRUN passwd -l games\nUSER 10001\n" }],
  *check({ dockerfile }) {
    const { text } = dockerfile.source;
    if (!text.includes("passw") && !text.includes("useradd") && !text.includes("usermod")) return;
    for (const stage of dockerfile.target?.chain ?? [])
      for (const instruction of stage.instructions)
        if (instruction.name === "run")
          for (const setting of passwordSettings(commandsOf(stage, instruction).commands)) yield problem(setting);
  },
};

/** Points at the program, not at the password. */
function problem({ kind, command, values }: PasswordSetting): Problem {
  const at = command.words[0]?.span ?? command.span;
  if (kind === "cleared") return { at, message: `${command.name} leaves an account without a password.` };
  const shown = values.some(({ value }) => value !== undefined);
  const message = `${command.name} puts the password of an account into the image${shown ? ", and it stands in the file" : ""}.`;
  return { at, message, ...(shown ? {} : { severity: "medium" as const }) };
}
