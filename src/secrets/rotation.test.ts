import { expect, it } from "vitest";
import { secretDetectors } from "./detect.ts";
import { pushedStays, rotationOf } from "./rotation.ts";

it("every detector and kind of file says what to do, and others get what always holds", () => {
  for (const id of [
    ...secretDetectors.map((detector) => detector.id),
    "env-file",
    "key-store",
    "kube-config",
    "no such id",
  ])
    expect(rotationOf(id).advice).toMatch(/^[A-Z].{10,}\.$/s);
  expect(rotationOf("github-token").page).toContain("docs.github.com");
  expect(rotationOf("env-file").page).toBeUndefined();
  expect(pushedStays).toMatch(/history of git/);
});
