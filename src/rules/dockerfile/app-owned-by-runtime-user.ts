import { operandsOf } from "../../dockerfile/command-queries.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Related } from "../../finding/finding.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { createdAccounts } from "./parts/created-users.ts";
import { chooseUser } from "./parts/future-user.ts";
import { absolutePath, isWithin, workdirOf } from "./parts/place-paths.ts";
import { isRoot, type RuntimeUser, readUser, runtimeUser, type UserName } from "./parts/runtime-user.ts";
import { chainCommands } from "./parts/stage-commands.ts";
import { stageRoot } from "./parts/stage-root.ts";
import { isWrittenName, pathsOf, writtenDirectories } from "./parts/written-directories.ts";

export const appOwnedByRuntimeUser: Rule<"dockerfile"> = {
  id: "app-owned-by-runtime-user",
  title: "The program can overwrite itself",
  habit: "user",
  severity: "low",
  confidence: "high",
  severityReason: "Low: a second line of defence, once the program itself is broken into.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["kics/Chown Flag Exists"],
  scope:
    "COPY or ADD with --chown, and chown -R, that give files to the user the container runs as, or would run as if it were not root (the one the file makes, or the base keeps ready): one finding a file. Directories the program writes to (VOLUMEs, data, logs, uploads, caches), home directories and single folders without -R are left alone.",
  why: "Whoever breaks into the program can change its code and stay there until the container is replaced.",
  remedy: "Leave the code to root, which others can read, and give the user only the directories it writes to.",
  whenToIgnore: "The container's file system is read-only, or the program has to update itself.",
  bad: [
    {
      title: "the whole program",
      dockerfile: "FROM node:24.19-trixie-slim\nCOPY --chown=node:node server.js /app/\nUSER 1000\n",
    },
    { title: "afterwards", dockerfile: "FROM node:24.19-trixie-slim\nRUN chown -R node:node /app\nUSER 1000\n" },
  ],
  good: [
    { title: "left to root", dockerfile: "FROM node:24.19-trixie-slim\nCOPY server.js /app/\nUSER 1000\n" },
    {
      title: "a directory of data",
      dockerfile: "FROM node:24.19-trixie-slim\nCOPY --chown=node:node seed.db /app/data/\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    const { target, source } = dockerfile;
    if (!target || !source.text.includes("chown")) return;
    const runtime = runtimeUser(target);
    const user = intendedUser(target, runtime);
    if (!user) return;
    const given = [...givenPlaces(target, user)];
    const first = given[0];
    if (!first) return;
    const { setting } = runtime;
    const related: Related[] = given.slice(1).map(({ at, path }) => ({ at, message: `So does ${path}.` }));
    if (setting && !runtime.root) related.push({ at: setting.by.span, message: "The user the container runs as." });
    const whose = runtime.root ? "the user the program is meant to run as" : "the user the program runs as";
    yield { at: first.at, message: `${first.path} belongs to ${user.name}, ${whose}.`, related };
  },
};

/** The user at run time; of an image that still runs as root, the one that the file or the base has ready for it. */
function intendedUser(target: Stage, runtime: RuntimeUser): UserName | undefined {
  if (runtime.root !== true) return runtime.user;
  const future = chooseUser(target, runtime);
  return "why" in future || future.commands.length > 0 ? undefined : readUser(future.name ?? future.owner);
}

interface GivenPlace {
  readonly at: Span;
  readonly path: string;
}

function* givenPlaces(target: Stage, user: UserName): Iterable<GivenPlace> {
  const same = sameUser(target, user);
  const isCode = (path: string) =>
    !isWrittenName(path) &&
    !/^\/(?:home(?:\/[^/]+)?|tmp(?:\/.*)?|var\/.*|run|data)$/.test(path) &&
    !writtenDirectories(target).some((one) => isWithin(path, one.path));
  for (const stage of target.chain.toReversed())
    for (const instruction of stage.instructions) {
      if (instruction.name !== "copy" && instruction.name !== "add") continue;
      const flag = instruction.flags.find(({ name }) => name === "chown");
      const last = instruction.args.at(-1);
      const owner = flag?.value === undefined ? undefined : stage.expand(instruction, flag.value);
      const value = last && stage.expand(instruction, last.text);
      const path = value?.known ? absolutePath(value.text, workdirOf(stage.before(instruction))) : undefined;
      if (!flag || !owner?.known || path === undefined || !same(owner.text) || !isCode(path)) continue;
      yield { at: flag.span, path };
    }
  for (const one of chainCommands(target)) {
    const { command } = one;
    const owner = command.name === "chown" ? operandsOf(command)[0]?.value : undefined;
    if (owner === undefined || !same(owner)) continue;
    if (!command.args.some(({ pattern }) => /^-[a-zA-Z]*R|^--recursive$/.test(pattern))) continue;
    const path = pathsOf([one], 1).find(isCode);
    if (path !== undefined) yield { at: command.span, path };
  }
}

/** Compares owners by name and by number, as far as the file or the base's table ties them together. */
function sameUser(target: Stage, user: UserName): (owner: string) => boolean {
  const names = new Set([user.name]);
  const app = stageRoot(target).base?.appUser;
  const known = [
    ...createdAccounts(target).users.map(({ name, uid }) => [name, uid] as const),
    ...(app ? [[app.name, app.uid === null ? undefined : `${app.uid}`] as const] : []),
  ];
  for (const [name, uid] of known)
    if (uid !== undefined && (names.has(name) || names.has(uid))) for (const one of [name, uid]) names.add(one);
  return (owner) => {
    const read = readUser(owner.replace(/^([^:.]*)\..*$/, "$1"));
    return read !== undefined && !isRoot(read) && names.has(read.name);
  };
}
