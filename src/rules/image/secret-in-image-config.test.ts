import { expect, it } from "vitest";
import { expectInImages, problemsInImage, setting } from "./facts.fixture.ts";
import { secretInImageConfig } from "./secret-in-image-config.ts";

// In pieces: it has the form of a real one.
const stripe = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;

expectInImages(secretInImageConfig, [
  [
    "environment, at the step that set it",
    { steps: [setting("ENV DB_PASSWORD=Xk29vQzp7Lw"), setting("ENV A=1")], env: ["DB_PASSWORD=Xk29vQzp7Lw", "A=1"] },
    [["ENV DB_PASSWORD=***", "The environment of the image's config holds the value of DB_PASSWORD"]],
  ],
  [
    "environment without a step",
    { steps: [setting("USER 1")], env: ["DB_PASSWORD=Xk29vQzp7Lw"] },
    [["USER 1", "the value of DB_PASSWORD"]],
  ],
  [
    "a label",
    { steps: [setting("LABEL a=b")], labels: { a: stripe } },
    [["LABEL a=b", "The labels of the image's config hold a (Stripe live key)"]],
  ],
  [
    "a command",
    { steps: [setting("CMD run")], cmd: ["run", stripe] },
    [["CMD run", "The CMD of the image's config holds a Stripe live key"]],
  ],
  [
    "an option of the program, by its name",
    { steps: [setting("CMD run")], cmd: ["run", "--db-password=k3VbQ9zLmT7wXr2P"] },
    [["CMD run", "The CMD of the image's config holds the value of db-password: docker inspect shows it."]],
  ],
  [
    "a stand-in, a path",
    { steps: [setting("ENV A=1")], env: ["DB_PASSWORD=changeme", "TOKEN_FILE=/run/secrets/a"] },
    [],
  ],
]);

it.each([
  ["a format", stripe, "critical"],
  ["an address", "postgres://me:k3VbQ9zLmT7w@db/a", "high"],
  ["a name", "k3VbQ9zLmT7wXr2P", "high"],
])("%s: only what has the format of a working credential is critical", (_, value, severity) => {
  const [found] = problemsInImage(secretInImageConfig, { steps: [], env: [`APP_SECRET=${value}`] });
  expect(found?.problem.severity).toBe(severity);
});
