/**
 * Links that make a build fail. To tell whether a step is cached, the builder follows each link that a glob, or a line with
 * --exclude or --parents, takes, those deep in folders too. It was sent no more than the lines of the Dockerfile name, so a
 * link may lead nowhere although its end stands in the context. Lines without these take links as links.
 */
import type { SiftedFiles } from "../../src/context/context-files.ts";
import { followLinks } from "../../src/context/context-listing.ts";
import type { EffectiveContext, Transfer } from "../../src/context/effective-context.ts";
import { findSource, isSent } from "../../src/context/find-source.ts";
import { hasWildcard, pathParts, pathTest } from "../../src/context/source-match.ts";
import { diskTree } from "../../src/files/disk-tree.ts";

/** Tests the transfers of one context, whose listing is of the disk. */
export function danglingTest(context: EffectiveContext): (transfer: Transfer) => boolean {
  const files = context.files as SiftedFiles;
  const links = files.all.filter(({ kind, ignoredBy }) => kind === "link" && !ignoredBy);
  const named = context.transfers.filter(({ stage }) => stage.reachesTarget).flatMap((each) => namedBy(files, each));
  const isNamed = (path: string) =>
    named.some((name) => name === "" || name === path || path.startsWith(`${name}/`) || name.startsWith(`${path}/`));
  const leadsNowhere = (link: string) => {
    const isThere = (path: string) =>
      isSent(files, path) && (path === link || link.startsWith(`${path}/`) || isNamed(path));
    return followLinks(diskTree(), files.listing, link.split("/"), isThere) === undefined;
  };
  return (transfer) => {
    const hasFlag = transfer.instruction.flags.some(({ name }) => name === "exclude");
    if (!(transfer.isGlob || hasFlag) || !transfer.pattern.known) return false;
    const taken = transfer.files();
    if (links.some((link) => taken.includes(link) && leadsNowhere(link.path))) return true;
    // What a pattern matches itself is not among the files when it leads nowhere.
    const test = isNested(transfer) ? () => -1 : pathTest(pathParts(transfer.pattern.text));
    return links.some(({ path }) => test(`/${path}`) === path.length + 1 && leadsNowhere(path));
  };
}

function namedBy(files: SiftedFiles, transfer: Transfer): readonly string[] {
  if (!transfer.pattern.known) return [];
  const parts = pathParts(transfer.pattern.text);
  const found = findSource(diskTree(), files, parts, "sent").map(({ path }) => path);
  const ofParents = isNested(transfer) ? transfer.files() : [];
  // Behind an earlier wildcard links are not followed when it is made out what to send.
  const test = pathTest(parts);
  const ends = hasWildcard(parts.slice(0, -1).join("/")) ? found.filter((path) => test(`/${path}`) !== -1) : found;
  return [...ends, ...ofParents.map(({ path }) => path)];
}

function isNested({ instruction }: Transfer): boolean {
  return instruction.flags.some(({ name }) => name === "parents");
}
