import { healthcheckDisabled } from "./healthcheck-disabled.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";

expectInService(healthcheckDisabled, [
  ["disabled", "healthcheck: {disable: true}", ["info {disable: true}"]],
  ["a test of NONE", 'healthcheck:\n  test: ["NONE"]', ['info test: ["NONE"]']],
  ["not disabled", "healthcheck: {disable: false}", []],
  ["a check", "healthcheck: {test: curl -f http://localhost/}", []],
]);

expectInScript(healthcheckDisabled, [["the flag", "docker run --no-healthcheck alpine:3.24", ["--no-healthcheck"]]]);
