import type { Fix, Problem, Severity } from "../../finding/finding.ts";
import { isAtLeast } from "../../finding/finding.ts";
import type { Container, ContainerMount, Located } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { engineSocket } from "./parts/engine-sockets.ts";
import { serviceFile } from "./parts/example.ts";
import { hostPath, isWithin } from "./parts/host-path.ts";
import { purposeOf } from "./parts/image-purpose.ts";
import { readOnlyEdit } from "./parts/mount-edits.ts";
import { oncePerPlace } from "./parts/once.ts";
import type { PlaceFacts } from "./parts/place-text.ts";
import { type SensitivePath, sensitivePath } from "./parts/sensitive-paths.ts";
import { subjectOf } from "./parts/subject.ts";

export const sensitiveHostPath: Rule<"containers"> = {
  id: "sensitive-host-path",
  title: "A container gets a sensitive folder of the host",
  habit: "runtime",
  severity: "high",
  confidence: "high",
  severityReason:
    "By folder and by whether it can be written. Critical where writing makes one root on the host (/, /etc, /proc, /var/lib/docker), high for keys of a person or the host, medium for what can be read only; one step less for monitoring agents that read, which is their work.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Volume Has Sensitive Host Directory", "compose-lint/CL-0013", "compose-lint/CL-0025", "cis/5.6"],
  scope:
    "Bind mounts of the host's root, of /etc, /proc, /sys, /dev, /boot, system programs, /var, /var/lib/docker and its kin, of home folders and the keys in them, and of a Windows drive. Read-only mounts of what holds no secret are left alone, and so are /etc/localtime, certificates and folders of single programs. A mount below one that is reported is not reported again.",
  why: "Files of the host that can be written are a way to run commands on the host, and files with keys can be carried off to log in elsewhere: one hole in the program is enough.",
  remedy: "Mount only the file or folder the program needs, with :ro, and keep data in a named volume.",
  whenToIgnore: "The program is there to look after the host (monitoring, backup), and only administrators reach it.",
  fix: "unsafe",
  bad: [
    { title: "the settings of the host", files: serviceFile("volumes:", "  - /etc:/host/etc:ro") },
    { title: "programs, to be written", files: serviceFile("volumes:", "  - /usr/bin/docker:/usr/bin/docker") },
    { title: "a person's keys", files: serviceFile("volumes:", "  - ~/.ssh:/root/.ssh:ro") },
  ],
  good: [
    {
      title: "the time zone, certificates and modules",
      files: serviceFile(
        "volumes:",
        "  - /etc/localtime:/etc/localtime:ro",
        "  - /etc/ssl/certs:/etc/ssl/certs:ro",
        "  - /lib/modules:/lib/modules:ro",
      ),
    },
    { title: "a folder of the program's own", files: serviceFile("volumes:", "  - /srv/app/data:/data") },
  ],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) => problemsOf(facts, container)),
      facts,
    );
  },
};

/** Comparing each with each: nobody mounts more. */
const mostMounts = 200;

interface Found {
  readonly mount: Located<ContainerMount>;
  readonly path: string;
  readonly sensitive: SensitivePath;
  readonly severity: Severity;
}

function problemsOf(facts: PlaceFacts, container: Container): Problem[] {
  const lenient = purposeOf(container) === "monitor";
  const found = container.mounts.slice(0, mostMounts).flatMap((mount): Found[] => {
    const path = pathOf(mount.value);
    const sensitive = path === undefined ? undefined : sensitivePath(path);
    const severity = mount.value.readOnly ? sensitive?.read : sensitive?.write;
    if (path === undefined || !sensitive || !severity) return [];
    return [{ mount, path, sensitive, severity: lenient && mount.value.readOnly ? milder(severity) : severity }];
  });
  return found
    .filter((one) => !found.some((other) => covers(other, one)))
    .map((one) => problemOf(facts, container, one));
}

function pathOf(mount: ContainerMount): string | undefined {
  if (mount.type !== "bind" || mount.source === undefined || engineSocket(mount)) return undefined;
  return hostPath(mount.source);
}

/** What stands below a folder that is reported, and is no worse, goes without saying. */
function covers(outer: Found, inner: Found): boolean {
  return (
    outer !== inner &&
    outer.path !== inner.path &&
    isWithin(inner.path, outer.path) &&
    isAtLeast(outer.severity, inner.severity)
  );
}

function milder(severity: Severity): Severity {
  if (severity === "critical") return "high";
  return severity === "high" ? "medium" : "low";
}

function problemOf(facts: PlaceFacts, container: Container, { mount, sensitive, severity }: Found): Problem {
  const { readOnly, source } = mount.value;
  const message = `${subjectOf(container)} can ${readOnly ? "read" : "write"} ${source}: ${sensitive.what}.`;
  return { at: mount.at, message, severity, ...repair(facts, mount, sensitive) };
}

/** Read-only is a cure only where reading does no harm. */
function repair(
  facts: PlaceFacts,
  mount: Located<ContainerMount>,
  sensitive: SensitivePath,
): Pick<Problem, "fixes" | "refusal"> {
  if (mount.value.readOnly) return { refusal: "Only leaving the mount out helps, and the program may need it." };
  if (sensitive.read)
    return { refusal: "Read-only would still show it to the program; which part it needs is not known." };
  const edit = readOnlyEdit(facts, mount.at);
  if (!edit) return { refusal: "The mount is written in a way that no option can be added to." };
  const fix: Fix = { title: "Mount it read-only", safety: "unsafe", edits: [edit] };
  return { fixes: [fix] };
}
