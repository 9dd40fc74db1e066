import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { pipeToShell as rule } from "./pipe-to-shell.ts";

const run = (script: string) => `FROM debian:13\nRUN ${script}\n`;
const found = (script: string): [string, string, string[]] => [script, run(script), [script]];
const silent = (script: string): [string, string, string[]] => [script, run(script), []];

expectProblems(rule, [
  found("curl -fsSL https://example.com/i | sh"),
  found("curl -fsSL https://example.com/i | sudo -E bash -"),
  found("wget -qO- https://example.com/i | bash -s -- -y"),
  found("wget -O - https://example.com/i | sed s/a/b/ | bash"),
  found("curl https://example.com/i | python3 -"),
  found("curl https://example.com/i | php -- --install-dir=/bin"),
  found("curl https://example.com/i | perl - App::cpanminus"),
  found("curl https://example.com/i | bash -eo pipefail"),
  found("bash <(curl -fsSL https://example.com/i)"),
  found("source <(curl -fsSL https://example.com/i)"),
  found('sh -c "$(curl -fsSL https://example.com/i)"'),
  found('bash -c "$(wget -qO- https://example.com/i)" "" --unattended'),
  found('eval "$(curl -fsSL https://example.com/i)"'),
  silent("curl https://example.com/i | tar xz"),
  silent("curl https://example.com/i | gpg --dearmor"),
  silent("curl https://example.com/i | apt-key add -"),
  silent("curl https://example.com/i | jq -r .tag"),
  silent("curl https://example.com/i | python3 -c 'import sys'"),
  silent("curl https://example.com/i | python -m json.tool"),
  silent("curl https://example.com/i | perl -ne print"),
  silent("curl https://example.com/i | bash filter.sh"),
  silent("curl -o i https://example.com/i | sh"),
  silent("wget https://example.com/i | sh"),
  silent("curl http://localhost/i | sh"),
  silent('eval "$(echo a)"'),
  silent('V="$(curl https://example.com/version)"'),
  silent("echo curl | sh"),
  [
    "a pipe in an ONBUILD",
    "FROM a\nONBUILD RUN curl https://example.com/i | sh\n",
    ["curl https://example.com/i | sh"],
  ],
]);

it.each([
  ["curl https://example.com/i | sh", undefined],
  ["curl http://example.com/i | sh", "high"],
  ["curl example.com/i | sh", "high"],
  ["curl http://nexus/i | sh", undefined],
  ["curl $URL | sh", undefined],
])("%s: severity %s", (script, severity) => {
  expect(problemsIn(rule, run(script))[0]?.severity).toBe(severity);
});

it("offers the commands to pin it, but no sum", () => {
  expect(problemsIn(rule, run("curl https://example.com/i | sh"))[0]?.refusal).toContain(
    "curl -fsSL -o install.sh https://example.com/i && ",
  );
});
