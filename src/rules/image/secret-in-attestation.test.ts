import { expectInImages, layer, setting } from "./facts.fixture.ts";
import { secretInAttestation } from "./secret-in-attestation.ts";

const steps = [layer("COPY a /a", { a: "" })];
const attestation = (args: object) => ({
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: { buildDefinition: { externalParameters: { request: { args } } } },
});

expectInImages(secretInAttestation, [
  [
    "a build argument",
    { steps, attestation: attestation({ "build-arg:DB_PASSWORD": "Xk29vQzp7Lw" }) },
    [["COPY a /a", "attestation beside the image shows the value of DB_PASSWORD"]],
  ],
  [
    "at the ARG, where the history has it",
    {
      steps: [setting("ARG A DB_PASSWORD=x"), ...steps],
      attestation: attestation({ "build-arg:DB_PASSWORD": "Xk29vQzp7Lw" }),
    },
    [["ARG A DB_PASSWORD", "shows the value of DB_PASSWORD"]],
  ],
  ["nothing secret", { steps, attestation: attestation({ "build-arg:NODE_VERSION": "24", target: "app" }) }, []],
  ["none", { steps }, []],
]);
