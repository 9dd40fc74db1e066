/**
 * Which layer made an account what it is. The accounts of an image and the versions of its files come in; the same accounts go
 * out with the layer from which on each was always there with this number and this kind of password. The files are written
 * again with every user that is added, which says nothing of the others.
 */
import { readAccounts } from "./accounts.ts";
import type { Accounts } from "./image-facts.ts";
import type { LayerFacts } from "./layer-facts.ts";

/** Where the files of the image's accounts really lie, links followed. */
export interface AccountPaths {
  readonly passwd: string | undefined;
  readonly group: string | undefined;
  readonly shadow: string | undefined;
}

/** Layers above the one that a file comes from are of no interest: they do not write it. */
export function withOrigins(accounts: Accounts, layers: readonly LayerFacts[], paths: AccountPaths): Accounts {
  let files: Parameters<typeof readAccounts>[0] = {};
  let since: ReadonlyMap<string, number> = new Map();
  for (const [layer, { texts, shadows }] of layers.entries()) {
    const passwd = own(texts, paths.passwd);
    const group = own(texts, paths.group);
    const shadow = own(shadows, paths.shadow);
    if (passwd === undefined && group === undefined && shadow === undefined) continue;
    files = {
      ...files,
      ...(passwd === undefined ? {} : { passwd: { text: passwd, layer } }),
      ...(group === undefined ? {} : { group: { text: group, layer } }),
      ...(shadow === undefined ? {} : { shadow: { entries: shadow, layer } }),
    };
    const keys = keysOf(readAccounts(files));
    const before = since;
    since = new Map(keys.map((key) => [key, before.get(key) ?? layer]));
  }
  return {
    users: accounts.users.map((user) => ({ ...user, layer: since.get(userKey(user)) ?? user.layer })),
    groups: accounts.groups.map((group) => ({ ...group, layer: since.get(groupKey(group)) ?? group.layer })),
  };
}

function keysOf({ users, groups }: Accounts): string[] {
  return [...users.map(userKey), ...groups.map(groupKey)];
}

function userKey({ name, uid, password }: Accounts["users"][number]): string {
  return ["user", name, uid, password].join("\0");
}

function groupKey({ name, gid }: Accounts["groups"][number]): string {
  return ["group", name, gid].join("\0");
}

/** Records of a cache have a prototype: a file called `constructor` is none of them. */
function own<T>(record: Readonly<Record<string, T>>, path: string | undefined): T | undefined {
  return path !== undefined && Object.hasOwn(record, path) ? record[path] : undefined;
}
