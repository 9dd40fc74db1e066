import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { unsignedPackages as rule } from "./unsigned-packages.ts";

const run = (script: string) => `FROM debian:13\nRUN ${script}\n`;

expectProblems(rule, [
  ["apk", run("apk add --allow-untrusted a.apk"), ["--allow-untrusted"]],
  ["apk, its verb behind a flag", run("apk --allow-untrusted -X https://example.com/x add a"), ["--allow-untrusted"]],
  ["apk upgrade", run("apk upgrade --allow-untrusted"), ["--allow-untrusted"]],
  ["apk index, which installs nothing", run("apk index --allow-untrusted -o a.tar.gz a.apk"), []],
  ["apk verify", run("apk verify --allow-untrusted a.apk"), []],
  ["apt-get", run("apt-get -y --force-yes install a"), ["--force-yes"]],
  ["apt's option", run("apt-get -o APT::Get::AllowUnauthenticated=true install a"), ["-o"]],
  ["another option of apt", run("apt-get -o Dpkg::Use-Pty=0 install a"), []],
  ["yum", run("yum -y install --nogpgcheck a"), ["--nogpgcheck"]],
  ["dnf's option", run("dnf --setopt=gpgcheck=0 install a"), ["--setopt=gpgcheck=0"]],
  ["zypper", run("zypper --no-gpg-checks in a"), ["--no-gpg-checks"]],
  ["rpm", run("rpm -i --nosignature a.rpm"), ["--nosignature"]],
  [
    "an apt source",
    run('echo "deb [arch=amd64 trusted=yes] http://example.com/ x main" > /etc/apt/sources.list.d/x.list'),
    ['echo "deb [arch=amd64 trusted=yes] http://example.com/ x main" > /etc/apt/sources.list.d/x.list'],
  ],
  [
    "an apt source in a file of ours",
    run('echo "deb [trusted=yes] file:///x ./" > /etc/apt/sources.list.d/x.list'),
    [],
  ],
  [
    "a yum repository",
    run("printf '[x]\\ngpgcheck=0\\n' > /etc/yum.repos.d/x.repo"),
    ["printf '[x]\\ngpgcheck=0\\n' > /etc/yum.repos.d/x.repo"],
  ],
  [
    "a yum repository in a heredoc",
    run("<<E cat > /etc/yum.repos.d/x.repo\n[x]\nbaseurl=https://example.com/\ngpgcheck=0\nE"),
    ["<<E cat > /etc/yum.repos.d/x.repo"],
  ],
  ["the check switched on", run("echo gpgcheck=1 >> /etc/yum.repos.d/x.repo"), []],
  ["the words printed", run("echo --allow-untrusted"), []],
]);

expectFixes(rule, [
  ["the flag", run("apt-get install -y --force-yes a"), run("apt-get install -y a")],
  ["flag and value", run("apt-get -o APT::Get::AllowUnauthenticated=true install a"), run("apt-get install a")],
]);

expectRefusals(rule, [["a repository file", run("echo gpgcheck=0 >> /etc/yum.repos.d/x.repo"), "publisher"]]);

it.each([
  ["apk add --allow-untrusted a", "high"],
  ["apk add --allow-untrusted a.apk", "medium"],
  ["sha256sum -c a.sum && apk add --allow-untrusted a.apk", "low"],
  ["yum install --nogpgcheck http://example.com/a.rpm", "high"],
])("%s is %s", (script, severity) => {
  expect(problemsIn(rule, run(script))[0]?.severity).toBe(severity);
});
