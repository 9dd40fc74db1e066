import type { Fix } from "../../finding/finding.ts";
import { createSource, lineText, type Place, positionAt } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

export const composeVersionField: Rule<"compose"> = {
  id: "compose-version-field",
  title: "The Compose file has a version, which nobody reads",
  habit: "runtime",
  severity: "info",
  confidence: "high",
  severityReason: "Info: Compose prints a warning and goes on.",
  needs: ["compose"],
  since: "0.2.0",
  presets: [],
  aliases: [],
  scope: "The top-level key version.",
  why: "It looks as if it chose a format, but Compose ignores it and warns at every command.",
  remedy: "Take the line out.",
  whenToIgnore: "docker-compose 1, or docker stack deploy, still has to read the file: both go by that line.",
  fix: "unsafe",
  bad: [
    {
      title: "a format of old",
      files: { "compose.yaml": 'version: "3.8"\nservices:\n  web:\n    image: example.com/web:1.4\n' },
    },
  ],
  good: [{ title: "none", files: { "compose.yaml": "services:\n  web:\n    image: example.com/web:1.4\n" } }],
  *check({ compose }) {
    const at = compose.keys.get("version");
    if (!at || (at.path !== undefined && at.path !== compose.source.path)) return;
    const fix = removeLine(compose.source.text, at);
    yield {
      at,
      message: "The version of a Compose file is ignored, and Compose warns of it at every command.",
      ...(fix ? { fixes: [fix] } : { refusal: "More than the version stands on its line." }),
    };
  },
};

/** Only a line that holds nothing else: `version: "3.8"`. */
function removeLine(text: string, at: Place): Fix | undefined {
  const source = createSource("", text);
  const { line } = positionAt(source, at.start);
  if (!/^["']?version["']?\s*:\s*["']?[\w.]+["']?\s*$/.test(lineText(source, line))) return undefined;
  const start = source.lineStarts[line - 1] ?? 0;
  const end = source.lineStarts[line] ?? text.length;
  return { title: "Take the version out", safety: "unsafe", edits: [{ start, end, text: "" }] };
}
