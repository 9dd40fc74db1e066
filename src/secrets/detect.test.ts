import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { findSecretsInText, secretDetectors } from "./detect.ts";
import { aiExamples } from "./detectors/ai.fixture.ts";
import { appExamples } from "./detectors/app.fixture.ts";
import { cloudExamples } from "./detectors/cloud.fixture.ts";
import { codeExamples } from "./detectors/code.fixture.ts";
import { dataExamples } from "./detectors/data.fixture.ts";
import { keyExamples } from "./detectors/key.fixture.ts";
import { messageExamples } from "./detectors/message.fixture.ts";
import { paymentExamples } from "./detectors/payment.fixture.ts";
import { placeExamples } from "./detectors/place.fixture.ts";
import { tokenDetectors } from "./detectors/tokens.ts";
import { githubToken, hex, mixed, privateKey, upper } from "./samples.fixture.ts";

const families = [
  keyExamples,
  codeExamples,
  cloudExamples,
  aiExamples,
  messageExamples,
  paymentExamples,
  dataExamples,
  appExamples,
  placeExamples,
];
const examples = Object.assign({}, ...families) as typeof keyExamples;

/** What was promised. */
const fewestKinds = 120;

const harmless: readonly (readonly [string, string])[] = [
  ["integrity of a lock file", `"integrity": "sha512-${mixed(86)}=="`],
  ["commit", `RUN git checkout ${hex(40)}`],
  ["digest", `FROM debian@sha256:${hex(64)}`],
  ["checksum", `echo "${hex(64)}  x.tgz" | sha256sum -c -`],
  ["UUID", `id=${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`],
  ["picture", `data:image/png;base64,iVBORw0KGgo${mixed(900)}`],
  ["public key", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${mixed(43)} me@host`],
  ["fingerprints", `ENV GPG_KEYS ${hex(40).toUpperCase()} ${hex(40).toUpperCase()}`],
  ["package", "apk add libcrypto3=3.1.4-r5 openssl-dev=3.1.4"],
  ["secret mount", "RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm ci"],
];

describe("every detector", () => {
  it("has examples of its own, and a name of its own", () => {
    const named = families.flatMap((family) => Object.keys(family));
    expect(named.sort()).toEqual(secretDetectors.map(({ id }) => id).sort());
    console.log(
      `${secretDetectors.length} kinds of credential, ${tokenDetectors.length} of them by a mark of their own`,
    );
    expect(tokenDetectors.length).toBeGreaterThanOrEqual(fewestKinds);
  });

  for (const { id, rotate } of secretDetectors)
    it(`${id} says how to make it worthless`, () => {
      expect(rotate?.advice).toMatch(/^[A-Z].{10,}\.$/s);
      if (rotate?.page !== undefined) expect(new URL(rotate.page).protocol).toBe("https:");
    });

  for (const { id, starts, offset = 0 } of tokenDetectors)
    it(`${id} is silent on stand-ins of the same form, and inside longer words`, () => {
      for (const example of examples[id]?.bad ?? []) {
        const token = typeof example === "string" ? example : example[0];
        const mark = starts.find((each) => token.slice(offset).startsWith(each));
        if (mark === undefined) continue;
        const filled = (text: string) => text.replace(/[A-Za-z0-9]/g, "a");
        const standIn = filled(token.slice(0, offset)) + mark + filled(token.slice(offset + mark.length));
        for (const text of [standIn, `x${token}`])
          expect(findSecretsInText(text).filter(({ detector }) => detector === id)).toEqual([]);
      }
    });

  for (const [id, { bad, good }] of Object.entries(examples)) {
    for (const [index, example] of bad.entries())
      it(`${id} finds its example ${index + 1} in any surroundings`, () => {
        const [text, value] = typeof example === "string" ? [example, example] : example;
        for (const [before, after] of [
          ["", ""],
          ["RUN x '", "' && y\n"],
          ["\u00e9\n", "\n"],
        ] as const) {
          const whole = before + text + after;
          const found = findSecretsInText(whole).map((match) => [match.detector, whole.slice(match.start, match.end)]);
          expect(found).toContainEqual([id, value]);
        }
      });
    for (const text of good)
      it(`${id} is silent on ${text.slice(0, 12)}… (${text.length})`, () => {
        expect(findSecretsInText(text).filter(({ detector }) => detector === id)).toEqual([]);
      });
  }
});

describe("the scan", () => {
  for (const [what, text] of harmless)
    it(`is silent on a ${what}`, () => {
      expect(findSecretsInText(text)).toEqual([]);
    });

  it("keeps the more telling of two matches that overlap", () => {
    const token = githubToken;
    const matches = findSecretsInText(`git clone https://x:${token}@git.corp/x && export TOKEN=${token}`);
    expect(matches.map(({ detector }) => detector)).toEqual(["github-token", "github-token"]);
  });

  it("never tells any of the value", () => {
    const token = githubToken;
    expect(JSON.stringify(findSecretsInText(token))).not.toContain(mixed(6));
  });

  it("is surer of a password that nobody writes as an example, and of a key id beside its key", () => {
    const confidence = (text: string) => findSecretsInText(text)[0]?.confidence;
    expect(confidence("postgres://app:password@db/x")).toBe("medium");
    expect(confidence("postgres://app:s3cr3t@db/x")).toBe("high");
    expect(confidence(`AKIA${upper(16)}`)).toBe("medium");
    expect(confidence(`AKIA${upper(16)} ${mixed(40)}`)).toBe("high");
  });

  it("yields sorted spans inside the text, and never throws", () => {
    const starts = secretDetectors.flatMap((detector) => detector.starts);
    const piece = fc.oneof(
      fc.constantFrom(...starts),
      fc.constantFrom("=", ":", "@", '"', " ", "\n", "\\", "-----", mixed(40), hex(64), "$X"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        let last = 0;
        for (const { start, end } of findSecretsInText(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("takes bounded time on repeated beginnings", () => {
    const beginnings = secretDetectors.flatMap((detector) => detector.starts.slice(0, 1));
    const pieces = [...beginnings, ...hostilePieces];
    findSecretsInText(pieces.join(" "));
    for (const piece of pieces)
      for (const filler of ["", " ", "=", "/", "."]) {
        const text = (piece + filler).repeat(Math.ceil(hostileLength / (piece.length + filler.length)));
        // Many times what the worst takes on a quiet machine, best of three; what is not linear takes seconds.
        expect(
          bestTime(() => findSecretsInText(text), 400),
          JSON.stringify(piece + filler),
        ).toBeLessThan(400);
      }
  });

  it("reads 16 MB of one line, and of beginnings, in a time that grows with them", () => {
    const size = 16_000_000;
    const rows: readonly (readonly [what: string, piece: string, seconds: number])[] = [
      ["one line of letters", "abcdefghijklmnopqrstuvwxyz0", 8],
      ["one line of Base64", mixed(40), 8],
      ["headings of keys", `${"-".repeat(5)}BEGIN `, 20],
      ["beginnings of JSON Web Tokens", "eyJ", 8],
      ["beginnings of JSON Web Tokens with dots", "eyJhbGciOiJI.", 20],
      ["zeros", "\0", 8],
      ["marks", "ghp_glpat-sk-xoxb-", 20],
    ];
    for (const [what, piece, seconds] of rows) {
      const text = piece.repeat(Math.ceil(size / piece.length));
      expect(
        bestTime(() => findSecretsInText(text), seconds * 1000),
        what,
      ).toBeLessThan(seconds * 1000);
    }
  }, 600_000);
});

/** Long enough that what is not linear shows. */
const hostileLength = 20_000;

/** What follows or repeats a beginning, for patterns that look further. */
const hostilePieces = [
  privateKey.slice(0, 40),
  `"private_key":"${privateKey.slice(0, 5)}BEGIN ${"PRIVATE"} KEY${privateKey.slice(0, 5)}`,
  "eyJhbGciOi.",
  "a://b:c",
  "://a@",
  "token=",
  "pass ",
  'key\\"',
  "curl -u a:b",
  "--password ",
  `AKIA${"2".repeat(16)} `,
  "password=abc;",
  "server=a;password=abc;",
  `"d":"${"ab1".repeat(15)}" `,
  "machine a login b password ",
  `?sig=${"a1B2".repeat(11)}=`,
  "PuTTY-User-Key-File-2: a\nEncryption: none\nComment: b\nPublic-Lines: 1\n",
  '"auth":"',
  `"auth":"${"ab1".repeat(15)}"`,
  "1//0",
];

/** Milliseconds of the fastest of three runs; the first under the bound will do. */
function bestTime(run: () => unknown, bound: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && best >= bound; tries++) {
    const begin = cpuTime();
    run();
    best = Math.min(best, cpuTime() - begin);
  }
  return best;
}
