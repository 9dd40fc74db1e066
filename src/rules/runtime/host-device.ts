import type { Problem, Severity } from "../../finding/finding.ts";
import type { Container, DeviceMapping, Located } from "../../runtime/container.ts";
import type { Rule } from "../rule.ts";
import { serviceFile } from "./parts/example.ts";
import { oncePerPlace } from "./parts/once.ts";
import { subjectOf } from "./parts/subject.ts";

/** Devices that give away the host, what they are, and how bad that is when they can be written and when only read. */
const devices: readonly (readonly [RegExp, string, Severity, Severity])[] = [
  [/^\/dev\/?$/, "every device of the host, disks included", "critical", "high"],
  [/^\/dev\/(?:mem|kmem|port)$/, "the memory of the machine", "critical", "high"],
  [/^\/dev\/kmsg$/, "the kernel's log", "low", "low"],
  [
    /^\/dev\/(?:sd[a-z]+\d*|hd[a-z]\d*|vd[a-z]+\d*|xvd[a-z]+\d*|nvme\d+(?:n\d+(?:p\d+)?)?|mmcblk\d+(?:p\d+)?|md\d+|dm-\d+|sg\d+)$/,
    "a disk of the host, past all permissions of files",
    "high",
    "high",
  ],
  [/^\/dev\/(?:mapper|disk|block)(?:\/.*)?$/, "disks of the host, past all permissions of files", "high", "high"],
];

export const hostDevice: Rule<"containers"> = {
  id: "host-device",
  title: "A container gets a device that gives away the host",
  habit: "runtime",
  severity: "high",
  confidence: "high",
  severityReason:
    "High for disks, whose files can then be read and changed past all permissions, critical for the machine's memory and for all devices at once, low for the kernel's log.",
  needs: ["containers"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["compose-lint/CL-0016", "cis/5.18"],
  scope:
    "Entries of devices and --device that name /dev, memory (/dev/mem, /dev/kmem, /dev/port), a disk or a partition, or /dev/kmsg. Cards, cameras, serial ports, /dev/net/tun, /dev/fuse and /dev/kvm are left alone, and so is a privileged container, which has every device.",
  why: "Who holds the raw disk reads every file on it, password hashes and keys of other programs included, and with write access changes the system that boots next.",
  remedy: "Mount the folder that is needed instead of the disk it lies on.",
  whenToIgnore:
    "The program looks after disks (SMART monitoring, backup of volumes), reads only, and nothing else can reach it.",
  bad: [{ title: "a disk", files: serviceFile("devices:", "  - /dev/sda:/dev/sda") }],
  good: [
    { title: "a serial port and a card", files: serviceFile("devices:", "  - /dev/ttyUSB0", "  - /dev/dri:/dev/dri") },
  ],
  *check(facts) {
    yield* oncePerPlace(
      facts.containers.flatMap((container) =>
        container.privileged?.value === true
          ? []
          : container.devices.flatMap((device) => problemsOf(container, device)),
      ),
      facts,
    );
  },
};

function problemsOf(container: Container, { value, at }: Located<DeviceMapping>): Problem[] {
  const found = devices.find(([pattern]) => pattern.test(value.host));
  if (!found) return [];
  const [, what, write, read] = found;
  const readsOnly = value.permissions !== undefined && !value.permissions.includes("w");
  return [{ at, message: `${subjectOf(container)} gets ${value.host}: ${what}.`, severity: readsOnly ? read : write }];
}
