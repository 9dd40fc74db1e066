import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { packageCacheLeft } from "./package-cache-left.ts";

const run = (script: string, base = "debian:13") => `FROM ${base}\nRUN ${script}\n`;
const apt = "apt-get update && apt-get install -y a";

expectProblems(packageCacheLeft, [
  ["apt's lists", run(apt), ["apt-get update"]],
  ["an install without update brings no lists", run("apt-get install -y a"), []],
  ["an update alone is another rule's", run("apt-get update"), []],
  ["removed with the usual words", run(`${apt} && rm -rf /var/lib/apt/lists/*`), []],
  ["removed as a folder", run(`${apt} && rm -r /var/lib/apt/lists`), []],
  ["removed with all of apt", run(`${apt} && rm -rf /tmp/* /var/lib/apt/*`), []],
  ["removed by braces", run(`${apt} && rm -rf /var/lib/{apt,dpkg}/lists /var/cache/*`), []],
  ["removed by find", run(`${apt} && find /var/lib/apt/lists -type f -delete`), []],
  ["removed from inside", run(`${apt} && cd /var/lib/apt/lists && rm -rf *`), []],
  ["only a part removed", run(`${apt} && rm -rf /var/lib/apt/lists/partial`), ["apt-get update"]],
  ["removed before they come", run(`rm -rf /var/lib/apt/lists/* && ${apt}`), ["apt-get update"]],
  ["clean leaves the lists", run(`${apt} && apt-get clean`), ["apt-get update"]],
  ["distclean does not", run(`${apt} && apt-get distclean`), []],
  ["a script of one's own", run(`${apt} && /usr/local/bin/cleanup.sh`), []],
  ["a later RUN is too late", `${run(apt)}RUN rm -rf /var/lib/apt/lists/*\n`, ["apt-get update"]],
  ["a cache mount over it", run(`--mount=type=cache,target=/var/lib/apt ${apt}`), []],
  ["a tmpfs over it", run(`--mount=type=tmpfs,target=/var/lib/apt/lists/ ${apt}`), []],
  ["a mount beside it", run(`--mount=type=cache,target=/var/cache/apt ${apt}`), ["apt-get update"]],
  ["a builder stage", `FROM a AS b\nRUN ${apt}\nFROM scratch\nCOPY --from=b /x /x\n`, []],
  ["a stage the target is FROM", `FROM a AS b\nRUN ${apt}\nFROM b\n`, ["apt-get update"]],
  ["apk", run("apk add a"), ["apk add"]],
  ["apk with the flag anywhere", run("apk --no-cache add a && apk add b --no-cache"), []],
  ["apk removed", run("apk add -U a && rm -rf /var/cache/apk/*"), []],
  ["apk update before a clean add", run("apk update && apk add --no-cache a"), ["apk update"]],
  ["apk del needs nothing", run("apk del a"), []],
  ["apk with a cache mount", run("--mount=type=cache,target=/etc/apk/cache apk add a"), []],
  [
    "yum, dnf, microdnf",
    "FROM a\nRUN yum install -y a\nRUN dnf -y update\nRUN microdnf install -y b\n",
    ["yum install", "dnf -y update", "microdnf install"],
  ],
  ["dnf cleaned", run("dnf install -y a && dnf clean all"), []],
  ["dnf removed", run("dnf install -y a && rm -rf /var/cache/dnf"), []],
  ["dnf into another root", run("dnf install -y --installroot /mnt a"), []],
  ["zypper", run("zypper -n in a"), ["zypper -n in"]],
  ["zypper cleaned", run("zypper -n in a && zypper cc -a"), []],
  [
    "pip in its many names",
    "FROM a\nRUN pip install b\nRUN python3 -m pip install b\nRUN pip3.11 install b\n",
    ["pip install", "pip install", "pip3.11 install"],
  ],
  ["pip with the flag", run("pip --no-cache-dir install b && pip install --no-cache-dir -r c"), []],
  ["pip told by ENV", "FROM a\nENV PIP_NO_CACHE_DIR=off\nRUN pip install b\n", []],
  ["pip told by ARG", "FROM a\nARG PIP_NO_CACHE_DIR=1\nRUN pip install b\n", []],
  ["pip told too late", "FROM a\nRUN pip install b\nENV PIP_NO_CACHE_DIR=1\n", ["pip install"]],
  ["pip told in the RUN", run("export PIP_NO_CACHE_DIR=1 && pip install b"), []],
  ["pip from wheels", run("pip install --no-index --find-links=/wheels b"), []],
  ["pip with a mount", run("--mount=type=cache,target=/root/.cache/pip pip install b"), []],
  ["pip with the cache removed", run("pip install b && rm -rf ~/.cache"), []],
  ["a pip without a cache", run("pip install b", "ubuntu:14.04"), []],
  ["npm", run("npm ci --omit=dev"), ["npm ci"]],
  ["npm cleaned", run("npm ci && npm cache clean --force"), []],
  ["npm with a mount", run("--mount=type=cache,target=/root/.npm npm ci"), []],
  ["npm run is no install", run("npm run build"), []],
  ["yarn", run("yarn install --frozen-lockfile"), ["yarn install"]],
  ["a bare yarn", run("yarn --production"), ["yarn"]],
  ["a later yarn", "FROM a\nCOPY .yarnrc.yml package.json ./\nRUN yarn install\n", []],
  ["once a RUN", run(`${apt} && pip install b && npm ci`), ["apt-get update"]],
  ["another language", 'FROM a\nSHELL ["pwsh", "-c"]\nRUN pip install b\n', []],
]);

const lists = "rm -rf /var/lib/apt/lists/*";

expectFixes(packageCacheLeft, [
  ["one line", run(apt), run(`${apt} && ${lists}`)],
  [
    "signs at the start of lines",
    "FROM a\nRUN apt-get update \\\n && apt-get install -y a\n",
    `FROM a\nRUN apt-get update \\\n && apt-get install -y a \\\n && ${lists}\n`,
  ],
  [
    "signs at the end of lines",
    "FROM a\nRUN apt-get update && \\\n\tapt-get install -y a\n",
    `FROM a\nRUN apt-get update && \\\n\tapt-get install -y a && \\\n\t${lists}\n`,
  ],
  [
    "semicolons under set -e",
    "FROM a\nRUN set -eux; \\\n  apt-get update; \\\n  apt-get install -y a\n",
    `FROM a\nRUN set -eux; \\\n  apt-get update; \\\n  apt-get install -y a; \\\n  ${lists}\n`,
  ],
  [
    "semicolons without it",
    run("apt-get update; apt-get install -y a"),
    run(`apt-get update; apt-get install -y a && ${lists}`),
  ],
  [
    "a list of packages",
    "FROM a\nRUN apt-get update && apt-get install -y \\\n  a \\\n  # why\n  b\n",
    `FROM a\nRUN apt-get update && apt-get install -y \\\n  a \\\n  # why\n  b \\\n  && ${lists}\n`,
  ],
  [
    "CRLF",
    "FROM a\r\nRUN apt-get update \\\r\n  && apt-get install -y a\r\n",
    `FROM a\r\nRUN apt-get update \\\r\n  && apt-get install -y a \\\r\n  && ${lists}\r\n`,
  ],
  ["no final line end", `FROM a\nRUN ${apt}`, `FROM a\nRUN ${apt} && ${lists}`],
  [
    "a heredoc under set -e",
    "FROM a\nRUN <<EOF\nset -e\napt-get update\napt-get install -y a\nEOF\n",
    `FROM a\nRUN <<EOF\nset -e\napt-get update\napt-get install -y a\n${lists}\nEOF\n`,
  ],
  [
    "a heredoc without it",
    "FROM a\nRUN <<-EOF\n\tapt-get update\n\tapt-get install -y a\nEOF\n",
    `FROM a\nRUN <<-EOF\n\tapt-get update\n\tapt-get install -y a && ${lists}\nEOF\n`,
  ],
  ["the end of the script", run(`${apt} && make`), run(`${apt} && make && ${lists}`)],
  ["apk, its update too", run("apk update && apk add a"), run("apk update --no-cache && apk add --no-cache a")],
  [
    "each pip",
    run("pip install a && pip install b"),
    run("pip install --no-cache-dir a && pip install --no-cache-dir b"),
  ],
  ["yum by its name", run("yum install -y a"), run("yum install -y a && yum clean all")],
  ["zypper", run("zypper -n in a"), run("zypper -n in a && zypper clean --all")],
  ["npm", run("npm ci"), run("npm ci && npm cache clean --force")],
  [
    "several at once",
    run(`${apt} && pip install b && npm ci`),
    run(`${apt} && pip install --no-cache-dir b && npm ci && ${lists} && npm cache clean --force`),
  ],
  [
    "the last of two that use one index first",
    "FROM alpine\nRUN apk update && apk add a\nRUN apk add b\n",
    "FROM alpine\nRUN apk update && apk add a\nRUN apk add --no-cache b\n",
  ],
]);

expectRefusals(packageCacheLeft, [
  ["a later install that needs the lists", `${run(apt)}RUN echo && apt-get install -y b\n`, "needs these lists"],
  ["an install in a stage on top", `FROM a AS b\nRUN ${apt}\nFROM b\nRUN apt-get install -y c\n`, "needs these lists"],
  ["a start command that installs", `${run(apt)}CMD apt-get install -y b && b\n`, "needs these lists"],
  ["the exec form", run('["sh", "-c", "apt-get update && apt-get install -y a"]'), "exec form"],
  ["quotes", run(`bash -c "${apt}"`), "quotes"],
  ["a condition", run(`if x; then ${apt}; fi`), "condition"],
  ["an end that may not run", run(`${apt} && b || true`), "plain command"],
  ["an end in a group", run(`${apt} && { b; }`), "plain command"],
  ["an end in a subshell", run(`${apt} && (b)`), "plain command"],
  ["an exit", run(`${apt}; exit 0`), "plain command"],
  ["a background command", run(`${apt} && b &`), "plain command"],
  ["sudo", run("sudo apt-get update && sudo apt-get install -y a"), "sudo"],
  ["a trigger", `FROM a\nONBUILD RUN ${apt}\n`, "ONBUILD"],
  [
    "npm that is removed again",
    run("apk add --no-cache nodejs npm && npm i -g a && apk del npm"),
    "may remove the tool",
  ],
  ["an Alpine without the flag", run("apk add a", "alpine:3.2"), "too old"],
]);

it.each([
  ["nothing follows", run(apt), "safe"],
  ["an install with its own update follows", `${run(apt)}RUN ${apt} && ${lists}\n`, "safe"],
  ["a script follows", `${run(apt)}RUN ./setup.sh\n`, "unsafe"],
  ["yarn is cleaned", run("yarn install"), "unsafe"],
])("the fix where %s", (_, dockerfile, safety) => {
  expect(problemsIn(packageCacheLeft, dockerfile)[0]?.fixes?.[0]?.safety).toBe(safety);
});
