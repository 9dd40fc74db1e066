import type { ContextFile, EffectiveContext } from "../context/effective-context.ts";
import type { LocatedUnknown } from "../finding/finding.ts";
import { contextCopies } from "./context-copies.ts";

// In come contexts; out goes the versioned document of schema/context.schema.json. A monorepo has hundreds of thousands of
// files, so it is written by hand, one line for each, and never stands in memory as a value.

/** Version of the document. It rises when a field changes its meaning or goes; new fields do not raise it. */
export const contextSchemaVersion = 1;

/** The document in pieces, to be written one after the other. */
export function* contextDocument(
  contexts: readonly EffectiveContext[],
  unknowns: readonly LocatedUnknown[],
): Generator<string> {
  yield `{\n  "schemaVersion": ${contextSchemaVersion},\n  "contexts": [`;
  for (const [index, context] of contexts.entries()) {
    yield index === 0 ? "\n" : ",\n";
    yield* contextEntry(context);
  }
  yield contexts.length === 0 ? "],\n" : "\n  ],\n";
  const listed = unknowns.map(({ what, why, fatal, location }) => ({
    what,
    why,
    fatal,
    ...(location ? { location: { path: location.path, start: location.start, end: location.end } } : {}),
  }));
  yield `  "unknowns": ${JSON.stringify(listed, undefined, 2).replaceAll("\n", "\n  ")}\n}\n`;
}

function* contextEntry(context: EffectiveContext): Generator<string> {
  const { dockerfile, root, ignoreFile, files } = context;
  yield `    {\n      "dockerfile": ${JSON.stringify(dockerfile.source.path)},\n`;
  yield `      "root": ${JSON.stringify(root)},\n`;
  yield `      "ignoreFile": ${JSON.stringify(ignoreFile?.source.path ?? null)},\n      "sent": `;
  yield* fileList(
    files.all.filter(({ ignoredBy }) => !ignoredBy),
    "      ",
  );
  yield `,\n      "ignored": { "files": ${files.ignored.files}, "bytes": ${files.ignored.bytes} },\n      "copies": [`;
  const copies = contextCopies(context);
  for (const [index, { name, line, stage, shipped, files: taken }] of copies.entries()) {
    yield `${index === 0 ? "" : ","}\n        {\n          "line": ${line},\n          "stage": ${stage.index},\n`;
    yield `          "instruction": ${JSON.stringify(name)},\n          "reachesFinal": ${shipped.length > 0},\n          "files": `;
    yield* fileList(taken, "          ");
    yield "\n        }";
  }
  yield copies.length === 0 ? "]\n    }" : "\n      ]\n    }";
}

const filesPerPiece = 1_000;

function* fileList(files: readonly ContextFile[], indent: string): Generator<string> {
  if (files.length === 0) {
    yield "[]";
    return;
  }
  for (let start = 0; start < files.length; start += filesPerPiece) {
    const lines = files
      .slice(start, start + filesPerPiece)
      .map(({ path, bytes }) => `${indent}  { "path": ${JSON.stringify(path)}, "bytes": ${bytes} }`);
    yield `${start === 0 ? "[\n" : ",\n"}${lines.join(",\n")}`;
  }
  yield `\n${indent}]`;
}
