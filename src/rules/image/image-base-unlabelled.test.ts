import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { imageBaseUnlabelled } from "./image-base-unlabelled.ts";

const steps = [debian, layer("COPY a /a", { a: "" })];
const name = "org.opencontainers.image.base.name";
const digest = "org.opencontainers.image.base.digest";

expectInImages(imageBaseUnlabelled, [
  ["neither", { steps }, [["COPY a /a", `${name} and ${digest} are missing`]]],
  ["one of them", { steps, labels: { [name]: "debian:13" } }, [["COPY a /a", `${digest} is missing`]]],
  ["both", { steps, labels: { [name]: "debian:13", [digest]: "sha256:0" } }, []],
  ["a base image itself", { steps: [debian] }, []],
  ["nothing but a program", { steps: [layer("COPY a /a", { a: "" }), layer("COPY b /b", { b: "" })] }, []],
]);
