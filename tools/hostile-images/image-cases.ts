/** Configs, manifests, indexes and archives that lie, and streams that are no image or have no end. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { file, hardlink, joinBytes, symlink, writeEntry, writeHeader, writeTar } from "../../src/files/tar.fixture.ts";
import type { HostileCase } from "./hostile-case.ts";
import { gzippedLayer } from "./packed.ts";
import {
  archiveOf,
  configOf,
  descriptorOf,
  digestOf,
  indexOf,
  indexType,
  jsonBytes,
  ociParts,
  saveArchive,
  saveLayout,
} from "./save.ts";

const MB = 1024 ** 2;
const layer = writeTar([file("etc/passwd", "app:x:1000:1000::/:/bin/sh\n")]);
const otherLayer = writeTar([file("app/other", "x")]);

function textFile(images: string, name: string, body: string | Uint8Array): string {
  const path = join(images, name);
  writeFileSync(path, body);
  return path;
}

/** A tar of these files, by its path. */
function tarOf(images: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  return textFile(images, "image.tar", writeTar(Object.entries(files).map(([name, body]) => file(name, body))));
}

const config = jsonBytes(configOf([digestOf(layer)]));
const configName = `${digestOf(config).slice(7)}.json`;

function manifestJson(over: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify([{ Config: configName, RepoTags: ["app:1"], Layers: ["layer.tar"], ...over }]);
}

function* endless(head: Uint8Array, piece: Uint8Array): Generator<Uint8Array> {
  yield head;
  for (;;) yield piece;
}

export const imageCases: readonly HostileCase[] = [
  {
    name: "a layer that is not the one of the config",
    status: 2,
    says: [/promised|not the one/],
    make: ({ images }) => ({
      words: [tarOf(images, { "layer.tar": otherLayer, [configName]: config, "manifest.json": manifestJson() })],
    }),
  },
  {
    name: "the same from standard input",
    status: 2,
    says: [/not the one/],
    make: ({ images }) => ({
      words: ["-"],
      stdin: tarOf(images, { "layer.tar": otherLayer, [configName]: config, "manifest.json": manifestJson() }),
    }),
  },
  {
    name: "a config that is not the one of its name",
    status: 2,
    ends: "refused",
    says: [/not what its name says/],
    make: ({ images }) => ({
      words: [
        tarOf(images, { "layer.tar": layer, [configName]: jsonBytes(configOf([])), "manifest.json": manifestJson() }),
      ],
    }),
  },
  {
    name: "layout: a layer that is not the one of its name",
    status: 2,
    says: [/not what its name says/],
    make: ({ images }) => {
      const { config: own, manifest } = ociParts([layer]);
      const bytes = jsonBytes(manifest);
      const also = { [`blobs/sha256/${digestOf(layer).slice(7)}`]: otherLayer };
      return { words: [saveLayout(images, [own, bytes], indexOf(bytes), also)] };
    },
  },
  {
    name: "layout: a manifest that is not the one of its name",
    status: 2,
    ends: "refused",
    says: [/not what its name says/],
    make: ({ images }) => {
      const { config: own, manifest } = ociParts([layer]);
      const bytes = jsonBytes(manifest);
      const also = { [`blobs/sha256/${digestOf(bytes).slice(7)}`]: jsonBytes({ ...manifest, extra: 1 }) };
      return { words: [saveLayout(images, [own, layer], indexOf(bytes), also)] };
    },
  },
  {
    name: "layout: a layer that is not there",
    status: 2,
    says: [/not in the folder/],
    make: ({ images }) => {
      const { config: own, manifest } = ociParts([layer, otherLayer]);
      const bytes = jsonBytes(manifest);
      return { words: [saveLayout(images, [own, bytes, layer], indexOf(bytes))] };
    },
  },
  {
    name: "layout: a config that is not there",
    status: 2,
    ends: "refused",
    make: ({ images }) => {
      const bytes = jsonBytes(ociParts([layer]).manifest);
      return { words: [saveLayout(images, [bytes, layer], indexOf(bytes))] };
    },
  },
  {
    name: "archive: a layer that is not there",
    status: 2,
    says: [/not in the archive/],
    make: ({ images }) => ({ words: [tarOf(images, { [configName]: config, "manifest.json": manifestJson() })] }),
  },
  {
    name: "archive: names that lead to files outside",
    status: 2,
    ends: "refused",
    make: ({ images, outside }) => ({
      words: [
        tarOf(images, {
          "layer.tar": layer,
          "manifest.json": manifestJson({ Config: `../../../../../..${outside}/secret.txt` }),
        }),
      ],
    }),
  },
  {
    name: "archive: layers that lead to files outside",
    status: 2,
    make: ({ images, outside }) => ({
      words: [
        tarOf(images, {
          [configName]: config,
          "manifest.json": manifestJson({ Layers: [`../../../../../..${outside}/secret.txt`] }),
        }),
      ],
    }),
  },
  {
    name: "archive: links to files outside, and in circles",
    status: 2,
    make: ({ images, outside }) => ({
      words: [
        textFile(
          images,
          "image.tar",
          writeTar([
            symlink("layer.tar", join(outside, "secret.txt")),
            symlink("loop", "loop"),
            hardlink("hard", `../..${outside}/secret.txt`),
            file(configName, config),
            file("manifest.json", manifestJson()),
          ]),
        ),
      ],
    }),
  },
  {
    name: "archive: 200,000 entries of the same name",
    status: 2,
    seconds: 10,
    make: ({ images }) => {
      const entry = writeEntry(file("manifest.json", "[]"));
      const many = Buffer.alloc(entry.length * 200_000, entry);
      return {
        words: [
          textFile(
            images,
            "image.tar",
            joinBytes([
              many,
              writeTar([file("layer.tar", layer), file(configName, config), file("manifest.json", manifestJson())]),
            ]),
          ),
        ],
      };
    },
    ends: "refused",
  },
  {
    name: "archive: the same layer named 1,000 times",
    status: 0,
    make: ({ images }) => {
      const many = jsonBytes(configOf(Array.from({ length: 1_000 }, () => digestOf(layer))));
      const name = `${digestOf(many).slice(7)}.json`;
      return {
        words: [
          tarOf(images, {
            "layer.tar": layer,
            [name]: many,
            "manifest.json": manifestJson({ Config: name, Layers: Array.from({ length: 1_000 }, () => "layer.tar") }),
          }),
        ],
      };
    },
  },
  ...[200, 1_500, 3_000].map(
    (length): HostileCase => ({
      name: `archive cut off after ${length} bytes`,
      status: 2,
      ends: "refused",
      make: ({ images }) => {
        const path = tarOf(images, { "layer.tar": layer, [configName]: config, "manifest.json": manifestJson() });
        const whole = writeTar([
          file("layer.tar", layer),
          file(configName, config),
          file("manifest.json", manifestJson()),
        ]);
        writeFileSync(path, whole.subarray(0, length));
        return { words: [path] };
      },
    }),
  ),
  {
    name: "layout with links out of its folder",
    status: 2,
    make: ({ images, outside }) => {
      const { config: own, manifest } = ociParts([layer]);
      const bytes = jsonBytes(manifest);
      saveLayout(images, [own, bytes], indexOf(bytes));
      writeFileSync(join(outside, "layer"), layer);
      symlinkSync(join(outside, "layer"), join(images, `blobs/sha256/${digestOf(layer).slice(7)}`));
      return { words: [`oci-dir:${images}`] };
    },
  },
  {
    name: "layout that is a link out of its folder as a whole",
    status: 2,
    ends: "refused",
    make: ({ images, outside }) => {
      const { config: own, manifest } = ociParts([layer]);
      const bytes = jsonBytes(manifest);
      saveLayout(outside, [own, bytes, layer], indexOf(bytes));
      writeFileSync(join(images, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
      symlinkSync(join(outside, "index.json"), join(images, "index.json"));
      symlinkSync(join(outside, "blobs"), join(images, "blobs"));
      return { words: [`oci-dir:${images}`] };
    },
  },
  {
    name: "layout whose blobs are folders and devices",
    status: 2,
    make: ({ images }) => {
      const { config: own, manifest } = ociParts([layer, otherLayer]);
      const bytes = jsonBytes(manifest);
      saveLayout(images, [own, bytes], indexOf(bytes));
      mkdirSync(join(images, `blobs/sha256/${digestOf(layer).slice(7)}`));
      symlinkSync("/dev/zero", join(images, `blobs/sha256/${digestOf(otherLayer).slice(7)}`));
      return { words: [`oci-dir:${images}`] };
    },
  },
  {
    name: "layout: an index that names itself",
    status: 2,
    ends: "refused",
    make: ({ images }) => {
      const digest = `sha256:${"b".repeat(64)}`;
      const self = { schemaVersion: 2, mediaType: indexType, manifests: [{ mediaType: indexType, digest, size: 300 }] };
      return { words: [saveLayout(images, [], self, { [`blobs/sha256/${"b".repeat(64)}`]: jsonBytes(self) })] };
    },
  },
  {
    name: "layout: indexes in indexes, 100 deep",
    status: 2,
    ends: "refused",
    make: ({ images }) => {
      const { config: own, manifest } = ociParts([layer]);
      const blobs = [own, layer, jsonBytes(manifest)];
      let index: object = indexOf(jsonBytes(manifest));
      for (let depth = 0; depth < 100; depth++) {
        const bytes = jsonBytes(index);
        blobs.push(bytes);
        index = { schemaVersion: 2, mediaType: indexType, manifests: [descriptorOf(bytes, indexType)] };
      }
      return { words: [saveLayout(images, blobs, index)] };
    },
  },
  {
    name: "layout: indexes that name one index 2,000 times, four deep",
    status: 2,
    seconds: 20,
    ends: "refused",
    make: ({ images }) => {
      const blobs: Uint8Array[] = [];
      let index: object = { schemaVersion: 2, mediaType: indexType, manifests: [] };
      for (let depth = 0; depth < 4; depth++) {
        const bytes = jsonBytes(index);
        blobs.push(bytes);
        const manifests = Array.from({ length: 2_000 }, () => descriptorOf(bytes, indexType));
        index = { schemaVersion: 2, mediaType: indexType, manifests };
      }
      return { words: [saveLayout(images, blobs, index)] };
    },
  },
  {
    name: "layout: manifest of 4 MB, brackets in brackets",
    status: 2,
    ends: "refused",
    make: ({ images }) => {
      const bytes = Buffer.alloc(4 * MB, "[");
      return { words: [saveLayout(images, [bytes], indexOf(bytes))] };
    },
  },
  {
    name: "config of 500 MB",
    status: 2,
    ends: "refused",
    says: [/more than \d+ are not read/],
    make: ({ images }) => ({ words: [archiveOf(images, { layers: [layer], configBytes: bigSpaces })] }),
  },
  {
    name: "config of 500 MB from standard input",
    status: 2,
    ends: "refused",
    says: [/more than \d+ are not read/],
    make: ({ images }) => ({ words: ["-"], stdin: archiveOf(images, { layers: [layer], configBytes: bigSpaces }) }),
  },
  {
    name: "config that is no JSON",
    status: 2,
    ends: "refused",
    make: ({ images }) => ({ words: [archiveOf(images, { layers: [layer], configBytes: () => Buffer.from("{{") })] }),
  },
  ...[
    ["null", "null"],
    ["numbers in place of everything", '{"os":1,"architecture":2,"config":3,"rootfs":4,"history":5,"created":6}'],
    ["lists in place of everything", '{"os":[],"architecture":[],"config":[],"rootfs":[],"history":[[]]}'],
    ["a layer fewer than the archive", '{"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'],
    ["diff ids that are paths", '{"os":"linux","rootfs":{"type":"layers","diff_ids":["../../../etc/passwd"]}}'],
  ].map(
    ([what, text]): HostileCase => ({
      name: `config: ${what}`,
      status: 2,
      ends: "refused",
      make: ({ images }) => ({
        words: [archiveOf(images, { layers: [layer], configBytes: () => Buffer.from(text ?? "") })],
      }),
    }),
  ),
  {
    name: "400 history entries of 1 MB",
    status: 2,
    ends: "refused",
    make: ({ images }) => ({ words: [historyOf(images, 400, 1_000_000)] }),
  },
  {
    name: "1,000 history entries of 4 KB",
    status: 0,
    seconds: 20,
    make: ({ images }) => ({ words: [historyOf(images, 1_000, 4_000)] }),
  },
  ...["(", "$(", "`", "&& ", "<<A ", "${a:-", "'\"", "|1 A=b ", "ARG a=b RUN "].map(
    (unit): HostileCase => ({
      name: `a history entry of 2.5 MB of ${JSON.stringify(unit)}`,
      status: 0,
      seconds: 20,
      make: ({ images }) => ({ words: [historyOf(images, 1, 2_500_000, unit)] }),
    }),
  ),
  {
    name: "60,000 history entries",
    status: 2,
    says: [/history of the image's config: It has 60,001 entries/],
    seconds: 20,
    make: ({ images }) => ({ words: [historyOf(images, 60_000, 1)] }),
  },
  {
    name: "4 MB of environment, labels and ports",
    status: 2,
    says: [/Env of the image's config: It has 50,000 entries/],
    seconds: 20,
    make: ({ images }) => {
      const numbers = Array.from({ length: 50_000 }, (_, at) => at);
      const over = {
        User: "u".repeat(100_000),
        Env: numbers.map((at) => `V${at}_PASSWORD=a${at}`),
        Labels: Object.fromEntries(numbers.map((at) => [`l${at}`, "x"])),
        ExposedPorts: Object.fromEntries(numbers.map((at) => [`${at}/tcp`, {}])),
        Volumes: Object.fromEntries(numbers.map((at) => [`/v${at}`, {}])),
      };
      return { words: [archiveOf(images, { layers: [layer], config: { config: over } })] };
    },
  },
  ...[
    "9999-99-99T99:99:99Z",
    "-271821-04-20T00:00:00Z",
    "0000-00-00T00:00:00Z",
    "tomorrow",
    "2026-01-01T00:00:00+99:99",
  ].map(
    (created): HostileCase => ({
      name: `created ${created}`,
      status: 0,
      make: ({ images }) => ({
        words: [
          archiveOf(images, { layers: [layer], config: { created, history: [{ created, created_by: "COPY a b" }] } }),
          ...["--preset", "all", "--fail-on", "critical"],
        ],
      }),
    }),
  ),
  {
    name: "stdin: empty",
    status: 2,
    ends: "refused",
    says: [/empty/i],
    make: () => ({ words: ["-"], stdin: "/dev/null" }),
  },
  {
    name: "stdin: a text",
    status: 2,
    ends: "refused",
    make: ({ images }) => ({ words: ["-"], stdin: textFile(images, "text", "FROM debian\nRUN true\n".repeat(1_000)) }),
  },
  {
    name: "stdin: a PNG",
    status: 2,
    ends: "refused",
    make: ({ images }) => ({ words: ["-"], stdin: textFile(images, "picture", picture()) }),
  },
  {
    name: "stdin: /dev/zero",
    status: 2,
    seconds: 20,
    ends: "refused",
    make: () => ({ words: ["-"], stdin: "/dev/zero" }),
  },
  {
    name: "stdin: /dev/urandom",
    status: 2,
    ends: "refused",
    make: () => ({ words: ["-"], stdin: "/dev/urandom" }),
  },
  {
    name: "stdin: files without end",
    status: 2,
    seconds: 20,
    ends: "refused",
    make: () => {
      const entry = writeEntry(file("app/file", "x"));
      return { words: ["-"], stdin: endless(entry, Buffer.alloc(entry.length * 500, entry)) };
    },
  },
  {
    name: "stdin: a layer that claims 60 GB and is broken",
    status: 2,
    seconds: 20,
    ends: "refused",
    make: () => {
      const entry = writeEntry(file("app/file", "x"));
      const head = joinBytes([writeHeader({ name: "layer.tar", type: "0", size: 60 * 1024 ** 3 }), entry]);
      return { words: ["-"], stdin: [head, ...Array.from({ length: 400 }, () => Buffer.alloc(4 * MB, "x"))] };
    },
  },
  {
    name: "stdin: packed zeros without end",
    status: 2,
    seconds: 20,
    ends: "refused",
    make: () => {
      const member = gzipSync(Buffer.alloc(16 * MB), { level: 9 });
      return { words: ["-"], stdin: endless(gzipSync(writeEntry(file("a", "x"))), member) };
    },
  },
  {
    name: "stdin: 5,000 small files of 100 KB",
    status: 2,
    seconds: 30,
    ends: "refused",
    make: () => {
      const entries = function* () {
        const body = Buffer.alloc(100_000, " ");
        for (let at = 0; at < 5_000; at++) yield writeEntry(file(`blobs/x/${at}`, body));
        yield writeTar([]);
      };
      return { words: ["-"], stdin: entries() };
    },
  },
  ...["scan", "history", "sbom"].map(
    (command): HostileCase => ({
      name: `/dev/zero as a file: ${command}`,
      command: command as "scan" | "history" | "sbom",
      ...(command === "sbom" ? { format: "cyclonedx-json" } : {}),
      status: 2,
      ends: "refused",
      make: () => ({ words: ["docker-archive:/dev/zero"] }),
    }),
  ),
  {
    name: "sbom: a file of nested brackets",
    status: 2,
    ends: "refused",
    seconds: 10,
    make: ({ images }) => ({ words: [`sbom:${textFile(images, "a.json", Buffer.alloc(30 * MB, "["))}`] }),
  },
  {
    name: "image whose name is an option, a URL or a path",
    status: 2,
    ends: "refused",
    make: () => ({ words: ["--", "--help"] }),
  },
];

const bigSpaces = () => Buffer.alloc(500 * MB, " ");

function historyOf(images: string, count: number, length: number, unit = "RUN x && "): string {
  const created_by = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  const history = Array.from({ length: count }, () => ({ created_by, empty_layer: true }));
  const path = join(images, "image.tar");
  saveArchive(path, { layers: [gzippedLayer([layer])], config: { history: [...history, { created_by: "COPY a b" }] } });
  return path;
}

/** The head of a picture, and some of its body. */
function picture(): Uint8Array {
  return Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), deflateSync(Buffer.alloc(100_000))]);
}
