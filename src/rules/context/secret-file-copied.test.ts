import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { secretFileCopied as rule } from "./secret-file-copied.ts";

type Files = Readonly<Record<string, string>>;

it.each<readonly [string, Files, readonly string[]]>([
  ["a private key", { Dockerfile: "FROM a\nCOPY id_rsa /root/.ssh/\n" }, ["id_rsa: high"]],
  ["a login", { Dockerfile: "FROM a\nADD ./.netrc /root/\n" }, ["./.netrc: high"]],
  ["by a variable", { Dockerfile: "FROM a\nARG K=keys/id_ed25519\nCOPY $K /k\n" }, ["$K: high"]],
  ["settings", { Dockerfile: "FROM a\nCOPY a.js .env /x/\n" }, [".env: medium"]],
  ["the JSON form", { Dockerfile: 'FROM a\nCOPY ["server.key", "/x"]\n' }, ['"server.key": medium']],
  [
    "a stage that is built from",
    { Dockerfile: "FROM a AS b\nCOPY id_rsa .env /x/\nFROM a\nCOPY --from=b /y /y\n" },
    ["id_rsa: medium"],
  ],
  ["a stage that is not built", { Dockerfile: "FROM a AS b\nCOPY id_rsa /x\nFROM a\n" }, []],
  ["of another stage", { Dockerfile: "FROM a AS b\nFROM a\nCOPY --from=b id_rsa /x\n" }, []],
  ["its content decides", { Dockerfile: "FROM a\nCOPY .env /x\n", ".env": "PORT=1\n" }, []],
  ["a public key", { Dockerfile: "FROM a\nCOPY id_rsa.pub known_hosts /x/\n" }, []],
  ["settings for an example", { Dockerfile: "FROM a\nCOPY .env.example .env.production /x/\n" }, []],
  ["of a test", { Dockerfile: "FROM a\nCOPY tests/id_rsa /x\n" }, []],
  ["a package manager's settings", { Dockerfile: "FROM a\nCOPY .npmrc /x\n" }, []],
  [
    "what becomes a private key",
    { Dockerfile: "FROM a\nADD files/go.pem /home/go/.ssh/id_rsa\n" },
    ["files/go.pem: high"],
  ],
  ["what becomes a public key", { Dockerfile: "FROM a\nCOPY release.key /etc/apt/keyrings/release.asc\n" }, []],
  [
    "a key by its name",
    { Dockerfile: "FROM a\nCOPY ssl/key.pem ssl/cert.pem public-key.pem /s/\n" },
    ["ssl/key.pem: medium"],
  ],
  ["a wildcard", { Dockerfile: "FROM a\nCOPY id_rsa* /x\n" }, []],
])("secret-file-copied: %s", (_, files, expected) => {
  const found = problemsInFiles(rule, files);
  expect(found.map(({ problem, text }) => `${text}: ${problem.severity ?? rule.severity}`)).toEqual(expected);
});
