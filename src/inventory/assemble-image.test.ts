import { describe, expect, test } from "vitest";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import { createSource } from "../text/source.ts";
import type { ExampleStep } from "./example-image.ts";
import { memoryImage } from "./memory-image.ts";

/** A dpkg database with these packages, `name version`, and what each owns. */
function dpkg(...packages: readonly string[]): string {
  return packages
    .map((one) => {
      const [name, version] = one.split(" ");
      return `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\n`;
    })
    .join("\n");
}
const status = "var/lib/dpkg/status";
const release = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
const base: ExampleStep = {
  createdBy: "ADD rootfs.tar / # buildkit",
  files: {
    [status]: dpkg("libc6 2.36-9", "python3-six 1.16.0-4"),
    "var/lib/dpkg/info/python3-six.list":
      "/.\n/usr\n/usr/lib/python3/dist-packages/six-1.16.0.egg-info\n/usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO\n/usr/bin/tool\n",
    "usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO": "Name: six\nVersion: 1.16.0\n",
    "usr/lib/os-release": release,
    "etc/os-release": { link: "../usr/lib/os-release" },
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\napp:x:1000:1000::/home/app:/bin/sh\n",
  },
};
const run = (createdBy: string, files: ExampleStep["files"]): ExampleStep => ({
  createdBy: `RUN /bin/sh -c ${createdBy} # buildkit`,
  ...(files ? { files } : {}),
});
const npm = (name: string, version: string) => JSON.stringify({ name, version });
const packagesOf = (...steps: ExampleStep[]) => memoryImage({ steps }).facts.packages;
const places = (...steps: ExampleStep[]) =>
  packagesOf(...steps).map(({ name, version, locations }) => [name, version, ...locations.map(({ layer }) => layer)]);

describe("packages", () => {
  test("each has the layer that brought it, though later layers write the whole database again", () => {
    const more = run("apt-get install curl", { [status]: dpkg("curl 7.88", "libc6 2.36-9", "python3-six 1.16.0-4") });
    expect(places(base, more)).toEqual([
      ["curl", "7.88", 1],
      ["libc6", "2.36-9", 0],
      ["python3-six", "1.16.0-4", 0],
      ["six", "1.16.0", 0],
    ]);
  });

  test("an upgrade counts for the layer that did it, and what was removed is gone", () => {
    const upgrade = run("apt-get upgrade", { [status]: dpkg("libc6 2.36-10") });
    expect(places(base, upgrade).filter(([name]) => name !== "six")).toEqual([["libc6", "2.36-10", 1]]);
  });

  test("one that went and came back counts from when it came back", () => {
    const [without, again] = [
      run("apt-get remove", { [status]: dpkg("libc6 2.36-9") }),
      run("apt-get install", base.files),
    ];
    expect(places(base, without, again).find(([name]) => name === "python3-six")).toEqual([
      "python3-six",
      "1.16.0-4",
      2,
    ]);
  });

  test("what a later layer deletes is not there", () => {
    const install = run("npm ci", { "app/node_modules/left/package.json": npm("left", "1.0.0") });
    expect(places(install)).toEqual([["left", "1.0.0", 0]]);
    expect(places(install, run("rm", { "app/node_modules": null }))).toEqual([]);
    expect(places(install, run("rm", { "app/node_modules/left/package.json": null }))).toEqual([]);
  });

  test("one package in several places is one package", () => {
    const twice = run("npm ci", {
      "a/node_modules/left/package.json": npm("left", "1.0.0"),
      "b/node_modules/left/package.json": npm("left", "1.0.0"),
      "b/node_modules/right/package.json": npm("right", "1.0.0"),
    });
    expect(places(twice)).toEqual([
      ["left", "1.0.0", 0, 0],
      ["right", "1.0.0", 0],
    ]);
  });

  test("npm's own copies are told apart, and a package that is both is the application's", () => {
    const own = "usr/local/lib/node_modules/npm/node_modules";
    const [left, right] = packagesOf(
      run("install node", {
        [`${own}/left/package.json`]: npm("left", "1.0.0"),
        [`${own}/right/package.json`]: npm("right", "1.0.0"),
      }),
      run("npm ci", { "app/node_modules/right/package.json": npm("right", "1.0.0") }),
    );
    expect(left?.bundledWith).toBe("npm");
    expect(right?.bundledWith).toBeUndefined();
  });

  test("a language's package in files of the system's package is owned by it, also through a linked folder", () => {
    expect(packagesOf(base).find(({ name }) => name === "six")?.ownedBy).toEqual({ type: "deb", name: "python3-six" });
    const linked = {
      ...base,
      files: {
        ...base.files,
        "var/lib/dpkg/info/python3-six.list": "/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO\n",
        lib: { link: "usr/lib" },
      },
    };
    expect(packagesOf(linked).find(({ name }) => name === "six")?.ownedBy?.name).toBe("python3-six");
  });

  test("the address names the distribution", () => {
    expect(packagesOf(base).map(({ purl }) => purl)[0]).toBe("pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12");
  });
});

describe("the system", () => {
  test("is read through links, and the highest layer's word counts", () => {
    expect(memoryImage({ steps: [base] }).facts.os?.version).toBe("12");
    const newer = run("upgrade", { "usr/lib/os-release": release.replaceAll("12", "13") });
    expect(memoryImage({ steps: [base, newer] }).facts.os?.version).toBe("13");
    expect(memoryImage({ steps: [base, run("rm", { "usr/lib/os-release": null })] }).facts.os).toBeUndefined();
  });

  test.each([
    ["app", 1000],
    ["", 0],
    ["1234:5", 1234],
    ["nobody-here", undefined],
  ])("USER %j is uid %s", (user, uid) => {
    expect(memoryImage({ steps: [base], user }).facts.user.uid).toBe(uid);
  });

  test("a link out of the root reads nothing of this machine", () => {
    const out = run("ln", { "etc/passwd": { link: "../../../../../../../etc/passwd" } });
    expect(memoryImage({ steps: [out] }).facts.accounts.users).toEqual([]);
  });
});

describe("secrets in layers", () => {
  const value = `q7rm2xk5${"vd3tzb4nhw6y"}`;
  const write = run("echo", { "app/.env": `DB_PASSWORD=${value}\n` });

  test.each([
    ["is visible", [write], { isVisible: true }],
    [
      "that is deleted is there",
      [write, run("rm", { "app/.env": null })],
      { isVisible: false, hidden: { by: 1, how: "deleted" } },
    ],
    [
      "under a folder that is deleted is there",
      [write, run("rm", { app: null })],
      { hidden: { by: 1, how: "deleted" } },
    ],
    ["that is replaced is there", [write, run("echo", { "app/.env": "" })], { hidden: { by: 1, how: "replaced" } }],
  ])("one that %s", (_, steps, expected) => {
    const { secrets } = memoryImage({ steps }).facts;
    expect(secrets).toMatchObject([{ path: "app/.env", layer: 0, ...expected }]);
    expect(JSON.stringify(secrets)).not.toContain(value);
  });

  test("one that is shipped again unchanged is said once", () => {
    expect(memoryImage({ steps: [write, run("chmod", write.files)] }).facts.secrets.length).toBe(1);
  });

  test("what a package of the system ships is nobody's secret", () => {
    const text = `DB_PASSWORD=${value}\n`;
    const files = { "srv/.env": text, [status]: dpkg("x 1"), "var/lib/dpkg/info/x.list": "/srv/.env\n" };
    expect(memoryImage({ steps: [run("apt-get", { "srv/.env": text })] }).facts.secrets.length).toBe(1);
    expect(memoryImage({ steps: [run("apt-get", files)] }).facts.secrets).toEqual([]);
  });
});

describe("steps and layers", () => {
  test("every layer has a step, and every step a place in the text", () => {
    const { facts, stepsText } = memoryImage({ steps: [base, { createdBy: "ENV A=1" }, run("true", {})] });
    expect(facts.layers.map(({ step }) => facts.steps[step]?.instruction)).toEqual(["add", "run"]);
    for (const { place, text } of facts.steps) expect(stepsText.slice(place.start, place.end)).toBe(text);
  });

  test("with the Dockerfile the places lie in it", () => {
    const text = "FROM debian:12\nENV A=1\nRUN make\n";
    const dockerfile = resolveDockerfile(createSource("Dockerfile", text));
    const { steps } = memoryImage({ steps: [base, { createdBy: "ENV A=1" }, run("make", {})] }, "x", dockerfile).facts;
    expect(steps.map(({ place }) => (place.path ? text.slice(place.start, place.end) : undefined))).toEqual([
      undefined,
      "ENV A=1",
      "RUN make",
    ]);
  });
});
