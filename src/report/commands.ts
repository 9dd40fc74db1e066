import type { Report } from "../engine/report.ts";
import type { Finding } from "../finding/finding.ts";
import { fixSafety, plural } from "./actions.ts";
import type { ReportOptions } from "./options.ts";
import { visible } from "./visible.ts";

/** A command to run next, and what it does. */
export interface Suggestion {
  readonly command: string;
  readonly does: string;
}

/** What to run next, most useful first. Standard input has no file to fix. */
export function nextCommands(findings: readonly Finding[], options: ReportOptions): Suggestion[] {
  const safe = findings.filter((finding) => fixSafety(finding) === "safe").length;
  const unsafe = findings.filter((finding) => fixSafety(finding) === "unsafe").length;
  const [worst] = findings;
  const out: Suggestion[] = [];
  const fixable = findings.some((finding) => finding.location.path !== "-");
  if (safe > 0 && fixable)
    out.push({ command: seaworthy("fix", options), does: `fixes ${safe}; the image still does the same` });
  if (unsafe > 0 && fixable)
    out.push({
      command: seaworthy("fix --unsafe --dry-run", options),
      does: `shows ${plural(unsafe, "fix")} to look at first`,
    });
  if (worst) out.push({ command: `seaworthy explain ${worst.rule}`, does: "explains the first problem" });
  return out;
}

/** What else there is to see of an image that was opened. */
export function imageCommands({ image }: Pick<Report, "image">, options: ReportOptions): Suggestion[] {
  if (!image) return [];
  const named = { ...options, paths: options.paths ?? [image.name] };
  const history = { command: seaworthy("history", named), does: "shows each layer, and what was found in it" };
  const sbom = { command: seaworthy("sbom", named), does: "writes the list of packages" };
  return [...(image.hasConfig ? [history] : []), ...(image.source === "sbom" ? [] : [sbom])];
}

/** `seaworthy fix --unsafe my/folder`: the paths as typed, quoted where a shell needs it. */
export function seaworthy(words: string, options: ReportOptions): string {
  return ["seaworthy", words, ...(options.paths ?? []).map(quoted)].filter((word) => word !== "").join(" ");
}

function quoted(path: string): string {
  return /^[\w./@%+=:-]+$/.test(path) ? path : `'${visible(path).replaceAll("'", "'\\''")}'`;
}
