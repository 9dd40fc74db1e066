import { expectProblems } from "../testing.ts";
import { appOwnedByRuntimeUser } from "./app-owned-by-runtime-user.ts";

const make = "RUN useradd -u 7 app\n";

expectProblems(appOwnedByRuntimeUser, [
  ["by name", `FROM a\n${make}COPY --chown=app . /app\nUSER app\n`, ["--chown=app"]],
  ["by number, which the file ties to the name", `FROM a\n${make}COPY --chown=app . /app\nUSER 7\n`, ["--chown=app"]],
  [
    "by number, which the base ties to the name",
    "FROM node:24\nCOPY --chown=1000:1000 . /app\nUSER node\n",
    ["--chown=1000:1000"],
  ],
  ["chown -R without WORKDIR", "FROM a\nRUN chown -R app /app\nUSER app\n", ["chown -R app /app"]],
  ["chown -R", "FROM a\nWORKDIR /app\nRUN chown -R app:app .\nUSER app\n", ["chown -R app:app ."]],
  ["one finding a file", "FROM a\nCOPY --chown=app a /app/a\nCOPY --chown=app b /app/b\nUSER app\n", ["--chown=app"]],
  ["somebody else's", "FROM a\nCOPY --chown=web . /app\nUSER app\n", []],
  ["root's", "FROM a\nCOPY --chown=root . /app\nUSER app\n", []],
  ["nobody but root", "FROM debian\nCOPY --chown=app . /app\n", []],
  ["an image that is still root", `FROM debian\n${make}COPY --chown=app . /app\n`, ["--chown=app"]],
  ["one folder", "FROM a\nRUN chown app /app\nUSER app\n", []],
  ["data", "FROM a\nVOLUME /app/x\nCOPY --chown=app . /app/x/\nCOPY --chown=app l /app/logs\nUSER app\n", []],
  ["the home directory", "FROM a\nRUN chown -R app /home/app\nUSER app\n", []],
  ["a stage that only builds", "FROM a AS b\nCOPY --chown=app . /app\nFROM a\nUSER app\n", []],
]);
