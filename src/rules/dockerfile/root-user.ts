import { baseUsersDate } from "../../bases/users.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Problem, Related, Severity } from "../../finding/finding.ts";
import { positionAt } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { type ContainerStart, containerStart } from "./parts/container-start.ts";
import { isDevContainer } from "./parts/dev-container.ts";
import { isDevelopmentImage } from "./parts/image-purpose.ts";
import { fixRootUser } from "./parts/root-user-fix.ts";
import { isRoot, type RuntimeUser, readUser, runtimeUser } from "./parts/runtime-user.ts";
import { isWindowsStage } from "./parts/stage-root.ts";
import { type UsersByUse, usersByUse } from "./parts/users-by-use.ts";

export const rootUser: Rule<"dockerfile"> = {
  id: "root-user",
  title: "The container runs as root",
  habit: "user",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the program itself is root. Medium when it is a daemon whose workers leave root (nginx, Apache, PHP-FPM), when the file starts no program of its own (a tool or builder image), and in images for development or tests; info in dev containers, whose tools pick the user themselves, and where every service sets a user that a variable names.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3002",
    "trivy/DS-0002",
    "dockle/CIS-DI-0001",
    "kics/Last User Is 'root'",
    "kics/Missing User Instruction",
    "checkov/CKV_DOCKER_8",
    "checkov/CKV_DOCKER_3",
    "semgrep/last-user-is-root",
    "semgrep/missing-user",
    "semgrep/missing-user-entrypoint",
    "cis/4.1",
  ],
  scope:
    "The stage that is built, once a file: its last USER, else that of the stages it is FROM, else the user of the base image as a dated table knows it. Root is `root`, 0 and 00 with any group, through ARG and ENV too. Silent where the base or a variable is not known, where the start steps down by itself (gosu, su-exec, setpriv, s6, supervisord, a database's own entrypoint), on Windows unless ContainerAdministrator is named, in a scratch stage that starts nothing, and where every Compose service that is built from the file sets another `user`. Where only some do, the message says which.",
  why: "Whoever breaks into the program is root in the container: they can change every file in it, install tools, and are one kernel or mount mistake away from the host.",
  remedy: "End the final stage with a numeric USER, and give that user only the directories the program writes to.",
  whenToIgnore:
    "The program needs root for its work and the container is locked down in other ways (user namespaces, dropped capabilities).",
  fix: "unsafe",
  bad: [
    {
      title: "no USER at all",
      dockerfile:
        'FROM node:24.19-trixie-slim\nWORKDIR /app\nCOPY server.js ./\nHEALTHCHECK CMD ["node", "-v"]\nCMD ["node", "server.js"]\n',
    },
    {
      title: "the USER of a build stage does not count",
      dockerfile:
        'FROM golang:1.27-trixie AS build\nWORKDIR /src\nUSER 1000\nFROM debian:13.6-slim\nCOPY --from=build /src/app /app\nHEALTHCHECK CMD ["/app", "-v"]\nCMD ["/app"]\n',
    },
    {
      title: "back to root at the end",
      dockerfile:
        'FROM node:24.19-trixie-slim\nUSER 1000\nUSER root\nCOPY server.js /app/\nHEALTHCHECK CMD ["node", "-v"]\nCMD ["node", "/app/server.js"]\n',
    },
  ],
  good: [
    {
      title: "a numeric user of its own",
      dockerfile: 'FROM node:24.19-trixie-slim\nCOPY server.js /app/\nUSER 1000:1000\nCMD ["node", "/app/server.js"]\n',
    },
    {
      title: "the base runs as non-root",
      dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY app /app\nCMD ["/app"]\n',
    },
    {
      title: "the entrypoint steps down",
      dockerfile:
        'FROM debian:13.6-slim\nENTRYPOINT ["setpriv", "--reuid=10001", "--clear-groups", "--"]\nCMD ["/app"]\n',
    },
    {
      title: "the service that runs it sets the user",
      files: {
        Dockerfile: 'FROM node:24.19-trixie-slim\nWORKDIR /app\nCOPY server.js ./\nCMD ["node", "server.js"]\n',
        "compose.yaml": 'services:\n  web:\n    build: .\n    user: "1000:1000"\n',
      },
    },
  ],
  *check({ dockerfile, uses }) {
    const { target } = dockerfile;
    if (!target) return;
    const user = runtimeUser(target);
    if (user.root !== true || isExempt(target, user)) return;
    const start = containerStart(target);
    if (start.stepsDown !== "no") return;
    const byUse = usersByUse(dockerfile, uses ?? []);
    if (byUse.leaveRoot === "all") return;
    yield weighedByUse(problem(dockerfile, target, user, start), byUse);
  },
};

/** What the services of the project make of it: nothing, a mixed picture, or root only for those who run it without them. */
function weighedByUse(found: Problem, { leaveRoot, leaving, staying, trace }: UsersByUse): Problem {
  if (leaveRoot === "none") return found;
  const related = [...(found.related ?? []), ...trace];
  const others = `the ${leaving.join(", ")} ${leaving.length > 1 ? "set" : "sets"} another user`;
  if (leaveRoot === "some") {
    const message = `${found.message} That holds for the ${staying.join(", ")}; ${others}.`;
    return { ...found, related, message };
  }
  const message = `${found.message} In this project ${others}; whoever runs the image without that is root.`;
  return { ...found, related, message, severity: "info" };
}

/** Windows' default differs by image and version; a scratch stage that starts nothing only carries files. */
function isExempt(target: Stage, { setting, base, user }: RuntimeUser): boolean {
  if (isWindowsStage(target)) return user?.name.toLowerCase() !== "containeradministrator";
  return base.kind === "scratch" && !setting && startsNothing(target.end.cmd) && startsNothing(target.end.entrypoint);
}

/** Not set, or set to the empty list: `CMD []`. */
function startsNothing(start: Stage["end"]["cmd"]): boolean {
  return !start || /^\[\s*\]$/.test(start.value.body.text.trim());
}

function problem(dockerfile: Dockerfile, target: Stage, user: RuntimeUser, start: ContainerStart): Problem {
  const { setting, base } = user;
  const at = setting ? (setting.by.args[0]?.span ?? setting.by.span) : (target.baseWord?.span ?? target.from.span);
  const how = setting
    ? `the last USER is ${setting.by.body.text}`
    : base.kind === "scratch"
      ? "no USER is set, and FROM scratch that means root"
      : `no USER is set, and ${base.name} runs as root`;
  const severity = severityOf(dockerfile, user, start);
  return {
    at,
    message: `${subjectOf(start)} as root: ${how}.`,
    related: [...traceOf(dockerfile, target, user)],
    ...(severity === "high" ? {} : { severity }),
    ...(start.unseenScript !== undefined || base.assumed.length > 0 ? { confidence: "medium" as const } : {}),
    ...fixRootUser(dockerfile, target, user, start),
  };
}

function subjectOf({ kind }: ContainerStart): string {
  if (kind === "idle") return "Whatever is started in this image runs";
  return kind === "daemon" ? "The main process runs" : "The container runs";
}

function severityOf(dockerfile: Dockerfile, { base }: RuntimeUser, { kind }: ContainerStart): Severity {
  if (isDevContainer(dockerfile, base.name)) return "info";
  return kind === "daemon" || kind === "idle" || kind === "init" || isDevelopmentImage(dockerfile) ? "medium" : "high";
}

/** From the stage that is built down to what decided, then what seems to contradict it. */
function* traceOf(dockerfile: Dockerfile, target: Stage, user: RuntimeUser): Iterable<Related> {
  const { setting, base } = user;
  const lineOf = (at: number) => positionAt(dockerfile.source, at).line;
  for (const stage of target.chain) {
    if (stage === setting?.stage) break;
    const next = stage.base.kind === "stage" ? `; it is FROM ${stage.base.stage.label}` : "";
    yield { at: stage.from.span, message: `No USER in ${stage.label}${next}.` };
  }
  if (setting && setting.stage !== target)
    yield {
      at: setting.by.span,
      message: `USER is inherited from ${setting.stage.label}, line ${lineOf(setting.by.span.start)}.`,
    };
  if (setting?.value.known && setting.value.text !== setting.by.body.text)
    yield { at: setting.by.span, message: `${setting.by.body.text} stands for ${setting.value.text}.` };
  if (!setting && base.kind === "image") {
    const at = base.stage.baseWord?.span ?? base.stage.from.span;
    yield { at, message: `${base.name} runs as root: table of base images, ${baseUsersDate}.` };
  }
  for (const name of setting?.value.known ? setting.value.assumed : base.assumed)
    yield { at: argAt(dockerfile, target, name), message: `ARG ${name} is taken at its default.` };
  yield* lostUsers(dockerfile);
}

function argAt({ globalArgs }: Dockerfile, target: Stage, name: string): Related["at"] {
  const local = target.end.args.get(name)?.by;
  const global = globalArgs.find(({ pairs }) => pairs.some(({ key }) => key.text === name));
  return (local?.pairs.some(({ value }) => value) ? local : (global ?? local ?? target.from)).span;
}

/** A USER in a stage whose files are copied, but whose settings are not. */
function* lostUsers({ stages }: Dockerfile): Iterable<Related> {
  for (const stage of stages) {
    const last = stage.inTargetChain ? undefined : stage.instructions.findLast(({ name }) => name === "user");
    const value = last && stage.expand(last, last.body.text);
    const user = value?.known ? readUser(value.text) : undefined;
    if (!last || !user || isRoot(user)) continue;
    yield { at: last.span, message: `This USER holds in ${stage.label} only: COPY --from does not hand it on.` };
  }
}
