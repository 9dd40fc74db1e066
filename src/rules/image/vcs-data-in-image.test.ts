import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { vcsDataInImage } from "./vcs-data-in-image.ts";

const git = (folder: string) => ({
  [`${folder}/.git/HEAD`]: "ref: x\n",
  [`${folder}/.git/objects/ab/cd`]: "0123456789",
});

expectInImages(vcsDataInImage, [
  [
    "a project",
    { steps: [debian, layer("COPY . /app", git("app"))] },
    [["COPY . /app", "ships app/.git, the history of a project: 2 files, 17 bytes."]],
  ],
  ["below usr/src", { steps: [layer("COPY . .", git("usr/src/app"))] }, [["COPY . .", "usr/src/app/.git"]]],
  [
    "deleted later",
    { steps: [layer("COPY . /app", git("app")), layer("RUN rm -rf .git", { "app/.git": null })] },
    [["COPY . /app", "2 files, 17 bytes; that layer 2 (RUN rm -rf .git) deletes it takes nothing out"]],
  ],
  [
    "its owner changed later: the step that brought it, and each file once",
    { steps: [layer("COPY . /app", git("app")), layer("RUN chown -R app /app", git("app"))] },
    [["COPY . /app", "Layer 1 (COPY . /app) ships app/.git, the history of a project: 2 files, 17 bytes."]],
  ],
  [
    "no objects",
    { steps: [layer("COPY .git/HEAD /app/.git/", { "app/.git/HEAD": "ref: x\n" })] },
    [["COPY .git/HEAD", "app/.git, git's notes on a project without its history: 1 file, 7 bytes."]],
  ],
  [
    "Subversion",
    { steps: [layer("COPY . /app", { "app/.svn/wc.db": "x" })] },
    [["COPY . /app", "app/.svn, the address of a project's repository"]],
  ],
  [
    "Mercurial",
    { steps: [layer("COPY . /app", { "app/.hg/requires": "x" })] },
    [["COPY . /app", "app/.hg, the history"]],
  ],
  [
    "two projects",
    { steps: [layer("COPY . /app", { ...git("b"), ...git("a") })] },
    [
      ["COPY . /app", "a/.git"],
      ["COPY . /app", "b/.git"],
    ],
  ],
  [
    "dependencies",
    { steps: [layer("RUN npm ci", { ...git("app/node_modules/a"), ...git("app/vendor/b"), ...git("go/pkg/mod/c") })] },
    [],
  ],
  [
    "tools",
    {
      steps: [
        layer("RUN a", {
          ...git("root/.nvm"),
          ...git("usr/local/lib/a"),
          ...git("opt/pyenv/x"),
          ...git("home/a/.oh-my-zsh/custom/p"),
        }),
      ],
    },
    [],
  ],
  ["a folder of that name", { steps: [layer("COPY . /app", { "app/.git/hooks/pre-commit": "" })] }, []],
  [
    "a submodule's file, and what only looks alike",
    { steps: [layer("COPY . /app", { "app/.git": "gitdir: ../x\n", "app/.github/HEAD": "", "app/.gitignore": "" })] },
    [],
  ],
  ["cloned and deleted in one step", { steps: [layer("RUN git clone x && rm -rf .git", { "app/a": "" })] }, []],
]);
