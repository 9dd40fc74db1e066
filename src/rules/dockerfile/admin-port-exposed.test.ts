import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { adminPortExposed } from "./admin-port-exposed.ts";

expectProblems(adminPortExposed, [
  ["each of them", "FROM a\nEXPOSE 80 22/tcp 3389\n", ["22/tcp", "3389"]],
  ["a range", "FROM a\nEXPOSE 20-30 1-1000\n", ["20-30"]],
  ["a variable", "FROM a\nARG PORT=22\nEXPOSE $PORT\n", ["$PORT"]],
  ["UDP, and others", "FROM a\nEXPOSE 22/udp 2222 8080\n", []],
  ["CouchDB's 5985", "FROM a\nEXPOSE 5985\n", []],
  ["a stage that only builds", "FROM a AS b\nEXPOSE 22\nFROM a\nCOPY --from=b /a /a\n", []],
  ["inherited", "FROM a AS b\nEXPOSE 22\nFROM b\n", ["22"]],
]);

it("admin-port-exposed: the open Docker API is worse", () => {
  expect(problemsIn(adminPortExposed, "FROM a\nEXPOSE 2375 22\n").map(({ severity }) => severity)).toEqual([
    "high",
    undefined,
  ]);
});
