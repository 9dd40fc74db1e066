import type { Report } from "../engine/report.ts";
import { type Finding, type Habit, habits, type Location, type Severity } from "../finding/finding.ts";
import type { Rule } from "../rules/rule.ts";
import { createSource, positionAt, type Source } from "../text/source.ts";

// Reports made by hand, for the tests of the formats. Not part of the product.

/** The Dockerfile beginners are given, with values that must never be printed. */
export const secretValue = ["admin", "123", "hunter"].join("");
export const challenge = [
  "FROM ubuntu:latest",
  `ENV DB_PASSWORD=${secretValue}`,
  "RUN apt-get update && apt-get install -y python3 python3-pip \\",
  "    && pip3 install --upgrade pip",
  "COPY . .",
  "RUN pip3 install -r requirements.txt",
  'CMD ["python3", "app.py"]',
  "",
].join("\n");

/** Hides the value, as the real masker does. */
export const mask = (text: string): string => text.replaceAll(secretValue, "****");

/** A text that tries everything: terminal, HTML, Markdown, workflow commands, XML. */
export const hostile =
  'x\u001b[31m\u202e|`</td><script>alert("&")</script>](javascript:x)\r\n::error::no @org #1 %0A]]>\u0000\u0007 **b** ~~~ ```';

export function ruleOf(id: string, habit: Habit, severity: Severity, more: Partial<Rule> = {}): Rule {
  return {
    id,
    title: `Title of ${id}`,
    habit,
    severity,
    confidence: "high",
    severityReason: "",
    needs: ["dockerfile"],
    since: "0.1.0",
    presets: ["recommended@1"],
    aliases: [`hadolint/${id}`],
    scope: `What ${id} looks at.`,
    why: `What an attacker gets from ${id}.`,
    remedy: `Do what ${id} asks.`,
    whenToIgnore: "Never.",
    bad: [],
    good: [],
    check: () => [],
    ...more,
  };
}

/** The place of `text` in a source: its first occurrence. */
export function placeOf(source: Source, text: string): Location {
  const start = source.text.indexOf(text);
  if (start === -1) throw new Error(`no ${JSON.stringify(text)} in ${source.path}`);
  return locate(source, start, start + text.length);
}

export function locate(source: Source, start: number, end: number): Location {
  return { path: source.path, start: positionAt(source, start), end: positionAt(source, end), span: { start, end } };
}

export function findingOf(rule: Rule, location: Location, more: Partial<Finding> = {}): Finding {
  return {
    rule: rule.id,
    habit: rule.habit,
    severity: rule.severity,
    confidence: rule.confidence,
    message: rule.title,
    help: `https://example.com/rules/${rule.id}`,
    aliases: rule.aliases,
    location,
    related: [],
    fixes: [],
    fingerprint: `${rule.id}:${location.span.start}`,
    ...more,
  };
}

export function reportOf(sources: readonly Source[], findings: readonly Finding[], rules: readonly Rule[]): Report {
  const broken = new Set(findings.filter((finding) => !finding.suppressed).map((finding) => finding.habit));
  return {
    tool: { name: "seaworthy", version: "0.1.0" },
    target: { kind: "project", name: "." },
    files: sources.map((source) => source.path),
    findings,
    habits: habits.map((habit) => {
      if (broken.has(habit)) return { habit, state: "broken", why: `${habit} has problems` };
      if (habit === "fresh" || habit === "vulnerabilities")
        return { habit, state: "unknown", why: "needs the built image: seaworthy scan IMAGE" };
      return { habit, state: "holds", why: `nothing found against ${habit}` };
    }),
    unknowns: [],
    unusedIgnores: [],
    mask: (text) => text,
    sources: new Map(sources.map((source) => [source.path, source])),
    rules: new Map(rules.map((rule) => [rule.id, rule])),
  };
}

export const rules = {
  root: ruleOf("root-user", "user", "high", {
    title: "The container runs as root",
    why: "Whoever breaks into the app is root in the container and needs one more hole to be root on the host.",
    remedy: "Create a user and switch to it with USER before the last command.",
    fix: "unsafe",
  }),
  secret: ruleOf("secret-in-env", "secrets", "critical", {
    title: "A secret is written into the image",
    why: "Everyone who can pull the image can read the password with docker history.",
    remedy: "Take the value out of the file and pass it when the container starts.",
    fix: "unsafe",
  }),
  latest: ruleOf("untagged-base", "pinned", "medium", { title: "The base image can change under you", fix: "unsafe" }),
  recommends: ruleOf("apt-recommends", "slim", "low", {
    title: "apt-get installs packages nobody asked for",
    fix: "safe",
  }),
  workdir: ruleOf("no-workdir", "build", "low", { title: "Files land in the root folder" }),
  health: ruleOf("healthcheck-missing", "health", "info", { title: "Nothing tells whether the app still works" }),
  pip: ruleOf("pip-cache", "slim", "low", { title: "pip keeps its download cache in the image", fix: "safe" }),
} as const;

/** A report with something of everything: several severities, a trace, fixes, a refusal, ignores, unknowns. */
export function challengeReport(): Report {
  const source = createSource("Dockerfile", challenge);
  const at = (text: string) => placeOf(source, text);
  const edit = (text: string, by: string) => ({ ...at(text).span, text: by });
  const findings: Finding[] = [
    findingOf(rules.secret, at(`DB_PASSWORD=${secretValue}`), {
      message: "ENV DB_PASSWORD writes a password into the image, for all to read",
      fixes: [
        {
          title: "Take DB_PASSWORD out of the file",
          safety: "unsafe",
          edits: [edit(`ENV DB_PASSWORD=${secretValue}\n`, "")],
          followUp: ["docker run --env-file .env IMAGE"],
        },
      ],
    }),
    findingOf(rules.root, at('CMD ["python3", "app.py"]'), {
      message: "The container runs as root: no USER in the final stage and ubuntu runs as root",
      related: [{ message: "ubuntu runs as root unless told otherwise", location: at("ubuntu:latest") }],
      refusal: "The folders the app writes to are not known.",
    }),
    findingOf(rules.latest, at("ubuntu:latest"), {
      fixes: [{ title: "Use ubuntu:24.04", safety: "unsafe", edits: [edit("latest", "24.04")] }],
    }),
    findingOf(rules.recommends, at("apt-get install -y python3 python3-pip \\\n    && pip3"), {
      fixes: [
        { title: "Add --no-install-recommends", safety: "safe", edits: [edit("-y", "-y --no-install-recommends")] },
      ],
    }),
    findingOf(rules.pip, at("pip3 install --upgrade pip"), {
      fixes: [{ title: "Add --no-cache-dir", safety: "safe", edits: [edit("--upgrade", "--no-cache-dir --upgrade")] }],
    }),
    findingOf(rules.pip, at("pip3 install -r"), {
      fixes: [{ title: "Add --no-cache-dir", safety: "safe", edits: [edit("-r", "--no-cache-dir -r")] }],
    }),
    findingOf(rules.workdir, at("COPY . .")),
    findingOf(rules.health, at('CMD ["python3", "app.py"]')),
    findingOf(rules.latest, at("FROM"), { suppressed: { by: "baseline", reason: "known on 2025-01-01" } }),
    findingOf(rules.workdir, at("COPY"), { suppressed: { by: "comment", reason: "" } }),
  ];
  return {
    ...reportOf([source], findings, Object.values(rules)),
    unknowns: [
      {
        what: "base image of stage build",
        why: "ARG BASE has no default; pass --build-arg.",
        fatal: false,
        location: at("FROM"),
      },
    ],
    unusedIgnores: [{ path: "Dockerfile", line: 3, text: "seaworthy ignore=add-not-copy", why: "it matches nothing" }],
  };
}

/** The same project with nothing wrong. */
export function cleanReport(): Report {
  return reportOf([createSource("Dockerfile", "FROM a\nUSER 1\n")], [], Object.values(rules));
}

/** A report whose every text is hostile, the source included. */
export function hostileReport(): Report {
  const source = createSource('evil"<&>|`,:%\u001b[2J/Dockerfile', `FROM ${hostile}\nRUN x\n`);
  const rule = ruleOf("root-user", "user", "critical", { title: hostile, why: hostile, remedy: hostile });
  const location = locate(source, 0, source.text.length);
  const base = reportOf([source], [], [rule]);
  return {
    ...base,
    target: { kind: "project", name: hostile },
    findings: [
      findingOf(rule, location, {
        message: hostile,
        related: [{ message: hostile, location }],
        refusal: hostile,
        fixes: [{ title: hostile, safety: "safe", edits: [{ start: 0, end: 4, text: hostile }], followUp: [hostile] }],
      }),
      findingOf(rule, location, { suppressed: { by: "config", reason: hostile } }),
    ],
    habits: [{ habit: "user", state: "broken", why: hostile }],
    unknowns: [
      { what: hostile, why: hostile, fatal: true, location },
      { what: hostile, why: hostile, fatal: false },
    ],
    unusedIgnores: [{ path: source.path, line: 1, text: hostile, why: hostile }],
  };
}
