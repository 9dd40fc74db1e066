import { expect, it } from "vitest";
import { problemsInFiles } from "../testing.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";
import { portNotBound } from "./port-not-bound.ts";

expectInService(portNotBound, [
  ["the first of them", "ports: ['8080:80', '8443:443']", ["info '8080:80'"]],
  ["an address", "ports: ['127.0.0.1:8080:80']", []],
  ["none", "expose: [80]", []],
]);

expectInScript(portNotBound, [["-p", "docker run -p 8080:80 nginx:1.29", ["8080:80"]]]);

it("port-not-bound: lists the services", () => {
  const yaml = "services:\n  a: {image: 'a:1', ports: ['80:80', '443:443']}\n  b: {image: 'b:1', ports: ['3000']}\n";
  expect(problemsInFiles(portNotBound, { "compose.yaml": yaml }).map(({ problem }) => problem.message)).toEqual([
    "Open on every address of the host: a (80 and 443) and b (3000).",
  ]);
});
