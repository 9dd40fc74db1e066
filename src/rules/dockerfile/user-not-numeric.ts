import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { createdAccounts } from "./parts/created-users.ts";
import { isRoot, readUser, type UserName } from "./parts/runtime-user.ts";
import { isWindowsStage, stageRoot } from "./parts/stage-root.ts";

export const userNotNumeric: Rule<"dockerfile"> = {
  id: "user-not-numeric",
  title: "USER is a name where a number could be checked",
  habit: "user",
  severity: "info",
  confidence: "high",
  severityReason: "Info: Docker runs the same user either way; it matters where Kubernetes has runAsNonRoot.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3066"],
  scope:
    "A USER with a name other than root in the stage that is built and the stages it is FROM: each name once, where it stands last. Variables are looked up; Windows images have no numbers and are left alone.",
  why: "With runAsNonRoot, Kubernetes refuses to start a container whose user is a name: it cannot tell from a name that it is not root.",
  remedy: "Write the user's number, and create the user with that number.",
  whenToIgnore: "The image never runs on Kubernetes or OpenShift.",
  fix: "both",
  bad: [
    {
      title: "a name from the base image",
      dockerfile: 'FROM node:24.19-trixie-slim\nUSER node\nHEALTHCHECK CMD ["node", "-v"]\nCMD ["node", "-v"]\n',
    },
    {
      title: "a name the file makes with a number",
      dockerfile:
        'FROM debian:13.6-slim\nRUN useradd --no-log-init -u 10001 app\nUSER app\nHEALTHCHECK CMD ["/app", "-v"]\nCMD ["/app"]\n',
    },
  ],
  good: [
    { title: "the number", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\n" },
    { title: "a number behind a variable", dockerfile: "FROM node:24.19-trixie-slim\nARG UID=1000\nUSER $UID\n" },
    {
      title: "in a stage that is not shipped",
      dockerfile: "FROM node:24 AS build\nUSER node\nFROM scratch\nUSER 65532\n",
    },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    if (!target || isWindowsStage(target)) return;
    const found = new Map<string, NamedUser[]>();
    for (const stage of target.chain.toReversed()) {
      for (const instruction of stage.instructions) {
        if (instruction.name !== "user") continue;
        const value = stage.expand(instruction, instruction.body.text);
        const user = value.known ? readUser(value.text) : undefined;
        if (!user || user.uid !== undefined || isRoot(user)) continue;
        found.set(user.name, [...(found.get(user.name) ?? []), { instruction, user }]);
      }
    }
    for (const places of found.values()) {
      const last = places.at(-1);
      if (last) yield problem(dockerfile, target, last, places);
    }
  },
};

interface NamedUser {
  readonly instruction: Instruction;
  readonly user: UserName;
}

/** Shown at the last place of the name, which is the one in force; all places have to let themselves be edited. */
function problem(
  dockerfile: Dockerfile,
  target: Stage,
  { instruction, user }: NamedUser,
  places: readonly NamedUser[],
): Problem {
  const at = instruction.args[0]?.span ?? instruction.span;
  const message = `USER ${user.name} is a name: Kubernetes cannot tell that it is not root.`;
  const number = numberOf(target, user.name);
  if (places.some((place) => place.instruction.body.text.includes("$")))
    return { at, message, refusal: "The name comes from a variable: give that one the number." };
  const group = places.map((place) => place.user.group).find((name) => name !== undefined && !/^\d+$/.test(name));
  if (group !== undefined)
    return { at, message, refusal: `The number of group ${group} would have to be looked up too.` };
  if (!number) return { at, message, refusal: `Which number ${user.name} has is not in the file.` };
  const edits = namesOf(dockerfile, target, user.name).map((one) => replaceSpan(one, number.uid));
  const fix: Fix = {
    title: `Write ${number.uid} for ${user.name}`,
    safety: number.isInFile ? "safe" : "unsafe",
    edits,
  };
  return { at, message, fixes: [fix] };
}

/** Every place where the name stands: all go at once, since the name is reported once. */
function namesOf({ tree }: Dockerfile, target: Stage, name: string): Span[] {
  const users = target.chain
    .toReversed()
    .flatMap(({ instructions }) => instructions.filter((one) => one.name === "user"));
  return users.flatMap(({ args }) => {
    const span = args[0]?.span;
    const text = span && tree.source.text.slice(span.start, span.end);
    if (!span || (text !== name && !text?.startsWith(`${name}:`))) return [];
    return [{ start: span.start, end: span.start + name.length }];
  });
}

function numberOf(target: Stage, name: string): { readonly uid: string; readonly isInFile: boolean } | undefined {
  const created = createdAccounts(target).users.find((user) => user.name === name);
  if (created) return created.uid === undefined ? undefined : { uid: created.uid, isInFile: true };
  const app = stageRoot(target).base?.appUser;
  return app?.name === name && app.uid !== null ? { uid: `${app.uid}`, isInFile: false } : undefined;
}
