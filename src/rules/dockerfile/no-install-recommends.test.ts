import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { noInstallRecommends } from "./no-install-recommends.ts";

const run = (script: string, base = "debian:13") => `FROM ${base}\nRUN ${script}\n`;

expectProblems(noInstallRecommends, [
  ["apt-get and apt", run("apt-get install -y a && apt install -y b"), ["apt-get install", "apt install"]],
  [
    "the flag anywhere",
    run("apt-get --no-install-recommends install a && apt-get install b --no-install-recommends"),
    [],
  ],
  ["as an option", run("apt-get -o APT::Install-Recommends=false install a"), []],
  ["asked for", run("apt-get install --install-recommends a"), []],
  ["suggestions are something else", run("apt-get install --no-install-suggests a"), ["apt-get install"]],
  [
    "configured earlier",
    "FROM a\nRUN echo 'APT::Install-Recommends \"0\";' > /etc/apt/apt.conf.d/9\nRUN apt-get install b\n",
    [],
  ],
  ["configured by files", "FROM a\nCOPY etc/ /etc/apt/\nRUN apt-get install b\n", []],
  ["a variable that may hold it", "FROM a\nARG FLAGS\nRUN apt-get install $FLAGS b\n", []],
  ["packages in a variable", run("apt-get install $PACKAGES"), ["apt-get install"]],
  ["packages of a pipe", run("cat list | xargs apt-get install -y"), ["apt-get install"]],
  ["no package", run("apt-get install -f -y"), []],
  ["other verbs", run("apt-get upgrade -y && apt-get remove a"), []],
  ["a base that does not take them", run("apt-get install a", "bitnami/minideb:bookworm"), []],
  ["a builder stage", "FROM a AS b\nRUN apt-get install c\nFROM scratch\nCOPY --from=b /x /x\n", []],
]);

expectFixes(noInstallRecommends, [
  ["one line", run("apt-get install -y a"), run("apt-get install --no-install-recommends -y a")],
  [
    "several",
    run("apt-get install a && apt install b"),
    run("apt-get install --no-install-recommends a && apt install --no-install-recommends b"),
  ],
  [
    "a heredoc",
    "FROM a\nRUN <<EOF\napt-get install a\nEOF\n",
    "FROM a\nRUN <<EOF\napt-get install --no-install-recommends a\nEOF\n",
  ],
]);

expectRefusals(noInstallRecommends, [
  ["a condition", run("test -x b || apt-get install a"), "condition"],
  ["quotes", run("sh -c 'apt-get install a'"), "quotes"],
  ["a trigger", "FROM a\nONBUILD RUN apt-get install a\n", "ONBUILD"],
]);
