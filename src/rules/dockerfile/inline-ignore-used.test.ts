import { expectProblems } from "../testing.ts";
import { inlineIgnoreUsed } from "./inline-ignore-used.ts";

expectProblems(inlineIgnoreUsed, [
  [
    "the peers'",
    "FROM a\n#checkov:skip=CKV_DOCKER_3: x\n# trivy:ignore:DS-0002\nRUN x\n",
    ["#checkov:skip=CKV_DOCKER_3: x", "# trivy:ignore:DS-0002"],
  ],
  ["ours, indented", "FROM a\n  # seaworthy ignore=root-user\nRUN x\n", ["# seaworthy ignore=root-user"]],
  [
    "BuildKit's directive",
    "# check=skip=JSONArgsRecommended;error=true\nFROM a\n",
    ["# check=skip=JSONArgsRecommended;error=true"],
  ],
  ["a directive that skips nothing", "# check=error=true\nFROM a\n", []],
  [
    "between continuation lines",
    "FROM a\nRUN x && \\\n  # hadolint ignore=DL3059\n  y\n",
    ["# hadolint ignore=DL3059"],
  ],
  ["prose, and text in a heredoc", "FROM a\n# we ignore hadolint here\nRUN <<E\n# hadolint ignore=DL3059\nE\n", []],
]);
