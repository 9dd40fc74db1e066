import type { Problem } from "../../finding/finding.ts";
import type { Container } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

/** Docker mounts a tmpfs with the opposite of each. */
const loosened: ReadonlySet<string> = new Set(["exec", "suid", "dev"]);

export const tmpfsExec: Rule<"containers"> = {
  id: "tmpfs-exec",
  title: "Programs can be run from a folder in memory",
  habit: "runtime",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it makes a break-in more comfortable, it does not make one.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: ["compose-lint/CL-0022"],
  scope: "A tmpfs whose options name exec, suid or dev. Docker's defaults are noexec, nosuid and nodev.",
  why: "A folder in memory is where an intruder puts tools that leave no trace on disk; without exec they do not start.",
  remedy: "Take exec, suid and dev out of the options.",
  whenToIgnore: "The program itself builds code there and runs it, such as a database's or a JIT's native libraries.",
  bad: [{ title: "exec", files: serviceFile("tmpfs:", "  - /tmp:exec,size=64m") }],
  good: [{ title: "the defaults", files: serviceFile("tmpfs:", "  - /tmp:size=64m") }],
  *check(facts) {
    yield* oncePerPlace(facts.containers.flatMap(problemsOf), facts);
  },
};

function problemsOf(container: Container): Problem[] {
  return container.mounts.flatMap(({ value, at }): Problem[] => {
    const options = value.type === "tmpfs" ? value.options.filter((option) => loosened.has(option)) : [];
    if (options.length === 0) return [];
    return [{ at, message: `${subjectOf(container)} has ${value.target} in memory with ${options.join(" and ")}.` }];
  });
}
