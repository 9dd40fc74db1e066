import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { dockerSocketMounted } from "./docker-socket-mounted.ts";
import { expectInScript, expectInService, foundIn, service } from "./parts/cases.fixture.ts";

const volumes = (...mounts: string[]) => `volumes:\n${mounts.map((mount) => `  - ${mount}`).join("\n")}`;

expectInService(dockerSocketMounted, [
  [
    "Docker's",
    volumes("/var/run/docker.sock:/var/run/docker.sock"),
    ["critical /var/run/docker.sock:/var/run/docker.sock"],
  ],
  ["below /run", volumes("/run/docker.sock:/a.sock"), ["critical /run/docker.sock:/a.sock"]],
  ["read-only", volumes("/var/run/docker.sock:/a:ro"), ["critical /var/run/docker.sock:/a:ro"]],
  ["doubled slashes", volumes("/var//run/./docker.sock:/a"), ["critical /var//run/./docker.sock:/a"]],
  ["by way of another folder", volumes("/srv/../run/docker.sock:/a"), ["critical /srv/../run/docker.sock:/a"]],
  ["Podman's", volumes("/run/podman/podman.sock:/a"), ["critical /run/podman/podman.sock:/a"]],
  ["a user's", volumes("/run/user/1000/podman/podman.sock:/a"), ["high /run/user/1000/podman/podman.sock:/a"]],
  [
    "containerd's",
    volumes("/run/k3s/containerd/containerd.sock:/a"),
    ["critical /run/k3s/containerd/containerd.sock:/a"],
  ],
  ["CRI-O's folder", volumes("/var/run/crio:/a"), ["critical /var/run/crio:/a"]],
  ["all of /var/run", volumes("/var/run:/var/run:rw"), ["critical /var/run:/var/run:rw"]],
  ["all of /run", volumes("/run/:/host/run:ro"), ["critical /run/:/host/run:ro"]],
  [
    "the long syntax",
    "volumes:\n  - {type: bind, source: /var/run/docker.sock, target: /a}",
    ["critical {type: bind, source: /var/run/docker.sock, target: /a}"],
  ],
  [
    "Windows' pipe",
    "volumes:\n  - type: npipe\n    source: \\\\.\\pipe\\docker_engine\n    target: \\\\.\\pipe\\docker_engine",
    ["critical type: npipe\n        source: \\\\.\\pipe\\docker_engine\n        target: \\\\.\\pipe\\docker_engine"],
  ],
  ["a default", volumes("${SOCK:-/var/run/docker.sock}:/a"), ["critical ${SOCK:-/var/run/docker.sock}:/a"]],
  ["a variable in its place", volumes("${SOCK}:/var/run/docker.sock:ro"), ["critical ${SOCK}:/var/run/docker.sock:ro"]],
  ["a variable elsewhere", volumes("${DATA}:/var/lib/data"), []],
  ["by another name", `environment: [DOCKER_HOST=unix:///e/d.sock]\n${volumes("/srv/e:/e")}`, ["critical /srv/e:/e"]],
  ["an address on the network", `environment: [DOCKER_HOST=tcp://proxy:2375]\n${volumes("/srv/e:/e")}`, []],
  ["a folder of the project", `environment: [DOCKER_HOST=unix:///e/d.sock]\n${volumes("./e:/e")}`, []],
  ["others below /run", volumes("/run/udev:/run/udev", "/run/user/1000:/a", "/run/dbus:/run/dbus"), []],
  ["a named volume", volumes("run:/var/run"), []],
  ["a file of that name in the project", volumes("./docker.sock:/var/run/docker.sock"), []],
  ["memory", "tmpfs: [/var/run]", []],
  ["the host's root has a rule of its own", volumes("/:/host"), []],
]);

expectInScript(dockerSocketMounted, [
  [
    "-v",
    "docker run -v /var/run/docker.sock:/var/run/docker.sock docker:29-cli ps",
    ["/var/run/docker.sock:/var/run/docker.sock"],
  ],
  [
    "--mount",
    "docker run --mount type=bind,src=/var/run/docker.sock,dst=/a alpine:3.24",
    ["type=bind,src=/var/run/docker.sock,dst=/a"],
  ],
  ["nothing of it", "docker run -v data:/var/run alpine:3.24", []],
]);

it("docker-socket-mounted: a proxy is what the remedy asks for", () => {
  const yaml = service(volumes("/var/run/docker.sock:/var/run/docker.sock:ro"), "tecnativa/docker-socket-proxy:0.4");
  expect(foundIn(dockerSocketMounted, yaml, true)).toEqual(["low /var/run/docker.sock:/var/run/docker.sock:ro"]);
});

it("docker-socket-mounted: says that read-only does not help, and is less sure of a folder", () => {
  const yaml = service(volumes("/var/run/docker.sock:/a:ro", "/var/run:/b"));
  expect(
    problemsInFiles(dockerSocketMounted, { "compose.yaml": yaml }).map(({ problem }) => [
      problem.message,
      problem.confidence,
    ]),
  ).toEqual([
    [
      "Service web gets Docker's control socket. Whoever gets into the container controls the host; mounting it read-only does not hold them back.",
      undefined,
    ],
    [
      "Service web gets /var/run, where Docker has its control socket. Whoever gets into the container controls the host.",
      "medium",
    ],
  ]);
});
