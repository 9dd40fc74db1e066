import { expect, it } from "vitest";
import { expectInScript, expectInService, foundIn, service } from "./parts/cases.fixture.ts";
import { privilegedContainer } from "./privileged-container.ts";

expectInService(privilegedContainer, [
  ["switched on", "privileged: true", ["critical true"]],
  ["as a text", 'privileged: "true"', ['critical "true"']],
  ["switched off", "privileged: false", []],
  ["a variable with a default", "privileged: ${P:-true}", ["critical ${P:-true}"]],
  ["a variable nobody sets", "privileged: ${P}", []],
  ["of the build only", "build:\n  context: .\n  privileged: true", []],
]);

expectInScript(privilegedContainer, [
  ["the flag", "docker run --rm --privileged alpine:3.24 sh", ["--privileged"]],
  ["switched off", "docker run --privileged=false alpine:3.24", []],
  ["an argument of the program", "docker run alpine:3.24 tool --privileged", []],
  ["podman", "podman run --privileged alpine:3.24", ["--privileged"]],
]);

it("privileged-container: an engine inside a container is high", () => {
  expect(foundIn(privilegedContainer, service("privileged: true", "docker:29-dind"), true)).toEqual(["high true"]);
  expect(foundIn(privilegedContainer, service("privileged: true", "moby/buildkit:v0.25"), true)).toEqual(["high true"]);
});

it("privileged-container: one line that two services share is said once", () => {
  const yaml =
    "x-base: &base\n  privileged: true\nservices:\n  a:\n    <<: *base\n    image: a:1\n  b:\n    <<: *base\n    image: b:1\n";
  expect(foundIn(privilegedContainer, yaml)).toEqual(["true"]);
});
