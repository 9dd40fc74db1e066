import { doubtfulSecretInLayer } from "./doubtful-secret-in-layer.ts";
import { expectInImages, layer } from "./facts.fixture.ts";

const env = "DB_PASSWORD=Xk29vQzp7Lw\n";

expectInImages(doubtfulSecretInLayer, [
  [
    "all of one layer",
    { steps: [layer("COPY . /app", { "app/tests/.env": env, "app/examples/.env": env })] },
    [
      [
        "COPY . /app",
        "may hold secrets: the value of DB_PASSWORD (line 1) in app/examples/.env and the value of DB_PASSWORD (line 1) in app/tests/.env",
      ],
    ],
  ],
  ["sure ones are another rule's", { steps: [layer("COPY . /app", { "app/.env": env })] }, []],
]);
