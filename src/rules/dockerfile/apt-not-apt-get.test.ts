import { expectFixes, expectProblems, expectRefusals } from "../testing.ts";
import { aptNotAptGet } from "./apt-not-apt-get.ts";

const run = (script: string) => `FROM a\nRUN ${script}\n`;

expectProblems(aptNotAptGet, [
  ["once a RUN", run("apt update && apt install -y b"), ["apt"]],
  ["with its path", run("/usr/bin/apt update"), ["/usr/bin/apt"]],
  ["its relatives", run("apt-get update && apt-cache show a && apt-key list && apt-mark hold a"), []],
  ["a word in another command", run("echo apt install"), []],
  ["two RUNs", "FROM a\nRUN apt update\nRUN apt list\n", ["apt", "apt"]],
]);

expectFixes(aptNotAptGet, [
  ["every call of the RUN", run("apt update && apt install -y b"), run("apt-get update && apt-get install -y b")],
  ["the path", run("/usr/bin/apt update"), run("/usr/bin/apt-get update")],
  ["an upgrade that may add packages", run("apt -y upgrade"), run("apt-get -y upgrade --with-new-pkgs")],
  ["the full upgrade", run("apt full-upgrade -y"), run("apt-get dist-upgrade -y")],
  ["after sudo", run("sudo apt update"), run("sudo apt-get update")],
]);

expectRefusals(aptNotAptGet, [
  ["a verb of apt alone", run("apt list --installed"), "no list"],
  ["one such verb among others", run("apt update && apt search a"), "no search"],
  ["a variable for a verb", run("apt $VERB a"), "call like this"],
  ["a pattern", run("apt install -y 'php8*'"), "patterns"],
  ["quotes", run("sh -c 'apt update'"), "quotes"],
  ["a condition", run("if a; then apt update; fi"), "condition"],
]);
