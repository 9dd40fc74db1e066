import { describe, expect, test } from "vitest";
import { applyEdits } from "../text/edit.ts";
import type { ComposeService } from "./compose-project.ts";
import { appendServiceItem, insertKey, insertServiceKey } from "./edits.ts";
import { projectOf, serviceOf } from "./projects.fixture.ts";

type Edits = ReturnType<typeof insertServiceKey>;

/** The text after an edit of the first service; "none" where none is offered. */
function edited(text: string, edit: (service: ComposeService) => Edits): string {
  const edits = edit(serviceOf(projectOf(text)));
  return edits ? applyEdits(text, edits) : "none";
}

describe("a key into a service", () => {
  const cases: readonly [string, string, string][] = [
    [
      "after the last key",
      "services:\n  web:\n    image: a\n",
      "services:\n  web:\n    image: a\n    read_only: true\n",
    ],
    [
      "without a final line end",
      "services:\n  web:\n    image: a",
      "services:\n  web:\n    image: a\n    read_only: true",
    ],
    [
      "with the file's own indentation and line ends",
      "services:\r\n    web:\r\n        image: a\r\n    db:\r\n        image: b\r\n",
      "services:\r\n    web:\r\n        image: a\r\n        read_only: true\r\n    db:\r\n        image: b\r\n",
    ],
    [
      "behind a comment on the line",
      "services:\n  web:\n    image: a # why\n\n  db: {image: b}\n",
      "services:\n  web:\n    image: a # why\n    read_only: true\n\n  db: {image: b}\n",
    ],
    [
      "behind comments that belong to the last value",
      "services:\n  web:\n    ports:\n      - 80\n      # - 81\n    # user: x\n",
      "services:\n  web:\n    ports:\n      - 80\n      # - 81\n    read_only: true\n    # user: x\n",
    ],
    [
      "behind a list that is not moved in",
      "services:\n  web:\n    ports:\n    - 80\n",
      "services:\n  web:\n    ports:\n    - 80\n    read_only: true\n",
    ],
    [
      "behind a key without value",
      "services:\n  web:\n    image: a\n    volumes:\n  db:\n",
      "services:\n  web:\n    image: a\n    volumes:\n    read_only: true\n  db:\n",
    ],
    [
      "behind a block text",
      "services:\n  web:\n    command: |\n      a\n\n      b\n\nx-a: 1\n",
      "services:\n  web:\n    command: |\n      a\n\n      b\n    read_only: true\n\nx-a: 1\n",
    ],
    [
      "behind quotes over two lines",
      "services:\n  web:\n    command: 'a\n      b'\n",
      "services:\n  web:\n    command: 'a\n      b'\n    read_only: true\n",
    ],
    [
      "behind a list in brackets",
      "services:\n  web:\n    command: [a,\n      b] # c\n",
      "services:\n  web:\n    command: [a,\n      b] # c\n    read_only: true\n",
    ],
    [
      "beside a merge key",
      "x-a: &a {user: b}\nservices:\n  web:\n    image: a\n    <<: *a\n",
      "x-a: &a {user: b}\nservices:\n  web:\n    image: a\n    read_only: true\n    <<: *a\n",
    ],
    ["in a file of before 2016", "web:\n  image: a\n", "web:\n  image: a\n  read_only: true\n"],
    ["not in braces", "services: {web: {image: a}}\n", "none"],
    ["not in braces on its own line", "services:\n  web: {image: a}\n", "none"],
    ["not where it is", "services:\n  web:\n    read_only: false\n", "none"],
    ["not into what an alias repeats", "services:\n  web: &w\n    image: a\n  b: *w\n", "none"],
    ["not through an alias", "x-w: &w\n  image: a\nservices:\n  web: *w\n", "none"],
    [
      "not where a merge key gives it",
      "x-a: &a {read_only: true}\nservices:\n  web:\n    <<: *a\n    image: a\n",
      "none",
    ],
    ["not behind a text that keeps its empty lines", "services:\n  web:\n    command: |+\n      a\n\n", "none"],
  ];
  test.each(cases)("%s", (_what, before, after) => {
    expect(edited(before, (service) => insertServiceKey(service, "read_only", "true"))).toBe(after);
  });

  test("after a given key", () => {
    const before = "services:\n  web:\n    image: a\n    user: b\n";
    expect(edited(before, (service) => insertServiceKey(service, "read_only", "true", "image"))).toBe(
      "services:\n  web:\n    image: a\n    read_only: true\n    user: b\n",
    );
  });
  test("lists and maps, moved in as the file does it", () => {
    const before = "services:\n  web:\n    ports:\n    - 80\n";
    expect(edited(before, (service) => insertServiceKey(service, "tmpfs", ["/run", "/tmp:mode=1777"]))).toBe(
      `${before}    tmpfs:\n    - /run\n    - /tmp:mode=1777\n`,
    );
    const deploy = { resources: { limits: { memory: "512m" } } };
    expect(edited(before, (service) => insertServiceKey(service, "deploy", deploy))).toBe(
      `${before}    deploy:\n      resources:\n        limits:\n          memory: 512m\n`,
    );
    expect(edited(before, (service) => insertServiceKey(service, "volumes", [{ type: "tmpfs", target: "/x" }]))).toBe(
      `${before}    volumes:\n    - type: tmpfs\n      target: /x\n`,
    );
  });
  test("into the top of the file", () => {
    const text = "services:\n  web:\n    image: a\n# end\n";
    const { root } = projectOf(text);
    const edits = root && insertKey(root, "secrets", { db: { file: "./db.txt" } });
    expect(edits && applyEdits(text, edits)).toBe(
      "services:\n  web:\n    image: a\nsecrets:\n  db:\n    file: ./db.txt\n# end\n",
    );
  });
  test("not into the top of a file of before 2016, where it would be a service", () => {
    const { root } = projectOf("web:\n  image: a\n");
    expect(root && insertKey(root, "secrets", { db: { file: "x" } })).toBeUndefined();
  });
  test("in the file where the service is written", () => {
    const files = {
      "compose.yaml": "services:\n  web:\n    image: a\n",
      "compose.override.yaml": "services:\n  web:\n    user: b\n  dev:\n    image: d\n",
    };
    const project = projectOf(files);
    expect(insertServiceKey(serviceOf(project, "web"), "read_only", "true")?.[0]).not.toHaveProperty("path");
    expect(insertServiceKey(serviceOf(project, "dev"), "read_only", "true")?.[0]?.path).toBe("compose.override.yaml");
  });
});

describe("an item into a list of a service", () => {
  const cases: readonly [string, string, string][] = [
    [
      "a block list",
      "    cap_drop:\n      - A # c\n    user: b\n",
      "    cap_drop:\n      - A # c\n      - ALL\n    user: b\n",
    ],
    ["a list that is not moved in", "    cap_drop:\n    - A\n", "    cap_drop:\n    - A\n    - ALL\n"],
    ["in the quotes of its neighbour", "    cap_drop:\n    - 'A'\n", "    cap_drop:\n    - 'A'\n    - 'ALL'\n"],
    ["brackets", "    cap_drop: [A, B] # c\n", "    cap_drop: [A, B, ALL] # c\n"],
    ["brackets with a last comma", "    cap_drop: [A,]\n", "    cap_drop: [A, ALL,]\n"],
    ["empty brackets", "    cap_drop: []\n", "    cap_drop: [ALL]\n"],
    ["none yet", "    user: a\n", "    user: a\n    cap_drop:\n      - ALL\n"],
    ["an alias", "    cap_drop: *a\n", "none"],
    ["shared by an anchor", "    cap_drop: &c [A]\n", "none"],
    ["no list", "    cap_drop: A\n", "none"],
    ["nothing in it", "    cap_drop:\n", "none"],
  ];
  test.each(cases)("%s", (_what, before, after) => {
    const head = "x-a: &a [B]\nservices:\n  web:\n    image: a\n";
    const expected = after === "none" ? after : head + after;
    expect(edited(head + before, (service) => appendServiceItem(service, "cap_drop", "ALL"))).toBe(expected);
  });
});

test.each([
  ["1000:1000", "1000:1000"],
  ["a: b", '"a: b"'],
  ['a"b # c', '"a\\"b # c"'],
  ["no", '"no"'],
  ["22:22", '"22:22"'],
])("a value that has to read back as text: %s", (text, written) => {
  const before = "services:\n  web:\n    image: a\n";
  expect(edited(before, (service) => insertServiceKey(service, "user", text))).toBe(`${before}    user: ${written}\n`);
});
