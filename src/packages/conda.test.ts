import { describe, expect, test } from "vitest";
import { channelName, conda } from "./conda.ts";
import { catalogedFrom, unknownsFrom } from "./language-packages.fixture.ts";

const path = "opt/conda/conda-meta/libsqlite-3.45.1-h2797004_0.json";

test("a record gives name, version, build, channel, folder and licence", () => {
  const text = JSON.stringify({
    build: "h2797004_0",
    build_number: 0,
    channel: "https://conda.example.com/conda-forge/linux-64",
    depends: [],
    files: ["lib/libsqlite3.so"],
    fn: "libsqlite-3.45.1-h2797004_0.conda",
    license: "Unlicense",
    name: "libsqlite",
    subdir: "linux-64",
    version: "3.45.1",
  });
  const details = {
    build: "h2797004_0",
    channel: "https://conda.example.com/conda-forge/linux-64",
    subdir: "linux-64",
    type: "conda",
  };
  expect(catalogedFrom(conda, path, text)).toEqual([
    { package: { type: "conda", name: "libsqlite", version: "3.45.1", licenses: ["Unlicense"], path, details } },
  ]);
});

describe("a channel holds nothing that logs in", () => {
  const token = ["co", "0123456789abcdef"].join("-");
  test.each([
    ["a name", "conda-forge", "conda-forge"],
    ["an address", "https://conda.example.com/conda-forge/linux-64", "https://conda.example.com/conda-forge/linux-64"],
    ["a token", `https://conda.example.com/t/${token}/team/noarch`, "https://conda.example.com/team/noarch"],
    ["a token in a name", `conda.example.com/t/${token}/team`, "conda.example.com/team"],
    ["a token in the middle", `https://conda.example.com/api/t/${token}/team`, "https://conda.example.com/api/team"],
    ["a password", `https://me:${token}@conda.example.com/team`, "https://conda.example.com/team"],
    ["a password with an at sign", `https://me:a@${token}@conda.example.com`, "https://conda.example.com"],
    ["a password without a scheme", `me:${token}@conda.example.com/team`, "conda.example.com/team"],
    ["a query", `https://conda.example.com/team?token=${token}#${token}`, "https://conda.example.com/team"],
    ["no text", 3, undefined],
  ])("%s", (_, written, expected) => {
    expect(channelName(written)).toBe(expected);
  });
});

test("JSON files of another kind are passed over", () => {
  expect(catalogedFrom(conda, "opt/conda/conda-meta/state.json", '{"pinned":[]}')).toEqual([]);
});

test.each([
  ["no JSON", "{"],
  ["a list", "[]"],
  ["no version", '{"name":"a","build":"0"}'],
  ["a version that is a number", '{"name":"a","version":3.1}'],
  ["no name", '{"version":"1"}'],
])("%s is said", (_, text) => {
  expect(unknownsFrom(conda, path, text)).toEqual([
    expect.objectContaining({ what: `package in ${path}`, fatal: true }),
  ]);
});
