import { expect, it } from "vitest";
import { NetworkFailure } from "./failure.ts";
import { redirectedRequest } from "./redirect.ts";

const request = {
  url: "https://registry.example.com/v2/a",
  headers: { Authorization: "secret", Accept: "a/b", Range: "bytes=1-" },
};

it.each([
  ["another path", "/b", "https://registry.example.com/b", true],
  ["the same host in full", "https://registry.example.com:443/b", "https://registry.example.com/b", true],
  ["another port", "https://registry.example.com:444/b", "https://registry.example.com:444/b", false],
  ["another host", "https://cdn.example.com/b?x=y", "https://cdn.example.com/b?x=y", false],
  ["a host below", "https://a.registry.example.com/", "https://a.registry.example.com/", false],
  ["a scheme left out", "//cdn.example.com/b", "https://cdn.example.com/b", false],
  ["a login in the address", "https://me:pass@cdn.example.com/b#c", "https://cdn.example.com/b", false],
])("%s", (_, location, url, keeps) => {
  const next = redirectedRequest(request, location);
  expect(next.url).toBe(url);
  expect(next.headers).toEqual(keeps ? request.headers : { Accept: "a/b", Range: "bytes=1-" });
});

it.each([
  ["plain HTTP", "http://registry.example.com/b"],
  ["this machine", "https://127.0.0.1/b"],
  ["this machine by name", "https://localhost:2375/b"],
  ["the address where clouds keep credentials", "https://169.254.169.254/latest/meta-data"],
  ["a file", "file:///etc/passwd"],
  ["no address", "https://["],
])("to %s it is not followed", (_, location) => {
  expect(() => redirectedRequest(request, location)).toThrow(NetworkFailure);
});
