import { expectProblems } from "../testing.ts";
import { pointlessCommand } from "./pointless-command.ts";

const run = (script: string) => `FROM a\nRUN ${script}\n`;

expectProblems(pointlessCommand, [
  ["an editor", run("vim /etc/hosts"), ["vim"]],
  ["an editor told what to do", run("vim -c quit x && emacs --batch x && vim +PlugInstall"), []],
  ["looking around", run("free -m && top"), ["free", "top"]],
  ["a filter", run("a | more && ps aux | grep b"), []],
  ["a service at the end", run("service b start"), ["service"]],
  ["a service that is used", run("service b start && c"), []],
  ["a service stopped or asked", run("service b stop"), []],
  ["ssh", run("ssh host ls"), ["ssh"]],
  ["ssh with a mount", run("--mount=type=ssh ssh -T git@example.com"), []],
  ["only its version", run("ssh -V && top --version"), []],
  ["installing such a tool", run("apt-get install -y vim"), []],
]);
