/**
 * The user the container starts as: the target stage comes in, the USER in force at its end comes out, taken from the
 * stage, the stages it is FROM, or the table of base images. What none of them tells is unknown, never a guess.
 */
import { runsAsRoot } from "../../../bases/users.ts";
import type { Setting, Stage, Value } from "../../../dockerfile/dockerfile.ts";
import { type StageRoot, stageRoot } from "./stage-root.ts";

/** `user[:group]` of a USER, a `--chown` or a table. */
export interface UserName {
  readonly name: string;
  readonly group: string | undefined;
  /** The user's number when that is what is written. */
  readonly uid: number | undefined;
}

/** Who a container runs as, and how that is known. */
export interface RuntimeUser {
  /** Undefined when it cannot be told. */
  readonly root: boolean | undefined;
  /** The last USER of the chain; undefined when the base decides. */
  readonly setting: Setting<Value> | undefined;
  /** What `setting` names; undefined when it is unknown or empty. */
  readonly user: UserName | undefined;
  readonly base: StageRoot;
}

export function runtimeUser(target: Stage): RuntimeUser {
  const base = stageRoot(target);
  const setting = target.end.user;
  if (!setting) {
    const root = base.kind === "scratch" ? true : base.base && runsAsRoot(base.base);
    return { root, setting, user: undefined, base };
  }
  const user = setting.value.known ? readUser(setting.value.text) : undefined;
  return { root: user && isRoot(user), setting, user, base };
}

/** Undefined for an empty text. Quotes left over from shell habits are taken off. */
export function readUser(text: string): UserName | undefined {
  const plain = text.trim().replace(/^(["'])(.*)\1$/, "$2");
  if (plain === "") return undefined;
  const colon = plain.indexOf(":");
  const name = colon === -1 ? plain : plain.slice(0, colon);
  const group = colon === -1 ? undefined : plain.slice(colon + 1);
  return { name, group, uid: /^\d{1,10}$/.test(name) ? Number(name) : undefined };
}

/** `0`, `00`, `root`, `root:app`, `:app`, and Windows' administrator. The group does not matter. */
export function isRoot({ name, uid }: UserName): boolean {
  return uid === 0 || name === "root" || name === "" || name.toLowerCase() === "containeradministrator";
}

/** True when the build runs as root just before `instruction`; undefined when that cannot be told. */
export function isRootAt(stage: Stage, instruction: Stage["from"]): boolean | undefined {
  const setting = stage.before(instruction).user;
  if (!setting) {
    const { kind, base } = stageRoot(stage);
    return kind === "scratch" ? true : base && runsAsRoot(base);
  }
  const user = setting.value.known ? readUser(setting.value.text) : undefined;
  return user && isRoot(user);
}
