import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { contextOf, firstTransfer, landings, serviceBuild } from "./context.fixture.ts";

const files = { ".env": "", "app.js": "", "docs/r.md": "", "src/one.js": "" };

/** Where `.env` of `COPY . .` in the first stage ends. */
function env(rest: string): string[] {
  const context = contextOf(`FROM node:24 AS build\nWORKDIR /app\nCOPY . .\n${rest}`, files);
  return landings(context).filter((landing) => landing.includes(".env"));
}

describe("the way of a file into the image", () => {
  const cases: [title: string, rest: string, ends: readonly string[]][] = [
    ["the only stage", "", ["/app/.env"]],
    ["a stage nobody uses", "FROM scratch\nCOPY app.js /\n", ["- .env"]],
    ["COPY --from of its folder", "FROM scratch\nCOPY --from=build /app /srv\n", ["/srv/.env"]],
    ["by the stage's number", "FROM scratch\nCOPY --from=0 /app /srv\n", ["/srv/.env"]],
    ["of another folder", "FROM scratch\nCOPY --from=build /app/dist /srv\n", ["- .env"]],
    ["of a folder with the same beginning", "FROM scratch\nCOPY --from=build /ap /srv\n", ["- .env"]],
    ["of the whole stage", "FROM scratch\nCOPY --from=build / /\n", ["/app/.env"]],
    ["of the file", "FROM scratch\nCOPY --from=build /app/.env /my.env\n", ["/my.env"]],
    ["of a glob", "FROM scratch\nCOPY --from=build /app/.e* /e/\n", ["/e/.env"]],
    ["with --exclude", "FROM scratch\nCOPY --from=build --exclude=.env /app /srv\n", ["- .env"]],
    ["with --parents", "FROM scratch\nCOPY --from=build --parents /app/.env /srv/\n", ["/srv/app/.env"]],
    [
      "through a second stage",
      "FROM scratch AS two\nCOPY --from=build /app /b\nFROM scratch\nCOPY --from=two /b /c\n",
      ["/c/.env"],
    ],
    ["a stage FROM it that is shipped", "FROM build\n", ["/app/.env"]],
    ["a stage FROM it that is copied from", "FROM build AS two\nFROM scratch\nCOPY --from=two /app /c\n", ["/c/.env"]],
    ["a mount does not ship", "FROM scratch\nRUN --mount=from=build,source=/app,target=/m true\n", ["- .env"]],
    ["a variable hides what is copied", "FROM scratch\nARG p\nCOPY --from=build $p /srv\n", ["- .env"]],
    [
      "a circle of stages",
      "COPY --from=two / /\nFROM scratch AS two\nCOPY --from=build / /x\nFROM scratch\n",
      ["- .env"],
    ],
  ];
  it.each(cases)("%s", (_, rest, ends) => {
    expect(env(rest)).toEqual(ends);
  });

  const ship = "FROM scratch\nCOPY --from=build /app /srv\n";
  const removals: [run: string, ends: string][] = [
    ["RUN npm ci && npm run build", "/srv/.env"],
    ["RUN rm .env", "- .env"],
    ["RUN npm ci && rm -f /app/.env", "- .env"],
    ["RUN rm -rf /app", "- .env"],
    ["RUN cd /app && rm .env", "- .env"],
    ["RUN cd docs && rm .env", "/srv/.env"],
    ["RUN rm -rf ./*", "/srv/.env"],
    ["RUN rm -rf ./.e*", "- .env"],
    ["RUN rm -rf docs /tmp/*", "/srv/.env"],
    ["RUN rm -rf {.env,docs}", "/srv/.env (perhaps)"],
    ['RUN rm -rf "$DIR"', "/srv/.env"],
    ['RUN rm -rf "$DIR/.env"', "/srv/.env (perhaps)"],
    ["RUN test -f x || rm .env", "/srv/.env (perhaps)"],
    ["RUN mv .env /tmp/", "/srv/.env (perhaps)"],
    ["RUN mv /tmp/a /app", "/srv/.env"],
    ["RUN find . -name '.env*' -delete", "/srv/.env (perhaps)"],
    ["RUN find /tmp -name '.env*' -delete", "/srv/.env"],
    ["RUN git clean -fdx", "/srv/.env (perhaps)"],
    ['SHELL ["pwsh", "-c"]\nRUN Remove-Item .env', "/srv/.env (perhaps)"],
    ["RUN rm .env\nFROM build AS build2", "- .env"],
  ];
  it.each(removals)("%s before it is copied on: %s", (run, end) => {
    expect(env(`${run}\n${ship}`)).toEqual([end]);
  });

  it("a RUN of the stage before the file came does not count", () => {
    const text = `FROM node:24 AS build\nWORKDIR /app\nRUN rm -rf /app\nCOPY . .\n${ship}`;
    expect(landings(contextOf(text, files))).toContain("/srv/.env");
  });

  it("what is in a layer of the image stays in it", () => {
    expect(env("RUN rm .env\n")).toEqual(["/app/.env"]);
  });

  it("a sure way is better than a doubtful one", () => {
    const doubtful =
      "FROM build AS two\nRUN mv .env x\nFROM scratch\nCOPY --from=two /app /two\nCOPY --from=build /app /one\n";
    expect(env(doubtful)).toEqual(["/one/.env"]);
  });

  it("says which lines carry it", () => {
    const context = contextOf(
      `FROM a AS build\nCOPY . /app\nFROM build AS two\n${ship.replace("build", "two")}`,
      files,
    );
    const transfer = firstTransfer(context);
    const [file] = transfer.files();
    const steps = file && transfer.reach(file)?.steps;
    expect(steps?.map(({ stage, instruction }) => `${stage.label}: ${instruction.name}`)).toEqual([
      "stage build: copy",
      "stage two: from",
      "stage 2: copy",
    ]);
  });

  it("a named context stands in for a stage of its name", () => {
    const address = { value: "./other", at: { start: 0, end: 0 } };
    const by = serviceBuild({ namedContexts: [{ name: "BUILD", address }] });
    const text = `FROM node:24 AS build\nWORKDIR /app\nCOPY . .\n${ship}`;
    expect(landings(contextOf(text, files))).toContain("/srv/.env");
    expect(landings(contextOf(text, files, { by }))).toContain("- .env");
  });

  it("the target decides what the image is", () => {
    const text = `FROM node:24 AS build\nWORKDIR /app\nCOPY . .\nFROM scratch\nCOPY docs /docs\n`;
    expect(landings(contextOf(text, files, { target: "build" }))).toEqual([
      "- docs/r.md",
      "/app/.env",
      "/app/app.js",
      "/app/docs/r.md",
      "/app/src/one.js",
    ]);
    expect(landings(contextOf(text, files))).toContain("- .env");
  });

  it("200 stages that copy from each other end", () => {
    const stages = Array.from(
      { length: 200 },
      (_, at) => `FROM scratch AS s${at}\nCOPY --from=s${(at + 1) % 200} / /n\nCOPY --from=s${(at + 7) % 200} / /m\n`,
    );
    const started = cpuTime();
    landings(contextOf(`FROM scratch AS s\nCOPY . /\n${stages.join("")}FROM scratch\nCOPY --from=s0 /x /\n`, files));
    landings(contextOf(`${stages.join("")}COPY app.js /\nFROM scratch\nCOPY --from=s0 /x /\n`, files));
    expect(cpuTime() - started).toBeLessThan(5_000);
  });
});
