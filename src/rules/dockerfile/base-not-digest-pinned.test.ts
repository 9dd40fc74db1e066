import { expect, it } from "vitest";
import { expectProblems, problemsIn } from "../testing.ts";
import { baseNotDigestPinned } from "./base-not-digest-pinned.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

expectProblems(baseNotDigestPinned, [
  ["once a file", "FROM node:24 AS a\nFROM nginx:1.30\nCOPY --from=a /a /a\n", ["node:24"]],
  ["the one without", `FROM node:24@${digest} AS a\nFROM nginx:1.30\nCOPY --from=a /a /a\n`, ["nginx:1.30"]],
  ["none without", `FROM node:24@${digest} AS a\nFROM scratch\nCOPY --from=a /a /a\n`, []],
  ["not in stages that are not built", `FROM node:24 AS a\nFROM nginx:1.30@${digest}\n`, []],
  ["not for unknown names", "ARG B\nFROM $B\n", []],
]);

it("base-not-digest-pinned: counts, and offers no digest", () => {
  const [problem] = problemsIn(baseNotDigestPinned, "FROM node:24 AS a\nFROM nginx:1.30\nCOPY --from=a /a /a\n");
  expect(problem?.message).toBe("2 of 2 images are not pinned by digest, node:24 first.");
  expect(problem?.related).toHaveLength(1);
  expect(problem?.fixes).toBeUndefined();
});
