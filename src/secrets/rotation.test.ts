import { expect, it } from "vitest";
import { secretDetectors } from "./detect.ts";
import { pushedStays, rotationOf, rotationText } from "./rotation.ts";

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

it("as sentences it ends with what holds for every credential", () => {
  for (const id of ["github-token", "env-file"]) expect(rotationText(id).endsWith(pushedStays)).toBe(true);
  expect(rotationText("github-token")).toContain("https://docs.github.com/");
});
