import type { Command, ShellWord } from "../../dockerfile/command.ts";
import { subcommand } from "../../dockerfile/command-queries.ts";
import { insertAt, replaceSpan } from "../../dockerfile/edits.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import type { Rule } from "../rule.ts";
import { whyNoFlag } from "./parts/command-flag-edit.ts";
import { packageCommand } from "./parts/package-managers.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

export const aptNotAptGet: Rule<"dockerfile"> = {
  id: "apt-not-apt-get",
  title: "apt is used in a script",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: it works today; only the promise is missing.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3027", "kics/Run Using apt", "checkov/CKV_DOCKER_9", "semgrep/prefer-apt-get"],
  scope: "RUN commands that call apt, once a RUN, in stages the target is built from.",
  why: "apt is made for people at a terminal and says of itself that its options and output may change, which would break the build.",
  remedy: "Use apt-get, and apt-cache or dpkg-query for searching and listing.",
  whenToIgnore: "You use something only apt can do.",
  fix: "safe",
  bad: [
    {
      title: "apt in a RUN",
      dockerfile:
        "FROM debian:13-slim\nRUN apt update \\\n    && apt install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "apt-get",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      const calls = step.list.commands.filter(({ name }) => name === "apt");
      const [first] = calls;
      if (first) yield problem(step, first, calls);
    }
  },
};

/** The same verb of apt-get. `upgrade` of apt also brings in new packages where needed. */
const sameVerbs: ReadonlyMap<string, string> = new Map([
  ...["install", "reinstall", "update", "remove", "purge", "autoremove", "clean", "autoclean", "build-dep"].map(
    (verb) => [verb, verb] as const,
  ),
  ["upgrade", "upgrade --with-new-pkgs"],
  ["full-upgrade", "dist-upgrade"],
  ["dist-upgrade", "dist-upgrade"],
]);

function problem(step: RunStep, first: Command, calls: readonly Command[]): Problem {
  const text = {
    at: first.words[0]?.span ?? first.span,
    message: "apt has no interface that scripts can rely on; apt-get has.",
    ...(calls.length > 1
      ? { related: calls.slice(1).map(({ words, span }) => ({ at: words[0]?.span ?? span, message: "apt again." })) }
      : {}),
  };
  const edits: Edit[] = [];
  for (const command of calls) {
    const changed = editsOf(step, command);
    if (typeof changed === "string") return { ...text, refusal: changed };
    edits.push(...changed);
  }
  // Safe: both install the same. apt-get keeps downloaded packages where the base does not say otherwise: weight only.
  return { ...text, fixes: [{ title: "Use apt-get", safety: "safe", edits }] };
}

/** The edits of one call, or why it stays. */
function editsOf(step: RunStep, command: Command): readonly Edit[] | string {
  const untouchable = whyNoFlag(step, command);
  if (untouchable) return untouchable;
  const verb = subcommand(command);
  const replacement = sameVerbs.get(verb ?? "");
  if (verb === undefined || replacement === undefined)
    return `apt-get has no ${verb ?? "call like this"}: see what apt-cache or dpkg-query can do.`;
  const [program] = command.words;
  const word = packageCommand(command)?.verb;
  if (!program || !word || !isPlain(program) || !isPlain(word))
    return "The words of the call cannot be replaced for sure.";
  // apt-get takes `lib.*` and `php*` for patterns where apt takes them by its own rules.
  if (command.args.some(({ pattern }) => /[*?[\]^$]/.test(pattern)))
    return "apt and apt-get read patterns in package names differently: change it by hand.";
  const edits = [insertAt(program.span.end, "-get")];
  return replacement === verb ? edits : [...edits, replaceSpan(word.span, replacement)];
}

function isPlain({ raw, value, span }: ShellWord): boolean {
  return raw === value && span.end - span.start === raw.length;
}
