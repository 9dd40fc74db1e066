import { expectInImages, layer, setting } from "./facts.fixture.ts";
import { secretInHistory } from "./secret-in-history.ts";

// In pieces: it has the form of a real one.
const stripe = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;

expectInImages(secretInHistory, [
  [
    "a build argument, once for all its steps",
    {
      steps: [
        setting(`ARG KEY=${stripe}`),
        layer(`RUN |1 KEY=${stripe} /bin/sh -c a # buildkit`, { a: "" }),
        layer(`RUN |1 KEY=${stripe} /bin/sh -c b # buildkit`, { b: "" }),
      ],
    },
    [["ARG KEY=", "the build argument KEY (Stripe live key): docker history prints it"]],
  ],
  [
    "a command",
    { steps: [layer(`RUN /bin/sh -c curl -H 'X: ${stripe}' x # buildkit`, { a: "" })] },
    [["RUN curl", "The image's history shows a Stripe live key"]],
  ],
  [
    "a variable that was set again",
    { steps: [setting("ENV DB_PASSWORD=Xk29vQzp7Lw"), setting("ENV DB_PASSWORD=")], env: ["DB_PASSWORD="] },
    [["ENV DB_PASSWORD=***", "the value of DB_PASSWORD"]],
  ],
  [
    "what the config still has is another rule's",
    { steps: [setting("ENV DB_PASSWORD=Xk29vQzp7Lw")], env: ["DB_PASSWORD=Xk29vQzp7Lw"] },
    [],
  ],
  [
    "a build argument by its name alone",
    { steps: [layer("RUN |1 API_TOKEN=Zk29vQzp7LwQQ1 /bin/sh -c a # buildkit", { a: "" })] },
    [["RUN a", "shows the build argument API_TOKEN: docker"]],
  ],
  ["nothing secret", { steps: [layer("RUN |1 NODE_VERSION=24 /bin/sh -c a", { a: "" })] }, []],
]);
