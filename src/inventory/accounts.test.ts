import { describe, expect, it, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { longestAccountLine, mostAccounts, readAccounts, readShadow, resolveUser } from "./accounts.ts";

const passwd = "root:x:0:0:root:/root:/bin/bash\nnode:x:1000:1000::/home/node:/bin/sh\n7:x:5:5::/:/bin/sh\n";
const group = "root:x:0:\nnode:x:1000:\nwww:x:33:node\n";
const accounts = readAccounts({ passwd: { text: passwd, layer: 0 }, group: { text: group, layer: 1 } });

describe("the password of an account", () => {
  const table: [shows: string, line: string, shadow: string | undefined, password: string | undefined][] = [
    ["an empty field asks nobody", "a::1:1::/:/bin/sh", undefined, "empty"],
    ["x without a shadow file says nothing", "a:x:1:1::/:/bin/sh", undefined, "none"],
    ["x and no line in the shadow file", "a:x:1:1::/:/bin/sh", "b::1::::::", "none"],
    ["x and an empty field there", "a:x:1:1::/:/bin/sh", "a::19000:0:99999:7:::", "empty"],
    ["x and a lock there", "a:x:1:1::/:/bin/sh", "a:!:19000::::::", "locked"],
    ["x and a star there", "a:x:1:1::/:/bin/sh", "a:*:19000::::::", "locked"],
    ["a locked hash", "a:x:1:1::/:/bin/sh", "a:!$6$salt$hash:1::::::", "locked"],
    ["a hash", "a:x:1:1::/:/bin/sh", "a:$6$salt$hash:1::::::", "set"],
    ["the first of two lines counts", "a:x:1:1::/:/bin/sh", "a:!:1::::::\na::1::::::", "locked"],
    ["an empty field wins over the shadow file", "a::1:1::/:/bin/sh", "a:!:1::::::", "empty"],
    ["a star in passwd", "a:*:1:1::/:/bin/sh", "a::1::::::", "locked"],
    ["a line end of Windows", "a:x:1:1::/:/bin/sh\r", "a:!:1::::::\r", "locked"],
    ["a number that is none", "a::1x:1::/:/bin/sh", undefined, undefined],
    ["a number that is too large", "a::99999999999:1::/:/bin/sh", undefined, undefined],
    ["no name", "::0:0::/:/bin/sh", undefined, undefined],
    ["a line for a directory service", "+::::::", undefined, undefined],
    ["too few fields", "a::1", undefined, undefined],
    ["a comment", "#a::1:1::/:/bin/sh", undefined, undefined],
    ["a line without end", `a::1:1:${"x".repeat(longestAccountLine)}:/:/bin/sh`, undefined, undefined],
  ];
  test.each(table)("%s", (_, line, shadow, password) => {
    const files = { passwd: { text: `${line}\n`, layer: 2 } };
    const read = readAccounts(
      shadow === undefined ? files : { ...files, shadow: { entries: readShadow(shadow), layer: 3 } },
    );
    expect(read.users.map((user) => user.password)).toEqual(password === undefined ? [] : [password]);
  });

  it("is told with the layer of the file that says so", () => {
    const shadow = { entries: readShadow("a::\n"), layer: 3 };
    const { users } = readAccounts({ passwd: { text: "a:x:1:1:::\nb::2:2:::\n", layer: 2 }, shadow });
    expect(users.map(({ name, layer }) => [name, layer])).toEqual([
      ["a", 3],
      ["b", 2],
    ]);
  });

  it("is no part of what is kept", () => {
    expect(JSON.stringify(readShadow("a:$6$salt$hash:1::::::\n"))).not.toContain("salt");
  });
});

describe("USER comes out as", () => {
  const table: [written: string, uid: number | undefined, gid: number | undefined, why: string][] = [
    ["", 0, 0, "no USER is set, and a container without one starts as uid 0"],
    ["root", 0, 0, "USER root is uid 0 in etc/passwd"],
    ["node", 1000, 1000, "USER node is uid 1000 in etc/passwd"],
    ["node:www", 1000, 33, "USER node is uid 1000 in etc/passwd"],
    ["node:7", 1000, 7, "USER node is uid 1000 in etc/passwd"],
    ["1000", 1000, 1000, "uid 1000 is node in etc/passwd"],
    ["1234", 1234, 0, "uid 1234 has no line in etc/passwd"],
    ["1234:33", 1234, 33, "uid 1234 has no line in etc/passwd"],
    ["00", 0, 0, "uid 0 is root in etc/passwd"],
    ["7", 7, 0, "uid 7 has no line in etc/passwd"],
    [":33", 0, 33, "uid 0 is root in etc/passwd"],
    ["nobody", undefined, undefined, "USER nobody is nobody: etc/passwd has no account of that name"],
    ["node:staff", undefined, undefined, "group staff is in no line of etc/group"],
    ["-1", undefined, undefined, "-1 is outside the numbers from 0 to 2147483647 that a user can have"],
    ["4294967296", undefined, undefined, "4294967296 is outside the numbers from 0 to 2147483647 that a user can have"],
    ["node:-1", undefined, undefined, "-1 is outside the numbers from 0 to 2147483647 that a group can have"],
    ["Node", undefined, undefined, "USER Node is nobody: etc/passwd has no account of that name"],
  ];
  test.each(table)("%j", (written, uid, gid, why) => {
    expect(resolveUser(written, accounts)).toEqual({ written, uid, gid, why });
  });

  it("nobody in an image without accounts", () => {
    const none = { users: [], groups: [] };
    expect(resolveUser("root", none).uid).toBeUndefined();
    expect(resolveUser("65532", none)).toMatchObject({ uid: 65532, gid: 0 });
    expect(resolveUser("", none)).toMatchObject({ uid: 0, gid: 0 });
  });
});

it("stops at a number of lines", () => {
  const text = "a::1:1:::\n".repeat(mostAccounts + 5);
  expect(readAccounts({ passwd: { text, layer: 0 } }).users.length).toBe(mostAccounts);
});

it("reads any text in time in proportion to its length", () => {
  const pieces = [":", "x", "\n", "\0", "root", "::", "!", "9999999999", "-1", "\r\n", "é", " "];
  let seed = 11;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const start = cpuTime();
  for (let round = 0; round < 4_000; round++) {
    const text = Array.from({ length: next(60) }, () => pieces[next(pieces.length)]).join("");
    const read = readAccounts({
      passwd: { text, layer: 0 },
      group: { text, layer: 0 },
      shadow: { entries: readShadow(text), layer: 0 },
    });
    for (const { uid, gid } of read.users) expect(Number.isInteger(uid) && Number.isInteger(gid)).toBe(true);
    expect(resolveUser(text, read).why).toMatch(/\S/);
  }
  for (const piece of pieces) readAccounts({ passwd: { text: piece.repeat(500_000), layer: 0 } });
  expect(cpuTime() - start).toBeLessThan(4_000);
});
