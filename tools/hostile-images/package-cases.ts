/** Files that readers of packages, systems, accounts and secrets want, made to hurt them. */
import { deflateRawSync } from "node:zlib";
import { file, type TarEntry } from "../../src/files/tar.fixture.ts";
import { writeZip, type ZipFixtureEntry } from "../../src/files/zip.fixture.ts";
import { bdbDatabase, ndbDatabase, simpleRpm, sqliteDatabase } from "../../src/packages/system-packages.fixture.ts";
import { fullMegabytes, type HostileCase } from "./hostile-case.ts";
import { gzippedLayer } from "./packed.ts";
import { archiveOf, imageOf, inTurn, type Piece, packedEntries, tarEnd, zeroFile } from "./save.ts";

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** Entries with bodies, packed; equal bodies are packed once. */
function packedLayer(entries: Iterable<TarEntry>) {
  return gzippedLayer(inTurn(piecesOf(entries), [tarEnd]));
}

function* piecesOf(entries: Iterable<TarEntry>): Generator<Piece> {
  for (const entry of entries) {
    const { body = new Uint8Array(), ...rest } = entry;
    yield* packedEntries([{ ...rest, body: new Uint8Array(), size: body.length }]);
    yield body;
    if (body.length % 512 > 0) yield 512 - (body.length % 512);
  }
}

function* numbered(count: number, entry: (at: number) => TarEntry): Generator<TarEntry> {
  for (let at = 0; at < count; at++) yield entry(at);
}

function filled(bytes: number, unit: string, start = "", end = ""): Buffer {
  const body = Buffer.alloc(bytes, unit);
  body.write(start);
  body.write(end, bytes - Buffer.byteLength(end));
  return body;
}

function oneLayer(images: string, entries: Iterable<TarEntry>) {
  return { words: [archiveOf(images, [packedLayer(entries)])] };
}

export const packageCases: readonly HostileCase[] = [
  {
    name: "package.json of 1 GB",
    status: 2,
    says: [/package\.json: It is 1\S* GB large/],
    make: ({ images }) => ({
      words: [archiveOf(images, [{ pieces: inTurn(zeroFile("app/node_modules/a/package.json", GB), [tarEnd]) }])],
    }),
  },
  {
    name: "240 package.json of 4 MB, brackets in brackets",
    status: 2,
    seconds: 60,
    make: ({ images }) => {
      const body = filled(4 * MB, "[");
      return oneLayer(
        images,
        numbered(240, (at) => file(`app/node_modules/p${at}/package.json`, body)),
      );
    },
  },
  {
    name: "240 package.json of 4 MB, objects in objects",
    status: 2,
    seconds: 60,
    make: ({ images }) => {
      const body = Buffer.concat([
        Buffer.alloc(3 * MB, '{"a":'),
        Buffer.from("1"),
        Buffer.alloc(((3 * MB) / 5) | 0, "}"),
      ]);
      return oneLayer(
        images,
        numbered(240, (at) => file(`app/node_modules/p${at}/package.json`, body)),
      );
    },
  },
  {
    name: "10,000 package.json with a licence of 90 KB",
    status: 0,
    seconds: 30,
    make: ({ images }) => {
      const body = filled(90_000, "L", '{"name":"a","version":"1.0.0","license":"', '"}');
      return oneLayer(
        images,
        numbered(10_000, (at) => file(`app/node_modules/p${at}/package.json`, body)),
      );
    },
  },
  {
    name: "10,000 package.json with a name and version of 45 KB",
    status: 2,
    seconds: 30,
    make: ({ images }) => {
      const body = filled(90_000, "n", `{"name":"`, '"}');
      body.write('","version":"1.0.0-', 45_000);
      return oneLayer(
        images,
        numbered(10_000, (at) => file(`app/node_modules/p${at}/package.json`, body)),
      );
    },
  },
  {
    name: "300,000 packages of Node.js",
    status: 2,
    seconds: 30,
    megabytes: fullMegabytes,
    says: [/more than 100,000 packages/],
    make: ({ images }) => {
      const body = Buffer.from('{"name":"some-package-name","version":"1.0.0","license":"MIT"}');
      return oneLayer(
        images,
        numbered(300_000, (at) => file(`app/node_modules/p${at}/package.json`, body)),
      );
    },
  },
  {
    name: "dpkg status of 500 MB in one line",
    status: 2,
    says: [/var\/lib\/dpkg\/status: It is \S+ MB large/],
    make: ({ images }) => ({
      words: [archiveOf(images, [{ pieces: inTurn(zeroFile("var/lib/dpkg/status", 500 * MB), [tarEnd]) }])],
    }),
  },
  {
    name: "dpkg status of 60 MB in one line",
    status: 2,
    seconds: 15,
    make: ({ images }) => oneLayer(images, [file("var/lib/dpkg/status", filled(60 * MB, "Package: "))]),
  },
  {
    name: "dpkg status with a million packages",
    status: 2,
    seconds: 30,
    make: ({ images }) => {
      const texts: string[] = [];
      for (let at = 0; at < 1_000_000; at++) texts.push(`Package: p${at}\nStatus: i ok installed\nVersion: 1\n\n`);
      return oneLayer(images, [file("var/lib/dpkg/status", texts.join(""))]);
    },
  },
  {
    name: "dpkg status with a package that has a million fields",
    status: 2,
    seconds: 15,
    make: ({ images }) => {
      const fields = Array.from({ length: 1_000_000 }, (_, at) => `F${at}: x\n x\n`).join("");
      return oneLayer(images, [
        file("var/lib/dpkg/status", `Package: a\nVersion: 1\n${fields}Status: i ok installed\n`),
      ]);
    },
  },
  {
    name: "20 parts of a dpkg status of 15 MB of empty lines",
    status: 0,
    seconds: 60,
    make: ({ images }) => {
      const text = filled(15 * MB, "\n", "Package: a\nStatus: i ok installed\nVersion: 1\n");
      return oneLayer(
        images,
        numbered(20, (at) => file(`var/lib/dpkg/status.d/${at}`, text)),
      );
    },
  },
  {
    name: "30 dpkg file lists of 30 MB",
    status: 2,
    says: [/p0\.list/],
    make: ({ images }) => {
      const text = Buffer.alloc(30 * MB, "/usr/bin/something-or-other\n");
      return oneLayer(
        images,
        numbered(30, (at) => file(`var/lib/dpkg/info/p${at}.list`, text)),
      );
    },
  },
  {
    name: "apk database of 60 MB of one package",
    status: 2,
    seconds: 30,
    make: ({ images }) => oneLayer(images, [file("lib/apk/db/installed", filled(60 * MB, "F:a\nR:b\n", "P:a\nV:1\n"))]),
  },
  {
    name: "rpm database of SQLite whose pages lead in a circle",
    status: 2,
    says: [/rpmdb\.sqlite/],
    make: ({ images }) => {
      const database = sqliteDatabase(Array.from({ length: 500 }, (_, at) => simpleRpm(`p${at}`)));
      // The first child of the tree's root is the root.
      database.writeUInt32BE(2, 4096 + database.readUInt16BE(4096 + 12));
      return { words: [imageOf(images, [file("var/lib/rpm/rpmdb.sqlite", database)])] };
    },
  },
  {
    name: "rpm database of SQLite whose rows are all one row",
    status: 2,
    seconds: 30,
    make: ({ images }) => oneLayer(images, [file("var/lib/rpm/rpmdb.sqlite", sameRows())]),
  },
  {
    name: "rpm database of SQLite with a row of a gigabyte",
    status: 2,
    make: ({ images }) => {
      const database = sqliteDatabase([simpleRpm("a")]);
      const cell = 4096 + database.readUInt16BE(4096 + 8);
      database.set([0x84, 0x80, 0x80, 0x80, 0x00], cell);
      return { words: [imageOf(images, [file("var/lib/rpm/rpmdb.sqlite", database)])] };
    },
  },
  {
    name: "rpm database of NDB whose slots are all one package",
    status: 2,
    seconds: 30,
    make: ({ images }) => oneLayer(images, [file("usr/lib/sysimage/rpm/Packages.db", sameSlots())]),
  },
  {
    name: "rpm database of Berkeley DB whose chains lead in a circle",
    status: 2,
    says: [/Packages/],
    make: ({ images }) => {
      const database = bdbDatabase(
        Array.from({ length: 20 }, (_, at) => simpleRpm(`p${at}`, { 1027: ["x".repeat(9_000)] })),
      );
      for (let page = 0; page < database.length; page += 4096)
        if (database[page + 25] === 7) database.writeUInt32LE(page / 4096, page + 16);
      return { words: [imageOf(images, [file("var/lib/rpm/Packages", database)])] };
    },
  },
  {
    name: "three rpm databases of 119 MB of nonsense",
    status: 2,
    seconds: 20,
    make: ({ images }) => {
      const sqlite = filled(119 * MB, "x");
      sqliteDatabase([simpleRpm("a")]).copy(sqlite);
      const ndb = filled(119 * MB, "Slot");
      ndbDatabase([simpleRpm("a")]).copy(ndb);
      const bdb = filled(119 * MB, "\x0d");
      bdbDatabase([simpleRpm("a")]).copy(bdb);
      return oneLayer(images, [
        file("var/lib/rpm/rpmdb.sqlite", sqlite),
        file("var/lib/rpm/Packages.db", ndb),
        file("var/lib/rpm/Packages", bdb),
      ]);
    },
  },
  {
    name: "jars in jars, 1,000 deep",
    status: 2,
    says: [/deeper than \d+/],
    make: ({ images }) => {
      let jar = writeZip([
        { name: "META-INF/MANIFEST.MF", body: "Implementation-Title: a\nImplementation-Version: 1\n" },
      ]);
      for (let depth = 0; depth < 1_000; depth++) jar = writeZip([{ name: "in.jar", body: jar, method: "stored" }]);
      return { words: [imageOf(images, [file("app/a.jar", jar)])] };
    },
  },
  {
    name: "jars in jars, ten in each, six deep",
    status: 2,
    seconds: 20,
    says: [/more than \d+ archives|deeper than/],
    make: ({ images }) => {
      let jar = writeZip([{ name: "A.class", body: "x" }]);
      for (let depth = 0; depth < 6; depth++)
        jar = writeZip(Array.from({ length: 10 }, (_, at) => ({ name: `${at}.jar`, body: jar })));
      return { words: [imageOf(images, [file("app/a.jar", jar)])] };
    },
  },
  {
    name: "jar of 60 MB that are five jars of 60 MB in each other",
    status: 0,
    seconds: 20,
    make: ({ images }) => {
      let jar: Buffer = writeZip([{ name: "A.class", body: Buffer.alloc(60 * MB), method: "stored" }]);
      for (let depth = 0; depth < 5; depth++) jar = writeZip([{ name: "in.jar", body: jar }]);
      return { words: [imageOf(images, [file("app/a.jar", jar)])] };
    },
  },
  {
    name: "100 jars that unpack to 180 MB each",
    status: 2,
    seconds: 60,
    make: ({ images }) => {
      const big = writeZip([{ name: "A.class", body: Buffer.alloc(60 * MB) }]);
      const inner = Buffer.concat([big, Buffer.alloc(0)]);
      const jar = writeZip([
        ...Array.from({ length: 3 }, (_, at) => ({
          name: `${at}.jar`,
          body: Buffer.concat([Buffer.alloc(60 * MB), inner]),
        })),
      ]);
      return oneLayer(
        images,
        numbered(100, (at) => file(`app/${at}.jar`, jar)),
      );
    },
  },
  {
    name: "jar of a thousand entries that share their bytes",
    status: 2,
    says: [/also those of another entry/],
    make: ({ images }) => ({ words: [imageOf(images, [file("app/a.jar", overlapping())])] }),
  },
  {
    name: "jar of a million entries",
    status: 2,
    seconds: 20,
    says: [/too many entries/],
    make: ({ images }) => oneLayer(images, [file("app/a.jar", manyEntries(1_000_000))]),
  },
  {
    name: "jar whose entries claim 4 GB each",
    status: 2,
    make: ({ images }) => {
      const entries: ZipFixtureEntry[] = ["META-INF/MANIFEST.MF", "a.jar", "META-INF/maven/a/b/pom.properties"].map(
        (name) => ({
          ...{ name, body: "x" },
          stated: { bytes: 0xfffffff0 },
        }),
      );
      return { words: [imageOf(images, [file("app/a.jar", writeZip(entries))])] };
    },
  },
  {
    name: "ELF of 2 GB with marks everywhere",
    status: 2,
    seconds: 20,
    make: ({ images }) => ({ words: [archiveOf(images, [{ pieces: markedElf(2 * GB) }])] }),
  },
  {
    name: "100 ELF files of 9 MB that are nothing but marks",
    status: 0,
    seconds: 20,
    make: ({ images }) => {
      const body = filled(9 * MB, "\xff Go buildinf:\x08\x02", "\x7fELF\x02\x01\x01");
      return oneLayer(
        images,
        numbered(100, (at) => ({ ...file(`usr/bin/tool${at}`, body), mode: 0o755 })),
      );
    },
  },
  {
    name: "passwd of 200 MB",
    status: 2,
    says: [/etc\/passwd: It is \S+ MB large/],
    make: ({ images }) => ({
      words: [archiveOf(images, [{ pieces: inTurn(zeroFile("etc/passwd", 200 * MB), [tarEnd]) }])],
    }),
  },
  {
    name: "passwd, group and shadow of nothing but separators",
    status: 0,
    make: ({ images }) =>
      oneLayer(images, [
        file("etc/passwd", filled(250_000, ":")),
        file("etc/group", filled(250_000, ",", "a:b:0:")),
        file("etc/shadow", filled(250_000, "a::\n")),
      ]),
  },
  {
    name: "60,000 secrets in one file",
    status: 1,
    says: [/more than 200 secrets/],
    make: ({ images }) => {
      const lines: string[] = [];
      for (let at = 0; at < 60_000; at++) lines.push(`K${at}_PASSWORD=hX${(at * 7919).toString(36)}q9Zt\n`);
      return oneLayer(images, [file("app/.env", lines.join(""))]);
    },
  },
  {
    name: "a .env of 500 MB",
    status: 2,
    seconds: 20,
    make: ({ images }) => ({
      words: [archiveOf(images, [{ pieces: inTurn(zeroFile("app/.env", 500 * MB), [tarEnd]) }])],
    }),
  },
  {
    name: "an id_rsa that claims 60 GB",
    status: 2,
    make: ({ images }) => ({
      words: [imageOf(images, [{ ...file("root/.ssh/id_rsa", "-----BEGIN"), size: 60 * GB }])],
    }),
  },
  {
    name: "240 MB of texts in which every word begins a secret",
    status: 0,
    seconds: 120,
    make: ({ images }) => {
      const body = filled(
        1_900_000,
        "password=pwd:token=api_key=-----BEGIN eyJ https://a:b@ AKIA ghp_ sk_live_ xoxb- ",
      );
      return oneLayer(
        images,
        numbered(125, (at) => file(`app/notes-${at}.txt`, body)),
      );
    },
  },
  {
    name: "every reader's file, 8 MB of brackets, quotes and colons",
    status: 2,
    seconds: 60,
    make: ({ images }) => {
      const names = [
        ...["usr/lib/python3/a.dist-info/METADATA", "usr/lib/python3/b.egg-info/PKG-INFO"],
        ...["usr/lib/ruby/gems/3.0/specifications/a-1.gemspec", "app/vendor/composer/installed.json"],
        ...["opt/conda/conda-meta/a-1-0.json", "app/a.deps.json", "usr/lib/R/library/a/DESCRIPTION"],
        ...["var/lib/rpmmanifest/container-manifest-2", "usr/lib/os-release", "usr/lib/jvm/a/release"],
        ...["usr/share/doc/a/copyright", "usr/local/share/perl/5.36/a.json", "usr/local/go/VERSION"],
      ];
      return oneLayer(
        images,
        names.flatMap((name) =>
          ['[{"', ": ,\n", "\t\n ", "Name: a\n", "%q<(\"'"].map((unit, at) =>
            file(at === 0 ? name : `${at}/${name}`, filled(7 * MB, unit, "Name: a\nVersion: 1\n")),
          ),
        ),
      );
    },
  },
];

/** A page of cells that all name the same row, again and again. */
function sameRows(): Buffer {
  const pageSize = 65_536;
  const pages = 1_600;
  const single = sqliteDatabase([simpleRpm("a", { 1027: ["x".repeat(20_000)] })], pageSize);
  const leaf = single.subarray(pageSize, 2 * pageSize);
  const at = leaf.readUInt16BE(8);
  const cells = Math.floor((at - 8) / 2);
  const filledLeaf = Buffer.from(leaf);
  filledLeaf.writeUInt16BE(cells, 3);
  for (let cell = 0; cell < cells; cell++) filledLeaf.writeUInt16BE(at, 8 + 2 * cell);
  const root = Buffer.alloc(pageSize);
  root.writeUInt8(5, 0);
  root.writeUInt16BE(pages - 1, 3);
  root.writeUInt32BE(pages + 2, 8);
  for (let child = 0; child < pages - 1; child++) {
    const cell = pageSize - 8 * (child + 1);
    root.writeUInt16BE(cell, 12 + 2 * child);
    root.writeUInt32BE(3 + child, cell);
    root.writeUInt8(1, cell + 4);
  }
  const first = Buffer.from(single.subarray(0, pageSize));
  first.writeUInt32BE(pages + 2, 28);
  return Buffer.concat([first, root, ...Array.from({ length: pages }, () => filledLeaf)]);
}

/** Slots as many as fit, each the place of one large package. */
function sameSlots(): Buffer {
  const slotBytes = 80 * MB;
  const single = ndbDatabase([simpleRpm("a", { 1027: ["x".repeat(500_000)] })]);
  const slot = Buffer.from(single.subarray(32, 48));
  const blob = single.subarray(slot.readUInt32LE(8) * 16);
  slot.writeUInt32LE(slotBytes / 16, 8);
  const slots = Buffer.alloc(slotBytes, slot);
  single.copy(slots, 0, 0, 32);
  slots.writeUInt32LE(slotBytes / 4096, 12);
  return Buffer.concat([slots, blob]);
}

/** Records of a directory that all lead to one entry, or into each other. */
function overlapping(): Buffer {
  const kernel = deflateRawSync(Buffer.alloc(60_000, "version=1\ngroupId=a\nartifactId=b\n"));
  const entries: ZipFixtureEntry[] = Array.from({ length: 1_000 }, (_, at) => ({
    name: `META-INF/maven/g/a${at}/pom.properties`,
    body: "",
    method: "stored",
    stated: { bytes: 60_000, packedBytes: kernel.length, method: 8, offset: 0 },
  }));
  return writeZip(entries);
}

/** A directory of so many entries, none of which is anywhere. */
function manyEntries(count: number): Buffer {
  const record = Buffer.alloc(46 + 7);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(7, 28);
  record.write("A.class", 46);
  const directory = Buffer.alloc(count * record.length, record);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count % 65_536, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(30, 16);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  return Buffer.concat([local, directory, end]);
}

/** A program of zeros with what readers search for at each megabyte. */
function* markedElf(bytes: number): Generator<Piece> {
  const marks = Buffer.alloc(
    4096,
    "\xff Go buildinf:\x08\x02.dep-v0 node v1.2.3 OpenSSL 3.0.0 BusyBox v1.2.3 ",
    "latin1",
  );
  yield* packedEntries([{ name: "usr/bin/tool", type: "0", size: bytes, mode: 0o755 }]);
  const head = Buffer.from(marks);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  yield head;
  yield MB - head.length;
  for (let at = MB; at < bytes; at += MB) {
    yield marks;
    yield MB - marks.length;
  }
  yield tarEnd;
}
