import { describe, expect, test } from "vitest";
import type { Rule } from "../rules/rule.ts";
import { codeBlock, renderRulePage, splitAlias } from "./rule-page.ts";

const rule: Rule = {
  id: "loud-port",
  title: "A port is loud",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Nobody is hurt | much.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL0000", "kics/A name / with a slash"],
  scope: "Every EXPOSE.",
  why: "Noise wakes people.",
  remedy: "Remove it.",
  whenToIgnore: "In a lighthouse.",
  fix: "unsafe",
  bad: [{ title: "one port", dockerfile: "FROM scratch\nEXPOSE 1\n" }],
  good: [{ title: "none", dockerfile: "FROM scratch\n" }],
  *check() {},
};

describe("the page of a rule", () => {
  const page = renderRulePage(rule, () => [{ path: "Dockerfile", text: "FROM scratch\n" }]);

  const table: [shows: string, line: string][] = [
    ["the id as title", "# loud-port"],
    ["the habit", "| Habit | `build`: holds when the build is correct and can be repeated |"],
    ["severity and how it is derived, with the bar escaped", "| Severity | low. Nobody is hurt \\| much. |"],
    ["the presets, `all` included", "| Presets | `strict@1`, `all` |"],
    ["the fix", "| Fix | unsafe: `seaworthy fix --unsafe` applies it, after you have read it |"],
    ["the bad example", "## Bad: one port"],
    ["the command that fixes it", "After `seaworthy fix --unsafe --only loud-port`:"],
    ["the good example", "## Good: none"],
    ["the ignore comment", "# seaworthy ignore=loud-port -- say here why it is right in this place"],
    ["the ids of the peers", "| hadolint | DL0000 |"],
    ["an id with a slash", "| KICS | A name / with a slash |"],
  ];
  test.each(table)("shows %s", (_shows, line) => {
    expect(page.split("\n")).toContain(line);
  });

  test("shows no fixed form where nothing was fixed", () => {
    expect(renderRulePage(rule, () => [])).not.toContain("After `seaworthy fix");
    expect(renderRulePage(rule)).not.toContain("After `seaworthy fix");
  });

  test("leaves the peers out where there are none", () => {
    expect(renderRulePage({ ...rule, aliases: [] })).not.toContain("Coming from another tool");
  });

  test("ends with one line end", () => {
    expect(page).toMatch(/[^\n]\n$/);
  });
});

describe("the page of a rule on images", () => {
  // In pieces: it has the form of a real one.
  const key = `${"sk_" + "live_"}4eC39HqLyjWDarjtT1zdp7dcTYooMQauvdEDq54N`;
  const page = renderRulePage({
    ...rule,
    needs: ["image"],
    bad: [
      {
        title: "one layer",
        image: {
          steps: [
            {
              createdBy: `RUN |1 KEY=${key} /bin/sh -c make # buildkit`,
              files: {
                "app/server": { mode: 0o4755 },
                "etc/passwd": "root:x:0:0::/:/bin/sh\napp:x:1:1::/:/bin/sh\n",
                "lib/": {},
                "bin/sh": { link: "busybox" },
                "app/big": "x".repeat(20_000),
              },
            },
            { createdBy: "RUN /bin/sh -c rm /app/server # buildkit", files: { "app/server": null } },
            { createdBy: "USER app" },
          ],
          created: "2026-01-02T03:04:05Z",
          today: "2026-11-21",
        },
      },
    ],
    good: [{ title: "none", image: { steps: [{ createdBy: "USER app" }] } }],
  });

  test("shows the steps with what their layers hold", () => {
    const block = [
      "```dockerfile",
      "# build argument KEY=sk_live_***",
      "RUN make",
      "#   + app/server (mode 4755)",
      "#   + etc/passwd: root:x:0:0::/:/bin/sh | app:x:1:1::/:/bin/sh",
      "#   + lib/",
      "#   + bin/sh (link to busybox)",
      "#   + app/big (20 kB)",
      "RUN rm /app/server",
      "#   - app/server",
      "USER app",
      "# built on 2026-01-02",
      "# looked at on 2026-11-21",
      "```",
    ];
    expect(page).toContain(`## Bad: one layer\n\n${block.join("\n")}\n\n## Good: none`);
  });

  test("says where to ignore it, since an image has no comments of ours", () => {
    expect(page).toContain("ignore:\n  - rule: loud-port\n    reason: ");
    expect(page).not.toContain("# seaworthy ignore=");
  });
});

test("a fence is longer than the backticks in the text", () => {
  expect(codeBlock("# escape=`\nRUN ```x", "dockerfile").split("\n")[0]).toBe("````dockerfile");
});

test("an alias is split at its first slash", () => {
  expect(splitAlias("cis/4.1/x")).toEqual({ peer: "cis", id: "4.1/x" });
});
