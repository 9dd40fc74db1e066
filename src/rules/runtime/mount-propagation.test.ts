import { mountPropagation } from "./mount-propagation.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";

expectInService(mountPropagation, [
  ["shared", "volumes: ['/mnt/a:/a:shared']", ["medium '/mnt/a:/a:shared'"]],
  ["beside others", "volumes: ['/mnt/a:/a:ro,rshared']", ["medium '/mnt/a:/a:ro,rshared'"]],
  ["one way, or none", "volumes: ['/a:/a:rslave', '/b:/b:slave', '/c:/c:private', '/d:/d']", []],
  [
    "the long syntax",
    "volumes:\n  - {type: bind, source: /a, target: /a, bind: {propagation: rshared}}",
    ["medium {type: bind, source: /a, target: /a, bind: {propagation: rshared}}"],
  ],
]);

expectInScript(mountPropagation, [
  ["-v", "docker run -v /mnt:/mnt:rshared alpine:3.24", ["/mnt:/mnt:rshared"]],
  [
    "--mount",
    "docker run --mount type=bind,src=/a,dst=/a,bind-propagation=rshared alpine:3.24",
    ["type=bind,src=/a,dst=/a,bind-propagation=rshared"],
  ],
]);
