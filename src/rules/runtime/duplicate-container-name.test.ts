import { expect, it } from "vitest";
import { duplicateContainerName } from "./duplicate-container-name.ts";
import { expectInCompose, foundIn } from "./parts/cases.fixture.ts";

const two = (a: string, b: string) => `services:\n  a:\n    image: a:1\n${a}  b:\n    image: b:1\n${b}`;

expectInCompose(duplicateContainerName, [
  ["one name twice", two("    container_name: x\n", '    container_name: "x"\n'), ['"x"']],
  ["two names", two("    container_name: x\n", "    container_name: y\n"), []],
  ["one of them always", two("    container_name: x\n", "    container_name: x\n    profiles: [p]\n"), ["x"]],
  [
    "one profile",
    two("    container_name: x\n    profiles: [p, q]\n", "    container_name: x\n    profiles: [q]\n"),
    ["x"],
  ],
  ["two profiles", two("    container_name: x\n    profiles: [p]\n", "    container_name: x\n    profiles: [q]\n"), []],
  ["a variable", two("    container_name: ${A}\n", "    container_name: ${A}\n"), []],
]);

it("duplicate-container-name: a service is compared with a hundred of its name", () => {
  const one = (index: number) => `  s${index}:\n    image: a:1\n    container_name: x\n    profiles: [p${index}]\n`;
  const services = Array.from({ length: 110 }, (_, index) => one(index)).join("");
  const last = (profile: string) => `  last:\n    image: a:1\n    container_name: x\n    profiles: [${profile}]\n`;
  expect(foundIn(duplicateContainerName, `services:\n${services}${last("p99")}`)).toEqual(["x"]);
  expect(foundIn(duplicateContainerName, `services:\n${services}${last("p105")}`)).toEqual([]);
});
