import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import { parseReference } from "../../image/reference.ts";
import type { Span } from "../../text/source.ts";
import type { Policy, Rule } from "../rule.ts";
import { type StageSource, stageSources } from "./parts/stage-sources.ts";

export const registryNotAllowed: Rule<"dockerfile" | "policy"> = {
  id: "registry-not-allowed",
  title: "An image comes from a registry that the project does not allow",
  habit: "pinned",
  severity: "high",
  confidence: "high",
  severityReason: "High: the project has said where its images may come from, and this line breaks that.",
  needs: ["dockerfile", "policy"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3026", "cis/4.2"],
  scope:
    "Images of FROM, COPY --from and RUN --mount=from in stages that the build needs, when the config lists the allowed registries; without such a list the rule does not run. Stages, scratch, unknown variables and bare names that may be build contexts are left alone.",
  why: "Whoever runs the registry decides what code ends up in your image, so images from outside your list are code nobody agreed to.",
  remedy: "Take the image from an allowed registry, or add this one to the list in .seaworthy.yaml.",
  whenToIgnore: "The project has agreed on this one exception.",
  bad: [
    { title: "a registry outside the list", dockerfile: "FROM registry.example.com/team/node:24.19-slim\nUSER 1000\n" },
  ],
  good: [{ title: "an allowed registry (here docker.io)", dockerfile: "FROM node:24.19-trixie-slim\nUSER 1000\n" }],
  *check({ dockerfile, policy }) {
    if (!policy) return;
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      if (stage.base.kind === "image" && stage.baseWord) yield* judge(stage.base.name, stage.baseWord.span, policy);
      for (const instruction of stage.instructions)
        for (const { name, at } of imagesIn(stage, instruction)) yield* judge(name, at, policy);
    }
  },
};

function* judge(name: string, at: Span, { allowedRegistries }: Policy): Iterable<Problem> {
  const registry = parseReference(name)?.registry;
  if (registry === undefined || allowedRegistries.some((allowed) => covers(allowed, registry))) return;
  yield { at, message: `${name} comes from ${registry}, which is not among the allowed registries.` };
}

/** `*.example.com` covers every host below it, but not example.com itself. */
function covers(allowed: string, registry: string): boolean {
  const [wanted, host] = [allowed.toLowerCase(), registry.toLowerCase()];
  return wanted.startsWith("*.") ? host.endsWith(wanted.slice(1)) : wanted === host;
}

/** What COPY --from and mounts take from outside. A bare name may be a build context given on the command line. */
function imagesIn(stage: Stage, instruction: Instruction): readonly StageSource[] {
  const sources = instruction.trigger ? [] : stageSources(instruction);
  if (sources.length === 0 || stage.uses.some((use) => use.instruction === instruction)) return [];
  return sources.filter(({ name }) => /[:/@]/.test(name) && !name.includes("$"));
}
