import type { Command } from "../../../dockerfile/command.ts";
import { toolName } from "../../../dockerfile/command-queries.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { RunStep } from "./run-steps.ts";

const sums = /^(?:sha(?:1|224|256|384|512)?sum|shasum|sha256|sha512|md5sum|b2sum|b3sum|cksum|gsha256sum)$/;

/** True for a command that compares a file with a checksum or a signature, or prints the sum for such a comparison. */
function verifies(command: Command): boolean {
  const tool = toolName(command);
  if (sums.test(tool) || tool === "gpgv" || tool === "minisign" || tool === "cosign" || tool === "signify") return true;
  const words = command.args.map((word) => word.pattern);
  if (tool === "gpg" || tool === "gpg2") return words.some((word) => word === "--verify" || word === "--verify-files");
  return tool === "openssl" && (words[0] === "dgst" || words[0] === "sha256" || words[0] === "sha512");
}

const verifying = derivedStore<RunStep, boolean>();

/** True when the step compares something with a checksum or a signature. */
export function stepVerifies(step: RunStep): boolean {
  return verifying.of(step, () => step.list.commands.some(verifies));
}

/**
 * True when the file fetched in `step` is compared with a checksum or a signature: in the same RUN, or in a later one of
 * the stage that names the file. `url` is the address as written, variables and all: the name is looked for as it stands.
 */
export function isVerified(step: RunStep, steps: readonly RunStep[], url: string): boolean {
  if (stepVerifies(step)) return true;
  const file = url.slice(url.lastIndexOf("/") + 1).replace(/[?#"'].*$/, "");
  if (file.length < 4) return false;
  return isVerifiedAfter(steps, step.stage, step.run.index, file);
}

/** True when a RUN of `stage` behind instruction `index` compares something and names the file. */
export function isVerifiedAfter(steps: readonly RunStep[], stage: Stage, index: number, file: string): boolean {
  return steps.some(
    (step) => step.stage === stage && step.run.index > index && stepVerifies(step) && names(step, file),
  );
}

function names({ run }: RunStep, file: string): boolean {
  return run.body.text.includes(file) || run.heredocs.some(({ content }) => content.text.includes(file));
}
