/**
 * Ignore comments of one file, ours and those of the peers. In: the file and all rules; out: one entry for each
 * rule named, with the place it covers, or with the reason why it cannot apply. Where each kind counts, and why, is in
 * docs/decisions/0013-ignore-comments.md. Refuses to guess: an entry of ours that cannot be read is reported, not dropped.
 */
import type { DockerfileTree, Node } from "../dockerfile/tree.ts";
import type { Rule } from "../rules/rule.ts";
import type { Source, Span } from "../text/source.ts";
import { positionAt } from "../text/source.ts";
import { type CommentPlace, lineComments } from "./comment-lines.ts";
import { dockerfilesBeside, type Examined, examine, loneDockerfile } from "./examine.ts";
import { type Ignore, isDate, lapse } from "./ignores.ts";
import { nextStep, type RuleNames, ruleNames } from "./rule-names.ts";

/** What an ignore comment says, before its rules are looked up. */
interface Directive {
  readonly peer: "seaworthy" | "hadolint" | "buildkit" | "trivy" | "checkov";
  /** `global` covers the file from anywhere, `top` only from above the first instruction. */
  readonly scope: "next" | "global" | "top";
  readonly ids: readonly string[];
  readonly until?: string;
  readonly reason: string;
  readonly problem?: string;
}

/** Every ignore of the file, in order. `today` is YYYY-MM-DD. */
export function readIgnoreComments(
  examined: Pick<Examined, "source" | "facts" | "unit">,
  rules: readonly Rule[],
  today: string,
): readonly Ignore[] {
  const { source, facts, unit } = examined;
  // The steps of an image are the words of whoever made it: only a Dockerfile that was given may excuse anything.
  if (unit.kind === "image" && !facts.image?.dockerfile?.isGiven) return [];
  if (unit.kind === "image")
    return dockerfilesBeside(examined).flatMap((beside) =>
      readIgnoreComments(examine(loneDockerfile(beside, {}), []), rules, today),
    );
  if (!mayIgnore(source.text)) return [];
  const names = ruleNames(rules);
  const comments = facts.dockerfile ? commentsOf(facts.dockerfile.tree) : lineComments(source, unit.kind);
  return comments.flatMap(({ text, place }) =>
    readDirectives(text).flatMap((directive) => toIgnores(directive, place, source, names, today)),
  );
}

/** Most files ignore nothing: one cheap look saves walking their comments. */
function mayIgnore(text: string): boolean {
  return text.includes("ignore") || text.includes("skip");
}

function commentsOf(tree: DockerfileTree): { text: string; place: CommentPlace }[] {
  const found: { text: string; place: CommentPlace }[] = [];
  let pending: { text: string; at: Span }[] = [];
  let atTop = true;
  const settle = (below: Node | undefined) => {
    for (const { text, at } of pending) {
      const span = below ? { start: at.start, end: below.span.end } : undefined;
      found.push({ text, place: { at, below: span, atTop } });
    }
    pending = [];
  };
  for (const node of tree.nodes) {
    if (node.kind === "blank") continue;
    if (node.kind === "comment") pending.push({ text: node.text, at: node.span });
    else if (node.kind === "directive") pending.push({ text: `${node.name}=${node.value}`, at: node.span });
    else {
      settle(node);
      atTop = false;
      for (const line of node.lines) {
        if (line.kind !== "comment") continue;
        const at = { start: line.start, end: line.start + line.text.length };
        const text = line.text.trim().replace(/^#+/, "").trim();
        found.push({ text, place: { at, below: node.span, atTop: false } });
      }
    }
  }
  settle(undefined);
  return found;
}

function readDirectives(comment: string): readonly Directive[] {
  const text = comment.slice(0, commentLimit).replace(/^[#\s]+/, "");
  if (/^seaworthy\b/i.test(text)) return readOurs(text);
  if (/^hadolint\s/i.test(text)) return readHadolint(text);
  if (/^check\s*=/i.test(text)) return readBuildKit(text);
  if (/^trivy:ignore:/i.test(text)) return readTrivy(text);
  if (/^(?:checkov|bridgecrew):skip=/i.test(text)) return readCheckov(text);
  return [];
}

/** Characters of a comment that are read. */
const commentLimit = 2_000;

/** `seaworthy [global] ignore=RULE[,RULE] [until=YYYY-MM-DD] [-- reason]`; prose that begins with our name is left alone. */
function readOurs(text: string): readonly Directive[] {
  const match = /^seaworthy:?\s+(?<global>global\s+)?ignore(?<equals>\s*=)?/i.exec(text);
  if (!match) return [];
  const scope = match.groups?.global ? "top" : "next";
  const { ids, rest } = takeIds(match.groups?.equals ? text.slice(match[0].length) : "");
  const [options = "", ...reason] = rest.split(/(?:^|\s)--(?:\s|$)/);
  const until = /^until\s*=\s*(?<date>\S+)$/i.exec(options.trim())?.groups?.date;
  const directive: Directive = { peer: "seaworthy", scope, ids, reason: reason.join(" -- ").trim() };
  if (ids.length === 0) return [{ ...directive, ids: [""], problem: unreadable("it names no rule") }];
  if (until !== undefined && !isDate(until))
    return [{ ...directive, problem: `${until} is not a date like 2030-12-31` }];
  if (options.trim() !== "" && until === undefined)
    return [{ ...directive, problem: unreadable(`${JSON.stringify(options.trim())} means nothing here`) }];
  return [until === undefined ? directive : { ...directive, until }];
}

function unreadable(why: string): string {
  return `${why}; write \`# seaworthy ignore=RULE until=YYYY-MM-DD -- reason\`, where until and the reason may be left out`;
}

function readHadolint(text: string): readonly Directive[] {
  const match = /^hadolint\s+(?<global>global\s+)?ignore\s*=/i.exec(text);
  if (!match) return [];
  const { ids, rest } = takeIds(text.slice(match[0].length));
  return [{ peer: "hadolint", scope: match.groups?.global ? "global" : "next", ids, reason: plainReason(rest) }];
}

/** BuildKit's own: `check=skip=NAME[,NAME];error=true`, a directive, so only at the very top. */
function readBuildKit(text: string): readonly Directive[] {
  const ids = text
    .slice(text.indexOf("=") + 1)
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith("skip="))
    .flatMap((part) => takeIds(part.slice("skip=".length)).ids);
  return [{ peer: "buildkit", scope: "top", ids, reason: "" }];
}

/** `trivy:ignore:ID[:exp:YYYY-MM-DD]`, several in one comment. */
function readTrivy(text: string): readonly Directive[] {
  return text
    .split(/[\s#]+/)
    .filter((word) => /^trivy:ignore:/i.test(word))
    .map((word) => {
      const [id = "", ...options] = word.slice("trivy:ignore:".length).split(":");
      const until = options[options.indexOf("exp") + 1];
      const bare = id.replace(/\[.*$/, "");
      const directive: Directive = { peer: "trivy", scope: "next", ids: [bare], reason: "" };
      return options.includes("exp") && until !== undefined ? { ...directive, until } : directive;
    });
}

/** Checkov applies a skip to the whole file, wherever it stands. */
function readCheckov(text: string): readonly Directive[] {
  const { ids, rest } = takeIds(text.slice(text.indexOf("=") + 1));
  return [{ peer: "checkov", scope: "global", ids, reason: plainReason(rest) }];
}

/** Ids with commas between them, and what follows. */
function takeIds(text: string): { ids: readonly string[]; rest: string } {
  const ids: string[] = [];
  const next = /\s*(?<id>[\w./*-]+)\s*(?<comma>,?)/y;
  for (let match = next.exec(text); match?.groups; match = next.exec(text)) {
    const id = match.groups.id ?? "";
    if (id.startsWith("--")) break;
    ids.push(id);
    if (match.groups.comma === "") return { ids, rest: text.slice(next.lastIndex).trim() };
  }
  return { ids, rest: "" };
}

function plainReason(rest: string): string {
  return rest.replace(/^[:;#\s-]+/, "").trim();
}

function toIgnores(
  directive: Directive,
  place: CommentPlace,
  source: Source,
  names: RuleNames,
  today: string,
): Ignore[] {
  const { line } = positionAt(source, place.at.start);
  return directive.ids.flatMap((id) => {
    const rules = lookUp(directive, id, names);
    const ours = directive.peer === "seaworthy";
    if (rules.length === 0 && !ours) return [];
    const problem =
      directive.problem ??
      misplaced(directive, place) ??
      unknownName(id, rules, names) ??
      lapse(directive.until, today);
    const covers = directive.scope === "next" ? place.below : undefined;
    return {
      by: "comment" as const,
      path: source.path,
      line,
      text: textOf(directive, id),
      rules: rules.map((rule) => rule.id),
      reason: directive.reason || `${textOf(directive, id)}, line ${line}`,
      ...(covers ? { covers, widens: !ours && place.atTop } : {}),
      ...(problem === undefined ? {} : { problem }),
    };
  });
}

function lookUp({ peer, problem }: Directive, id: string, names: RuleNames): readonly Rule[] {
  if (problem !== undefined) return [];
  if (peer === "seaworthy") return names.find(id);
  if ((peer === "buildkit" && id === "all") || (peer === "trivy" && id === "*")) return names.ofPeer(peer);
  return names.findOf(peer, id);
}

function misplaced({ peer, scope }: Directive, place: CommentPlace): string | undefined {
  if (scope === "next") return place.below ? undefined : "no instruction stands below it";
  if (scope === "global" || place.atTop) return undefined;
  return peer === "buildkit"
    ? "BuildKit reads `# check=` only at the very top of the file"
    : "a global ignore counts only above the first instruction";
}

function unknownName(id: string, rules: readonly Rule[], names: RuleNames): string | undefined {
  if (rules.length > 0) return undefined;
  if (id === "all" || id === "*") return "name the rules it is about: one for all would also hide rules to come";
  return `there is no rule ${JSON.stringify(id)}. ${nextStep(names.suggest(id))}`;
}

function textOf({ peer, scope }: Directive, id: string): string {
  if (peer === "buildkit") return `check=skip=${id}`;
  if (peer === "trivy") return `trivy:ignore:${id}`;
  if (peer === "checkov") return `checkov:skip=${id}`;
  return `${peer} ${scope === "next" ? "" : "global "}ignore=${id}`;
}
