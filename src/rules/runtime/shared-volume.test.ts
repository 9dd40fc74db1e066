import { expectInCompose } from "./parts/cases.fixture.ts";
import { sharedVolume } from "./shared-volume.ts";

const two = (a: string, b: string) =>
  `services:\n  a:\n    image: a:1\n    volumes: [${a}]\n  b:\n    image: b:1\n    volumes: [${b}]\nvolumes:\n  v:\n`;

expectInCompose(sharedVolume, [
  ["two writers", two("'v:/a'", "'v:/b'"), ["'v:/b'"]],
  ["one reader", two("'v:/a'", "'v:/b:ro'"), []],
  ["one service", two("'v:/a', 'v:/c'", "'w:/b'"), []],
  ["folders of the host", two("'./v:/a'", "'./v:/b'"), []],
  ["volumes without a name", two("/a", "/a"), []],
]);
