import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { tlsVerificationOff as rule } from "./tls-verification-off.ts";

const run = (script: string) => `FROM debian:13\nRUN ${script}\n`;

expectProblems(rule, [
  ["the long flag", run("curl --insecure -o a https://example.com/a"), ["--insecure"]],
  ["a letter among others", run("curl -fsSLk https://example.com/a -o a"), ["-fsSLk"]],
  ["a letter that is another flag's value", run("curl -o k https://example.com/a"), []],
  ["wget", run("wget -q --no-check-certificate https://example.com/a"), ["--no-check-certificate"]],
  ["localhost", run("curl -k https://localhost/ready"), []],
  ["pip with a host", run("pip install --trusted-host example.com a"), ["--trusted-host example.com"]],
  ["pip with this machine", run("pip install --trusted-host localhost a"), []],
  ["npm's setting", run("npm config set strict-ssl false && npm ci"), ["npm config set strict-ssl false"]],
  ["npm's setting switched on", run("npm config set strict-ssl true"), []],
  ["Yarn's setting", run("yarn config set enableStrictSsl false"), ["yarn config set enableStrictSsl false"]],
  ["git's setting", run("git config --global http.sslVerify false"), ["git config --global http.sslVerify false"]],
  [
    "git's setting for one host",
    run("git config --global http.https://example.com.sslVerify false"),
    ["git config --global http.https://example.com.sslVerify false"],
  ],
  ["git's flag", run("git -c http.sslVerify=false clone https://example.com/a"), ["-c http.sslVerify=false"]],
  ["a variable for one command", run("GIT_SSL_NO_VERIFY=1 git clone https://example.com/a"), ["GIT_SSL_NO_VERIFY=1"]],
  ["export", run("export PYTHONHTTPSVERIFY=0 && python a.py"), ["PYTHONHTTPSVERIFY=0"]],
  ["conda", run("conda config --set ssl_verify no"), ["conda config --set ssl_verify no"]],
  ["yum", run("yum --setopt=sslverify=0 install -y a"), ["--setopt=sslverify=0"]],
  ["a line in .curlrc", run("echo insecure >> ~/.curlrc"), ["echo insecure >> ~/.curlrc"]],
  ["a line in .npmrc", run("echo 'strict-ssl=false' > .npmrc"), ["echo 'strict-ssl=false' > .npmrc"]],
  ["the same words in another file", run("echo insecure >> notes.txt"), []],
  ["ENV among others", "FROM a\nENV A=1 NODE_TLS_REJECT_UNAUTHORIZED=0\n", ["NODE_TLS_REJECT_UNAUTHORIZED=0"]],
  ["ENV switched on", "FROM a\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\n", []],
  ["git does not look at the value", "FROM a\nENV GIT_SSL_NO_VERIFY=false\n", ["GIT_SSL_NO_VERIFY=false"]],
  ["npm's variable in any case", "FROM a\nENV npm_config_strict_ssl=false\n", ["npm_config_strict_ssl=false"]],
  ["an unknown value", "FROM a\nARG V\nENV NODE_TLS_REJECT_UNAUTHORIZED=$V\n", []],
  ["ARG holds for the commands", "FROM a\nARG PIP_TRUSTED_HOST=example.com\n", ["PIP_TRUSTED_HOST=example.com"]],
  ["a comment", "FROM a\n# RUN curl -k https://example.com\n", []],
  ["a stage nobody uses", "FROM a AS x\nRUN curl -k https://example.com/a\nFROM b\n", []],
  ["an ONBUILD trigger", "FROM a\nONBUILD RUN curl -k https://example.com/a\n", ["-k"]],
  ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN curl -k https://example.com/a\n", []],
]);

expectFixes(rule, [
  ["only the letter", run("curl -fsSLk https://example.com/a"), run("curl -fsSL https://example.com/a")],
  ["the first letter", run("curl -kfsSL https://example.com/k"), run("curl -fsSL https://example.com/k")],
  ["the word", run("curl -k -o a https://example.com/a"), run("curl -o a https://example.com/a")],
  [
    "a flag on a line of its own",
    run("wget \\\n  --no-check-certificate \\\n  https://example.com/a"),
    run("wget \\\n  https://example.com/a"),
  ],
  [
    "a flag on the last line",
    run("wget https://example.com/a \\\n  --no-check-certificate"),
    run("wget https://example.com/a"),
  ],
  [
    "every host of a command",
    run("pip install --trusted-host a.example.com --trusted-host=b.example.com c"),
    run("pip install c"),
  ],
  ["a pair among others", "FROM a\nENV A=1 PYTHONHTTPSVERIFY=0\n", "FROM a\nENV A=1\n"],
  ["a pair of its own", "FROM a\nENV PYTHONHTTPSVERIFY=0\nUSER 1\n", "FROM a\nUSER 1\n"],
  ["a setting at the start", run("npm config set strict-ssl false && npm ci"), run("npm ci")],
  [
    "a setting in the middle",
    run("a && \\\n  git config --global http.sslVerify false && \\\n  b"),
    run("a && \\\n  b"),
  ],
  ["a setting at the end", run("a && npm config set strict-ssl false"), run("a")],
  ["a RUN of its own", `${run("npm config set strict-ssl false")}USER 1\n`, "FROM debian:13\nUSER 1\n"],
  ["a setting in a heredoc", run("<<EOF\nnpm set strict-ssl false\nnpm ci\nEOF"), run("<<EOF\nnpm ci\nEOF")],
  ["git's flag", run("git -c http.sslVerify=false clone a"), run("git clone a")],
  ["a variable for one command", run("GIT_SSL_NO_VERIFY=1 git clone a"), run("git clone a")],
  [
    "with the file's own line ends",
    "FROM a\r\nRUN wget \\\r\n --no-check-certificate \\\r\n https://example.com/a\r\n",
    "FROM a\r\nRUN wget \\\r\n https://example.com/a\r\n",
  ],
]);

expectRefusals(rule, [
  ["inside quotes", run('bash -c "curl -k https://example.com/a"'), "inside quotes"],
  ["an ONBUILD", "FROM a\nONBUILD ENV PYTHONHTTPSVERIFY=0\n", "ONBUILD"],
  ["pip with an http index", run("pip install -i http://example.com/ --trusted-host example.com a"), "plain http"],
  ["a condition around the setting", run("if a; then npm set strict-ssl false; fi"), "by hand"],
  ["a comment between", run("wget a.b/c \\\n# why\n  --no-check-certificate"), "by hand"],
]);

it("is milder where a checksum guards the file", () => {
  const [problem] = problemsIn(rule, run("curl -k -o a https://example.com/a && sha256sum -c a.sum"));
  expect(problem?.severity).toBe("low");
});

it("says when the switch holds in the container as well", () => {
  const [env] = problemsIn(rule, "FROM a\nENV PYTHONHTTPSVERIFY=0\n");
  const [arg] = problemsIn(rule, "FROM a\nARG PYTHONHTTPSVERIFY=0\n");
  expect(env?.message).toContain("every container");
  expect(arg?.message).not.toContain("container");
});
