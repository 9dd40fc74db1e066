/** Tars that claim too much, hold too much, or break off. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  file,
  folder,
  joinBytes,
  opaqueFolder,
  paxHeader,
  sparseFile,
  type TarEntry,
  whiteout,
  writeEntry,
  writeHeader,
  writeTar,
} from "../../src/files/tar.fixture.ts";
import { fullMegabytes, type HostileCase } from "./hostile-case.ts";
import { gzippedLayer, gzippedZeros } from "./packed.ts";
import { archiveOf, imageOf, inTurn, type Piece, packedEntries, tarEnd, zeroFile } from "./save.ts";

const GB = 1024 ** 3;
const anyId = `sha256:${"a".repeat(64)}`;

function layerOf(...pieces: Piece[]) {
  return { pieces };
}

function* numbered(count: number, entry: (at: number) => TarEntry): Generator<TarEntry> {
  for (let at = 0; at < count; at++) yield entry(at);
}

const cutLayer = writeTar([file("etc/passwd", "app:x:1000:1000::/:/bin/sh\n"), file("app/data", "x".repeat(2_000))]);

export const tarCases: readonly HostileCase[] = [
  {
    name: "gzip bomb: 10 GB of zeros in one file",
    status: 2,
    seconds: 10,
    says: [/bomb/],
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          {
            diffId: anyId,
            pieces: inTurn(
              [gzipSync(writeHeader({ name: "app/data", type: "0", size: 10 * GB }))],
              gzippedZeros(10 * GB),
            ),
          },
        ]),
      ],
    }),
  },
  {
    name: "gzip bomb: 10 GB of zeros and nothing else",
    status: 2,
    seconds: 10,
    make: ({ images }) => ({ words: [archiveOf(images, [{ diffId: anyId, pieces: gzippedZeros(10 * GB) }])] }),
  },
  {
    name: "gzip in gzip in gzip",
    status: 2,
    make: ({ images }) => {
      let bytes: Uint8Array = gzipSync(cutLayer);
      for (let times = 0; times < 20; times++) bytes = gzipSync(bytes);
      return { words: [archiveOf(images, [layerOf(bytes)])] };
    },
  },
  {
    name: "a whole archive packed with gzip: 10 GB of zeros",
    status: 2,
    seconds: 10,
    ends: "refused",
    make: ({ images }) => {
      const path = join(images, "image.tar.gz");
      writeFileSync(path, Buffer.concat([...gzippedZeros(10 * GB)]));
      return { words: [path] };
    },
  },
  {
    name: "a file claims 8 EB",
    status: 2,
    says: [/impossible size|claims a file/],
    make: ({ images }) => ({
      words: [imageOf(images, [file("ok", "x"), { ...file("app/data", "x"), size: 2n ** 63n - 1n }])],
    }),
  },
  {
    name: "a file claims 8 EB in a PAX header",
    status: 2,
    says: [/claims a file/],
    make: ({ images }) => ({
      words: [imageOf(images, [{ ...file("app/package.json", "{}"), pax: [["size", "9223372036854775807"]] }])],
    }),
  },
  {
    name: "files claim sizes below zero",
    status: 2,
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          { ...file("a", "x"), size: -1n },
          { ...file("b", ""), pax: [["size", "-512"]] },
        ]),
      ],
    }),
  },
  {
    name: "a file claims 60 GB and has 1 KB",
    status: 2,
    says: [/breaks off/],
    make: ({ images }) => ({ words: [imageOf(images, [{ ...file("app/.env", "x"), size: 60 * GB }])] }),
  },
  {
    name: "a million files",
    status: 0,
    seconds: 20,
    megabytes: fullMegabytes,
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          {
            pieces: inTurn(
              packedEntries(numbered(1_000_000, (at) => file(`data/${Math.floor(at / 1000)}/file-${at}`))),
              [tarEnd],
            ),
          },
        ]),
      ],
    }),
  },
  {
    name: "three million entries",
    status: 2,
    seconds: 20,
    megabytes: fullMegabytes,
    says: [/more than \S+ entries/],
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          gzippedLayer(
            inTurn(
              Array.from({ length: 1_000 }, () => thousandFiles),
              [tarEnd],
            ),
          ),
        ]),
      ],
    }),
  },
  {
    name: "folders 10,000 deep",
    status: 2,
    says: [/characters, which no Linux file can have/],
    make: ({ images }) => ({
      words: [imageOf(images, [...numbered(50, (at) => file(`${"d/".repeat(200 * (at + 1))}f`, "x"))])],
    }),
  },
  {
    name: "40,000 files in folders 2,000 deep",
    status: 2,
    seconds: 20,
    says: [/names are longer than/],
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          gzippedLayer(inTurn(packedEntries(numbered(40_000, (at) => file(`${"d/".repeat(2_000)}${at}`))), [tarEnd])),
        ]),
      ],
    }),
  },
  {
    name: "PAX header of 100 MB",
    status: 2,
    says: [/extended header claims/],
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          layerOf(
            writeHeader({ name: "x", type: "x", size: 104_857_600 }),
            Buffer.from("104857600 comment="),
            104_857_600 - 18,
            writeTar([file("a", "x")]),
          ),
        ]),
      ],
    }),
  },
  {
    name: "100,000 PAX headers of one file",
    status: 0,
    seconds: 10,
    make: ({ images }) => {
      const record = Buffer.from("30 comment=xxxxxxxxxxxxxxxxxx\n");
      const header = paxHeader(
        "x",
        Array.from({ length: 1_000 }, () => record),
      );
      return {
        words: [
          archiveOf(images, [
            gzippedLayer([...Array.from({ length: 20_000 }, () => header), writeTar([file("a", "x")])]),
          ]),
        ],
      };
    },
  },
  {
    name: "GNU long name claims 1 GB",
    status: 2,
    says: [/extended header claims/],
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          layerOf(writeHeader({ name: "././@LongLink", type: "L", size: GB, magic: "ustar  \0" }), GB, cutLayer),
        ]),
      ],
    }),
  },
  {
    name: "names of a megabyte each",
    status: 2,
    seconds: 10,
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          gzippedLayer(
            inTurn(packedEntries(numbered(300, (at) => ({ ...file(`${"n".repeat(1_000_000)}${at}`), long: "gnu" }))), [
              tarEnd,
            ]),
          ),
        ]),
      ],
    }),
  },
  {
    name: "sparse file claims 1 PB",
    status: 2,
    says: [/sparse/],
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          file("etc/passwd", "app:x:1000:1000::/:/bin/sh\n"),
          sparseFile("var/lib/dpkg/status", 2 ** 50, [{ offset: 0, body: Buffer.from("x") }]),
        ]),
      ],
    }),
  },
  {
    name: "sparse files of 60 GB that are wanted",
    status: 2,
    seconds: 10,
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          ...["app/.env", "app/id_rsa", "usr/bin/tool", "a.jar"].map((name) => ({
            ...sparseFile(name, 60 * GB, [{ offset: 60 * GB - 4, body: Buffer.from("\x7fELF") }]),
            mode: 0o755,
          })),
        ]),
      ],
    }),
  },
  {
    name: "sparse files that fill a gigabyte of holes",
    status: 2,
    seconds: 10,
    make: ({ images }) => ({
      words: [
        imageOf(images, [
          ...numbered(1_000, (at) =>
            sparseFile(`app/node_modules/${at}/package.json`, 4_000_000, [{ offset: 0, body: Buffer.from("{") }]),
          ),
        ]),
      ],
    }),
  },
  ...[100, 700, 1_500, 3_000].map(
    (length): HostileCase => ({
      name: `a layer cut off after ${length} bytes`,
      status: 2,
      says: [/breaks off/],
      make: ({ images }) => ({ words: [archiveOf(images, [layerOf(cutLayer.subarray(0, length))])] }),
    }),
  ),
  {
    name: "a layer without its end",
    status: 0,
    make: ({ images }) => ({ words: [archiveOf(images, [layerOf(cutLayer.subarray(0, -1024))])] }),
  },
  {
    name: "a packed layer cut off",
    status: 2,
    says: [/cut off/],
    make: ({ images }) => {
      const packed = gzipSync(cutLayer);
      return { words: [archiveOf(images, [{ pieces: [packed.subarray(0, -40)], diffId: anyId }])] };
    },
  },
  {
    name: "a layer that is no tar",
    status: 2,
    says: [/header of a tar/],
    make: ({ images }) => ({ words: [archiveOf(images, [layerOf(Buffer.alloc(100_000, "no tar at all "))])] }),
  },
  {
    name: "another layer behind the end of a layer",
    status: 0,
    make: ({ images }) => ({ words: [archiveOf(images, [layerOf(cutLayer, writeTar([file("hidden/.env", "x=1")]))])] }),
  },
  {
    name: "500 layers",
    status: 0,
    seconds: 10,
    make: ({ images }) => ({
      words: [
        archiveOf(
          images,
          Array.from({ length: 500 }, (_, at) => writeTar([file(`app/${at}`, `${at}`)])),
        ),
      ],
    }),
  },
  {
    name: "1,000 layers of 1,000 files, each over the last",
    status: 0,
    seconds: 30,
    megabytes: fullMegabytes,
    make: ({ images }) => ({
      words: [
        archiveOf(
          images,
          Array.from({ length: 1_000 }, (_, layer) =>
            gzippedLayer([writeTar([...numbered(1_000, (at) => file(`app/${at}`, `${layer}`))])]),
          ),
        ),
      ],
    }),
  },
  {
    name: "12 layers of 300,000 files",
    status: 2,
    seconds: 60,
    megabytes: fullMegabytes,
    says: [/layers 4 to 12: With them the image would have more than/],
    make: ({ images }) => {
      const many = [...packedEntries(numbered(300_000, (at) => file(`${Math.floor(at / 1000)}/${at}`))), tarEnd];
      const known = new Map<Piece, Uint8Array>();
      const layer = (at: number) => gzippedLayer([writeEntry(file(`layer-${at}`)), ...many], known);
      return {
        words: [
          archiveOf(
            images,
            Array.from({ length: 12 }, (_, at) => layer(at)),
          ),
        ],
      };
    },
  },
  {
    name: "1,001 layers",
    status: 2,
    ends: "refused",
    says: [/more than 1000 layers/],
    make: ({ images }) => ({
      words: [
        archiveOf(
          images,
          Array.from({ length: 1_001 }, (_, at) => writeTar([file(`app/${at}`, "")])),
        ),
      ],
    }),
  },
  {
    name: "whiteouts of everything, file by file",
    status: 0,
    seconds: 20,
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          gzippedLayer(inTurn(packedEntries(numbered(100_000, (at) => file(`data/${at % 100}/${at}`, "x"))), [tarEnd])),
          gzippedLayer(inTurn(packedEntries(numbered(100_000, (at) => whiteout(`data/${at % 100}/${at}`))), [tarEnd])),
          writeTar([opaqueFolder(""), opaqueFolder("data"), whiteout("data"), whiteout("etc")]),
        ]),
      ],
    }),
  },
  {
    name: "whiteouts of the folder itself and the one above",
    status: 2,
    says: [/whiteout/],
    make: ({ images }) => ({
      words: [imageOf(images, [file("a/.wh.", ""), file("a/.wh..", ""), file("a/.wh...", ""), folder("a/.wh.b")])],
    }),
  },
  {
    name: "whiteouts that climb",
    status: 2,
    says: [/leads out of the root/],
    make: ({ images, evil }) => ({
      words: [imageOf(images, [file(`../.wh.${evil}`, ""), file("../../.wh..wh..opq", "")])],
    }),
  },
  {
    name: "a million entries of one name",
    status: 0,
    seconds: 20,
    megabytes: fullMegabytes,
    make: ({ images }) => ({
      words: [archiveOf(images, [gzippedLayer([...Array.from({ length: 1_000 }, () => sameFiles), tarEnd])])],
    }),
  },
  {
    name: "zstd with a window of 3.75 TB",
    status: 2,
    make: ({ images }) => ({
      words: [
        archiveOf(images, [
          { pieces: [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0]), Buffer.alloc(100_000)], diffId: anyId },
        ]),
      ],
    }),
  },
  {
    name: "zstd bomb: 10 GB of zeros",
    status: 2,
    seconds: 30,
    make: ({ images }) => ({ words: [archiveOf(images, [{ pieces: zstdZeros(10 * GB), diffId: anyId }])] }),
  },
  ...["bzip2", "xz"].map(
    (form): HostileCase => ({
      name: `a layer packed with ${form}`,
      status: 2,
      says: [new RegExp(`packed with ${form}`)],
      make: ({ images }) => ({
        words: [
          archiveOf(images, [
            {
              pieces: [
                Buffer.from(form === "xz" ? "fd377a585a0000" : "425a683931415926535900", "hex"),
                Buffer.alloc(1_000),
              ],
              diffId: anyId,
            },
          ]),
        ],
      }),
    }),
  ),
  {
    name: "a gigabyte that nobody wants",
    status: 0,
    seconds: 15,
    make: ({ images }) => ({
      words: [archiveOf(images, [{ pieces: inTurn(zeroFile("var/data/blob", GB), [tarEnd]) }])],
    }),
  },
];

/** 3,000 entries that are equal in every piece, so that they are packed once. */
const thousandFiles = joinBytes([...numbered(3_000, (at) => file(`many/${at}`))].map(writeEntry));
const sameFiles = joinBytes([...numbered(1_000, () => file("one"))].map(writeEntry));

/** Frames of a block of one byte, repeated: 131,072 zeros in 4 bytes. */
function* zstdZeros(bytes: number): Generator<Uint8Array> {
  const most = 131_072;
  const blocks = 1_000;
  const block = Buffer.from([0, 0, 0, 0]);
  block.writeUIntLE((most << 3) | 2, 0, 3);
  const last = Buffer.from(block);
  last.writeUIntLE((most << 3) | 3, 0, 3);
  const frame = Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]),
    ...Array.from({ length: blocks - 1 }, () => block),
    last,
  ]);
  for (let left = bytes; left > 0; left -= most * blocks) yield frame;
}
