/** What the small files of the system say, over all layers: the operating system and the accounts. */
import type { ImageTree } from "../files/image-tree.ts";
import { type OperatingSystem, operatingSystemPaths, readOperatingSystem } from "../packages/operating-system.ts";
import { withOrigins } from "./account-origins.ts";
import { readAccounts } from "./accounts.ts";
import type { Accounts } from "./image-facts.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { groupPath, passwdPath, shadowPath } from "./system-files.ts";

export function imageSystem(
  layers: readonly LayerFacts[],
  tree: ImageTree,
): { readonly os: OperatingSystem | undefined; readonly accounts: Accounts } {
  /** What stands at a path, links followed, with the layer it comes from. */
  function standing<T>(path: string, of: (facts: LayerFacts) => Readonly<Record<string, T>>) {
    const real = tree.resolve(path);
    const node = real === undefined ? undefined : tree.at(real);
    const facts = node && layers[node.layer];
    // Records of a cache have a prototype: a file called `constructor` is none of them.
    const value = facts && real !== undefined && Object.hasOwn(of(facts), real) ? of(facts)[real] : undefined;
    return node && value !== undefined ? { value, layer: node.layer } : undefined;
  }
  const text = (path: string) => standing(path, ({ texts }) => texts);
  const texts = new Map<string, string>();
  for (const path of operatingSystemPaths) {
    const found = text(path);
    if (found) texts.set(path, found.value);
  }
  const passwd = text(passwdPath);
  const group = text(groupPath);
  const shadow = standing(shadowPath, ({ shadows }) => shadows);
  const accounts = readAccounts({
    ...(passwd ? { passwd: { text: passwd.value, layer: passwd.layer } } : {}),
    ...(group ? { group: { text: group.value, layer: group.layer } } : {}),
    ...(shadow ? { shadow: { entries: shadow.value, layer: shadow.layer } } : {}),
  });
  const paths = {
    passwd: tree.resolve(passwdPath),
    group: tree.resolve(groupPath),
    shadow: tree.resolve(shadowPath),
  };
  return { os: readOperatingSystem(texts), accounts: withOrigins(accounts, layers, paths) };
}
