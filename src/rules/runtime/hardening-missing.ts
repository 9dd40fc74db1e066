import type { ComposeProject, ComposeService } from "../../compose/compose-project.ts";
import type { Rule } from "../rule.ts";
import { hardenable, lacksNoNewPrivileges, measures, shouldDropAll } from "./parts/hardening.ts";
import { hardeningFix } from "./parts/hardening-fix.ts";
import { listNames } from "./parts/subject.ts";

export const hardeningMissing: Rule<"compose"> = {
  id: "hardening-missing",
  title: "Services run with the default isolation only",
  habit: "runtime",
  severity: "info",
  confidence: "high",
  severityReason: "Info: nothing is open; these are walls that cost little and hold when the program does not.",
  needs: ["compose"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "kics/No New Privileges Not Set",
    "kics/Security Opt Not Set",
    "kics/Container Capabilities Unrestricted",
    "kics/Memory Not Limited",
    "kics/Cpus Not Limited",
    "kics/Pids Limit Not Set",
    "kics/Healthcheck Not Set",
    "kics/Networks Not Set",
    "semgrep/no-new-privileges",
    "semgrep/writable-filesystem-service",
    "compose-lint/CL-0003",
    "compose-lint/CL-0006",
    "compose-lint/CL-0007",
    "compose-lint/CL-0026",
    "cis/5.4",
    "cis/5.11",
    "cis/5.12",
    "cis/5.13",
    "cis/5.26",
    "cis/5.27",
    "cis/5.29",
    "cis/5.30",
  ],
  scope:
    "Once a file, when a service has no no-new-privileges, or is known not to run as root and keeps its capabilities. It then lists with the services they are missing in: no-new-privileges, cap_drop ALL, read_only, limits of memory, processor and processes; and, where no service has them, health checks and networks. Left alone: files that only add to another one, and services that are privileged or run on Windows.",
  why: "When somebody gets into a program, these keep them from becoming root by a setuid file, from writing to the image's files, and from taking all memory of the host.",
  remedy:
    "Add no-new-privileges first, it rarely breaks anything; then, one service at a time, cap_drop: [ALL], read_only with a tmpfs, and limits.",
  whenToIgnore: "The file is only for development on one's own machine.",
  fix: "unsafe",
  bad: [{ title: "the defaults", files: { "compose.yaml": "services:\n  web:\n    image: example.com/web:1.4\n" } }],
  good: [
    {
      title: "shut tight",
      files: {
        "compose.yaml":
          'services:\n  web:\n    image: example.com/web:1.4\n    user: "10001:10001"\n    security_opt:\n      - no-new-privileges:true\n    cap_drop: [ALL]\n    read_only: true\n    tmpfs: [/tmp]\n    mem_limit: 512m\n    pids_limit: 200\n    cpus: 1\n',
      },
    },
    {
      title: "already said to be privileged",
      files: { "compose.yaml": "services:\n  dind:\n    image: docker:29-dind\n    privileged: true\n" },
    },
  ],
  *check({ compose }) {
    const services = hardenable(compose);
    const open = services.filter((service) => lacksNoNewPrivileges(service) || shouldDropAll(service));
    const [first] = open;
    if (!first) return;
    yield {
      at: first.at,
      message: `Missing hardening: ${missing(compose, services)}.`,
      ...hardeningFix(open),
    };
  },
};

/** What is missing and where: `no-new-privileges and cap_drop ALL in all 3 services; read_only in web and db`. */
function missing(compose: ComposeProject, services: readonly ComposeService[]): string {
  const groups = new Map<string, string[]>();
  for (const { name, lacks } of measures) {
    const without = services.filter(lacks).map((service) => service.name);
    const where = whereText(without, services.length);
    if (where !== undefined) groups.set(where, [...(groups.get(where) ?? []), name]);
  }
  const list = [...groups].map(([where, names]) => `${listNames(names, 9)} in ${where}`);
  if (services.every(({ container }) => !container.healthcheck)) list.push("health checks");
  return [...list, ...(sharesOneNetwork(compose) ? ["networks of their own"] : [])].join("; ");
}

function whereText(names: readonly string[], all: number): string | undefined {
  if (names.length === 0) return undefined;
  return names.length === all && all > 2 ? `all ${all} services` : listNames(names);
}

/** Two services have to meet somewhere; from three on, not all need to. */
function sharesOneNetwork({ services }: ComposeProject): boolean {
  return services.length > 2 && services.every(({ networks, container }) => !networks && !container.networkMode);
}
