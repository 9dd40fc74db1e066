import { expectInImages, layer } from "./facts.fixture.ts";
import { shellHistoryInImage } from "./shell-history-in-image.ts";

expectInImages(shellHistoryInImage, [
  [
    "several",
    { steps: [layer("bash", { "root/.bash_history": "ls\n", "home/a/.psql_history": "x\n" })] },
    [["# bash", "home/a/.psql_history and root/.bash_history show what somebody typed"]],
  ],
  [
    "empty or of another name",
    { steps: [layer("bash", { "root/.bash_history": "", "root/bash_history": "x", "root/.bashrc": "x" })] },
    [],
  ],
]);
