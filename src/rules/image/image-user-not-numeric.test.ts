import { debian, expectInImages, setting } from "./facts.fixture.ts";
import { imageUserNotNumeric } from "./image-user-not-numeric.ts";

expectInImages(imageUserNotNumeric, [
  ["a name", { steps: [debian, setting("USER nobody")], user: "nobody" }, [["USER nobody", "but can of 65534"]]],
  [
    "a name with a group",
    { steps: [debian, setting("USER nobody:0")], user: "nobody:0" },
    [["USER nobody:0", "USER nobody is a name"]],
  ],
  ["a number", { steps: [debian, setting("USER 65534")], user: "65534" }, []],
  ["root", { steps: [debian, setting("USER root")], user: "root" }, []],
  ["nobody knows it", { steps: [debian, setting("USER app")], user: "app" }, []],
  ["none", { steps: [debian] }, []],
]);
