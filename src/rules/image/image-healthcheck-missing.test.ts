import { expectInImages, setting } from "./facts.fixture.ts";
import { imageHealthcheckMissing } from "./image-healthcheck-missing.ts";

const steps = [setting("EXPOSE [80/tcp]"), setting("CMD x")];
const exposedPorts = ["80/tcp"];

expectInImages(imageHealthcheckMissing, [
  ["a port and no check", { steps, exposedPorts }, [["EXPOSE 80", "serves a port"]]],
  [
    "a check that the config lost",
    { steps: [setting("HEALTHCHECK CMD x"), ...steps], exposedPorts },
    [["HEALTHCHECK CMD x", "--format docker"]],
  ],
  ["none on purpose, lost", { steps: [setting("HEALTHCHECK NONE"), ...steps], exposedPorts }, []],
  ["a check", { steps, exposedPorts, healthcheck: ["CMD", "x"] }, []],
  ["none on purpose", { steps, exposedPorts, healthcheck: ["NONE"] }, []],
  ["no port", { steps }, []],
]);
