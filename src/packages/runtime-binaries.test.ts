import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { damage, seededRandom } from "../files/mutate.fixture.ts";
import { writeElf } from "./elf.fixture.ts";
import type { Cataloged } from "./package.ts";
import { mostMarkHits, runtimeBinaries } from "./runtime-binaries.ts";

function program(text: string): Buffer {
  return writeElf({ sections: [{ name: ".rodata", body: Buffer.from(`\0${text}\0`, "latin1") }] });
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function selected(path: string) {
  return runtimeBinaries.filter((cataloger) => cataloger.selects.names?.includes(lastPart(path)));
}

function shown(found: readonly Cataloged[]): readonly string[] {
  return found.map((one) => {
    if ("package" in one) return `${one.package.name} ${one.package.version}`;
    return "unknown" in one ? `? ${one.unknown.what}` : "";
  });
}

function found(path: string, bytes: Uint8Array): readonly string[] {
  return shown(selected(path).flatMap((cataloger) => [...cataloger.read({ path, bytes, mode: 0o755 })]));
}

/** As the walk hands over a file that is too large. */
function foundInPieces(path: string, bytes: Buffer): readonly string[] {
  return shown(
    selected(path).flatMap((cataloger) => {
      const pieces = (cataloger.searches ?? []).flatMap(({ mark, before, after }) => {
        const at = bytes.indexOf(mark);
        const start = Math.max(0, at - before);
        return at === -1 ? [] : [{ offset: start, bytes: bytes.subarray(start, at + after) }];
      });
      const file = { path, mode: 0o755, size: bytes.length, head: bytes.subarray(0, 64), pieces };
      return [...(cataloger.readPieces?.(file) ?? [])];
    }),
  );
}

describe("the version of", () => {
  const cases: [path: string, text: string, version: string][] = [
    ["usr/local/bin/node", "node.js/v20.11.0", "node 20.11.0"],
    ["usr/local/bin/python3.11", "3.11.7", "python 3.11.7"],
    ["usr/local/lib/libpython3.12.so.1.0", "/opt/python/3.12.1", "python 3.12.1"],
    ["usr/local/lib/libpython3.13t.so.1.0", "3.13.0rc2", "python 3.13.0rc2"],
    ["usr/local/lib/libpython3.7m.so.1.0", "3.7.16+", "python 3.7.16"],
    ["opt/pypy/bin/libpypy3.9-c.so", "3.9.16 (…)\n[PyPy 7.3.11 with GCC 12.2.0]", "pypy 7.3.11"],
    ["usr/local/lib/libcrypto.so.3", "OpenSSL 3.0.2 15 Mar 2022", "openssl 3.0.2"],
    ["usr/local/lib/libcrypto.so.1.1", "OpenSSL 1.1.1w  11 Sep 2023", "openssl 1.1.1w"],
    ["lib64/libcrypto.so.10", "OpenSSL 1.0.2k-fips  26 Jan 2017", "openssl 1.0.2k"],
    ["bin/busybox", "BusyBox v1.36.1 (2023-11-07 18:53:09 UTC)", "busybox 1.36.1"],
    ["usr/sbin/nginx", "nginx version: nginx/1.25.3", "nginx 1.25.3"],
    ["usr/local/openresty/nginx/sbin/nginx", "nginx version: openresty/1.21.4.1", "openresty 1.21.4.1"],
    ["usr/local/bin/redis-server", "x7.2.4buildkitsandbox-1704844861000000000", "redis 7.2.4"],
    ["usr/local/bin/redis-server", "7.0.15\0c11-builtin", "redis 7.0.15"],
    ["usr/local/bin/valkey-server", "valkey9.0.0buildkitsandbox-1764887574000000000", "valkey 9.0.0"],
    ["usr/local/apache2/bin/httpd", "Apache/2.4.58 (Unix)", "httpd 2.4.58"],
    ["usr/local/sbin/php-fpm", "X-Powered-By: PHP/8.3.1", "php 8.3.1"],
    ["usr/local/lib/libruby.so.3.2.2", "ruby 3.2.2 (2023-03-30 revision e51014f9c0) [x86_64-linux]", "ruby 3.2.2"],
    ["usr/lib/libruby-3.1.so.3.1.2", "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) +YJIT", "ruby 3.1.2"],
    ["usr/local/bin/perl", "/usr/local/lib/perl5/5.38.2", "perl 5.38.2"],
    ["usr/lib/libperl.so.5.36", "v5.36.0", "perl 5.36.0"],
    ["usr/local/bin/postgres", "PostgreSQL 16.1 on x86_64-pc-linux-musl, compiled by gcc", "postgresql 16.1"],
    ["opt/bin/postgres", "PostgreSQL 17beta2 (Debian 17~beta2-1)", "postgresql 17beta2"],
    ["usr/sbin/mariadbd", "10.11.6-MariaDB-1:10.11.6+maria~ubu2204", "mariadb 10.11.6"],
    ["usr/sbin/mysqld", "/src/mysql-8.0.36/sql/mysqld.cc", "mysql 8.0.36"],
    ["usr/local/sbin/haproxy", "HAProxy version 2.9.1-f72603c, released 2023/12/15", "haproxy 2.9.1"],
    ["usr/local/bin/memcached", "memcached 1.6.22", "memcached 1.6.22"],
    ["usr/sbin/lighttpd", "lighttpd/1.4.69", "lighttpd 1.4.69"],
    ["usr/local/bin/bash", "@(#)Bash version 5.2.15(1) release GNU", "bash 5.2.15"],
    ["usr/local/bin/git", "git/2.43.0", "git 2.43.0"],
    ["usr/bin/curl", "curl 8.5.0 (x86_64-pc-linux-musl) %s", "curl 8.5.0"],
    ["usr/lib/libcurl.so.4.8.0", "libcurl/8.5.0", "curl 8.5.0"],
    ["usr/bin/deno", "otel Deno/0.76.0\0 Deno/2.9.6", "deno 2.9.6"],
    ["usr/local/bin/bun", "Bun/1.1.4", "bun 1.1.4"],
  ];
  it.each(cases)("%s with %j is %s", (path, text, version) => {
    expect(found(path, program(text))).toEqual([version]);
    expect(foundInPieces(path, program(text))).toEqual([version]);
  });
});

describe("nothing is told by", () => {
  const cases: [title: string, path: string, bytes: Buffer][] = [
    ["a script of that name", "usr/bin/node", Buffer.from("#!/bin/sh\n# node.js/v20.11.0\n")],
    ["a small program in front of a library", "usr/local/bin/python3.11", program("Py_BytesMain")],
    ["another line's number", "usr/local/bin/python3.11", program("3.10.4")],
    ["a number in a sentence", "opt/bin/postgres", program("before upgrading to PostgreSQL 9.1.")],
    [
      "an example in a message",
      "usr/sbin/mariadbd",
      program("enabled, for example 10.1.1-MariaDB-mariadb1precise-log."),
    ],
    [
      "a build that says it stands in for OpenSSL",
      "usr/lib/libcrypto.so.3",
      program("OpenSSL 1.1.1 (compatible; AWS-LC 1.69.0)"),
    ],
    ["a number that goes on", "usr/bin/deno", program("Deno/2.9.6.1")],
  ];
  it.each(cases)("%s", (_, path, bytes) => {
    expect(found(path, bytes)).toEqual([]);
  });
});

it("several versions in one file are an Unknown", () => {
  expect(found("bin/busybox", program("BusyBox v1.36.1\0BusyBox v1.35.0"))).toEqual([
    "? version of busybox in bin/busybox",
  ]);
});

it("names of files and ids are told once", () => {
  expect(new Set(runtimeBinaries.map(({ id }) => id)).size).toBe(runtimeBinaries.length);
  for (const { selects } of runtimeBinaries) expect(new Set(selects.names).size).toBe(selects.names?.length);
});

it(`a file full of marks is looked at ${mostMarkHits} times`, () => {
  const before = cpuTime();
  expect(found("usr/bin/bun", program("Bun/".repeat(4_000_000)))).toEqual([]);
  expect(found("usr/bin/bun", program(`${"Bun/".repeat(mostMarkHits)}Bun/1.0.0`))).toEqual([]);
  expect(cpuTime() - before).toBeLessThan(3_000);
});

it("never throws, whatever is damaged (2,000 files)", () => {
  const random = seededRandom(17);
  const source = program("node.js/v20.11.0\0Deno/2.9.6\0nginx version: nginx/1.25.3");
  for (let i = 0; i < 2_000; i++)
    for (const path of ["node", "deno", "nginx"]) {
      const bytes = damage(source, random);
      found(path, bytes);
      foundInPieces(path, bytes);
    }
});
