import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OperatingSystem } from "./operating-system.ts";
import { type PackageRecord, type PackageType, packageTypes } from "./package.ts";
import { formatPurl, longestPurl, mostQualifiers, type Purl, parsePurl, purlOf } from "./purl.ts";

function system(id: string, version: string, details: Readonly<Record<string, string>> = {}): OperatingSystem {
  return { id, version, name: id, codename: "", idLike: [], details, paths: [] };
}

function record(type: PackageType, name: string, version: string, more: Partial<PackageRecord> = {}): PackageRecord {
  return { type, name, version, licenses: [], path: "x", details: {}, ...more };
}

const debian = system("debian", "12");
const alpine = system("alpine", "3.19.1");
const rhel = system("rhel", "9.3");

describe("purl of a package", () => {
  it.each<[string, PackageRecord, OperatingSystem | undefined, string]>([
    [
      "deb",
      record("deb", "libssl3", "3.0.11-1~deb12u2", {
        arch: "amd64",
        source: { name: "openssl", version: "3.0.11-1~deb12u2" },
      }),
      debian,
      "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl",
    ],
    [
      "deb whose source has another version",
      record("deb", "libc6", "2.36-9+b1", { source: { name: "glibc", version: "2.36-9" } }),
      debian,
      "pkg:deb/debian/libc6@2.36-9%2Bb1?distro=debian-12&upstream=glibc%402.36-9",
    ],
    [
      "deb with an epoch",
      record("deb", "g++", "4:12.2.0-3", { arch: "all" }),
      system("ubuntu", "22.04"),
      "pkg:deb/ubuntu/g%2B%2B@4:12.2.0-3?arch=all&distro=ubuntu-22.04",
    ],
    ["deb without os-release", record("deb", "bash", "5"), undefined, "pkg:deb/bash@5"],
    [
      "apk",
      record("apk", "libssl3", "3.1.4-r5", { arch: "x86_64", source: { name: "openssl", version: "3.1.4-r5" } }),
      alpine,
      "pkg:apk/alpine/libssl3@3.1.4-r5?arch=x86_64&distro=alpine-3.19.1&upstream=openssl",
    ],
    [
      "apk of edge, as Syft calls it",
      record("apk", "busybox", "1.36.1-r20"),
      system("alpine", "edge", { versionId: "3.20.0_alpha20240329" }),
      "pkg:apk/alpine/busybox@1.36.1-r20?distro=alpine-3.20.0_alpha20240329",
    ],
    [
      "rpm",
      record("rpm", "openssl-libs", "3.0.7-25.el9_3", {
        arch: "x86_64",
        details: { epoch: "1", sourceRpm: "openssl-3.0.7-25.el9_3.src.rpm" },
      }),
      rhel,
      "pkg:rpm/redhat/openssl-libs@3.0.7-25.el9_3?arch=x86_64&distro=rhel-9.3&epoch=1&upstream=openssl-3.0.7-25.el9_3.src.rpm",
    ],
    [
      "rpm of a note in a binary",
      record("rpm", "coreutils", "9.4-6.fc40", {
        source: { name: "coreutils", version: "9.4-6.fc40" },
        details: { note: "true", os: "fedora", osVersion: "40" },
      }),
      debian,
      "pkg:rpm/fedora/coreutils@9.4-6.fc40?distro=fedora-40",
    ],
    [
      "rpm names keep their capitals",
      record("rpm", "ImageMagick", "6.9-1"),
      system("fedora", "40"),
      "pkg:rpm/fedora/ImageMagick@6.9-1?distro=fedora-40",
    ],
    [
      "rpm of openSUSE",
      record("rpm", "a", "1-1"),
      system("opensuse-leap", "15.6"),
      "pkg:rpm/opensuse/a@1-1?distro=opensuse-leap-15.6",
    ],
    ["npm", record("npm", "lodash", "4.17.21"), debian, "pkg:npm/lodash@4.17.21"],
    ["npm with a scope", record("npm", "@angular/core", "12.3.1"), undefined, "pkg:npm/%40angular/core@12.3.1"],
    ["pypi", record("python", "Foo_Bar.-baz", "1.0+local"), undefined, "pkg:pypi/foo-bar-baz@1.0%2Blocal"],
    [
      "gem",
      record("gem", "nokogiri", "1.15.4", { details: { platform: "x86_64-linux" } }),
      undefined,
      "pkg:gem/nokogiri@1.15.4?platform=x86_64-linux",
    ],
    [
      "gem of plain Ruby",
      record("gem", "rake", "13.0", { details: { platform: "ruby" } }),
      undefined,
      "pkg:gem/rake@13.0",
    ],
    [
      "maven",
      record("java-archive", "org.apache.logging.log4j:log4j-core", "2.17.1"),
      undefined,
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1",
    ],
    ["an archive without a group", record("java-archive", "app", "1"), undefined, "pkg:generic/app@1"],
    [
      "golang",
      record("go-module", "github.com/BurntSushi/toml", "v1.3.2"),
      undefined,
      "pkg:golang/github.com/burntsushi/toml@v1.3.2",
    ],
    ["golang's own library", record("go-module", "stdlib", "1.21.3"), undefined, "pkg:golang/stdlib@1.21.3"],
    [
      "golang with a major version",
      record("go-module", "github.com/a/b/v2", "v2.0.0+incompatible"),
      undefined,
      "pkg:golang/github.com/a/b/v2@v2.0.0%2Bincompatible",
    ],
    ["cargo", record("rust-crate", "rand", "0.7.2"), undefined, "pkg:cargo/rand@0.7.2"],
    ["nuget", record("dotnet", "Newtonsoft.Json", "13.0.3"), undefined, "pkg:nuget/Newtonsoft.Json@13.0.3"],
    [
      "composer",
      record("php-composer", "Laravel/Framework", "v10.0.0"),
      undefined,
      "pkg:composer/laravel/framework@v10.0.0",
    ],
    [
      "conda",
      record("conda", "absl-py", "0.4.1", {
        details: { build: "py36_0", channel: "main", subdir: "linux-64", type: "tar.bz2" },
      }),
      undefined,
      "pkg:conda/absl-py@0.4.1?build=py36_0&channel=main&subdir=linux-64&type=tar.bz2",
    ],
    ["cpan module", record("perl", "URI::Escape", "5.1"), undefined, "pkg:cpan/URI::Escape@5.1"],
    [
      "cpan distribution",
      record("perl", "URI-PackageURL", "2.0", { details: { author: "gdt" } }),
      undefined,
      "pkg:cpan/GDT/URI-PackageURL@2.0",
    ],
    ["cran", record("r-package", "rJava", "1.0-4"), undefined, "pkg:cran/rJava@1.0-4"],
    ["binary", record("binary", "node", "20.11.0"), debian, "pkg:generic/node@20.11.0"],
    ["no version", record("go-module", "example.com/a", ""), undefined, "pkg:golang/example.com/a"],
  ])("%s", (_what, one, os, expected) => {
    expect(purlOf(one, os)).toBe(expected);
  });

  it("reads back what it writes, for any package of any type", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("a/b", "@a/b", "a:b", "a+b~c", "a?b#c@d", "%2F", ".."),
    );
    const details = fc.record({ epoch: text, sourceRpm: text, build: text, author: text, platform: text });
    // A package without a name has no purl, and no reader lists one.
    const name = text.filter((one) => one.split("/").every((part) => part !== "") && !/^:|:$/.test(one));
    fc.assert(
      fc.property(fc.constantFrom(...packageTypes), name, text, text, details, (type, called, version, arch, more) => {
        const purl = purlOf(record(type, called, version, { arch, details: more }), debian);
        expect(purl).toMatch(/^pkg:[a-z]+\/[A-Za-z0-9._~:%/?=&@-]*$/);
        const parsed = parsePurl(purl);
        expect(parsed && formatPurl(parsed)).toBe(purl);
      }),
      { seed: 4, numRuns: 3000 },
    );
  });
});

describe("purl text", () => {
  it.each<[string, Partial<Purl>]>([
    ["pkg:npm/foo@1", { type: "npm", namespace: "", name: "foo", version: "1" }],
    ["pkg:npm/%40angular/core@1", { namespace: "@angular", name: "core" }],
    ["pkg:npm/@babel/core#/a/../b/", { namespace: "@babel", name: "core", version: "", subpath: "a/b" }],
    ["PKG://NPM//foo@1", { type: "npm", name: "foo", version: "1" }],
    ["pkg:npm/JSONStream@1", { name: "JSONStream" }],
    [
      "pkg:golang/google.golang.org/genproto@v1#googleapis/api",
      { namespace: "google.golang.org", subpath: "googleapis/api" },
    ],
    [
      "pkg:deb/debian/g%2B%2B@4:12.2.0-3%2Bb1?Arch=amd64&distro=&upstream=a%40b",
      { name: "g++", version: "4:12.2.0-3+b1", qualifiers: { arch: "amd64", upstream: "a@b" } },
    ],
    [
      "pkg:docker/x@sha256%3Aabc?repository_url=gcr.io",
      { version: "sha256:abc", qualifiers: { repository_url: "gcr.io" } },
    ],
    ["pkg:maven/a.b/c@1?classifier=x%20y", { namespace: "a.b", name: "c", qualifiers: { classifier: "x y" } }],
    [
      "pkg:npm/mypackage@12.4.5?vcs_url=git://host.example/path.git%404345",
      { qualifiers: { vcs_url: "git://host.example/path.git@4345" } },
    ],
    ["pkg:generic/a%2Fb@1", { namespace: "", name: "a/b" }],
  ])("%s is read", (text, expected) => {
    expect(parsePurl(text)).toMatchObject(expected);
  });

  it.each([
    "EnterpriseLibrary.Common@6.0.1304",
    "pkg:EnterpriseLibrary.Common@6.0.1304",
    "pkg:n&g?inx/nginx@0.8.9",
    "pkg:3nginx/nginx@0.8.9",
    "pkg:nginx:a/nginx@0.8.9",
    "pkg:npm/myartifact@1.0.0?in%20production=true",
    "pkg:maven/@1.3.4",
    "pkg%3Amaven/org.apache.commons/io",
    "pkg:npm/%ff",
    "pkg:npm/%zz",
    "pkg:npm/a%2Fb/c",
    "pkg:npm/a#b%2Fc",
    "pkg:npm/",
    "pkg:",
    "",
    `pkg:npm/${"a".repeat(longestPurl)}`,
    `pkg:npm/a?${Array.from({ length: mostQualifiers + 1 }, (_, at) => `k${at}=1`).join("&")}`,
  ])("%j is none", (text) => {
    expect(parsePurl(text)).toBeUndefined();
  });

  it("has one canonical form", () => {
    const forms = ["pkg:PyPI/Django_X@1?b=2&A=1", "pkg://pypi/django.x@1?a=1&b=2", "pkg:pypi/Django-X@1?a=1&c=&b=2"];
    const canonical = forms.map((text) =>
      formatPurl(parsePurl(text) ?? { type: "", namespace: "", name: "", version: "", qualifiers: {}, subpath: "" }),
    );
    expect(canonical).toEqual(Array.from({ length: 3 }, () => "pkg:pypi/django-x@1?a=1&b=2"));
  });

  it("is read without throwing, whatever it is", () => {
    const piece = fc.constantFrom(
      "pkg:",
      "/",
      "@",
      "?",
      "#",
      "%",
      "%2",
      "%40",
      "%ff",
      "=",
      "&",
      "..",
      "a",
      "npm",
      "\u{1f600}",
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const parsed = parsePurl(`pkg:npm/${pieces.join("")}`);
        if (parsed !== undefined) expect(parsePurl(formatPurl(parsed))).toBeDefined();
      }),
      { seed: 7, numRuns: 5000 },
    );
  });
});
