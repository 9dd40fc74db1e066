import { expectInImages, layer } from "./facts.fixture.ts";
import { imageOld } from "./image-old.ts";

const steps = [layer("COPY a /a", { a: "" })];
const today = "2026-11-21";

expectInImages(imageOld, [
  [
    "a day too old",
    { steps, created: "2026-05-24T23:59:59Z", today },
    [["COPY a /a", "built on 2026-05-24, 181 days ago"]],
  ],
  ["just not", { steps, created: "2026-05-25T00:00:00Z", today }, []],
  ["a date of reproducible builds", { steps, created: "1980-01-01T00:00:01Z", today }, []],
  ["no date", { steps, created: "0001-01-01T00:00:00Z", today }, []],
  ["the future", { steps, created: "2030-01-01T00:00:00Z", today }, []],
  ["nobody says what day it is", { steps, created: "2020-01-01T00:00:00Z" }, []],
]);
