import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { curlFailFlag as rule } from "./curl-fail-flag.ts";

const run = (script: string) => `FROM debian:13\nRUN ${script}\n`;
const silent = (script: string): [string, string, string[]] => [script, run(script), []];

expectProblems(rule, [
  ["a file", run("curl -sSLo /bin/a https://a.b/c"), ["curl"]],
  ["a pipe", run("curl https://a.b/c | sort > d"), ["curl"]],
  ["a redirect", run("curl https://a.b/c > d"), ["curl"]],
  silent("curl -fsSLo /bin/a https://a.b/c"),
  silent("curl --fail-with-body -o a https://a.b/c"),
  silent("curl https://a.b/c"),
  silent("curl -o /dev/null https://a.b/c"),
  silent("curl -I https://a.b/c > d"),
  silent("curl -X POST https://a.b/c > d"),
  silent("curl -o a ftp://a.b/c"),
  silent("curl $OPTS -o a https://a.b/c"),
  silent("curl -o a https://a.b/c && sha256sum -c a.sum"),
  silent("curl https://a.b/c | tar xz"),
  silent("curl https://a.b/c | sudo bash -s x"),
  silent("curl https://a.b/c | python3"),
  silent("curl https://a.b/c | perl - x"),
  silent("curl https://a.b/c | php -- x"),
  ["an interpreter with a script of its own", run("curl https://a.b/c | python3 a.py"), ["curl"]],
  silent("curl -o /tmp/a.zip https://a.b/c && unzip /tmp/a.zip"),
  ["unpacked in a later RUN", `${run("curl -LO https://a.b/c.tgz")}RUN tar xf c.tgz\n`, []],
]);

expectFixes(rule, [
  ["a cluster of flags", run("curl -sSL https://a.b/c > d"), run("curl -fsSL https://a.b/c > d")],
  ["no flags", run("curl https://a.b/c > d"), run("curl -f https://a.b/c > d")],
  ["a flag with a value", run("curl -o d https://a.b/c"), run("curl -f -o d https://a.b/c")],
]);

expectRefusals(rule, [["quotes", run('sh -c "curl -o d https://a.b/c"'), "inside quotes"]]);
