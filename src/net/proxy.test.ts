import { describe, expect, it } from "vitest";
import { isLocalHost, isLoopback } from "./address.ts";
import { chooseProxy } from "./proxy.ts";

const at = { HTTP_PROXY: "http://p.example.com:3128", HTTPS_PROXY: "https://s.example.com" };

describe("which proxy a URL goes through", () => {
  const cases: readonly [what: string, url: string, env: Record<string, string>, host: string | undefined][] = [
    ["none is set", "https://a.com", {}, undefined],
    ["http", "http://a.com", at, "p.example.com:3128"],
    ["https", "https://a.com", at, "s.example.com:443"],
    ["small letters", "https://a.com", { https_proxy: "p.example.com:8080" }, "p.example.com:8080"],
    ["a CGI program", "http://a.com", { ...at, REQUEST_METHOD: "GET" }, undefined],
    ["localhost", "http://localhost:5000", at, undefined],
    ["loopback", "https://127.1.2.3", at, undefined],
    ["loopback of IPv6", "https://[::1]:5000", at, undefined],
    ["everything excluded", "https://a.com", { ...at, NO_PROXY: "*" }, undefined],
    ["a domain", "https://a.com", { ...at, NO_PROXY: "b.com, a.com" }, undefined],
    ["below a domain", "https://x.a.com", { ...at, NO_PROXY: "a.com" }, undefined],
    ["another domain with the same end", "https://xa.com", { ...at, NO_PROXY: "a.com" }, "s.example.com:443"],
    ["below only", "https://a.com", { ...at, NO_PROXY: ".a.com" }, "s.example.com:443"],
    ["a star before a dot", "https://x.a.com", { ...at, no_proxy: "*.a.com" }, undefined],
    ["its port", "https://a.com:5000", { ...at, NO_PROXY: "a.com:5000" }, undefined],
    ["another port", "https://a.com", { ...at, NO_PROXY: "a.com:5000" }, "s.example.com:443"],
    ["a range", "https://10.1.2.3", { ...at, NO_PROXY: "10.0.0.0/8" }, undefined],
    ["outside a range", "https://11.1.2.3", { ...at, NO_PROXY: "10.0.0.0/8" }, "s.example.com:443"],
    ["a range of IPv6", "https://[fd00::1]", { ...at, NO_PROXY: "fd00::/8" }, undefined],
    ["a range that is none", "https://10.1.2.3", { ...at, NO_PROXY: "10.0.0.0/99,x/8,10.0.0.0/" }, "s.example.com:443"],
    ["an address", "https://10.1.2.3", { ...at, NO_PROXY: "10.1.2.3" }, undefined],
  ];
  for (const [what, url, env, host] of cases)
    it(what, () => {
      const proxy = chooseProxy(new URL(url), env);
      expect(proxy && `${proxy.hostname}:${proxy.port}`).toBe(host);
    });

  it("takes a login from the address, with its escapes undone", () => {
    const proxy = chooseProxy(new URL("http://a.com"), { HTTP_PROXY: "http://me:p%40ss%@p.example.com" });
    expect(proxy?.authorization).toBe(`Basic ${Buffer.from("me:p%40ss%").toString("base64")}`);
    const sound = chooseProxy(new URL("http://a.com"), { HTTP_PROXY: "http://me:p%40ss@p.example.com" });
    expect(sound?.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  it("refuses what is no HTTP proxy, without repeating it", () => {
    for (const text of ["socks5://me:secret@a.com", "http://", "http://[", "ftp://a.com"])
      expect(() => chooseProxy(new URL("http://a.com"), { HTTP_PROXY: text })).toThrow(
        /^HTTP_PROXY names no HTTP proxy/,
      );
  });
});

describe("what a host is by its name", () => {
  const loopback = [
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "127.0.0.1",
    "127.255.0.9",
    "[::1]",
    "::1",
    "[::ffff:7f00:1]",
  ];
  const local = [...loopback, "169.254.169.254", "0.0.0.0", "[fe80::1]", "[::]", "[::ffff:a9fe:a9fe]"];
  const other = [
    "example.com",
    "localhost.example.com",
    "127.example.com",
    "127.0.0.1.example.com",
    "1.127.0.0",
    "10.0.0.1",
    "[fd00::1]",
  ];
  it("loopback", () => {
    expect([...local, ...other].filter(isLoopback)).toEqual(loopback);
  });
  it("this machine or its link", () => {
    expect([...local, ...other].filter(isLocalHost)).toEqual(local);
  });
});
