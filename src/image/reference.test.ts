import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { formatReference, parseReference } from "./reference.ts";

const hex = (length: number) => "a1".repeat(length / 2);

describe("parseReference", () => {
  test.each([
    // text, registry, repository, familiar, tag
    ["node", "docker.io", "library/node", "node", undefined],
    ["node:24-slim", "docker.io", "library/node", "node", "24-slim"],
    ["library/node", "docker.io", "library/node", "node", undefined],
    ["docker.io/node:24", "docker.io", "library/node", "node", "24"],
    ["index.docker.io/node", "docker.io", "library/node", "node", undefined],
    ["index.docker.io/bitnami/node", "docker.io", "bitnami/node", "bitnami/node", undefined],
    ["bitnami/node:1", "docker.io", "bitnami/node", "bitnami/node", "1"],
    ["library/a/b", "docker.io", "library/a/b", "library/a/b", undefined],
    ["localhost/x", "localhost", "x", "localhost/x", undefined],
    ["localhost:5000/x:tag", "localhost:5000", "x", "localhost:5000/x", "tag"],
    ["localhost:5000", "docker.io", "library/localhost", "localhost", "5000"],
    ["ghcr.io/a/b/c:v1.2_3", "ghcr.io", "a/b/c", "ghcr.io/a/b/c", "v1.2_3"],
    ["Registry/x", "Registry", "x", "Registry/x", undefined],
    ["127.0.0.1:80/x", "127.0.0.1:80", "x", "127.0.0.1:80/x", undefined],
    ["[2001:db8::1]:5000/x", "[2001:db8::1]:5000", "x", "[2001:db8::1]:5000/x", undefined],
    ["xn--n3h.com/x-y__z.a", "xn--n3h.com", "x-y__z.a", "xn--n3h.com/x-y__z.a", undefined],
    ["a---b/c", "docker.io", "a---b/c", "a---b/c", undefined],
    ["docker.io/a.b/c", "docker.io", "a.b/c", "docker.io/a.b/c", undefined],
    ["docker.io/localhost/c", "docker.io", "localhost/c", "docker.io/localhost/c", undefined],
    ["node:UPPER", "docker.io", "library/node", "node", "UPPER"],
  ])("%s", (text, registry, repository, familiar, tag) => {
    expect(parseReference(text)).toEqual({
      ...{ text, registry, repository, familiar, tag, digest: undefined },
      name: `${registry}/${repository}`,
    });
  });

  test.each([
    ["empty", ""],
    ["upper case in the path", "Node"],
    ["upper case behind a host", "docker.io/Foo"],
    ["upper case in a user's repository", "user/Foo"],
    ["upper case in the digest", `node@sha256:${hex(64).toUpperCase()}`],
    ["empty tag", "node:"],
    ["two tags", "node:1:2"],
    ["tag that starts with a dash", "node:-1"],
    ["tag of 129 characters", `node:${"x".repeat(129)}`],
    ["empty path element", "a//b"],
    ["trailing slash", "ghcr.io/a/"],
    ["leading dash", "-node"],
    ["trailing dash", "node-"],
    ["two dots", "a..b"],
    ["three underscores", "a___b"],
    ["mixed joint", "a._b"],
    ["host with an underscore", "foo_bar.com/x"],
    ["host that ends in a dash", "foo-.com/x"],
    ["port that is no number", "localhost:x/y"],
    ["short digest", "node@sha256:abc"],
    ["unknown digest algorithm", `node@md5:${hex(32)}`],
    ["digest named like a property of every object", `node@constructor:${hex(64)}`],
    ["digest of another algorithm's length", `node@sha512:${hex(64)}`],
    ["digest before the tag", `node@sha256:${hex(64)}:24`],
    ["an image id", hex(64)],
    ["an unresolved variable", "$BASE"],
    ["white space", "node 24"],
    ["path of 256 characters", `ghcr.io/${"x".repeat(256)}`],
  ])("refuses: %s", (_, text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  test.each([
    [`node@sha256:${hex(64)}`, undefined, `sha256:${hex(64)}`],
    [`node:24@sha384:${hex(96)}`, "24", `sha384:${hex(96)}`],
    [`localhost:5000/node:24@sha512:${hex(128)}`, "24", `sha512:${hex(128)}`],
  ])("digest: %s", (text, tag, digest) => {
    expect(parseReference(text)).toMatchObject({ tag, digest });
  });

  test("accepts a path of 255 characters behind a host", () => {
    expect(parseReference(`ghcr.io/${"x".repeat(255)}`)?.repository).toHaveLength(255);
  });
});

describe("properties", () => {
  const joint = fc.constantFrom(".", "_", "__", "-", "---");
  const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  const component = fc
    .tuple(word, fc.array(fc.tuple(joint, word), { maxLength: 2 }))
    .map(([a, rest]) => a + rest.flat().join(""));
  const path = fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const host = fc.option(
    fc.constantFrom("localhost", "localhost:5000", "ghcr.io", "a.b:1", "[::1]", "Up", "docker.io"),
    { nil: "" },
  );
  const tag = fc.option(fc.stringMatching(/^\w[\w.-]{0,12}$/), { nil: undefined });
  const digest = fc.option(fc.constant(`sha256:${hex(64)}`), { nil: undefined });

  test("every reference built by the grammar parses, and formats to the same reference", () => {
    fc.assert(
      fc.property(host, path, tag, digest, (registry, repository, label, sum) => {
        // A dot in the first element makes it a host, and hosts know no underscores.
        fc.pre(registry !== "" || !repository.split("/")[0]?.includes(".") || !repository.includes("/"));
        const text = formatReference({
          familiar: registry ? `${registry}/${repository}` : repository,
          tag: label,
          digest: sum,
        });
        const parsed = parseReference(text);
        expect(parsed).toMatchObject({ tag: label, digest: sum });
        if (!parsed) return;
        const again = parseReference(formatReference(parsed));
        expect({ ...again, text }).toEqual({ ...parsed, text });
      }),
    );
  });

  test("any text: never throws, and what is accepted has the parts of the grammar", () => {
    const odd = fc.string({ unit: fc.constantFrom(..."aA0.:/@_-$ \n[]é"), maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), (text) => {
        const parsed = parseReference(text);
        if (!parsed) return;
        expect(parsed.name).toBe(`${parsed.registry}/${parsed.repository}`);
        expect(parsed.repository).toMatch(/^[a-z0-9._/-]+$/);
        expect(text.includes(parsed.tag ?? "")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("a long hostile text takes no time", () => {
    const started = cpuTime();
    for (const part of ["a-", "a_", "a.", ":", "@", "/", "["]) parseReference(`${part.repeat(200_000)}!`);
    expect(cpuTime() - started).toBeLessThan(1000);
  });
});
