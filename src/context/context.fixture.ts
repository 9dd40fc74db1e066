import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { FileTree } from "../files/file-tree.ts";
import { memoryTree } from "../files/memory-tree.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import { createSource } from "../text/source.ts";
import { createContextStore } from "./context-store.ts";
import type { EffectiveContext, Transfer } from "./effective-context.ts";
import { resolveContext } from "./resolve-context.ts";

/** A tree in memory with links: path to target, as written in the link. */
export function linkedTree(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): FileTree {
  const tree = memoryTree({ ...files, ...Object.fromEntries(Object.keys(links).map((path) => [path, ""])) });
  return {
    ...tree,
    list: (folder) => {
      const entries = tree.list(folder);
      if ("why" in entries) return entries;
      const prefix = folder === "." ? "" : `${folder}/`;
      return entries.map((entry) => (`${prefix}${entry.name}` in links ? { ...entry, kind: "link" } : entry));
    },
    readLink: (path) => links[path],
  };
}

/** The context of a Dockerfile's text, in its own folder. */
export function contextOf(
  dockerfile: string,
  tree: FileTree | Readonly<Record<string, string>>,
  options: { readonly root?: string; readonly path?: string; readonly target?: string; readonly by?: ImageBuild } = {},
): EffectiveContext {
  const store = createContextStore("list" in tree ? (tree as FileTree) : memoryTree(tree));
  const resolved = resolveDockerfile(
    createSource(options.path ?? "Dockerfile", dockerfile),
    options.target === undefined ? {} : { target: options.target },
  );
  return resolveContext({ dockerfile: resolved, root: options.root ?? ".", by: options.by, store });
}

/** A Compose service that builds, with what a test says of it. */
export function serviceBuild(given: Partial<ImageBuild> = {}): ImageBuild {
  return {
    kind: "compose",
    label: "service web of compose.yaml",
    at: { start: 0, end: 0 },
    context: undefined,
    dockerfile: undefined,
    inline: undefined,
    target: undefined,
    args: [],
    namedContexts: [],
    secrets: [],
    ssh: [],
    platforms: [],
    privileged: undefined,
    network: undefined,
    tags: [],
    ...given,
  };
}

/** The first transfer; the test is wrong when there is none. */
export function firstTransfer(context: EffectiveContext): Transfer {
  const [first] = context.transfers;
  if (!first) throw new Error("the Dockerfile takes nothing of the context");
  return first;
}

/** Where each file that is taken stands in the end, sorted; `?` where that is not known, `-` where it does not come along. */
export function landings(context: EffectiveContext): string[] {
  return context.transfers
    .flatMap((transfer) =>
      transfer.files().map((file) => {
        const reach = transfer.reach(file);
        return reach ? `${reach.path ?? "?"}${reach.sure ? "" : " (perhaps)"}` : `- ${file.path}`;
      }),
    )
    .sort();
}
