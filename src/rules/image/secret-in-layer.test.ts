import { expect, it } from "vitest";
import { expectInImages, layer, problemsInImage } from "./facts.fixture.ts";
import { secretInLayer } from "./secret-in-layer.ts";

// In pieces: they have the form of real ones.
const stripe = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;
const privateKey = [
  `-----BEGIN ${"OPENSSH PRIVATE"} KEY-----`,
  ...Array.from(
    { length: 6 },
    (_, at) => `${"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW"}${at}x`,
  ),
  `-----END ${"OPENSSH PRIVATE"} KEY-----`,
  "",
].join("\n");
const env = { "app/.env": `A=1\nSTRIPE_KEY=${stripe}\nDB_PASSWORD=Xk29vQzp7Lw\n` };
const copy = layer("COPY . /app", env);

expectInImages(secretInLayer, [
  [
    "several in one file are one finding",
    { steps: [copy] },
    [
      [
        "COPY . /app",
        "app/.env in layer 1 (COPY . /app) holds a Stripe live key (line 2) and the value of DB_PASSWORD (line 3). Every container sees it.",
      ],
    ],
  ],
  [
    "deleted later",
    { steps: [copy, layer("RUN rm /app/.env", { "app/.env": null })] },
    [
      [
        "COPY . /app",
        "Layer 2 (RUN rm /app/.env) deletes it, which does not help: everyone who has the image has layer 1 too.",
      ],
    ],
  ],
  [
    "replaced later",
    { steps: [copy, layer("RUN clean", { "app/.env": "A=1\n" })] },
    [["COPY . /app", "Layer 2 (RUN clean) replaces it"]],
  ],
  [
    "its folder deleted later",
    { steps: [copy, layer("RUN rm -r /app", { app: null })] },
    [["COPY . /app", "Layer 2 (RUN rm -r /app) deletes it"]],
  ],
  [
    "the same file shipped again is no second secret, and containers still see it",
    { steps: [copy, layer("RUN chown app /app/.env", env)] },
    [["COPY . /app", "Every container sees it."]],
  ],
  [
    "shipped again and deleted then",
    { steps: [copy, layer("RUN chown app /app/.env", env), layer("RUN rm /app/.env", { "app/.env": null })] },
    [["COPY . /app", "app/.env in layer 1 (COPY . /app) holds"]],
  ],
  [
    "an address in git's settings",
    { steps: [layer("COPY . /app", { "app/.git/config": '[remote "a"]\n\turl = https://me:letmein9@git.corp/a\n' })] },
    [["COPY . /app", "app/.git/config in layer 1 (COPY . /app) holds an address with a password (line 2)."]],
  ],
  ["a toolchain's own keys", { steps: [layer("COPY . /", { "usr/local/go/src/a/root_key.pem": privateKey })] }, []],
  [
    "host keys are one finding",
    {
      steps: [
        layer("RUN apt-get install ssh", {
          "etc/ssh/ssh_host_rsa_key": privateKey,
          "etc/ssh/ssh_host_ed25519_key": privateKey,
        }),
      ],
    },
    [
      [
        "RUN apt-get",
        "2 host keys of the SSH server are in layer 1 (RUN apt-get install ssh): all containers share them",
      ],
    ],
  ],
  [
    "host keys that were deleted no server uses",
    {
      steps: [
        layer("RUN a", { "etc/ssh/ssh_host_rsa_key": privateKey }),
        layer("RUN b", { "etc/ssh/ssh_host_rsa_key": null }),
      ],
    },
    [],
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
