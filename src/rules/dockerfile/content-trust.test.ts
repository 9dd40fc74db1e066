import { expectProblems } from "../testing.ts";
import { contentTrust } from "./content-trust.ts";

const off = "DOCKER_CONTENT_TRUST=0";

expectProblems(contentTrust, [
  ["ENV and ARG", `FROM a\nARG ${off}\nENV ${off}\n`, [off, off]],
  ["in front of a command", `FROM a\nRUN ${off} docker pull b && x\n`, [off]],
  ["exported", `FROM a\nRUN export ${off}; docker pull b\n`, [off]],
  [
    "on, empty, unknown",
    "FROM a\nARG DOCKER_CONTENT_TRUST\nENV DOCKER_CONTENT_TRUST=1\nENV DOCKER_CONTENT_TRUST=$X\n",
    [],
  ],
  ["another variable", "FROM a\nENV DOCKER_CONTENT_TRUST_SERVER=0\n", []],
  ["a stage that is not built", `FROM a\nENV ${off}\nFROM b\n`, []],
]);
