import { describe, expect, test } from "vitest";
import { isLoopback, isUnspecified, parseAddress } from "./addresses.ts";
import { isOnAllAddresses, isOnLoopback, parsePublishedPorts, parsePublishFields } from "./ports.ts";

/** `address host target/protocol`, as one line. */
function shown(text: string): string | undefined {
  const ports = parsePublishedPorts(text);
  return ports?.map(({ hostIp, published, target, protocol }) => {
    const host = published ? published.join("-") : "any";
    return `${hostIp ?? "all"} ${host} ${target.join("-")}/${protocol}`;
  })[0];
}

describe("the short syntax of a published port", () => {
  test.each([
    ["the container's port alone", "80", "all any 80-80/tcp"],
    ["a range of the container's ports", "3000-3005", "all any 3000-3005/tcp"],
    ["host and container", "8080:80", "all 8080-8080 80-80/tcp"],
    ["two ranges", "3000-3005:3000-3005", "all 3000-3005 3000-3005/tcp"],
    ["a choice of host ports for one port", "8000-9000:80", "all 8000-9000 80-80/tcp"],
    ["an address", "127.0.0.1:8080:80/udp", "127.0.0.1 8080-8080 80-80/udp"],
    ["an address without a host port", "127.0.0.1::80", "127.0.0.1 any 80-80/tcp"],
    ["an address of IPv6 in brackets", "[::1]:80:80", "::1 80-80 80-80/tcp"],
    ["an address of IPv6 without brackets", "::1:80:80", "::1 80-80 80-80/tcp"],
    ["all addresses of IPv6", ":::80:80", ":: 80-80 80-80/tcp"],
    ["an IPv4 address inside IPv6", "[::ffff:0.0.0.0]:80:80", "::ffff:0.0.0.0 80-80 80-80/tcp"],
    ["an empty address", ":8080:80", "all 8080-8080 80-80/tcp"],
    ["an empty host port", ":80", "all any 80-80/tcp"],
    ["a protocol in capitals", "53:53/UDP", "all 53-53 53-53/udp"],
    ["leading zeros", "080:80", "all 80-80 80-80/tcp"],
  ])("%s: %s", (_what, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    ["", "nothing"],
    ["http", "a name"],
    ["80:", "no container port"],
    ["70000", "past the last port"],
    ["90-80", "a range that falls"],
    ["80-90:80-85", "ranges of two lengths"],
    ["localhost:80:80", "a host name, which the engine refuses"],
    ["256.0.0.1:80:80", "no address"],
    ["127.0.0.01:80:80", "leading zeros in an address"],
    ["${PORT}:80", "a variable"],
    ["80:80/http", "no protocol"],
    ["-80", "a sign"],
    ["[::1:80:80", "a bracket that is not closed"],
  ])("%j is refused: %s", (text) => {
    expect(parsePublishedPorts(text)).toBeUndefined();
  });

  test("the long form of a command line", () => {
    expect(parsePublishFields("published=8080,target=80,mode=host")?.[0]).toMatchObject({
      published: [8080, 8080],
      target: [80, 80],
      protocol: "tcp",
      shortSyntax: false,
    });
    expect(parsePublishFields("published=8080")).toBeUndefined();
    expect(parsePublishFields("8080:80")).toBeUndefined();
  });
});

describe("addresses", () => {
  test.each([
    ["80:80", true, false],
    ["0.0.0.0:80:80", true, false],
    ["[::]:80:80", true, false],
    ["[::ffff:0.0.0.0]:80:80", true, false],
    ["[0:0:0:0:0:0:0:0]:80:80", true, false],
    ["127.0.0.1:80:80", false, true],
    ["127.1.2.3:80:80", false, true],
    ["[::1]:80:80", false, true],
    ["[::ffff:127.0.0.1]:80:80", false, true],
    ["192.168.1.5:80:80", false, false],
    ["[fe80::1]:80:80", false, false],
  ])("%s is on all of them: %s, on the host alone: %s", (text, all, loopback) => {
    const [port] = parsePublishedPorts(text) ?? [];
    expect(port && isOnAllAddresses(port)).toBe(all);
    expect(port && isOnLoopback(port)).toBe(loopback);
  });

  test.each(["1:2:3:4:5:6:7:8:9", "::1::", "1::2::3", "12345::", "::1%eth0", "1.2.3", "1:2", ":1", "1:2:3:4:5:6:7::8"])(
    "%s is no address",
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
      expect(isLoopback(text) || isUnspecified(text)).toBe(false);
    },
  );
});
