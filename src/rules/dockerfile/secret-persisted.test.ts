import { describe, expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { secretPersisted } from "./secret-persisted.ts";

const run = (script: string, more = "") => `FROM a\nRUN --mount=type=secret,id=t${more} ${script}\n`;
const npm = "npm config set //npm.example.com/:_authToken=$(cat /run/secrets/t)";

expectProblems(secretPersisted, [
  ["npm config set", run(npm), [npm]],
  [
    "a redirect",
    run('echo "x $(cat /run/secrets/t)" > /root/.netrc'),
    ['echo "x $(cat /run/secrets/t)" > /root/.netrc'],
  ],
  ["a variable of the mount", run("printf $T >> f", ",env=T"), ["printf $T >> f"]],
  ["a shell variable", run("T=$(cat /run/secrets/t) && echo $T > f"), ["echo $T > f"]],
  ["a pipe into tee", run("cat /run/secrets/t | tee f >/dev/null"), ["tee f >/dev/null"]],
  [
    "a login from standard input",
    run("docker login -u x --password-stdin < /run/secrets/t"),
    ["docker login -u x --password-stdin < /run/secrets/t"],
  ],
  ["a copy", run("cp /run/secrets/t /root/.netrc"), ["cp /run/secrets/t /root/.netrc"]],
  [
    "a clone",
    run("git clone https://x:$(cat /run/secrets/t)@git.example.com/a/b"),
    ["git clone https://x:$(cat /run/secrets/t)@git.example.com/a/b"],
  ],
  ["sed -i", run('sed -i "s/X/$(cat /run/secrets/t)/" f'), ['sed -i "s/X/$(cat /run/secrets/t)/" f']],
  ["the environment", run("env > f", ",env=T"), ["env > f"]],
  ["a heredoc that is expanded", run("cat <<E > f\n$(cat /run/secrets/t)\nE"), ["cat <<E > f"]],
  ["a heredoc that is not", run("cat <<'E' > f\n$(cat /run/secrets/t)\nE"), []],
  ["a build argument", "FROM a\nARG NPM_TOKEN\nRUN echo $NPM_TOKEN > .npmrc\n", ["echo $NPM_TOKEN > .npmrc"]],
  ["a stand-in default", "FROM a\nARG NPM_TOKEN=dummy\nRUN echo $NPM_TOKEN > .npmrc\n", []],
  ["the name alone in single quotes", "FROM a\nARG NPM_TOKEN\nRUN echo '//h/:_authToken=${NPM_TOKEN}' > .npmrc\n", []],
  ["removed in the same RUN", run('echo "$(cat /run/secrets/t)" > .npmrc && npm ci && rm -f .npmrc'), []],
  [
    "another file removed",
    "FROM a\nWORKDIR /app\nRUN --mount=type=secret,id=t echo $(cat /run/secrets/t) > ~/.npmrc && npm ci && rm -f .npmrc\n",
    ["echo $(cat /run/secrets/t) > ~/.npmrc"],
  ],
  ["removed by a trap", run("trap 'rm -f /root/.netrc' EXIT; cat /run/secrets/t > /root/.netrc; git fetch"), []],
  [
    "logged out again",
    run("docker login -u x --password-stdin < /run/secrets/t && docker pull y && docker logout"),
    [],
  ],
  [
    "a clone without its .git",
    run("git clone https://x:$(cat /run/secrets/t)@git.example.com/a/b && rm -rf b/.git"),
    [],
  ],
  ["a tmpfs mount", run("echo $(cat /run/secrets/t) > /tmp/x/f", " --mount=type=tmpfs,target=/tmp/x"), []],
  ["a cache mount", run("cp /run/secrets/t /root/.cache/f", " --mount=type=cache,target=/root/.cache"), []],
  ["shared memory and /dev/null", run("cat /run/secrets/t > /dev/shm/f && cat /run/secrets/t > /dev/null"), []],
  ["a header", run('curl -H "Authorization: Bearer $(cat /run/secrets/t)" https://example.com -o f'), []],
  ["a stage that nothing uses", `FROM a AS b\nRUN --mount=type=secret,id=t ${npm}\nFROM c\n`, []],
]);

describe("secret-persisted, how bad", () => {
  const build = "FROM a AS b\nRUN --mount=type=secret,id=t cat /run/secrets/t > /app/.env\nFROM c\n";
  it.each([
    ["high in the image", run(npm), "high"],
    ["high where the file is copied", `${build}COPY --from=b /app /app\n`, "high"],
    ["low where others are", `${build}COPY --from=b /out /app\n`, "low"],
    ["medium for what ENV keeps anyway", "FROM a\nENV DB_PASSWORD=hunter2\nRUN echo $DB_PASSWORD > f\n", "medium"],
    ["low for npm's log", run(`${npm} && npm ci && rm ~/.npmrc`), "low"],
  ])("is %s", (_, dockerfile, severity) => {
    expect(problemsIn(secretPersisted, dockerfile).map((problem) => problem.severity)).toEqual([severity]);
  });

  it("says when the file is removed too late", () => {
    const [problem] = problemsIn(
      secretPersisted,
      `${run("cat /run/secrets/t > /root/.netrc && git fetch")}RUN rm /root/.netrc\n`,
    );
    expect(problem?.message).toContain("the rm on line 3 comes too late");
  });
});

const memory = "--mount=type=tmpfs,target=/dev/shm";
const line =
  'echo "//npm.example.com/:_authToken=$(cat /run/secrets/t)" >> /dev/shm/npmrc && export NPM_CONFIG_GLOBALCONFIG=/dev/shm/npmrc';

expectFixes(secretPersisted, [
  [
    "a setting in a RUN of its own",
    `${run(npm)}RUN npm ci\nRUN npm run build\n`,
    `FROM a\nRUN --mount=type=secret,id=t,required=true ${memory} ${line} && npm ci\nRUN npm run build\n`,
  ],
  [
    "a setting beside its use",
    run(`npm config set "//npm.example.com/:_authToken" "$(cat /run/secrets/t)" && npm ci`),
    `FROM a\nRUN ${memory} --mount=type=secret,id=t,required=true ${line} && npm ci\n`,
  ],
  [
    "an .npmrc, and the rm that is gone with it",
    `${run('echo "//npm.example.com/:_authToken=$(cat /run/secrets/t)" > .npmrc && npm ci')}RUN rm .npmrc\n`,
    `FROM a\nRUN ${memory} --mount=type=secret,id=t,required=true ${line} && npm ci\n`,
  ],
  [
    "pip",
    run("pip config set global.index-url https://u:$(cat /run/secrets/t)@pip.example.com/simple && pip install x"),
    'FROM a\nRUN --mount=type=secret,id=t,required=true export PIP_INDEX_URL="https://u:$(cat /run/secrets/t)@pip.example.com/simple" && pip install x\n',
  ],
  [
    "git",
    `${run(
      'T=$(cat /run/secrets/t) && git config --global url."https://$T@git.example.com/".insteadOf https://git.example.com/',
    )}RUN go mod download\n`,
    'FROM a\nRUN --mount=type=secret,id=t,required=true T=$(cat /run/secrets/t) && export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="url.https://$T@git.example.com/.insteadOf" GIT_CONFIG_VALUE_0="https://git.example.com/" && go mod download\n',
  ],
  [
    "a copy beside its use",
    run("cp /run/secrets/t /root/.netrc && git clone x"),
    "FROM a\nRUN --mount=type=secret,id=t,target=/root/.netrc,required=true git clone x\n",
  ],
  [
    "a copy in a RUN of its own",
    `${run("cp /run/secrets/t ~/.netrc")}RUN git clone x\n`,
    "FROM a\nRUN --mount=type=secret,id=t,target=/root/.netrc,required=true git clone x\n",
  ],
  [
    "a file only this RUN needs",
    run("echo $T > ~/.netrc && go mod download", ",env=T"),
    "FROM a\nRUN --mount=type=secret,id=t,env=T echo $T > ~/.netrc && go mod download && rm -f ~/.netrc\n",
  ],
]);

expectRefusals(secretPersisted, [
  ["a build argument", "FROM a\nARG NPM_TOKEN\nRUN echo $NPM_TOKEN > .npmrc && npm ci\n", "comes from ARG"],
  ["a setting nobody uses", run(npm), "shows what needs the setting"],
  ["another package manager", `${run(npm)}RUN yarn install\n`, "shows what needs the setting"],
  ["a login", run("docker login --password-stdin < /run/secrets/t && docker pull x"), "No rewrite of docker login"],
  ["a script with more than &&", run(`${npm}; npm ci`), "more than commands joined by &&"],
  ["a heredoc", run("<<E\ncat /run/secrets/t > /root/.netrc\ngit clone x\nE"), "more than commands joined by &&"],
  ["another user", `${run(npm)}USER node\nRUN npm ci\n`, "as another user"],
  ["a child stage", `FROM a AS b\nRUN --mount=type=secret,id=t ${npm}\nFROM b\nRUN npm ci\n`, "is built on this stage"],
  ["a file of the program", run("cat /run/secrets/t > /app/.env && ./build"), "may need that file when it runs"],
]);
