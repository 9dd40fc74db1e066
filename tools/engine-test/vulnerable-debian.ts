/**
 * A Debian 12.4 (December 2023) whose database dpkg itself has written: small packages with the names, sources and versions of
 * that point release, installed with the real dpkg. Each row was read in its record: `fixed` is the end of the only range, which
 * begins at 0, and the source's version is before it in the order of `dpkg --compare-versions`.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ground } from "./ground.ts";
import { baseTag } from "./images.ts";
import { type Row, rowsOf, type VulnerableImage } from "./vulnerable.ts";

interface Deb {
  readonly name: string;
  readonly version: string;
  /** As in the control file; the package's own name without it. */
  readonly source?: string;
  readonly more?: string;
}

const ownMaintainer = "Maintainer: Debian Project <packages@lists.debian.org>\n";

const installed: readonly Deb[] = [
  ...debs("3.0.11-1~deb12u2", "openssl", ["openssl", "libssl3"]),
  ...debs("2.36-9+deb12u3", "glibc", ["libc6", "libc-bin"]),
  ...debs("7.88.1-10+deb12u4", "curl", ["curl", "libcurl4"]),
  ...debs("2.5.0-1", "expat", ["libexpat1"]),
  ...debs("1:1.2.13.dfsg-1", "zlib", ["zlib1g"]),
  ...debs("1.20.1-2+deb12u1", "krb5", ["libkrb5-3", "libgssapi-krb5-2"]),
  ...debs("3.40.1-2", "sqlite3", ["libsqlite3-0"]),
  ...debs("252.19-1~deb12u1", "systemd", ["libsystemd0", "libudev1"]),
  // Rebuilt without a new source: only the binaries have +b1; bsdutils has an epoch that its source has not.
  ...debs("2.38.1-5+b1", "util-linux (2.38.1-5)", ["util-linux", "libblkid1"]),
  ...debs("1:2.38.1-5+b1", "util-linux (2.38.1-5)", ["bsdutils"]),
  ...debs("1:4.13+dfsg1-1+b1", "shadow (1:4.13+dfsg1-1)", ["login", "passwd"]),
  ...debs("5.2.15-2+b2", "bash (5.2.15-2)", ["bash"]),
  ...debs("1:9.2p1-2+deb12u1", "openssh", ["openssh-client"]),
  ...debs("6.4-4", "ncurses", ["libtinfo6", "ncurses-base"]),
  ...debs("1.34+dfsg-1.2", "tar", ["tar"]),
  ...debs("12.2.0-14", "gcc-12", ["libgcc-s1", "libstdc++6"]),
  ...debs("1.10.1-3", "libgcrypt20", ["libgcrypt20"]),
  ...debs("1.52.0-1+deb12u1", "nghttp2", ["libnghttp2-14"]),
  ...debs("5.4.1-0.2", "xz-utils", ["liblzma5"]),
  ...debs("4.19.0-2", "libtasn1-6", ["libtasn1-6"]),
  // The version with the fix of the only advisory.
  ...debs("1.2.4-0.2+deb12u1", "libwebp", ["libwebp7"]),
  // Headers are text: what is wrong with the kernel is not in them.
  ...debs("6.1.66-1", "linux", ["linux-libc-dev"]),
  // Not Debian's: its advisories say nothing about them.
  { name: "docker-ce", version: "5:24.0.7-1~debian.12~bookworm", more: "Maintainer: Docker <support@docker.com>\n" },
  {
    ...{ name: "libcurl3-gnutls", version: "7.88.0-1", source: "curl" },
    more: `${ownMaintainer}Origin: Harbour Builds\n`,
  },
];

/** Removed again, its settings stay: `deinstall ok config-files`. */
const removed: Deb = { name: "git", version: "1:2.39.2-1.1", more: ownMaintainer };

/** By source. linux, libwebp, bash, git and the packages of others have none. */
const expected: readonly Row[] = [
  ...rowsOf("openssl", [
    "3.0.13-1~deb12u1: CVE-2023-5678 CVE-2023-6129 CVE-2023-6237 CVE-2024-0727",
    "3.0.14-1~deb12u1: CVE-2024-2511 CVE-2024-4603 CVE-2024-4741",
    "3.0.14-1~deb12u2: CVE-2024-6119",
    "3.0.15-1~deb12u1: CVE-2024-5535 CVE-2024-9143",
    "3.0.16-1~deb12u1: CVE-2024-13176",
    "3.0.17-1~deb12u3: CVE-2025-9230 CVE-2025-9232",
    "3.0.18-1~deb12u2: CVE-2025-15467 CVE-2025-68160 CVE-2025-69418 CVE-2025-69419 CVE-2025-69420 CVE-2025-69421 CVE-2026-22795 CVE-2026-22796",
    "3.0.19-1~deb12u2: CVE-2026-28387 CVE-2026-28388 CVE-2026-28389 CVE-2026-28390 CVE-2026-31789 CVE-2026-31790",
    "3.0.20-1~deb12u2: CVE-2026-7383 CVE-2026-9076 CVE-2026-34180 CVE-2026-34182 CVE-2026-42766 CVE-2026-42770 CVE-2026-45445 CVE-2026-45446 CVE-2026-45447",
    "3.0.22-1~deb12u1: CVE-2026-42767 CVE-2026-54874 CVE-2026-63072 CVE-2026-63074 CVE-2026-63076 CVE-2026-75803",
    "3.0.22-1~deb12u2: CVE-2026-35189 CVE-2026-54872 CVE-2026-75805 CVE-2026-75806 CVE-2026-77696 CVE-2026-84782",
  ]),
  ...rowsOf("glibc", [
    "2.36-9+deb12u4: CVE-2023-6246 CVE-2023-6779 CVE-2023-6780",
    "2.36-9+deb12u6: CVE-2024-2961",
    "2.36-9+deb12u7: CVE-2024-33599 CVE-2024-33600 CVE-2024-33601 CVE-2024-33602",
    "2.36-9+deb12u10: CVE-2025-0395",
    "2.36-9+deb12u11: CVE-2025-4802",
    "2.36-9+deb12u13: CVE-2025-8058",
    "2.36-9+deb12u14: CVE-2025-15281 CVE-2026-0861 CVE-2026-0915 CVE-2026-4046 CVE-2026-4437 CVE-2026-4438",
    "-: CVE-2010-4756 CVE-2018-20796 CVE-2019-9192 CVE-2019-1010022",
  ]),
  ...rowsOf("curl", [
    "7.88.1-10+deb12u5: CVE-2023-46218 CVE-2023-46219",
    "7.88.1-10+deb12u6: CVE-2024-2004 CVE-2024-2398",
    "7.88.1-10+deb12u7: CVE-2024-7264",
    "7.88.1-10+deb12u8: CVE-2024-8096",
    "7.88.1-10+deb12u9: CVE-2024-9681",
    "7.88.1-10+deb12u10: CVE-2024-11053",
    "7.88.1-10+deb12u11: CVE-2025-0167",
    "7.88.1-10+deb12u15: CVE-2025-10148 CVE-2025-14524 CVE-2025-14819 CVE-2026-3783 CVE-2026-3784 CVE-2026-5773 CVE-2026-7168",
    "-: CVE-2024-2379",
  ]),
  ...rowsOf("expat", [
    "2.5.0-1+deb12u1: CVE-2024-45490 CVE-2024-45491 CVE-2024-45492",
    "2.5.0-1+deb12u2: CVE-2023-52425 CVE-2024-8176 CVE-2024-50602",
    "2.5.0-1+deb12u3: CVE-2026-50219 CVE-2026-56131 CVE-2026-56403 CVE-2026-56404 CVE-2026-56405 CVE-2026-56406 CVE-2026-56407 CVE-2026-56408 CVE-2026-56409 CVE-2026-56410 CVE-2026-56411 CVE-2026-56412 CVE-2026-72522 CVE-2026-76957",
    "2.5.0-1+deb12u4: CVE-2024-28757 CVE-2025-59375 CVE-2026-24515 CVE-2026-25210 CVE-2026-32776 CVE-2026-32777 CVE-2026-32778 CVE-2026-45186 CVE-2026-66046 CVE-2026-93990",
    "2.5.0-1+deb12u5: CVE-2026-56132 CVE-2026-77214 CVE-2026-102633",
    "-: CVE-2023-52426",
  ]),
  ...rowsOf("zlib", ["-: CVE-2023-45853"]),
  ...rowsOf("krb5", [
    "1.20.1-2+deb12u2: CVE-2024-37370 CVE-2024-37371",
    "1.20.1-2+deb12u3: CVE-2024-26462 CVE-2025-24528",
    "1.20.1-2+deb12u4: CVE-2025-3576",
    "1.20.1-2+deb12u5: CVE-2026-40355 CVE-2026-40356",
    "-: CVE-2018-5709 CVE-2024-26458 CVE-2024-26461",
  ]),
  ...rowsOf("sqlite3", ["3.40.1-2+deb12u1: CVE-2023-7104", "3.40.1-2+deb12u2: CVE-2025-6965", "-: CVE-2021-45346"]),
  ...rowsOf("systemd", [
    "252.21-1~deb12u1: CVE-2023-7008",
    "252.23-1~deb12u1: CVE-2023-50387 CVE-2023-50868",
    "252.38-1~deb12u1: CVE-2025-4598",
    "252.39-1~deb12u2: CVE-2026-4105 CVE-2026-29111 CVE-2026-40225 CVE-2026-40226",
    "-: CVE-2013-4392 CVE-2023-31437",
  ]),
  ...rowsOf("util-linux", ["2.38.1-5+deb12u1: CVE-2024-28085", "-: CVE-2022-0563"]),
  ...rowsOf("openssh", [
    "1:9.2p1-2+deb12u2: CVE-2023-48795 CVE-2023-51385",
    "1:9.2p1-2+deb12u3: CVE-2024-6387",
    "1:9.2p1-2+deb12u5: CVE-2025-26465",
    "1:9.2p1-2+deb12u6: CVE-2025-32728",
    "1:9.2p1-2+deb12u8: CVE-2025-61984 CVE-2025-61985",
    "1:9.2p1-2+deb12u9: CVE-2026-3497",
    "1:9.2p1-2+deb12u10: CVE-2026-35385 CVE-2026-35386 CVE-2026-35387 CVE-2026-35388",
    "-: CVE-2023-51767",
  ]),
  ...rowsOf("ncurses", ["-: CVE-2023-50495"]),
  ...rowsOf("tar", ["1.34+dfsg-1.2+deb12u1: CVE-2022-48303 CVE-2023-39804", "-: CVE-2005-2541"]),
  ...rowsOf("gcc-12", ["12.2.0-14+deb12u1: CVE-2023-4039", "-: CVE-2022-27943"]),
  ...rowsOf("libgcrypt20", ["1.10.1-3+deb12u1: CVE-2026-41989", "-: CVE-2018-6829 CVE-2024-2236"]),
  ...rowsOf("shadow", ["1:4.13+dfsg1-1+deb12u1: CVE-2023-4641 CVE-2023-29383", "-: CVE-2007-5686 CVE-2024-56433"]),
  ...rowsOf("nghttp2", ["1.52.0-1+deb12u2: CVE-2024-28182", "1.52.0-1+deb12u3: CVE-2026-27135"]),
  ...rowsOf("xz-utils", ["5.4.1-1: CVE-2025-31115", "5.4.1-1+deb12u1: CVE-2026-34743"]),
  ...rowsOf("libtasn1-6", ["4.19.0-2+deb12u1: CVE-2024-12133"]),
];

export function vulnerableDebian(ground: Ground): VulnerableImage {
  const context = mkdtempSync(join(ground.folder, "context-vulnerable-"));
  const root = join(context, "root");
  for (const folder of ["etc", "usr/lib", "var/lib/dpkg/info", "var/lib/dpkg/updates"])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "var/lib/dpkg/status"), "");
  writeFileSync(join(root, "etc/debian_version"), "12.4\n");
  writeFileSync(
    join(root, "usr/lib/os-release"),
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
  );
  const dpkg = (...words: string[]) => ground.run("dpkg", [`--root=${root}`, "--force-all", "--no-triggers", ...words]);
  dpkg("-i", ...[...installed, removed].map((deb) => buildDeb(ground, context, deb)));
  dpkg("-r", removed.name);
  const left = ground.run("dpkg-query", [
    `--admindir=${join(root, "var/lib/dpkg")}`,
    "-W",
    "-f",
    "$" + "{Status}\\n",
    removed.name,
  ]);
  if (left.trim() !== "deinstall ok config-files") throw new Error(`${removed.name} should be a leftover: ${left}`);
  const tag = "seaworthy-test/vulnerable-debian:1";
  writeFileSync(join(context, "Dockerfile"), `FROM ${baseTag}\nCOPY root /\nUSER 1000\nCMD ["bash"]\n`);
  writeFileSync(join(context, ".dockerignore"), "*\n!root\n");
  ground.run("/usr/bin/docker", ["build", "--network", "host", "-t", tag, context]);
  return { tag, expected, says: [/docker-ce/, /libcurl3-gnutls/] };
}

function debs(version: string, source: string, names: readonly string[]): readonly Deb[] {
  return names.map((name) => ({ name, version, more: ownMaintainer, ...(source === name ? {} : { source }) }));
}

/** The path of a package with one file of settings. */
function buildDeb({ run }: Ground, context: string, { name, version, source, more = "" }: Deb): string {
  const folder = join(context, "debs", name);
  mkdirSync(join(folder, "DEBIAN"), { recursive: true });
  mkdirSync(join(folder, "etc/settings"), { recursive: true });
  writeFileSync(join(folder, "etc/settings", name), "made for a test\n");
  writeFileSync(join(folder, "DEBIAN/conffiles"), `/etc/settings/${name}\n`);
  const origin = source === undefined ? "" : `Source: ${source}\n`;
  const control = `Package: ${name}\n${origin}Version: ${version}\nArchitecture: amd64\n${more}Description: made for a test\n`;
  writeFileSync(join(folder, "DEBIAN/control"), control);
  const path = join(context, "debs", `${name}.deb`);
  run("dpkg-deb", ["--build", "--root-owner-group", folder, path]);
  return path;
}
