import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";
import { restartPolicy } from "./restart-policy.ts";

expectInService(restartPolicy, [
  ["always", "restart: always", ["info always"]],
  ["until stopped", "restart: unless-stopped", ["info unless-stopped"]],
  ["on failure without a number", "restart: on-failure", ["info on-failure"]],
  ["more than five times", "restart: on-failure:10", ["info on-failure:10"]],
  ["a few times", "restart: on-failure:3", []],
  ["never", 'restart: "no"', []],
  ["not said", "init: true", []],
]);

expectInScript(restartPolicy, [["always", "docker run -d --restart=always alpine:3.24", ["always"]]]);

it("restart-policy: once a file", () => {
  const yaml = "services:\n  a: {image: 'a:1', restart: always}\n  b: {image: 'b:1', restart: always}\n";
  const problems = problemsInFiles(restartPolicy, { "compose.yaml": yaml });
  expect(problems.map(({ problem }) => problem.message)).toEqual([
    "Restarted without end when failing (always): a and b.",
  ]);
});
