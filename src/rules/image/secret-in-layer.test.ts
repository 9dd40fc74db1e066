import { expect, it } from "vitest";
import { expectInImages, layer, problemsInImage } from "./facts.fixture.ts";
import { secretInLayer } from "./secret-in-layer.ts";

// In pieces: they have the form of real ones.
const stripe = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;
const env = { "app/.env": `A=1\nSTRIPE_KEY=${stripe}\nDB_PASSWORD=Xk29vQzp7Lw\n` };
const copy = layer("COPY . /app", env);

expectInImages(secretInLayer, [
  [
    "several in one file are one finding",
    { steps: [copy] },
    [
      [
        "COPY . /app",
        "Layer 1 (COPY . /app) has app/.env with a Stripe live key (line 2) and the value of DB_PASSWORD (line 3). Every container sees it",
      ],
    ],
  ],
  [
    "deleted later",
    { steps: [copy, layer("RUN rm /app/.env", { "app/.env": null })] },
    [
      [
        "COPY . /app",
        "Layer 2 (RUN rm /app/.env) deletes the file, and deleting it later does not help: everyone who has the image has layer 1",
      ],
    ],
  ],
  [
    "replaced later",
    { steps: [copy, layer("RUN clean", { "app/.env": "A=1\n" })] },
    [["COPY . /app", "Layer 2 (RUN clean) replaces the file"]],
  ],
  [
    "its folder deleted later",
    { steps: [copy, layer("RUN rm -r /app", { app: null })] },
    [["COPY . /app", "Layer 2 (RUN rm -r /app) deletes the file"]],
  ],
  [
    "the same file shipped again is no second secret",
    { steps: [copy, layer("RUN chown app /app/.env", env)] },
    [["COPY . /app", "replaces the file"]],
  ],
  [
    "two files",
    { steps: [layer("COPY . /app", { "app/b.js": `x("${stripe}")`, "app/a.js": `x("${stripe}")` })] },
    [
      ["COPY . /app", "app/a.js"],
      ["COPY . /app", "app/b.js"],
    ],
  ],
  [
    "below tests and without certainty is another rule's",
    { steps: [layer("COPY . /app", { "app/tests/.env": "DB_PASSWORD=Xk29vQzp7Lw\n" })] },
    [],
  ],
  [
    "stand-ins, others' code",
    { steps: [layer("COPY . /app", { "app/.env": "KEY=changeme\n", "app/node_modules/a/b.js": `x("${stripe}")` })] },
    [],
  ],
]);

it("says how the credential is made worthless, and nowhere what it is", () => {
  const [found] = problemsInImage(secretInLayer, { steps: [copy, layer("RUN rm /app/.env", { "app/.env": null })] });
  expect(found?.problem.related?.map(({ message }) => message).join("\n")).toMatch(/deleted here[\s\S]*Roll the key/);
  expect(JSON.stringify(found)).not.toContain(stripe.slice(8));
});
