import type { Directive, Line, SyntaxProblem } from "./tree.ts";

const directivePattern = /^(\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*)(\S.*)$/;

/** Reads `# syntax=`, `# escape=` and `# check=` from the top of a file, until the first line that is none of them. */
export interface DirectiveReader {
  read(line: Line): Directive | undefined;
  escape(): "\\" | "`";
  readonly found: readonly Directive[];
}

/** `report` gets what BuildKit refuses: a directive given twice, an escape character that is none. */
export function directiveReader(report: (problem: SyntaxProblem) => void): DirectiveReader {
  const found: Directive[] = [];
  let done = false;
  let escapeToken: "\\" | "`" = "\\";
  return {
    found,
    escape: () => escapeToken,
    read(line) {
      if (done) return undefined;
      const directive = directiveOf(line);
      if (!directive) {
        done = true;
        return undefined;
      }
      if (found.some((earlier) => earlier.name === directive.name))
        report({ at: directive.span, message: `the directive ${directive.name} is given twice` });
      if (directive.name === "escape") {
        if (directive.value === "`" || directive.value === "\\") escapeToken = directive.value;
        else report({ at: directive.valueSpan, message: "the escape character can only be \\ or `" });
      }
      found.push(directive);
      return directive;
    },
  };
}

function directiveOf(line: Line): Directive | undefined {
  const match = directivePattern.exec(line.text);
  const name = match?.[2]?.toLowerCase();
  if (!match || (name !== "syntax" && name !== "escape" && name !== "check")) return undefined;
  const value = (match[3] ?? "").trimEnd();
  const valueStart = line.start + (match[1] ?? "").length;
  return {
    kind: "directive",
    span: { start: line.start, end: line.start + line.text.length },
    lines: [{ ...line, kind: "comment" }],
    name,
    value,
    valueSpan: { start: valueStart, end: valueStart + value.length },
  };
}
