import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { operatingSystemPaths, purlDistro, readOperatingSystem } from "./operating-system.ts";
import { operatingSystemFamily } from "./operating-system-family.ts";
import { apkRepositories, longestRelease, longestReleaseValue, parseRelease } from "./operating-system-release.ts";

const read = (texts: Readonly<Record<string, string>>) => readOperatingSystem(new Map(Object.entries(texts)));
const release = (text: string) => ({ "etc/os-release": text });

describe("os-release grammar", () => {
  it.each([
    ["plain", "ID=debian\n", "debian"],
    ["double quotes", 'ID="de bian"\n', "de bian"],
    ["single quotes", "ID='de \"bian\\'\n", 'de "bian\\'],
    ["escapes between double quotes", 'ID="a\\"b\\\\c\\$d\\`e\\nf"\n', 'a"b\\c$d`e\\nf'],
    ["escapes without quotes", "ID=a\\ b\\#c\n", "a b#c"],
    ["quotes inside of a word", "ID=a\"b c\"'d'\n", "ab cd"],
    ["an unquoted blank ends the value", "ID=a b\n", "a"],
    ["a quote that never ends", 'ID="abc\n', "abc"],
    ["blanks around the line, CR LF", "  ID=x  \r\n", "x"],
    ["a byte order mark", "\uFEFFID=x\n", "x"],
    ["the later counts", "ID=a\nID=b\n", "b"],
    ["nothing is expanded", "ID=$(reboot)`x`${HOME}\n", "$(reboot)`x`${HOME}"],
    ["control characters are left out", "ID=a\u001b[31mb\u0085\n", "a[31mb"],
  ])("%s", (_what, text, expected) => {
    expect(parseRelease(text).get("ID")).toBe(expected);
  });

  it.each(["#ID=x", "ID x", "=x", "I D=x", "1D=x", " # ID=x"])("%j is passed over", (line) => {
    expect(parseRelease(`${line}\n`).size).toBe(0);
  });

  it("is bounded", () => {
    expect(parseRelease(`ID=${"x".repeat(1_000_000)}`).get("ID")).toHaveLength(longestReleaseValue);
    expect(parseRelease(`${"#\n".repeat(longestRelease)}ID=x\n`).size).toBe(0);
    const started = cpuTime();
    for (const piece of ['"', "\\", "=", "a b", "(", " "]) read(release(`ID=${piece.repeat(1_000_000)}`));
    expect(cpuTime() - started).toBeLessThan(2_000);
  });

  it("is read without throwing, whatever it is", () => {
    const piece = fc.constantFrom(
      "ID=",
      "NAME=",
      '"',
      "'",
      "\\",
      "\n",
      "#",
      "(",
      ")",
      " ",
      "12",
      "release",
      "/edge/main",
      "https://",
      "@",
      "\u0000",
    );
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));
    const texts = fc.dictionary(fc.constantFrom(...operatingSystemPaths), text);
    fc.assert(
      fc.property(texts, (some) => {
        const os = read(some);
        if (os !== undefined) expect(os.id).toMatch(/^[a-z0-9._-]+$/);
      }),
      { seed: 3, numRuns: 4000 },
    );
  });
});

describe("operating system", () => {
  it("tells all that os-release does", () => {
    const text = `NAME="Red Hat Enterprise Linux"\nVERSION="9.3 (Plow)"\nID="rhel"\nID_LIKE="fedora centos"\nVERSION_ID="9.3"\nPLATFORM_ID="platform:el9"\nPRETTY_NAME="Red Hat Enterprise Linux 9.3 (Plow)"\nCPE_NAME="cpe:/o:redhat:enterprise_linux:9::baseos"\nVARIANT_ID=container\nBUILD_ID=7\nIMAGE_ID=ubi\nIMAGE_VERSION=3\nSUPPORT_END=2032-05-31\n`;
    expect(read(release(text))).toEqual({
      id: "rhel",
      version: "9.3",
      name: "Red Hat Enterprise Linux 9.3 (Plow)",
      codename: "plow",
      idLike: ["fedora", "centos"],
      details: {
        variant: "container",
        platformId: "platform:el9",
        cpe: "cpe:/o:redhat:enterprise_linux:9::baseos",
        buildId: "7",
        imageId: "ubi",
        imageVersion: "3",
        supportEnd: "2032-05-31",
      },
      paths: ["etc/os-release"],
    });
  });

  /** What it shows, the files, `id version codename`, the distro of a purl, the family, details among others. */
  it.each<
    [string, Readonly<Record<string, string>>, string, string, string | undefined, Readonly<Record<string, string>>]
  >([
    [
      "Debian with its point release",
      {
        ...release('ID=debian\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\n'),
        "etc/debian_version": "12.5\n",
      },
      "debian 12 bookworm",
      "debian-12",
      "debian",
      { debianVersion: "12.5" },
    ],
    [
      "Debian testing",
      {
        ...release('PRETTY_NAME="Debian GNU/Linux trixie/sid"\nNAME="Debian GNU/Linux"\nID=debian\n'),
        "etc/debian_version": "trixie/sid\n",
      },
      "debian  trixie",
      "debian",
      "debian",
      { debianVersion: "trixie/sid" },
    ],
    [
      "Debian without os-release",
      { "etc/debian_version": "6.0.10\n" },
      "debian 6 ",
      "debian-6",
      "debian",
      { debianVersion: "6.0.10" },
    ],
    [
      "distroless",
      release(
        'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\nVERSION="Debian GNU/Linux 12 (bookworm)"\n',
      ),
      "debian 12 bookworm",
      "debian-12",
      "debian",
      { distroless: "true" },
    ],
    [
      "Ubuntu LTS",
      release(
        'PRETTY_NAME="Ubuntu 22.04.4 LTS"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nUBUNTU_CODENAME=jammy\n',
      ),
      "ubuntu 22.04 jammy",
      "ubuntu-22.04",
      "ubuntu",
      { lts: "true" },
    ],
    [
      "Ubuntu between",
      { ...release('ID=ubuntu\nVERSION_ID="23.10"\n'), "etc/debian_version": "trixie/sid\n" },
      "ubuntu 23.10 ",
      "ubuntu-23.10",
      "ubuntu",
      {},
    ],
    [
      "Ubuntu without os-release",
      {
        "etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_CODENAME=lucid\n",
        "etc/debian_version": "squeeze/sid",
      },
      "ubuntu 10.04 lucid",
      "ubuntu-10.04",
      "ubuntu",
      { lts: "true" },
    ],
    [
      "Docker Hardened Images with the id of their lineage",
      release('PRETTY_NAME="Docker Hardened Images (Debian)"\nID=debian\nVERSION_ID=13\n'),
      "debian 13 ",
      "debian-13",
      "docker-hardened",
      {},
    ],
    ["Echo", release("ID=echo\nVERSION_ID=1\n"), "echo 1 ", "echo-1", "echo", {}],
    [
      "Alpine",
      {
        ...release('ID=alpine\nVERSION_ID=3.19.1\nPRETTY_NAME="Alpine Linux v3.19"\n'),
        "etc/apk/repositories":
          "https://mirror.example.com/alpine/v3.19/main\n# https://mirror.example.com/alpine/edge/main\n@edge https://mirror.example.com/alpine/edge/main\n",
      },
      "alpine 3.19.1 ",
      "alpine-3.19.1",
      "alpine",
      {
        apkRepositories:
          "https://mirror.example.com/alpine/v3.19/main @edge https://mirror.example.com/alpine/edge/main",
      },
    ],
    [
      "Alpine edge",
      {
        ...release("ID=alpine\nVERSION_ID=3.20.0_alpha20240329\n"),
        "etc/apk/repositories": "https://mirror.example.com/alpine/edge/main\n",
      },
      "alpine edge ",
      "alpine-3.20.0_alpha20240329",
      "alpine",
      { versionId: "3.20.0_alpha20240329" },
    ],
    [
      "Alpine with a part of edge",
      {
        ...release("ID=alpine\nVERSION_ID=3.19.1\n"),
        "etc/apk/repositories":
          "https://mirror.example.com/alpine/v3.19/main\nhttps://mirror.example.com/alpine/edge/testing\n",
      },
      "alpine 3.19.1 ",
      "alpine-3.19.1",
      "alpine",
      {},
    ],
    ["Alpine without os-release", { "etc/alpine-release": "3.2.0\n" }, "alpine 3.2.0 ", "alpine-3.2.0", "alpine", {}],
    ["Wolfi", release("ID=wolfi\nVERSION_ID=20230201\n"), "wolfi 20230201 ", "wolfi-20230201", "wolfi", {}],
    [
      "Chainguard",
      release("ID=chainguard\nVERSION_ID=20230214\n"),
      "chainguard 20230214 ",
      "chainguard-20230214",
      "chainguard",
      {},
    ],
    ["MinimOS", release("ID=minimos\nVERSION_ID=20241031\n"), "minimos 20241031 ", "minimos-20241031", "minimos", {}],
    [
      "Alpaquita",
      release("ID=alpaquita\nID_LIKE=alpine\nVERSION_ID=23\n"),
      "alpaquita 23 ",
      "alpaquita-23",
      "alpaquita",
      {},
    ],
    [
      "BellSoft",
      release("ID=bellsoft-hardened-containers\nVERSION_ID=25\n"),
      "bellsoft-hardened-containers 25 ",
      "bellsoft-hardened-containers-25",
      "bellsoft-hardened",
      {},
    ],
    [
      "CentOS 7 in full",
      {
        ...release('ID="centos"\nVERSION_ID="7"\nNAME="CentOS Linux"\n'),
        "etc/centos-release": "CentOS Linux release 7.9.2009 (Core)\n",
      },
      "centos 7 ",
      "centos-7",
      "centos",
      { release: "7.9.2009" },
    ],
    [
      "CentOS Stream",
      release('NAME="CentOS Stream"\nID="centos"\nVERSION_ID="9"\nPRETTY_NAME="CentOS Stream 9"\n'),
      "centos 9 ",
      "centos-9",
      "centos-stream",
      { stream: "true" },
    ],
    [
      "CentOS 6",
      { "etc/redhat-release": "CentOS release 6.10 (Final)\n", "etc/system-release-cpe": "cpe:/o:centos:linux:6:GA\n" },
      "centos 6.10 Final",
      "centos-6.10",
      "centos",
      { cpe: "cpe:/o:centos:linux:6:GA" },
    ],
    [
      "RHEL 6",
      { "etc/redhat-release": "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n" },
      "rhel 6.10 Santiago",
      "rhel-6.10",
      "rhel",
      {},
    ],
    [
      "Oracle Linux 6, whose redhat-release says Red Hat",
      {
        "etc/oracle-release": "Oracle Linux Server release 6.8\n",
        "etc/redhat-release": "Red Hat Enterprise Linux Server release 6.8 (Santiago)\n",
      },
      "ol 6.8 ",
      "ol-6.8",
      "oracle",
      {},
    ],
    [
      "AlmaLinux",
      release('ID="almalinux"\nVERSION_ID="9.3"\nVERSION="9.3 (Shamrock Pampas Cat)"\n'),
      "almalinux 9.3 shamrock pampas cat",
      "almalinux-9.3",
      "almalinux",
      {},
    ],
    ["Rocky Linux", release('ID="rocky"\nVERSION_ID="9.3"\n'), "rocky 9.3 ", "rocky-9.3", "rocky", {}],
    ["Oracle Linux", release('ID="ol"\nVERSION_ID="9.3"\n'), "ol 9.3 ", "ol-9.3", "oracle", {}],
    [
      "Fedora",
      release("ID=fedora\nVERSION_ID=40\nVARIANT_ID=container\n"),
      "fedora 40 ",
      "fedora-40",
      "fedora",
      { variant: "container" },
    ],
    ["Amazon Linux", release('ID="amzn"\nVERSION_ID="2023"\n'), "amzn 2023 ", "amzn-2023", "amazon", {}],
    [
      "Amazon Linux 1",
      { "etc/system-release": "Amazon Linux AMI release 2018.03\n" },
      "amzn 2018.03 ",
      "amzn-2018.03",
      "amazon",
      {},
    ],
    [
      "openSUSE",
      release('ID="opensuse-leap"\nVERSION_ID="15.6"\n'),
      "opensuse-leap 15.6 ",
      "opensuse-leap-15.6",
      "opensuse",
      {},
    ],
    ["SLES", release('ID="sles"\nVERSION_ID="15.5"\n'), "sles 15.5 ", "sles-15.5", "sles", {}],
    [
      "SLES 11",
      { "etc/SuSE-release": "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n" },
      "sles 11.4 ",
      "sles-11.4",
      "sles",
      {},
    ],
    [
      "Azure Linux",
      release('ID=azurelinux\nVERSION_ID="3.0"\n'),
      "azurelinux 3.0 ",
      "azurelinux-3.0",
      "azurelinux",
      {},
    ],
    ["CBL-Mariner", release('ID=mariner\nVERSION_ID="2.0"\n'), "mariner 2.0 ", "mariner-2.0", "mariner", {}],
    ["Photon", release("ID=photon\nVERSION_ID=5.0\n"), "photon 5.0 ", "photon-5.0", "photon", {}],
    [
      "openEuler, written with a capital",
      release('ID="openEuler"\nVERSION_ID="24.03"\nVERSION="24.03 (LTS)"\n'),
      "openeuler 24.03 lts",
      "openeuler-24.03",
      "openeuler",
      {},
    ],
    ["Mageia", release("ID=mageia\nVERSION_ID=9\n"), "mageia 9 ", "mageia-9", "mageia", {}],
    [
      "Bottlerocket",
      release("ID=bottlerocket\nVERSION_ID=1.19.0\n"),
      "bottlerocket 1.19.0 ",
      "bottlerocket-1.19.0",
      "bottlerocket",
      {},
    ],
    ["Flatcar", release("ID=flatcar\nVERSION_ID=3815.2.0\n"), "flatcar 3815.2.0 ", "flatcar-3815.2.0", "flatcar", {}],
    ["Arch", release("ID=arch\nBUILD_ID=rolling\n"), "arch  ", "arch-rolling", "arch", { buildId: "rolling" }],
    [
      "a derivative is nothing but itself",
      release("ID=linuxmint\nID_LIKE=ubuntu\nVERSION_ID=21\n"),
      "linuxmint 21 ",
      "linuxmint-21",
      undefined,
      {},
    ],
    ["no ID is linux", release("NAME=Something\n"), "linux  ", "linux", undefined, {}],
    [
      "an ID of an object's own names",
      release("ID=constructor\nVERSION_ID=1\n"),
      "constructor 1 ",
      "constructor-1",
      undefined,
      {},
    ],
    [
      "usr/lib/os-release where the other says nothing",
      { "etc/os-release": "\n", "usr/lib/os-release": "ID=fedora\nVERSION_ID=40\n" },
      "fedora 40 ",
      "fedora-40",
      "fedora",
      {},
    ],
  ])("%s", (_what, texts, expected, distro, family, details) => {
    const os = read(texts);
    expect(os && `${os.id} ${os.version} ${os.codename}`).toBe(expected);
    expect(purlDistro(os)).toBe(distro);
    expect(os && operatingSystemFamily(os)).toBe(family);
    expect(os?.details).toMatchObject(details);
    expect(Object.keys(texts)).toEqual(expect.arrayContaining([...(os?.paths ?? [])]));
  });

  it("is unknown where no file says it", () => {
    expect(read({})).toBeUndefined();
    expect(read({ "etc/apk/repositories": "https://mirror.example.com/alpine/edge/main\n" })).toBeUndefined();
    expect(purlDistro(undefined)).toBe("");
  });

  it("keeps no credentials of repositories", () => {
    const text = [
      "https://user:",
      "secret",
      "@mirror.example.com/alpine/v3.19/main\nftp://u@host\n/media/cdrom/apks\n",
    ].join("");
    expect(apkRepositories(text)).toEqual([
      "https://mirror.example.com/alpine/v3.19/main",
      "ftp://host",
      "/media/cdrom/apks",
    ]);
  });
});
