import { officialName } from "../../bases/official.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import { insertAt } from "../../dockerfile/edits.ts";
import type { DockerfileTree, Instruction, Word } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import { type ImageReference, parseReference } from "../../image/reference.ts";
import type { Edit } from "../../text/edit.ts";
import type { Source } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

export const copyRelativeNoWorkdir: Rule<"dockerfile"> = {
  id: "copy-relative-no-workdir",
  title: "COPY to a relative path with no WORKDIR set",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the build works, but files land where the base image's WORKDIR happens to be, often in /.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3045"],
  scope:
    "COPY and ADD with a relative target where no WORKDIR holds, in the stage or in the stages it is FROM; one finding a stage. Stages from scratch (there it is /), official images that set a WORKDIR (golang, httpd, tomcat, …), stages that do not reach the image, and targets that hang on an unknown variable are left alone.",
  why: "Your files land in whatever directory the base image was left in, mixed with the system's own in the worst case, and move when the base changes.",
  remedy: "Add WORKDIR with an absolute path above the first COPY.",
  whenToIgnore: "The base image documents its working directory and you mean to build on it.",
  fix: "unsafe",
  bad: [{ title: "no WORKDIR", dockerfile: "FROM node:24.19-trixie-slim\nCOPY server.js app/\nUSER 1000\n" }],
  good: [
    {
      title: "a WORKDIR above",
      dockerfile: "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY server.js app/\nUSER 1000\n",
    },
    { title: "an absolute target", dockerfile: "FROM node:24.19-trixie-slim\nCOPY server.js /srv/\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget || stage.chain.at(-1)?.base.kind === "scratch" || hasWorkdir(stage)) continue;
      const problem = problemIn(dockerfile.tree, stage);
      if (problem) yield problem;
    }
  },
};

function problemIn(tree: DockerfileTree, stage: Stage): Problem | undefined {
  const targets: Word[] = [];
  for (const instruction of stage.instructions) {
    const target = (instruction.name === "copy" || instruction.name === "add") && instruction.args.at(-1);
    if (!target || instruction.args.length < 2 || !isRelative(stage, instruction, target)) continue;
    if (stage.before(instruction).workdir) break;
    targets.push(target);
  }
  const [first, ...others] = targets;
  if (!first) return undefined;
  const more = others.length === 0 ? "" : ` (and ${others.length} more in this stage)`;
  return {
    at: first.span,
    message: `The target ${first.text} is relative, and no WORKDIR says to what${more}.`,
    ...repair(tree, stage, targets),
  };
}

const absolute = /^["']?(?:[/\\]|[A-Za-z]:)/;

function isRelative(stage: Stage, instruction: Instruction, target: Word): boolean {
  if (absolute.test(target.text)) return false;
  const path = stage.expand(instruction, target.text);
  return path.known && path.text !== "" && !absolute.test(path.text);
}

/** Official images that set no WORKDIR (their Dockerfiles of 2026): a relative path there is one below `/`. */
const withoutWorkdir: ReadonlySet<string> = new Set([
  ...["node", "python", "ruby", "rust", "erlang", "elixir", "openjdk", "eclipse-temurin", "amazoncorretto"],
  ...["debian", "ubuntu", "alpine", "fedora", "centos", "almalinux", "rockylinux", "amazonlinux", "oraclelinux"],
  ...["busybox", "buildpack-deps", "nginx", "maven", "postgres", "mysql", "mariadb", "haproxy"],
]);

/** Official images that set a WORKDIR in each of their tags: their own documents tell to build on it. */
const withWorkdir: ReadonlySet<string> = new Set([
  ...["golang", "perl", "composer", "gradle", "groovy", "httpd", "caddy", "tomcat", "tomee", "jetty", "redis", "solr"],
  ...["wordpress", "drupal", "joomla", "nextcloud", "matomo", "mediawiki", "phpmyadmin", "adminer", "ghost", "redmine"],
  ...["elasticsearch", "kibana", "logstash", "sonarqube"],
]);

function hasWorkdir(stage: Stage): boolean {
  const reference = baseReference(stage);
  const name = reference && officialName(reference);
  if (reference === undefined || name === undefined) return false;
  const tag = reference.tag ?? "";
  // Of PHP only the servers do; the old onbuild tags of all languages do.
  if (name === "php" && /apache|fpm/.test(tag)) return true;
  return withWorkdir.has(name) || /(?:^|-)onbuild$/.test(tag);
}

function baseReference(stage: Stage): ImageReference | undefined {
  const root = stage.chain.at(-1)?.base;
  return root?.kind === "image" ? parseReference(root.name) : undefined;
}

/** Unsafe: with a base whose WORKDIR is not `/`, the files move. */
function repair(tree: DockerfileTree, stage: Stage, targets: readonly Word[]): { fixes: Fix[] } | { refusal: string } {
  const reference = baseReference(stage);
  if (!reference || !withoutWorkdir.has(officialName(reference) ?? ""))
    return { refusal: "The working directory of the base image is not known." };
  if (tree.escape === "`") return { refusal: "On Windows the path depends on the drive." };
  const edits = targets.map((target) => absoluteEdit(tree.source, target));
  if (!edits.every((edit) => edit !== undefined))
    return { refusal: "Which directory the files belong in is the project's choice: add WORKDIR /app, or the like." };
  return { fixes: [{ title: "Make the target absolute", safety: "unsafe", edits }] };
}

/** Undefined for `.` and `..`: whole trees do not belong in `/`. */
function absoluteEdit(source: Source, { span, text }: Word): Edit | undefined {
  if (/^["']?\.{1,2}(?:\/?["']?$|$)/.test(text) || text.includes("..")) return undefined;
  const start = /["']/.test(source.text[span.start] ?? "") ? span.start + 1 : span.start;
  const dot = source.text.startsWith("./", start);
  return dot ? { start, end: start + 1, text: "" } : insertAt(start, "/");
}
