import { describe, expect, test } from "vitest";
import { applyEdits } from "../text/edit.ts";
import type { Place } from "../text/source.ts";
import type { ComposeService } from "./compose-project.ts";
import {
  appendServiceItem,
  insertKey,
  insertServiceKey,
  removeAt,
  removeServiceKey,
  replaceScalar,
  setServiceKey,
} from "./edits.ts";
import { projectOf, serviceOf } from "./projects.fixture.ts";
import type { YamlMap } from "./yaml-tree.ts";

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

describe("another value for a scalar", () => {
  const cases: readonly [string, string, string, string][] = [
    ["bare", "user: root # c", "1000:1000", "user: 1000:1000 # c"],
    ["in single quotes", "user: 'root'", "it's", "user: 'it''s'"],
    ["in double quotes", 'user: "root"', 'a"b', 'user: "a\\"b"'],
    ["bare, what needs quotes", "user: root", "a: b", 'user: "a: b"'],
    ["bare, what is a boolean elsewhere", "user: root", "no", 'user: "no"'],
    ["in braces", "x: {a: 1}\n    user: root", "b", "x: {a: 1}\n    user: b"],
    ["with an anchor", "user: &u root", "b", "none"],
    ["a block text", "user: |\n      root", "b", "none"],
  ];
  test.each(cases)("%s", (_what, before, text, after) => {
    const of = (line: string) => `services:\n  web:\n    image: a\n    ${line}\n`;
    const expected = after === "none" ? after : of(after);
    expect(edited(of(before), (service) => setServiceKey(service, "user", text))).toBe(expected);
    const project = projectOf(of(before));
    const at = serviceOf(project).container.user?.at;
    const edits = at && project.root && replaceScalar(project.root, at, text);
    expect(edits ? applyEdits(of(before), edits) : "none").toBe(expected);
  });
  test.each([
    ["      - KEY=old # c", "new", "      - KEY=new # c"],
    ["      - 'KEY=old'", "n'w", "      - 'KEY=n''w'"],
    ['      - "KEY=old"', 'n"w', '      - "KEY=n\\"w"'],
    ["      - KEY=old", "a # b", "none"],
    ["      - KEY=old", "a: b", "none"],
    ['      - "KEY=o\\x6cd"', "new", "none"],
    ["      KEY: old", "new", "      KEY: new"],
  ])("a part: %j with %j", (line, text, after) => {
    const of = (lines: string) => `services:\n  web:\n    image: a\n    environment:\n${lines}\n`;
    const project = projectOf(of(line));
    const entry = serviceOf(project).container.environment[0];
    const edits = entry && project.root && replaceScalar(project.root, entry.at, text);
    const done = edits ? applyEdits(of(line), edits) : "none";
    // A whole item that cannot be read as its parts is replaced whole: the caller gave its place.
    if (line.includes("x6c")) expect(entry?.at.start).toBe(of(line).indexOf('"'));
    else expect(done).toBe(after === "none" ? after : of(after));
  });
});

describe("out", () => {
  const port = (text: string) => {
    const project = projectOf(text);
    const at: Place | undefined = serviceOf(project).container.ports[0]?.at;
    const edits = at && project.root && removeAt(project.root, at);
    return edits ? applyEdits(text, edits) : "none";
  };
  const head = "services:\n  web:\n    image: a\n";
  test.each([
    ["an item", "    ports:\n      - 80 # c\n      - 81\n", "    ports:\n      - 81\n"],
    ["the only item, with its key", "    ports:\n      - 80\n    user: b\n", "    user: b\n"],
    ["the last line of the file", "    user: b\n    ports:\n      - 80", "    user: b"],
    ["in brackets", "    ports: [80, 81]\n", "    ports: [81]\n"],
    [
      "an item that is a map",
      "    ports:\n      - target: 80\n        published: 8080\n      - 81\n",
      "    ports:\n      - 81\n",
    ],
    ["not out of an anchor", "    ports: &p\n      - 80\n      - 81\n", "none"],
  ])("%s", (_what, before, after) => {
    expect(port(head + before)).toBe(after === "none" ? after : head + after);
  });
  test("a key of a service", () => {
    const of = (text: string) => edited(text, (service) => removeServiceKey(service, "privileged"));
    expect(of(`${head}    privileged: true # c\n    user: a\n`)).toBe(`${head}    user: a\n`);
    expect(of("services:\n  web:\n    privileged: true\n")).toBe("none");
    expect(of(`${head}    user: a\n`)).toBe("none");
    expect(of("services: {web: {image: a, privileged: true}}\n")).toBe("none");
  });
});

test("maps that a merge key fills are found, but not edited", () => {
  const text = "x-a: &a\n  ports:\n    - 80\n    - 81\nservices:\n  web:\n    <<: *a\n    image: b\n";
  const project = projectOf(text);
  const root = project.root as YamlMap;
  const at = serviceOf(project).container.ports[0]?.at as Place;
  expect(removeAt(root, at)).toBeUndefined();
  expect(replaceScalar(root, at, "127.0.0.1::80")).toBeUndefined();
});
