import { loggingOff } from "./logging-off.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";

expectInService(loggingOff, [
  ["none", 'logging:\n  driver: "none"', ['low "none"']],
  ["another driver", "logging: {driver: local}", []],
  ["options alone", "logging: {options: {max-size: 1m}}", []],
]);

expectInScript(loggingOff, [
  ["none", "docker run --log-driver none alpine:3.24", ["none"]],
  ["another", "docker run --log-driver=local alpine:3.24", []],
]);
