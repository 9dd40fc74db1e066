import { debian, expectInImages, layer, setting } from "./facts.fixture.ts";
import { imageUserUnknown } from "./image-user-unknown.ts";

expectInImages(imageUserUnknown, [
  [
    "a name without a line",
    { steps: [debian, setting("USER node")], user: "node" },
    [["USER node", "USER node is nobody"]],
  ],
  [
    "a group without one",
    { steps: [debian, setting("USER root:staff")], user: "root:staff" },
    [["USER root:staff", "group staff"]],
  ],
  [
    "a number out of range",
    { steps: [debian, setting("USER 4294967296")], user: "4294967296" },
    [["USER", "outside the numbers"]],
  ],
  [
    "a name in an image without accounts",
    { steps: [layer("COPY app /app", { app: "" }), setting("USER app")], user: "app" },
    [["USER app", "no etc/passwd"]],
  ],
  ["a known name", { steps: [debian, setting("USER nobody")], user: "nobody" }, []],
  ["any number", { steps: [layer("COPY app /app", { app: "" })], user: "65532:65532" }, []],
  ["no USER", { steps: [debian] }, []],
  [
    "an etc/passwd without an account was not understood",
    { steps: [layer("COPY a /", { "etc/passwd": "?\n" })], user: "app" },
    [],
  ],
  [
    "a link to nothing",
    { steps: [layer("COPY a /", { "etc/passwd": { link: "/nix/store/x/passwd" } })], user: "app" },
    [],
  ],
]);
