import { expectInScript, expectInService } from "./parts/cases.fixture.ts";
import { privilegedHostPort } from "./privileged-host-port.ts";

expectInService(privilegedHostPort, [
  ["SSH and DNS", "ports: ['22:22', '53:53/udp']", ["info '22:22'", "info '53:53/udp'"]],
  ["the web and high ports", "ports: ['80:80', '443:443', '1024:22']", []],
  ["a port the engine picks", "ports: ['22']", []],
]);

expectInScript(privilegedHostPort, [["-p", "docker run -p 25:25 alpine:3.24", ["25:25"]]]);
