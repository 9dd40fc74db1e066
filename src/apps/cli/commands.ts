import { presetNames } from "../../engine/presets.ts";
import { severities } from "../../finding/finding.ts";
import { formats, scanFormats } from "../../report/render.ts";
import type { ImageCommand } from "./image-commands.ts";
import type { OptionSpec } from "./options.ts";

export type CommandName = "check" | "fix" | "context" | "init" | "rules" | "explain" | "completion" | ImageCommand;

/** A command as `--help` and completion show it. main.ts loads its code. */
export interface CommandSpec {
  readonly name: CommandName;
  readonly usage: string;
  readonly describe: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
}

const help: OptionSpec = { name: "help", short: "h", describe: "show this help" };

const offline: OptionSpec = {
  name: "offline",
  describe: "never use the network: registries and advisories are not asked",
};

const selectionOptions: readonly OptionSpec[] = [
  { name: "preset", value: "NAME", choices: presetNames, describe: "rules to run: recommended (default), strict, all" },
  { name: "only", value: "RULE,…", multiple: true, describe: "run just these rules (ids or peers' ids)" },
  { name: "skip", value: "RULE,…", multiple: true, describe: "leave these rules out" },
  { name: "severity", value: "LEVEL,…", multiple: true, choices: severities, describe: "show only these severities" },
  {
    name: "fail-on",
    value: "LEVEL",
    choices: [...severities, "never"],
    describe: "exit with 1 from this severity up (default high)",
  },
  { name: "baseline", value: "FILE", describe: "leave out the findings listed in FILE" },
  { name: "build-arg", value: "NAME=VALUE", multiple: true, describe: "value of an ARG, as for docker build" },
  { name: "target", value: "STAGE", describe: "stage that is built, as for docker build" },
  { name: "config", value: "FILE", describe: "config to use instead of the project's .seaworthy.yaml" },
  { name: "stdin-filename", value: "PATH", describe: "name to report for what `-` reads" },
  offline,
  { name: "no-color", describe: "no colours" },
  { name: "quiet", short: "q", describe: "one line for each finding" },
  { name: "verbose", short: "v", describe: "everything: all findings, code and traces" },
  help,
];

/** The forms of `seaworthy sbom --format`; the first when none is asked for. */
export const sbomFormats = ["cyclonedx-json", "spdx-json", "purl"] as const;

/** The forms of `seaworthy vex --format`; the first when none is asked for. */
export const vexFormats = ["openvex", "cyclonedx"] as const;

/** The forms of `seaworthy compare --format`; the first when none is asked for. */
export const compareFormats = ["pretty", "json", "markdown"] as const;

const imageOptions: readonly OptionSpec[] = [
  { name: "platform", value: "OS/ARCH", describe: "which of several platforms, as in linux/arm64 (default: this one)" },
  { name: "insecure", describe: "allow plain HTTP and unknown certificates for registries" },
  { name: "no-cache", describe: "neither use nor keep facts of layers between runs" },
];

const maxAge: OptionSpec = {
  ...{ name: "max-age", value: "AGE" },
  describe: "fetch advisories anew when older than this, as in 12h or 7d (default 1d)",
};

const vulnerabilityOptions: readonly OptionSpec[] = [
  { name: "no-vulnerabilities", describe: "ask no advisories: packages are listed, not judged" },
  maxAge,
  { name: "fixed-only", describe: "show only vulnerabilities with a free fix; all count" },
  { name: "yours", describe: "show only vulnerabilities that you add to the base; all count" },
  { name: "kev", describe: "show only vulnerabilities known to be exploited; all count" },
  {
    name: "epss",
    value: "MIN",
    describe: "show only those at least this likely to be exploited, 0 to 1; all count",
  },
  {
    name: "package",
    value: "NAME,…",
    multiple: true,
    describe: "show only vulnerabilities of these packages; all count",
  },
  { name: "fail-on-fixable", describe: "vulnerabilities without a free fix do not fail the run" },
  {
    name: "vex",
    value: "FILE",
    multiple: true,
    describe: "statements (OpenVEX, CycloneDX) on what does not apply",
  },
];

/** The commands, in the order `--help` lists them. */
export const commands: readonly CommandSpec[] = [
  {
    name: "check",
    usage: "seaworthy [check] [PATH…]",
    describe: "check the Dockerfiles, build contexts, Compose files and run commands under PATH (default: this folder)",
    options: [
      { name: "format", value: "FORMAT", choices: formats, describe: `how to report: ${formats.join(", ")}` },
      { name: "output", value: "FILE", describe: "write the report to FILE" },
      { name: "write-baseline", value: "FILE", describe: "write today's findings to FILE, to be used with --baseline" },
      ...selectionOptions,
    ],
    examples: [
      "seaworthy",
      "seaworthy check web/Dockerfile --preset strict",
      "seaworthy check . --format sarif --output seaworthy.sarif",
    ],
  },
  {
    name: "fix",
    usage: "seaworthy fix [PATH…]",
    describe: "repair what can be repaired without changing what the image does",
    options: [
      { name: "unsafe", describe: "also repairs that can change behaviour: read the diff" },
      { name: "dry-run", short: "n", describe: "show the diff, write nothing" },
      ...selectionOptions,
    ],
    examples: ["seaworthy fix --dry-run", "seaworthy fix --unsafe", "seaworthy fix --only root-user --unsafe"],
  },
  {
    name: "context",
    usage: "seaworthy context [PATH]",
    describe: "show what each COPY really ships, with sizes, secrets and junk, and what the ignore file keeps out",
    options: [
      { name: "format", value: "FORMAT", choices: ["pretty", "json"], describe: "pretty or json" },
      { name: "build-arg", value: "NAME=VALUE", multiple: true, describe: "value of an ARG, as for docker build" },
      { name: "target", value: "STAGE", describe: "stage that is built, as for docker build" },
      { name: "config", value: "FILE", describe: "config to use instead of the project's .seaworthy.yaml" },
      { name: "no-color", describe: "no colours" },
      { name: "verbose", short: "v", describe: "every file, not just the largest" },
      help,
    ],
    examples: ["seaworthy context", "seaworthy context web --verbose", "seaworthy context --format json"],
  },
  {
    name: "scan",
    usage: "seaworthy scan IMAGE…",
    describe: "find what is wrong with images or lockfiles: vulnerabilities, secrets, users",
    options: [
      { name: "format", value: "FORMAT", choices: scanFormats, describe: `how to report: ${scanFormats.join(", ")}` },
      { name: "output", value: "FILE", describe: "write the report to FILE" },
      { name: "write-baseline", value: "FILE", describe: "write today's findings to FILE, to be used with --baseline" },
      { name: "dockerfile", value: "FILE", describe: "Dockerfile the image was built from: findings name its lines" },
      ...imageOptions,
      ...vulnerabilityOptions,
      ...selectionOptions.filter(({ name }) => name !== "stdin-filename"),
    ],
    examples: [
      "seaworthy scan app:latest",
      "seaworthy scan app:latest --fail-on critical --fail-on-fixable",
      "seaworthy scan dir:. --offline",
      "seaworthy scan registry:ghcr.io/example/app:1.2 --platform linux/arm64",
      "docker save app | seaworthy scan - --dockerfile Dockerfile",
    ],
  },
  {
    name: "history",
    usage: "seaworthy history IMAGE",
    describe: "show an image's layers as a readable Dockerfile, with sizes, ages and what was found in each",
    options: [
      { name: "format", value: "FORMAT", choices: ["pretty", "json"], describe: "pretty or json" },
      { name: "dockerfile", value: "FILE", describe: "Dockerfile the image was built from: steps name its lines" },
      ...imageOptions,
      offline,
      { name: "config", value: "FILE", describe: "config to use instead of the project's .seaworthy.yaml" },
      { name: "no-color", describe: "no colours" },
      { name: "verbose", short: "v", describe: "every step in full" },
      help,
    ],
    examples: ["seaworthy history app:latest", "seaworthy history docker-archive:app.tar --format json"],
  },
  {
    name: "sbom",
    usage: "seaworthy sbom IMAGE",
    describe: "list what an image is made of, as CycloneDX, SPDX or package addresses",
    options: [
      { name: "format", value: "FORMAT", choices: sbomFormats, describe: `one of ${sbomFormats.join(", ")}` },
      { name: "output", value: "FILE", describe: "write the list to FILE" },
      ...imageOptions,
      offline,
      help,
    ],
    examples: [
      "seaworthy sbom app:latest --format cyclonedx-json --output app.cdx.json",
      "seaworthy sbom dir:/mnt/rootfs --format purl",
    ],
  },
  {
    name: "vex",
    usage: "seaworthy vex IMAGE",
    describe: "write a VEX document: which vulnerabilities of an image apply, and why not",
    options: [
      { name: "format", value: "FORMAT", choices: vexFormats, describe: `one of ${vexFormats.join(", ")}` },
      { name: "output", value: "FILE", describe: "write the document to FILE" },
      { name: "author", value: "NAME", describe: "who states it: a person or an organisation" },
      ...imageOptions,
      maxAge,
      offline,
      { name: "config", value: "FILE", describe: "config to use instead of the project's .seaworthy.yaml" },
      help,
    ],
    examples: [
      'seaworthy vex app:1.2 --author "Example Inc" --output app.vex.json',
      "seaworthy vex app:1.2 --format cyclonedx",
      "seaworthy scan app:1.2 --vex app.vex.json",
    ],
  },
  {
    name: "compare",
    usage: "seaworthy compare OLD NEW",
    describe: "show what got worse and better between two images",
    options: [
      { name: "format", value: "FORMAT", choices: compareFormats, describe: `one of ${compareFormats.join(", ")}` },
      { name: "output", value: "FILE", describe: "write the comparison to FILE" },
      {
        name: "fail-on",
        value: "LEVEL",
        choices: [...severities, "never"],
        describe: "exit with 1 for a new vulnerability from this severity up (default high)",
      },
      ...vulnerabilityOptions.filter(({ name }) => name === "fail-on-fixable" || name === "vex"),
      ...imageOptions,
      maxAge,
      offline,
      { name: "config", value: "FILE", describe: "config to use instead of the project's .seaworthy.yaml" },
      { name: "no-color", describe: "no colours" },
      { name: "verbose", short: "v", describe: "every vulnerability and package" },
      help,
    ],
    examples: [
      "seaworthy compare app:1.1 app:1.2",
      "seaworthy compare sbom:released.cdx.json app:latest --format markdown",
      "seaworthy compare app:1.1 app:1.2 --fail-on critical",
    ],
  },
  {
    name: "db",
    usage: "seaworthy db ACTION [FILE]",
    describe: "get advisories (update), show their age (status), carry them (export, import)",
    options: [
      {
        name: "source",
        value: "URL|DIR",
        describe: "where advisories are (default: the public bucket of OSV, or SEAWORTHY_ADVISORIES)",
      },
      { name: "ecosystem", value: "NAME,…", multiple: true, describe: "just these: Debian, npm, PyPI, …" },
      { name: "kev", value: "URL|FILE", describe: "catalogue of exploited vulnerabilities (CISA KEV), JSON" },
      { name: "epss", value: "URL|FILE", describe: "scores of EPSS, CSV, also packed with gzip" },
      { name: "debian", value: "URL|FILE", describe: "Debian's security tracker, JSON" },
      { name: "alpine", value: "URL|DIR", describe: "Alpine's security database: vX.Y/main.json and so on below it" },
      { name: "format", value: "FORMAT", choices: ["pretty", "json"], describe: "of `db status`: pretty or json" },
      help,
    ],
    examples: [
      "seaworthy db update",
      "seaworthy db update --ecosystem Debian,npm",
      "seaworthy db update --source /mnt/osv --kev /mnt/kev.json",
      "seaworthy db export advisories.swdb",
      "seaworthy db import advisories.swdb",
    ],
  },
  {
    name: "init",
    usage: "seaworthy init [PATH]",
    describe: "write an ignore file, a config and a pre-commit entry; show what would change in files that exist",
    options: [
      { name: "dry-run", short: "n", describe: "show everything, write nothing" },
      { name: "yes", short: "y", describe: "also change files that exist" },
      { name: "no-color", describe: "no colours" },
      help,
    ],
    examples: ["seaworthy init --dry-run", "seaworthy init", "seaworthy init --yes"],
  },
  {
    name: "rules",
    usage: "seaworthy rules",
    describe: "list the rules",
    options: [
      { name: "format", value: "FORMAT", choices: ["pretty", "json"], describe: "pretty or json" },
      { name: "preset", value: "NAME", choices: presetNames, describe: "just the rules of this preset" },
      { name: "no-color", describe: "no colours" },
      help,
    ],
    examples: ["seaworthy rules --preset recommended", "seaworthy rules --format json"],
  },
  {
    name: "explain",
    usage: "seaworthy explain RULE|CVE [IMAGE]",
    describe: "show all about a rule or a vulnerability; with an image, where it is in there",
    options: [
      { name: "dockerfile", value: "FILE", describe: "Dockerfile the image was built from: places name its lines" },
      ...imageOptions,
      offline,
      { name: "config", value: "FILE", describe: "config to use instead of the project's .seaworthy.yaml" },
      help,
    ],
    examples: [
      "seaworthy explain root-user",
      "seaworthy explain hadolint/DL3002",
      "seaworthy explain CVE-2024-0727",
      "seaworthy explain CVE-2024-0727 app:latest --dockerfile Dockerfile",
    ],
  },
  {
    name: "completion",
    usage: "seaworthy completion bash|zsh|fish",
    describe: "print a completion script for your shell",
    options: [help],
    examples: [
      "source <(seaworthy completion bash)",
      "seaworthy completion fish > ~/.config/fish/completions/seaworthy.fish",
    ],
  },
];

/** The options a command takes. */
export function optionsOf(name: CommandName): readonly OptionSpec[] {
  return commands.find((command) => command.name === name)?.options ?? [];
}

/** Commands of the product that this version does not have yet: a clear word instead of "no such file". */
export const plannedCommands: ReadonlySet<string> = new Set(["base", "update", "ship"]);
