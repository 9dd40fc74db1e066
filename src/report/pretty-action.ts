import type { Finding, Location } from "../finding/finding.ts";
import { type Action, fixSafety, listed, plural } from "./actions.ts";
import { seaworthy } from "./commands.ts";
import { codeFrame, type FrameLine } from "./frame.ts";
import { isStepsPath, placeWords } from "./image/step-place.ts";
import type { Terminal } from "./pretty-terminal.ts";
import { labelled } from "./wrap.ts";

const indent = "   ";
/** Places of a group and lines of a trace that are shown without -v. */
const mostPlaces = 3;

/** One action: what is wrong, where, why it matters, what to do, and how the tool knows. */
export function renderAction(terminal: Terminal, action: Action, number: number): string[] {
  const { report, say, width } = terminal;
  const [finding] = action.findings;
  const rule = report.rules.get(action.rule);
  return [
    ...titleLines(terminal, action, number),
    ...frameLines(terminal, finding.location),
    ...otherPlaces(terminal, action),
    ...(rule ? labelled(`${indent}Why: `, say(rule.why), width) : []),
    ...fixLines(terminal, action),
    ...traceLines(terminal, finding),
  ];
}

function titleLines({ report, paint, say, width }: Terminal, action: Action, number: number): string[] {
  const [finding] = action.findings;
  const severity = finding.severity;
  const label = `${number}. ${severity.toUpperCase()} `;
  const [first = "", ...rest] = labelled(label, say(finding.message), width);
  const start = `${number}. ${paint[severity](severity.toUpperCase())} `;
  const [where = "", ...more] = labelled(
    indent,
    `${say(placeWords(report, finding.location, "column"))}  [${say(finding.rule)}]`,
    width,
  );
  return [
    start + paint.bold(first.slice(label.length)),
    ...rest.map(paint.bold),
    paint.dim(where),
    ...more.map(paint.dim),
  ];
}

function frameLines({ linesOf, paint, width }: Terminal, location: Location): string[] {
  const lineAt = linesOf(location.path);
  if (!lineAt) return [];
  const print = (line: FrameLine) => {
    const text =
      line.kind === "underline" ? paint.bad(line.text) : line.kind === "skip" ? paint.dim(line.text) : line.text;
    return (indent + paint.dim(line.gutter) + text).trimEnd();
  };
  return codeFrame(location, lineAt, width - indent.length).map(print);
}

/** Same message: line numbers. Different messages: each with its line. */
function otherPlaces({ report, say, width, options }: Terminal, action: Action): string[] {
  const [first, ...others] = action.findings;
  if (others.length === 0) return [];
  const most = options.verbose ? others.length : mostPlaces;
  const shown = others.slice(0, most);
  const rest = others.length > most ? [plural(others.length - most, "more place")] : [];
  if (others.every((finding) => finding.message === first.message)) {
    if (isStepsPath(report, action.path)) {
      const steps = [...new Set(shown.map(({ location }) => placeWords(report, location, "line")))];
      return labelled(`${indent}Also: `, listed([steps.join("; "), ...rest]), width);
    }
    const lines = [...new Set(shown.map((finding) => String(finding.location.start.line)))];
    const noun = lines.length === 1 ? "line" : "lines";
    return labelled(`${indent}Also: `, listed([`${noun} ${lines.join(", ")}`, ...rest]), width);
  }
  const placeIn = ({ location }: Finding) =>
    isStepsPath(report, action.path) ? placeWords(report, location, "line") : `line ${location.start.line}`;
  const each = shown.flatMap((finding) =>
    labelled(`${indent}Also: `, `${placeIn(finding)}: ${say(finding.message)}`, width),
  );
  return [...each, ...rest.flatMap((text) => labelled(`${indent}Also: `, text, width))];
}

function fixLines(terminal: Terminal, action: Action): string[] {
  const { report, say, width, options, paint } = terminal;
  const remedy = report.rules.get(action.rule)?.remedy;
  const command = fixCommand(action);
  const refusal = action.findings.find((finding) => finding.refusal !== undefined)?.refusal;
  const out = remedy ? labelled(`${indent}Fix: `, say(remedy), width) : [];
  if (command) {
    const text = seaworthy(command.words, options);
    const [before, after] = [`${indent}     \``, `\`${command.note}`];
    if (before.length + text.length + after.length <= width) out.push(before + paint.command(text) + after);
    else out.push(`${before}${paint.command(text)}\``, ...labelled(`${indent}     `, command.note.trim(), width));
  }
  if (refusal) out.push(...labelled(`${indent}     Not done for you: `, say(refusal), width));
  // Of an image nothing can be changed but its Dockerfile: that needs no saying each time.
  else if (!command && !report.image) out.push(`${indent}     This one is yours to change by hand.`);
  return out;
}

/** The mildest command that repairs something of this action, and how much of it. */
function fixCommand({ findings, path }: Action): { words: string; note: string } | undefined {
  if (path === "-") return undefined;
  const safe = findings.filter((finding) => fixSafety(finding) === "safe").length;
  const unsafe = findings.filter((finding) => fixSafety(finding) === "unsafe").length;
  if (safe + unsafe === 0) return undefined;
  const all = safe + unsafe === findings.length;
  const part = all ? "" : ` for ${safe + unsafe} of ${findings.length} places`;
  if (unsafe === 0) return { words: "fix", note: ` does it for you${part}.` };
  return { words: "fix --unsafe", note: ` does it${part}; test the app after.` };
}

function traceLines({ report, say, width, options }: Terminal, finding: Finding): string[] {
  const most = options.verbose ? finding.related.length : mostPlaces;
  const shown = finding.related.slice(0, most);
  const lines = shown.flatMap(({ location, message }) =>
    labelled(`${indent}See: `, `${say(placeWords(report, location, "column"))} ${say(message)}`, width),
  );
  const rest = finding.related.length - shown.length;
  return rest > 0 ? [...lines, `${indent}     and ${rest} more; see all with -v`] : lines;
}
