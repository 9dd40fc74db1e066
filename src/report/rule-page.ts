import type { Habit } from "../finding/finding.ts";
import type { ExampleImage, ExampleStep } from "../inventory/example-image.ts";
import { readSteps } from "../inventory/steps.ts";
import { kindOf } from "../project/kinds.ts";
import { type Example, exampleFiles, type Rule } from "../rules/rule.ts";
import { findSecretsInText } from "../secrets/detect.ts";
import { maskText } from "../secrets/mask.ts";
import { bytesText } from "../text/quantities.ts";

/**
 * Turns a rule object into its page: the same Markdown that stands in docs/rules and that `explain` prints. Nothing on
 * the page is written by hand, so it cannot say something else than the rule does.
 */

/** The files that fixing an example changes, as they are afterwards. */
export type FixExample = (rule: Rule, example: Example) => readonly { readonly path: string; readonly text: string }[];

/** When each habit holds, as a clause after "holds when". */
export const habitMeanings: Readonly<Record<Habit, string>> = {
  user: "the process runs as a non-root user",
  secrets: "no secret stands in an instruction, a build argument, the environment, the history or a layer",
  context: "an ignore file keeps secrets, version control and junk out of what COPY ships",
  pinned: "every external image is pinned as the project asks, never untagged or `latest`",
  fresh: "the base image is still supported and rebuilt",
  slim: "build tools, development dependencies and caches stay out of the final stage",
  vulnerabilities: "no known vulnerability at or above the threshold is left without a reason",
  build: "the build is correct and can be repeated",
  health: "a health check exists that can work in that image",
  runtime: "Compose and run options keep the container isolated",
};

/** How a peer is called in prose, and how its ids are written there. */
export const peerNames: Readonly<Record<string, string>> = {
  hadolint: "hadolint",
  buildkit: "BuildKit (docker build --check)",
  trivy: "Trivy",
  dockle: "dockle",
  kics: "KICS",
  checkov: "Checkov",
  semgrep: "Semgrep",
  cis: "CIS Docker Benchmark",
  "compose-lint": "compose-lint",
};

/** The page of one rule, in Markdown, with a final line end. Without `fixExample` the fixed forms are left out. */
export function renderRulePage(rule: Rule, fixExample?: FixExample): string {
  const sections = [
    `# ${rule.id}`,
    `${rule.title}.`,
    factsTable(rule),
    `## What is flagged\n\n${rule.scope}`,
    `## Why\n\n${rule.why}`,
    `## What to do\n\n${rule.remedy}`,
    ...rule.bad.map((example, index) => badExample(rule, example, index, fixExample)),
    ...rule.good.map((example) => `## Good: ${example.title}\n\n${exampleBlocks(example)}`),
    `## When to ignore it\n\n${rule.whenToIgnore}\n\n${howToIgnore(rule)}`,
    ...(rule.aliases.length > 0 ? [`## Coming from another tool\n\n${aliasTable(rule.aliases)}`] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** How a fix is asked for, or that there is none. */
export function describeFix(fix: Rule["fix"]): string {
  if (fix === "safe") return "safe: `seaworthy fix` applies it";
  if (fix === "unsafe") return "unsafe: `seaworthy fix --unsafe` applies it, after you have read it";
  if (fix === "both") return "safe in some cases with `seaworthy fix`, in others only with `--unsafe`";
  return "none";
}

/** `hadolint/DL3002` to its two halves; ids may hold further slashes. */
export function splitAlias(alias: string): { readonly peer: string; readonly id: string } {
  const slash = alias.indexOf("/");
  return slash === -1 ? { peer: alias, id: "" } : { peer: alias.slice(0, slash), id: alias.slice(slash + 1) };
}

/** Text for a cell of a Markdown table. */
export function tableCell(text: string): string {
  return text.replace(/\r?\n/g, " ").replaceAll("|", "\\|");
}

/** A fence longer than any run of backticks in the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}${text.endsWith("\n") || text === "" ? "" : "\n"}${fence}`;
}

function factsTable(rule: Rule): string {
  const presets = [...rule.presets, "all"].map((preset) => `\`${preset}\``).join(", ");
  const rows: [string, string][] = [
    ["Habit", `\`${rule.habit}\`: holds when ${habitMeanings[rule.habit]}`],
    ["Severity", severityCell(rule)],
    ["Confidence", rule.confidence],
    ["Presets", presets],
    ["Fix", describeFix(rule.fix)],
    ["Since", rule.since],
  ];
  return ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${tableCell(value)} |`)].join("\n");
}

/** Reasons often begin with the severity's own name; it is said once. */
function severityCell({ severity, severityReason }: Rule): string {
  return severityReason.toLowerCase().startsWith(severity) ? severityReason : `${severity}. ${severityReason}`;
}

function badExample(rule: Rule, example: Example, index: number, fixExample: FixExample | undefined): string {
  const number = rule.bad.length > 1 ? ` ${index + 1}` : "";
  const before = `## Bad${number}: ${example.title}\n\n${exampleBlocks(example)}`;
  const after = rule.fix && fixExample ? fixExample(rule, example) : [];
  if (after.length === 0) return before;
  const command = `seaworthy fix${rule.fix === "safe" ? "" : " --unsafe"} --only ${rule.id}`;
  return `${before}\n\nAfter \`${command}\`:\n\n${fileBlocks(Object.fromEntries(after.map(({ path, text }) => [path, text])))}`;
}

function exampleBlocks(example: Example): string {
  return "image" in example ? imageBlock(example.image) : fileBlocks(exampleFiles(example));
}

/** An image as the steps that made it, each with what its layer holds below it, and the day where that counts. */
function imageBlock(image: ExampleImage): string {
  const history = image.steps.map(({ createdBy, files }) => ({
    ...{ createdBy, created: undefined, comment: "" },
    isEmpty: files === undefined,
  }));
  const { steps } = readSteps(
    history,
    image.steps.filter(({ files }) => files),
  );
  const lines = steps.flatMap(({ text, buildArgs = [] }, index) => [
    ...buildArgs.map((argument) => `# build argument ${argument}`),
    text,
    ...layerLines(image.steps[index]?.files ?? {}),
  ]);
  const day = image.created === undefined ? [] : [`# built on ${image.created.slice(0, 10)}`];
  const attested = image.attestation === undefined ? [] : ["# with an attestation that names the build arguments"];
  const seen = image.today === undefined ? [] : [`# looked at on ${image.today}`];
  // Whoever reads the page should not take the secret of an example for a real one.
  const text = [...lines, ...attested, ...day, ...seen].join("\n");
  return codeBlock(maskText(text, findSecretsInText(text)), "dockerfile");
}

/** `#   + app/a (mode 4755)` for what a layer adds, `#   - app/a` for what it takes away. */
function layerLines(files: NonNullable<ExampleStep["files"]>): string[] {
  return Object.entries(files).map(([path, content]) => {
    if (content === null) return `#   - ${path}`;
    const file = typeof content === "string" ? { text: content } : content;
    const mode = file.mode === undefined ? [] : [`mode ${file.mode.toString(8)}`];
    const notes = [...mode, ...(file.link === undefined ? [] : [`link to ${file.link}`]), ...sizeNote(file.text)];
    const shown = shownText(path, file.text);
    return `#   + ${path}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}${shown === "" ? "" : `: ${shown}`}`;
  });
}

/** Examples hold large files as one long text. */
function sizeNote(text: string | undefined): string[] {
  return (text?.length ?? 0) > 10_000 ? [bytesText(text?.length ?? 0)] : [];
}

/** What a file of the system says is what matters in it; other files count by their names. */
function shownText(path: string, text = ""): string {
  const isSystem = /^etc\/(?:passwd|group|shadow|os-release)$/.test(path);
  return isSystem ? text.trimEnd().split("\n").join(" | ") : "";
}

/** One block a file, each under its name; a lone Dockerfile needs none. Files whose content does not matter share a line. */
function fileBlocks(files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === "Dockerfile") return codeBlock(only[1], "dockerfile");
  const shown = entries.filter(([path, text]) => kindOf(path) !== undefined && text !== "");
  const others = entries
    .filter(([path, text]) => kindOf(path) === undefined || text === "")
    .map(([path]) => `\`${path}\``);
  return [
    ...shown.map(([path, text]) => `\`${path}\`:\n\n${codeBlock(text, languageOf(path))}`),
    ...(others.length > 0 ? [`Beside it: ${others.join(", ")}.`] : []),
  ].join("\n\n");
}

function languageOf(path: string): string {
  if (/\.ya?ml$/i.test(path)) return "yaml";
  if (/\.json$/i.test(path)) return "json";
  if (/\.sh$/i.test(path)) return "sh";
  if (/\.md$/i.test(path)) return "markdown";
  return kindOf(path) === "dockerfile" ? "dockerfile" : "";
}

function howToIgnore({ id, needs }: Rule): string {
  return needs.includes("image") ? ignoreEntry(id) : ignoreComment(id);
}

/** Comments in an image's history are whoever's made it: they silence nothing. */
function ignoreEntry(id: string): string {
  const entry = `ignore:\n  - rule: ${id}\n    reason: say here why it is right in this image\n`;
  return `In \`.seaworthy.yaml\`:\n\n${codeBlock(entry, "yaml")}\n\nWith \`until: YYYY-MM-DD\` in it, the finding comes back after that day.`;
}

function ignoreComment(id: string): string {
  return [
    "On the line above the place, or, as `# seaworthy global ignore=…`, at the top of the file for all of it:",
    codeBlock(`# seaworthy ignore=${id} -- say here why it is right in this place`, "sh"),
    "With `until=YYYY-MM-DD` before the `--`, the finding comes back after that day.",
  ].join("\n\n");
}

function aliasTable(aliases: readonly string[]): string {
  const rows = aliases
    .map(splitAlias)
    .map(({ peer, id }) => `| ${tableCell(peerNames[peer] ?? peer)} | ${tableCell(id)} |`);
  return ["| Tool | Its id |", "| --- | --- |", ...rows].join("\n");
}
