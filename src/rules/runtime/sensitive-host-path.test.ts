import { describe, expect, it } from "vitest";
import { expectFileFixes, expectInScript, expectInService, foundIn, service } from "./parts/cases.fixture.ts";
import { sensitivePath } from "./parts/sensitive-paths.ts";
import { sensitiveHostPath } from "./sensitive-host-path.ts";

/** In pieces: a path of one machine has no place in a file. */
const home = ["", "home", "me"].join("/");
const volumes = (...mounts: string[]) => `volumes:\n${mounts.map((mount) => `  - ${mount}`).join("\n")}`;

expectInService(sensitiveHostPath, [
  ["the root", volumes("/:/host"), ["critical /:/host"]],
  ["the root, read", volumes("/:/host:ro"), ["high /:/host:ro"]],
  ["the root hides the rest", volumes("/:/host", "/etc:/host/etc", "/var/lib/docker:/d:ro"), ["critical /:/host"]],
  ["a worse one below shows", volumes("/:/host:ro", "/etc:/host/etc"), ["high /:/host:ro", "critical /etc:/host/etc"]],
  ["settings", volumes("/etc:/e:ro", "/etc/:/f"), ["medium /etc:/e:ro", "critical /etc/:/f"]],
  ["the kernel", volumes("/proc:/p:ro", "/sys:/s:ro", "/sys:/t"), ["medium /proc:/p:ro", "high /sys:/t"]],
  ["control groups", volumes("/sys/fs/cgroup:/c:ro", "/sys/fs/cgroup:/d:rw"), ["medium /sys/fs/cgroup:/d:rw"]],
  ["boot and modules, read", volumes("/boot:/boot:ro", "/lib/modules:/lib/modules:ro"), []],
  ["modules, written", volumes("/lib/modules:/lib/modules"), ["high /lib/modules:/lib/modules"]],
  ["passwords", volumes("/etc/passwd:/p:ro", "/etc/shadow:/s:ro"), ["high /etc/shadow:/s:ro"]],
  ["time and certificates", volumes("/etc/localtime:/a", "/etc/timezone:/b:ro", "/etc/ssl/certs:/c:ro"), []],
  ["settings of a program", volumes("/etc/pihole:/etc/pihole", "/etc/letsencrypt:/l"), []],
  ["a user's keys", volumes("~/.ssh:/k:ro", "~/.aws:/a:ro"), ["high ~/.ssh:/k:ro", "medium ~/.aws:/a:ro"]],
  ["one key", volumes("~/.ssh/id_ed25519:/k:ro"), ["high ~/.ssh/id_ed25519:/k:ro"]],
  ["public halves", volumes("~/.ssh/id_ed25519.pub:/k:ro", "~/.ssh/known_hosts:/h:ro"), []],
  [
    "homes",
    volumes("/home:/h:ro", `${home}:/m`, "/root:/r:ro"),
    ["medium /home:/h:ro", `high ${home}:/m`, "medium /root:/r:ro"],
  ],
  ["a folder of a home", volumes("~/data:/d", `${home}/site:/s`), []],
  ["other containers", volumes("/var/lib/docker/volumes:/v:ro"), ["medium /var/lib/docker/volumes:/v:ro"]],
  ["a program", volumes("/usr/bin/docker:/usr/bin/docker"), ["medium /usr/bin/docker:/usr/bin/docker"]],
  ["a program, read", volumes("/usr/bin/docker:/usr/bin/docker:ro"), []],
  ["a drive", volumes("C:\\:C:\\host", `c:${home}/code:C:\\code`), ["critical C:\\:C:\\host"]],
  ["paths of the project and volumes", volumes("./etc:/etc", "etc:/etc", "/etc"), []],
  ["the socket has a rule of its own", volumes("/var/run/docker.sock:/s", "/run:/r"), []],
  [
    "the long syntax",
    "volumes:\n  - {type: bind, source: /etc, target: /e, read_only: true}",
    ["medium {type: bind, source: /etc, target: /e, read_only: true}"],
  ],
]);

expectInScript(sensitiveHostPath, [
  ["-v", "docker run --rm -v /:/host alpine:3.24 ls", ["/:/host"]],
  ["the folder it runs in", 'docker run -v "$PWD":/work -v $(pwd):/w alpine:3.24', []],
]);

it("sensitive-host-path: reading is a monitor's work", () => {
  const yaml = service(volumes("/:/host:ro", "/proc:/p:ro"), "prom/node-exporter:v1.10.0");
  expect(foundIn(sensitiveHostPath, yaml, true)).toEqual(["medium /:/host:ro"]);
});

expectFileFixes(sensitiveHostPath, [
  ["a short mount", service(volumes("/boot:/boot")), service(volumes("/boot:/boot:ro"))],
  ["quotes", service(volumes('"/boot:/boot"')), service(volumes('"/boot:/boot:ro"'))],
  ["rw", service(volumes("/boot:/boot:z,rw")), service(volumes("/boot:/boot:z,ro"))],
  ["other options", service(volumes("/boot:/boot:z")), service(volumes("/boot:/boot:z,ro"))],
  [
    "the long syntax",
    service("volumes:\n  - type: bind\n    source: /boot\n    target: /b"),
    service("volumes:\n  - read_only: true\n    type: bind\n    source: /boot\n    target: /b"),
  ],
  [
    "the flow style",
    service("volumes:\n  - {type: bind, source: /boot, target: /b}"),
    service("volumes:\n  - {read_only: true, type: bind, source: /boot, target: /b}"),
  ],
  ["what may not be read either", service(volumes("/etc/shadow:/s")), "refused"],
  ["a variable", service(volumes("${B:-/boot}:/b")), "refused"],
]);

expectFileFixes(
  sensitiveHostPath,
  [
    ["-v", "docker run -v /boot:/boot alpine:3.24\n", "docker run -v /boot:/boot:ro alpine:3.24\n"],
    [
      "--mount",
      "docker run --mount type=bind,src=/boot,dst=/b alpine:3.24\n",
      "docker run --mount type=bind,src=/boot,dst=/b,readonly alpine:3.24\n",
    ],
  ],
  "run.sh",
);

describe("sensitivePath", () => {
  it.each([
    ["/etc/ssh/ssh_host_ed25519_key", "high"],
    ["/etc/ssh/ssh_host_ed25519_key.pub", undefined],
    ["/etc/ssh/sshd_config", undefined],
    ["~/.gnupg/private-keys-v1.d", "high"],
    ["c:/Windows", "low"],
    ["/var/log", undefined],
    ["/etcetera", undefined],
  ])("%s to be read", (path, severity) => {
    expect(sensitivePath(path)?.read).toBe(severity);
  });
});

it("sensitive-host-path: looks at no more than two hundred mounts", () => {
  const many = Array.from({ length: 250 }, (_, index) => `/etc:/e${index}`);
  expect(foundIn(sensitiveHostPath, service(volumes(...many)))).toHaveLength(200);
});
