import { insertAt } from "../../dockerfile/edits.ts";
import type { Rule } from "../rule.ts";
import { absolutePath, isWithin, workdirOf } from "./parts/place-paths.ts";
import { isRoot, readUser } from "./parts/runtime-user.ts";
import { isWindowsStage } from "./parts/stage-root.ts";
import { writtenDirectories } from "./parts/written-directories.ts";

export const copyAfterUserWithoutChown: Rule<"dockerfile"> = {
  id: "copy-after-user-without-chown",
  title: "Files for the program to change belong to root",
  habit: "user",
  severity: "medium",
  confidence: "medium",
  severityReason: "Medium: the program fails when it first writes there, usually after the image is shipped.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "A COPY or ADD without --chown below a USER other than root, into a directory the program writes to as far as the file says so: a VOLUME, or one that is made or named as data, logs, uploads or cache. Code that is only read is rightly root's.",
  why: "COPY makes files for root whatever USER says, so the program gets permission denied when it writes to them.",
  remedy: "Add --chown with the user that runs the program.",
  whenToIgnore: "The files are only read, or a volume hides them anyway.",
  fix: "unsafe",
  bad: [
    {
      title: "a database to start with",
      dockerfile: 'FROM node:24.19-trixie-slim\nVOLUME ["/app/data"]\nUSER 1000\nCOPY seed.db /app/data/\n',
    },
  ],
  good: [
    {
      title: "with its owner",
      dockerfile:
        'FROM node:24.19-trixie-slim\nVOLUME ["/app/data"]\nUSER 1000\nCOPY --chown=1000 seed.db /app/data/\n',
    },
    { title: "code", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\nCOPY server.js /app/\n" },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    const last = target?.end.user;
    if (!target || !last?.value.known || isWindowsStage(target)) return;
    for (const stage of target.chain) {
      for (const instruction of stage.instructions) {
        if (instruction.name !== "copy" && instruction.name !== "add") continue;
        const { user: setting } = stage.before(instruction);
        if (!setting?.value.known || instruction.flags.some(({ name }) => name === "chown")) continue;
        const user = readUser(setting.value.text);
        // Only the user that also runs the program: a later USER may bring its own chown.
        if (!user || isRoot(user) || setting.value.text !== last.value.text) continue;
        const word = instruction.args.at(-1);
        const value = word && stage.expand(instruction, word.text);
        const path = value?.known ? absolutePath(value.text, workdirOf(stage.before(instruction))) : undefined;
        const directory = path && writtenDirectories(target).find((one) => isWithin(path, one.path));
        if (!word || !directory) continue;
        const raw = setting.by.body.text;
        const edits = [insertAt(instruction.keyword.span.end, ` --chown=${raw}`)];
        yield {
          at: word.span,
          message: `What is copied to ${path} belongs to root, and the program runs as ${user.name}.`,
          related: [{ at: directory.by.span, message: `${directory.path} is a directory the program writes to.` }],
          ...(/[\s"'$]/.test(raw)
            ? { refusal: "The user comes from a variable or stands in quotes." }
            : { fixes: [{ title: `Add --chown=${raw}`, safety: "unsafe" as const, edits }] }),
        };
      }
    }
  },
};
