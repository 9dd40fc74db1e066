/** A small image as `docker save` writes one, with something for most readers in it. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { file, folder, symlink, type TarEntry, writeTar } from "../src/files/tar.fixture.ts";

const baseFiles: readonly TarEntry[] = [
  folder("etc"),
  file("etc/passwd", "root:x:0:0:root:/root:/bin/bash\napp:x:1000:1000::/home/app:/bin/sh\n"),
  file("etc/group", "root:x:0:\napp:x:1000:\n"),
  file("etc/shadow", "root:*:19000:0:99999:7:::\n", 0o640),
  symlink("etc/os-release", "../usr/lib/os-release"),
  file(
    "usr/lib/os-release",
    'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  ),
  file(
    "var/lib/dpkg/status",
    ["libc6", "libssl3", "bash"]
      .map(
        (name) =>
          `Package: ${name}\nStatus: install ok installed\nVersion: 1:2.3-4+deb12u1\nArchitecture: amd64\nSource: ${name}-src (2.3-4)\n`,
      )
      .join("\n"),
  ),
  file("var/lib/dpkg/info/bash.list", "/.\n/bin\n/bin/bash\n"),
  file("usr/bin/su", "", 0o4755),
];
const appFiles: readonly TarEntry[] = [
  file("app/.env", "PORT=8080\n"),
  file("app/server.js", "require('left-pad');\n".repeat(50)),
  file("app/node_modules/left-pad/package.json", '{"name":"left-pad","version":"1.3.0","license":"WTFPL"}'),
];

/** Writes it to a path. */
export function writeSampleImage(path: string): void {
  const layers = [writeTar(baseFiles), writeTar(appFiles)];
  const config = JSON.stringify({
    ...{ architecture: "amd64", os: "linux", created: "2026-10-01T10:00:00Z" },
    config: {
      User: "app",
      Env: ["PATH=/usr/bin:/bin", "PORT=8080"],
      Cmd: ["node", "server.js"],
      ExposedPorts: { "8080/tcp": {} },
    },
    rootfs: { type: "layers", diff_ids: layers.map((layer) => `sha256:${hexOf(layer)}`) },
    history: [
      { created_by: "/bin/sh -c #(nop) ADD file:0123456789abcdef in / " },
      { created_by: "RUN |1 VERSION=1 /bin/sh -c npm ci # buildkit" },
      { created_by: 'CMD ["node" "server.js"]', empty_layer: true },
    ],
  });
  const names = layers.map((_, index) => `${index}/layer.tar`);
  const configName = `${hexOf(Buffer.from(config))}.json`;
  const manifest = [{ Config: configName, RepoTags: ["sample:1"], Layers: names }];
  const entries = [
    file(configName, config),
    ...layers.map((layer, index) => file(names[index] ?? "", layer)),
    file("manifest.json", JSON.stringify(manifest)),
  ];
  writeFileSync(path, writeTar(entries));
}

function hexOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
