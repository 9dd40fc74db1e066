import { expect, it } from "vitest";
import { githubToken } from "../secrets/samples.fixture.ts";
import { createSource } from "../text/source.ts";
import { loneDockerfile } from "./examine.ts";
import { secretMasker } from "./secret-values.ts";

// Values are put together here, so that no filter takes this file for a leak.
const value = "open" + "sesame-99";
const token = githubToken;

const hidden: [string, string][] = [
  ["ENV", `ENV DB_PASSWORD=${value}`],
  ["the legacy form of ENV", `ENV DB_PASSWORD ${value}`],
  ["ARG, in quotes", `ARG NPM_TOKEN="${value}"`],
  ["a trigger", `ONBUILD ENV API_KEY=${value}`],
  ["an assignment in a script", `RUN DB_PASSWORD=${value} make`],
  ["export in a heredoc", `RUN <<EOF\nexport MY_SECRET=${value}\nEOF`],
  ["an option of a client", `RUN mysql -uroot -p${value} db`],
  ["what chpasswd reads", `RUN echo root:${value} | chpasswd`],
  ["an address with a password", `RUN git clone https://me:${value}@example.com/x.git`],
  ["an assignment in a comment", `# DB_PASSWORD=${value}`],
];
it.each(hidden)("hides the value in %s", (_, line) => {
  const text = `FROM debian:13\n${line}\nCMD ["/server"]\n`;
  const shown = secretMasker([loneDockerfile(createSource("Dockerfile", text), {})], [])(text);
  expect(shown).not.toContain(value);
  expect(shown).toContain("***");
  expect(shown).toContain('CMD ["/server"]');
});

it("hides a known format even in a comment", () => {
  const text = `FROM debian:13\n# ${token}\n`;
  expect(secretMasker([loneDockerfile(createSource("Dockerfile", text), {})], [])(text)).not.toContain(token.slice(4));
});

it("leaves a file without secrets as it is", () => {
  const text =
    "FROM debian:13\nENV TOKENIZERS_PARALLELISM=false KEY_FILE=/run/secrets/key\nRUN npm_token=$(cat /x) make all\n";
  expect(secretMasker([loneDockerfile(createSource("Dockerfile", text), {})], [])(text)).toBe(text);
});
