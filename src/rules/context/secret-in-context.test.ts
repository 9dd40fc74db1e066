import { describe, expect, it } from "vitest";
import { memoryProject } from "../../project/memory-project.ts";
import { problemsInFiles } from "../testing.ts";
import {
  contextSecrets,
  maxJudgedFiles,
  maxScannedBytes,
  maxScannedFileBytes,
  maxScannedFiles,
} from "./parts/context-secrets.ts";
import { secretInContext as rule } from "./secret-in-context.ts";

/** Made up, and in two pieces for the scanners of others. */
const password = `DB_PASSWORD=${"k7Wq"}${"ZmV2pLx9"}\n`;
const key = [
  "-----BEGIN PRIVATE KEY-----",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
  `${"VJTUt9Us8cKj"}${"MzEfYyjiWA4R4"}`,
  "-----END PRIVATE KEY-----",
  "",
].join("\n");
const token = `sk_${"live_"}${"51HqLyjWDarjtT1zdp7dcA1b"}`;
const all = "FROM a\nWORKDIR /app\nCOPY . .\n";

type Files = Readonly<Record<string, string>>;

function found(files: Files): readonly string[] {
  return problemsInFiles(rule, files).map(
    ({ problem, text }) => `${text}: ${problem.severity} ${problem.confidence}: ${problem.message}`,
  );
}

describe("what is said", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      "shipped",
      { Dockerfile: all, ".env": password, a: "" },
      [".: critical medium: COPY puts .env (value of DB_PASSWORD) into the image, for everyone who can pull it."],
    ],
    ["left out", { Dockerfile: all, ".env": password, ".dockerignore": ".env\n" }, []],
    [
      "left out, and taken in again",
      { Dockerfile: all, "config/.env": password, ".dockerignore": "**/.env\n!config/*\n" },
      [
        ".: critical medium: COPY puts config/.env (value of DB_PASSWORD) into the image, for everyone who can pull it.",
      ],
    ],
    ["left out of this COPY", { Dockerfile: "FROM a\nCOPY --exclude=.env . /x\n", ".env": "A=1\n" }, []],
    [
      "several files of one COPY are one finding",
      { Dockerfile: all, ".env": password, "certs/a.key": key },
      [
        ".: critical high: COPY puts .env (value of DB_PASSWORD) and certs/a.key (private key) into the image, for everyone who can pull it.",
      ],
    ],
    [
      "named by the COPY",
      { Dockerfile: "FROM a\nCOPY certs/a.key /etc/a.key\n", "certs/a.key": key },
      ["certs/a.key: critical high: COPY puts certs/a.key (private key) into the image, for everyone who can pull it."],
    ],
    [
      "only in a stage that is built from",
      {
        Dockerfile: "FROM a AS b\nWORKDIR /app\nCOPY . .\nRUN make\nFROM c\nCOPY --from=b /app/bin /bin/\n",
        ".env": password,
        "bin/a": "",
      },
      [".: medium medium: COPY puts .env (value of DB_PASSWORD) into stage b, where layers and build caches keep it."],
    ],
    ["in a stage that is not built", { Dockerfile: "FROM a AS b\nCOPY . .\nFROM c\n", a: "" }, []],
    [
      "merely there",
      { Dockerfile: "FROM a\nCOPY src /x\n", "src/a": "", ".env": password },
      [
        "FROM: low medium: The build context holds .env (value of DB_PASSWORD); no COPY takes it today, and the next COPY . would.",
      ],
    ],
    [
      "there for a mount",
      { Dockerfile: "FROM a\nRUN --mount=type=bind,source=.env,target=/e true\n", ".env": password },
      [],
    ],
    [
      "without a secret in it",
      { Dockerfile: all, ".env": "PORT=3000\n", "ca.pem": "-----BEGIN CERTIFICATE-----\n" },
      [],
    ],
    [
      "made up, and merely there",
      { Dockerfile: "FROM a\nCOPY src /x\n", "src/a": "", "tests/fixtures/a.key": key },
      [],
    ],
    ["of others", { Dockerfile: all, a: "", "node_modules/x/a.key": key }, []],
    [
      "a credential in the program",
      { Dockerfile: all, "src/a.js": `const token = "${token}";\n` },
      [".: critical high: COPY puts src/a.js (Stripe live key) into the image, for everyone who can pull it."],
    ],
    [
      "a credential in the Dockerfile itself, of which other rules speak",
      { Dockerfile: `${all}# ${token}\n`, a: "" },
      [],
    ],
    [
      "a credential in a program that no COPY takes",
      { Dockerfile: "FROM a\nCOPY x /x\n", x: "", "src/a.js": `"${token}"\n` },
      [],
    ],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });
});

it("tells the way into the image", () => {
  const files = {
    Dockerfile: "FROM a AS b\nWORKDIR /app\nCOPY . .\nFROM c\nCOPY --from=b /app /srv\n",
    ".env": password,
  };
  const [one] = problemsInFiles(rule, files);
  expect(one?.problem.related?.map(({ message }) => message)).toEqual([
    ".env comes into stage b.",
    "From there it is copied into stage 1 as /srv/.env.",
    expect.stringContaining("history of git"),
  ]);
});

describe("the fix", () => {
  const fixesOf = (files: Files) => problemsInFiles(rule, files).map(({ problem }) => problem);
  it("leaves just the files out, and says what is left to do", () => {
    const [problem] = fixesOf({ Dockerfile: all, ".env": password, a: "" });
    const [fix] = problem?.fixes ?? [];
    expect(fix).toMatchObject({
      safety: "unsafe",
      edits: [{ path: ".dockerignore", start: 0, end: 0, text: "# Secrets\n.env\n" }],
    });
    expect(fix?.followUp?.join("\n")).toMatch(/--env-file \.env IMAGE[\s\S]*history of git/);
  });
  it("is safe where no COPY takes the file", () => {
    const [problem] = fixesOf({ Dockerfile: "FROM a\nCOPY src /x\n", "src/a": "", ".env": password });
    expect(problem?.fixes?.[0]?.safety).toBe("safe");
  });
  it.each<readonly [string, Files, string]>([
    ["a COPY names it", { Dockerfile: "FROM a\nCOPY a.key /x\n", "a.key": key }, "COPY on line 2 names it"],
    ["it is part of the program", { Dockerfile: all, "src/a.js": `"${token}"\n` }, "part of the program"],
    ["a RUN reads it", { Dockerfile: `${all}RUN . ./.env && make\n`, ".env": password }, "RUN on line 4 names .env"],
  ])("is refused where %s", (_, files, words) => {
    const [problem] = fixesOf(files);
    expect(problem?.fixes).toBeUndefined();
    expect(problem?.refusal).toContain(words);
  });
  it("never shows the value", () => {
    expect(JSON.stringify(fixesOf({ Dockerfile: all, ".env": password, "src/a.js": `"${token}"\n` }))).not.toMatch(
      /k7Wq|51HqLyjW/,
    );
  });
});

describe("what is looked into", () => {
  const contextOf = (files: Files) => {
    const unit = memoryProject(files).unit("Dockerfile");
    const [context] = unit?.facts(unit.source).contexts ?? [];
    if (!context) throw new Error("the Dockerfile has no context");
    return context;
  };
  it("skips and counts files past the limits", () => {
    const large = `"${token}"${" ".repeat(maxScannedFileBytes)}`;
    const { secrets, unread } = contextSecrets(
      contextOf({ Dockerfile: all, "src/a.js": large, "src/b.js": `"${token}"` }),
    );
    expect(secrets.map(({ file }) => file.path)).toEqual(["src/b.js"]);
    expect(unread).toEqual({ files: 1, bytes: large.length });
  });
  it("looks into so many files and no more", () => {
    const many = Object.fromEntries(Array.from({ length: maxScannedFiles + 5 }, (_, at) => [`src/f${at}.js`, "x"]));
    expect(contextSecrets(contextOf({ Dockerfile: "FROM a\nCOPY src /x\n", ...many })).unread.files).toBe(5);
  });
  it("judges so many files of telling names and no more", () => {
    const many = Object.fromEntries(Array.from({ length: maxJudgedFiles + 3 }, (_, at) => [`f${at}/.env`, "A=1\n"]));
    expect(contextSecrets(contextOf({ Dockerfile: "FROM a\n", ...many })).unread.files).toBe(3);
  });
  it("reads so many bytes and no more", () => {
    const text = "x".repeat(maxScannedFileBytes);
    const count = Math.floor(maxScannedBytes / text.length) + 2;
    const many = Object.fromEntries(Array.from({ length: count }, (_, at) => [`src/f${at}.js`, text]));
    expect(contextSecrets(contextOf({ Dockerfile: "FROM a\nCOPY src /x\n", ...many })).unread.files).toBe(2);
  });
});
