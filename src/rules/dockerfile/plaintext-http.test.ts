import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { plaintextHttp as rule } from "./plaintext-http.ts";

const run = (script: string) => `FROM debian:13\nRUN ${script}\n`;

expectProblems(rule, [
  ["curl", run("curl -O http://example.com/a"), ["http://example.com/a"]],
  ["wget with a variable behind the host", run('wget "http://example.com/$V"'), ['"http://example.com/$V"']],
  ["a host in a variable", run("wget http://$HOST/a"), []],
  ["a private address", run("curl -O http://10.0.0.1/a"), []],
  ["a name of a private network", run("curl -O http://nexus:8081/a"), []],
  ["a proxy", run("curl -x http://proxy.example.com:3128 -O https://example.com/a"), []],
  ["a checksum in the same RUN", run("curl -O http://example.com/a && echo x a | sha256sum -c"), []],
  ["a signature in the same RUN", run("curl -O http://example.com/a && gpg --verify a.asc a"), []],
  [
    "a checksum in a later RUN that names the file",
    `${run("curl -O http://example.com/a.tgz")}RUN sha256sum -c a.tgz.sum\n`,
    [],
  ],
  [
    "a checksum of another file in a later RUN",
    `${run("curl -O http://example.com/a.tgz")}RUN sha256sum -c b.tgz.sum\n`,
    ["http://example.com/a.tgz"],
  ],
  ["git", run("git clone http://example.com/a.git"), ["http://example.com/a.git"]],
  ["pip's index", run("pip install -i http://example.com/simple a"), ["http://example.com/simple"]],
  ["npm's registry", run("npm config set registry http://example.com/"), ["http://example.com/"]],
  ["rpm", run("rpm -ivh http://example.com/a.rpm"), ["http://example.com/a.rpm"]],
  ["an apt source", run("echo deb http://example.com/ x main > /etc/apt/sources.list"), []],
  ["an apk repository", run("apk add -X http://example.com/alpine a"), []],
  ["a request that sends", run("curl -d x http://example.com/hook"), []],
  ["what pipe-to-shell reports", run("curl http://example.com/a | sh"), []],
  ["a health check", "FROM a\nHEALTHCHECK CMD curl -f http://example.com/\n", []],
  ["ADD", "FROM a\nADD http://example.com/a /\n", []],
]);

expectFixes(rule, [
  ["a host known to have https", run('curl -O "http://nodejs.org/a"'), run('curl -O "https://nodejs.org/a"')],
  [
    "a flag with its value",
    run("npm install --registry=http://npm.apache.org/ a"),
    run("npm install --registry=https://npm.apache.org/ a"),
  ],
]);

expectRefusals(rule, [
  ["an unknown host", run("curl -O http://example.com/a"), "example.com"],
  ["a port", run("curl -O http://nodejs.org:8080/a"), "cannot be told"],
]);
