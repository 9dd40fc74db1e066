import { expectInScript, expectInService } from "./parts/cases.fixture.ts";
import { tmpfsExec } from "./tmpfs-exec.ts";

expectInService(tmpfsExec, [
  ["exec", "tmpfs: ['/tmp:exec,size=1m']", ["low '/tmp:exec,size=1m'"]],
  ["suid", "tmpfs:\n  - /run:rw,suid", ["low /run:rw,suid"]],
  ["the defaults", "tmpfs: [/tmp, '/run:size=1m,noexec,nosuid']", []],
]);

expectInScript(tmpfsExec, [
  ["exec", "docker run --tmpfs /tmp:rw,exec alpine:3.24", ["/tmp:rw,exec"]],
  ["the defaults", "docker run --tmpfs /tmp alpine:3.24", []],
]);
