import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `npm run new-rule -- ID` writes a rule file and its test table under src/rules/dockerfile, with a check that works and
 * every field that has to be filled in. It refuses to overwrite.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Text of the rule file. */
export function ruleTemplate(id: string): string {
  return `import type { Rule } from "../rule.ts";

export const ${constantName(id)}: Rule<"dockerfile"> = {
  id: "${id}",
  title: "What is wrong, as a sentence without final stop",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: say why, and when it differs.",
  needs: ["dockerfile"],
  since: "0.1.0",
  // A rule that is in no preset runs under \`--preset all\` and \`--only ${id}\`.
  presets: [],
  aliases: [],
  scope: "Exactly what is flagged, and what is left alone.",
  why: "What an attacker gets, or what breaks.",
  remedy: "Do this instead.",
  whenToIgnore: "When it is right after all.",
  bad: [{ title: "the shortest bad file", dockerfile: "FROM scratch\\nMAINTAINER someone\\n" }],
  good: [{ title: "the same without it", dockerfile: "FROM scratch\\n" }],
  *check({ dockerfile }) {
    for (const instruction of dockerfile.tree.instructions) {
      if (instruction.name !== "maintainer") continue;
      yield { at: instruction.keyword.span, message: "MAINTAINER is out of date." };
    }
  },
};
`;
}

/** Text of the test table beside it. */
export function testTemplate(id: string): string {
  return `import { expectProblems } from "../testing.ts";
import { ${constantName(id)} } from "./${id}.ts";

// [what it shows, Dockerfile, the source text of each problem's span]
expectProblems(${constantName(id)}, [
  ["in lower case", "FROM a\\nmaintainer x\\n", ["maintainer"]],
  ["in a comment", "FROM a\\n# MAINTAINER x\\n", []],
]);
`;
}

function constantName(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

function main(id: string | undefined): number {
  if (id === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) {
    console.error(
      "usage: npm run new-rule -- ID, where ID names the harm in words-with-hyphens: npm run new-rule -- root-user",
    );
    return 2;
  }
  const folder = join(root, "src/rules/dockerfile");
  const files: [path: string, text: string][] = [
    [join(folder, `${id}.ts`), ruleTemplate(id)],
    [join(folder, `${id}.test.ts`), testTemplate(id)],
  ];
  const taken = files.find(([path]) => existsSync(path));
  if (taken) {
    console.error(`${taken[0]} is there already; choose another name`);
    return 2;
  }
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of files) {
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
  console.log("next: fill it in, npm run docs, npx vitest run src/rules");
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv[2]);
