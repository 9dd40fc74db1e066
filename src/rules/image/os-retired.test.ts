import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { osRetired } from "./os-retired.ts";

const today = "2026-11-21";
const alpine = layer("ADD alpine.tar.gz /", {
  "usr/lib/os-release": "ID=alpine\nVERSION_ID=3.19.1\n",
  "etc/alpine-release": "3.19.1\n",
});

expectInImages(osRetired, [
  [
    "Alpine, at the layer that says so",
    { steps: [alpine, layer("COPY a /", { a: "" })], today },
    [
      [
        "ADD alpine.tar.gz /",
        "The support of Alpine Linux 3.19, which usr/lib/os-release says this is, ended on 2025-11-01",
      ],
    ],
  ],
  ["a supported system", { steps: [debian], today }, []],
  ["nobody says what day it is", { steps: [alpine] }, []],
  ["no system", { steps: [layer("COPY a /", { a: "" })], today }, []],
]);
