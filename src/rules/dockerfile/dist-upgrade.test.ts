import { expectProblems } from "../testing.ts";
import { distUpgrade } from "./dist-upgrade.ts";

const run = (script: string) => `FROM a\nRUN ${script}\n`;

expectProblems(distUpgrade, [
  [
    "apt",
    run("apt-get update && apt-get -y dist-upgrade && apt full-upgrade -y"),
    ["apt-get -y dist-upgrade", "apt full-upgrade"],
  ],
  ["apt with a name still upgrades all", run("apt-get upgrade -y openssl"), ["apt-get upgrade"]],
  ["one package", run("apk upgrade openssl && yum update -y openssl && dnf upgrade -y a && zypper up b"), []],
  [
    "apk, yum, dnf",
    run("apk -U upgrade && yum -y update && dnf upgrade --security"),
    ["apk -U upgrade", "yum -y update", "dnf upgrade"],
  ],
  ["zypper", run("zypper -n dup && zypper patch && zypper ref"), ["zypper -n dup", "zypper patch"]],
  ["lists only", run("apt-get update && apk update && dnf makecache"), []],
  ["a dry run", run("apt-get -s upgrade"), []],
]);
