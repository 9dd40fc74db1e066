import { expect, it } from "vitest";
import { expectFixes, expectProblems, expectRefusals, problemsIn } from "../testing.ts";
import { noninteractiveFlag } from "./noninteractive-flag.ts";

const run = (script: string, base = "debian:13") => `FROM ${base}\nRUN ${script}\n`;

expectProblems(noninteractiveFlag, [
  ["apt-get and apt", run("apt-get update && apt-get install a && apt install b"), ["apt-get install", "apt install"]],
  ["flags before the verb", run("apt-get -q -t stable install a"), ["apt-get -q -t stable install"]],
  ["-y in a cluster", run("apt-get -yqq install a"), []],
  ["-y at the end", run("apt-get install a -y"), []],
  ["two quiets mean yes", run("apt-get -q -q install a && apt-get -qq install b && apt-get -q=2 install c"), []],
  ["one quiet does not", run("apt-get -q install a"), ["apt-get -q install"]],
  ["the long forms", run("apt-get --yes install a && apt-get install --assume-yes b"), []],
  ["as an option", run("apt-get -o APT::Get::Assume-Yes=true install a"), []],
  ["another option does not", run("apt-get -o Dpkg::Use-Pty=0 install a"), ["apt-get -o Dpkg::Use-Pty=0 install"]],
  ["yes in front", run("yes | apt-get install a"), []],
  ["answers from a file", run("apt-get install a < answers"), []],
  ["packages in front", run("cat list | xargs apt-get install"), ["apt-get install"]],
  ["a frontend is no answer", run("DEBIAN_FRONTEND=noninteractive apt-get install a"), ["apt-get install"]],
  [
    "configured earlier",
    "FROM a\nRUN echo 'APT::Get::Assume-Yes \"1\";' > /etc/apt/apt.conf.d/9\nRUN apt-get install a\n",
    [],
  ],
  ["configured by a file", "FROM a\nCOPY 9yes /etc/apt/apt.conf.d/\nRUN apt-get install a\n", []],
  ["configured in the base stage", "FROM a AS b\nCOPY apt.conf /etc/apt/apt.conf\nFROM b\nRUN apt-get install a\n", []],
  ["a dry run", run("apt-get install -s a"), []],
  ["nothing to install", run("apt-get install"), []],
  ["repairing", run("apt-get -f install"), ["apt-get -f install"]],
  ["a variable that may hold it", "FROM a\nARG OPTS\nRUN apt-get install $OPTS a\n", []],
  ["a variable that holds it", "FROM a\nENV OPTS='-y -q'\nRUN apt-get install $OPTS a\n", []],
  ["a variable that does not", "FROM a\nENV OPTS=-q\nRUN apt-get install $OPTS a\n", ["apt-get install"]],
  ["a shell variable with packages", run('X="a b" && apt-get install $X'), ["apt-get install"]],
  ["a list of packages", run("apt-get install $(cat packages.txt)"), ["apt-get install"]],
  ["in a shell's own script", run('sh -c "apt-get install a"'), ["apt-get install"]],
  ["in a heredoc", "FROM a\nRUN <<EOF\napt-get update\napt-get install a\nEOF\n", ["apt-get install"]],
  ["yum, dnf, tdnf", run("yum install a && dnf remove b && tdnf update"), ["yum install", "dnf remove", "tdnf update"]],
  ["dnf with its flag", run("dnf -y install a && dnf install --assumeyes b && dnf --setopt=assumeyes=1 install c"), []],
  ["a group", run("dnf group install a"), ["dnf group install"]],
  ["dnf only fetching", run("dnf makecache && dnf clean all"), []],
  ["microdnf", run("microdnf install a", "example.com/ubi9/ubi-minimal:9.6"), ["microdnf install"]],
  ["microdnf that never asks", run("microdnf install a", "example.com/ubi8/ubi-minimal:8.10"), []],
  ["zypper", run("zypper in a && zypper -n in b && zypper install -y c && zypper ref"), ["zypper in"]],
  ["apk never asks", run("apk add a"), []],
  ["a stage nobody builds", "FROM a\nRUN apt-get install b\nFROM c\n", []],
  ["Windows", "FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN apt-get install a\n", []],
]);

expectFixes(noninteractiveFlag, [
  [
    "apt-get behind the verb",
    run("apt-get install --no-install-recommends a"),
    run("apt-get install -y --no-install-recommends a"),
  ],
  ["zypper before the verb", run("zypper install a"), run("zypper --non-interactive install a")],
  [
    "in a heredoc",
    "FROM a\nRUN <<EOF\nset -e\ndnf install a\nEOF\n",
    "FROM a\nRUN <<EOF\nset -e\ndnf install -y a\nEOF\n",
  ],
  ["lines with CRLF", "FROM a\r\nRUN apt-get install \\\r\n  a\r\n", "FROM a\r\nRUN apt-get install -y \\\r\n  a\r\n"],
]);

expectRefusals(noninteractiveFlag, [
  ["a condition", run("if true; then apt-get install a; fi"), "condition"],
  ["quotes", run('bash -c "apt-get install a"'), "quotes"],
  ["the exec form", run('["apt-get", "install", "a"]'), "quotes"],
  ["a trigger", "FROM a\nONBUILD RUN apt-get install a\n", "ONBUILD"],
]);

it.each([
  ["stops the build", "apt-get install a && b", "safe"],
  ["is passed over by a later command", "apt-get install a; b", "unsafe"],
  ["stops the build under set -e", "set -e; apt-get install a; b", "safe"],
  ["is passed over by ||", "apt-get install a || true", "unsafe"],
  ["is lost in a pipe", "apt-get install a | tee log", "unsafe"],
])("the fix where a failure %s", (_, script, safety) => {
  expect(problemsIn(noninteractiveFlag, run(script))[0]?.fixes?.[0]?.safety).toBe(safety);
});
