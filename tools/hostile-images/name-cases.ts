/** Names and links that lead out, in circles or nowhere, and names that are no text. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { file, folder, hardlink, symlink, type TarEntry, writeTar } from "../../src/files/tar.fixture.ts";
import type { HostileCase } from "./hostile-case.ts";
import { archiveOf, imageOf, packedEntries, tarEnd } from "./save.ts";

/** Clears the screen, sets a title, goes to a new line, rings, and turns the direction of what follows. */
const ugly = "a\x1b[2J\x1b]0;owned\x07\r\nb\x9b31m\u202ecod.exe\u2066\u2028z";

const uglyConfig = {
  author: ugly,
  architecture: ugly,
  config: {
    User: ugly,
    Env: [`A=${ugly}`, `${ugly}=1`, `PASSWORD=${ugly}`],
    Labels: { [ugly]: ugly },
    Cmd: [ugly],
    Entrypoint: [ugly],
    ExposedPorts: { [ugly]: {} },
    Volumes: { [`/${ugly}`]: {} },
    Healthcheck: { Test: ["CMD", ugly] },
    StopSignal: ugly,
  },
  history: [{ created: ugly, created_by: ugly, comment: ugly, author: ugly }],
};

export const nameCases: readonly HostileCase[] = [
  {
    name: "names with ../",
    status: 2,
    says: [/leads out of the root/],
    make: ({ images, evil }) => ({
      words: [
        imageOf(images, [
          file(`../${evil}`, "x"),
          file(`../../../../../../../../tmp/${evil}`, "x"),
          file(`a/../../${evil}`, "x"),
          file(`a/b/../../../${evil}/../../${evil}`, "x"),
          symlink(`../${evil}-link`, "/"),
          hardlink(`../${evil}-hard`, "../../etc/passwd"),
        ]),
      ],
    }),
  },
  {
    name: "absolute names",
    status: 0,
    make: ({ images, evil }) => ({
      words: [imageOf(images, [file(`/${evil}`, "x"), file(`/etc/${evil}`, "x"), file(`//tmp//${evil}`, "x")])],
    }),
  },
  {
    name: "a link to a folder outside, then files through it",
    status: 0,
    make: ({ images, evil }) => ({
      words: [imageOf(images, [symlink("data", "/tmp"), file(`data/${evil}`, "x"), file("data/../escape", "x")])],
    }),
  },
  {
    name: "links to files outside",
    status: 0,
    make: ({ images, outside }) => ({
      words: [
        imageOf(images, [
          symlink("etc/passwd", join(outside, "secret.txt")),
          symlink("etc/shadow", `../../../../../..${outside}/secret.txt`),
          symlink("etc/os-release", join(outside, "secret.txt")),
          symlink("app/.env", join(outside, "secret.txt")),
          symlink("app/package.json", "/proc/self/environ"),
        ]),
      ],
    }),
  },
  {
    name: "hard links to files outside",
    status: 2,
    says: [/leads out of the root/],
    make: ({ images, outside }) => ({
      words: [
        imageOf(images, [
          hardlink("etc/passwd", `../../../../../../../..${outside}/secret.txt`),
          hardlink("app/.env", join(outside, "secret.txt")),
        ]),
      ],
    }),
  },
  {
    name: "a root folder with links to files outside",
    status: 0,
    make: ({ images, outside }) => {
      for (const name of ["etc", "app", "var/lib/dpkg"]) mkdirSync(join(images, name), { recursive: true });
      for (const name of ["etc/passwd", "etc/os-release", "app/.env", "var/lib/dpkg/status"])
        symlinkSync(join(outside, "secret.txt"), join(images, name));
      symlinkSync(outside, join(images, "data"));
      symlinkSync("../../..", join(images, "app/up"));
      symlinkSync(".", join(images, "app/here"));
      return { words: [`dir:${images}`] };
    },
  },
  {
    name: "links in circles",
    status: 0,
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          symlink("a", "b"),
          symlink("b", "a"),
          symlink("self", "self"),
          symlink("deep", "deep/deep"),
          symlink("usr", "usr/usr"),
          file("a/lib/os-release", "ID=x"),
          file("deep/.env", "x=1"),
          symlink("etc/passwd", "group"),
          symlink("etc/group", "/etc/passwd"),
          symlink("etc/os-release", "../usr/lib/os-release"),
          ...Array.from({ length: 500 }, (_, at) => symlink(`chain/${at}`, `${at + 1}`)),
        ]),
      ],
    }),
  },
  {
    name: "links that double at every step",
    status: 0,
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          ...Array.from({ length: 60 }, (_, at) => symlink(`l${at}`, `l${at + 1}/l${at + 1}/..`)),
          file("etc/passwd", "app:x:1000:1000::/l0/l0/l0:/l0/sh\n"),
          symlink("etc/os-release", "/l0/l0/l0/l0"),
        ]),
      ],
    }),
  },
  {
    name: "hard links to nothing, to themselves, in circles",
    status: 2,
    says: [/hard link/],
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          hardlink("etc/passwd", "etc/nothing"),
          hardlink("etc/group", "etc/group"),
          hardlink("app/.env", "app/.env2"),
          hardlink("app/.env2", "app/.env"),
          hardlink("var/lib/dpkg/status", "var/lib/dpkg"),
          folder("var/lib/dpkg"),
        ]),
      ],
    }),
  },
  {
    name: "100,000 hard links to one file that is wanted",
    status: 2,
    seconds: 20,
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          {
            pieces: [
              ...packedEntries([file("data/x", Buffer.alloc(4_000_000, "[]"))]),
              ...packedEntries(
                (function* () {
                  for (let at = 0; at < 100_000; at++) yield hardlink(`app/node_modules/${at}/package.json`, "data/x");
                })(),
              ),
              tarEnd,
            ],
          },
        ]),
      ],
    }),
  },
  {
    name: "names that are no UTF-8",
    status: 0,
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          file("ok", "x"),
          { ...file("", "x"), name: Buffer.from([0x61, 0xff, 0xfe, 0x2f, 0xc3, 0x28]) },
          { ...file("", "x"), name: Buffer.from([0xed, 0xa0, 0x80, 0xf5, 0x80, 0xc0, 0xaf]) },
          {
            ...file("", "{"),
            name: Buffer.concat([Buffer.from("app/"), Buffer.from([0x80]), Buffer.from("/package.json")]),
          },
          { ...symlink("bad", ""), link: Buffer.from([0xff, 0xff]) },
        ]),
      ],
    }),
  },
  ...["pretty", "markdown", "github", "gitlab", "junit", "sarif", "json"].map(
    (format): HostileCase => ({
      name: `names of controls and turned text: ${format}`,
      ...(format === "json" ? {} : { format }),
      status: 2,
      // JSON escapes what a terminal obeys of ASCII; the rest of a name is data.
      isClean: !/json|sarif|gitlab/.test(format),
      make: ({ images }) => ({ words: [imageOf(images, uglyEntries()), "--preset", "all"] }),
    }),
  ),
  {
    name: "names of controls and turned text: history",
    command: "history",
    status: 2,
    isClean: true,
    make: ({ images }) => ({
      words: [
        archiveOf(images, {
          layers: [writeTar(uglyEntries())],
          config: { ...uglyConfig, history: [{ created_by: ugly, comment: ugly, author: ugly }] },
        }),
      ],
    }),
  },
  {
    name: "a config of controls and turned text: pretty",
    format: "pretty",
    status: 2,
    isClean: true,
    make: ({ images }) => ({
      words: [
        archiveOf(images, {
          layers: [writeTar(uglyEntries(false))],
          config: uglyConfig,
          manifest: { RepoTags: [ugly] },
        }),
      ],
    }),
  },
  {
    name: "names like those of an object's own parts",
    status: 2,
    says: [/__proto__\/node_modules/],
    make: ({ images }) => ({
      words: [
        archiveOf(images, {
          layers: [
            writeTar([
              file("__proto__", "x"),
              file("constructor/prototype", "x"),
              file("app/__proto__/node_modules/constructor/package.json", "{"),
              file(
                "app/node_modules/toString/package.json",
                '{"name":"__proto__","version":"1.0.0","__proto__":{"license":"MIT"},"license":{"__proto__":1}}',
              ),
              file("etc/passwd", "__proto__:x:0:0::/:/bin/sh\nconstructor::0:0::/:/bin/sh\n"),
              file("etc/shadow", "__proto__::1::::::\nhasOwnProperty::1::::::\n"),
              file("etc/os-release", "__proto__=1\nID=__proto__\nVERSION_ID=constructor\n"),
            ]),
          ],
          configBytes: (diffIds) =>
            Buffer.from(
              `{"os":"linux","architecture":"amd64","__proto__":{"os":"windows"},"config":{"User":"__proto__","Env":["__proto__=1","constructor=2"],` +
                `"Labels":{"__proto__":"x","constructor":"y"},"ExposedPorts":{"__proto__":{}},"Volumes":{"__proto__":{}}},` +
                `"rootfs":{"type":"layers","diff_ids":${JSON.stringify(diffIds)}},"history":[{"__proto__":{"created_by":"x"}}]}`,
            ),
        }),
      ],
    }),
  },
  {
    name: "a folder of devices and pipes",
    status: 0,
    make: ({ images }) => {
      mkdirSync(join(images, "etc"));
      writeFileSync(join(images, "etc/passwd"), "app:x:1000:1000::/:/bin/sh\n");
      symlinkSync("/dev/zero", join(images, "etc/group"));
      symlinkSync("/dev/zero", join(images, "etc/os-release"));
      return { words: [`dir:${images}`] };
    },
  },
];

function uglyEntries(isBroken = true): TarEntry[] {
  const key = `g${"hp"}_${"0".repeat(30)}1Hs5Wn`;
  return [
    ...(isBroken
      ? [
          file(`app/node_modules/${ugly}/package.json`, "{"),
          file(`var/lib/dpkg/status.d/${ugly}`, `Package: ${ugly}\nfoo`),
        ]
      : []),
    file(`app/${ugly}/.env`, `PASSWORD=${"Tr0ub4dor"}&3x9\nGITHUB_TOKEN=${key}\n`),
    file(`usr/bin/${ugly}`, "x", 0o4755),
    file(`srv/${ugly}`, "x", 0o666),
    file(`app/node_modules/b/package.json`, JSON.stringify({ name: ugly, version: `1${ugly}`, license: ugly })),
    file("etc/passwd", `${ugly}:x:0:0:${ugly}:/:/bin/sh\nroot::0:0::/:/bin/${ugly}\n`),
    file("etc/os-release", `ID="${ugly}"\nPRETTY_NAME="${ugly}"\nVERSION_ID="${ugly}"\n`),
  ];
}
