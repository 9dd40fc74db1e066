import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CredentialPlaces, findCredentials, type HelperAnswer, helperLimits } from "./credentials.ts";
import { readCredentialFile } from "./credentials-file.ts";

/** Of the values that no sentence may hold. */
const password = "hunter2-of-the-tests";
const pair = (user = "me", pass = password) => Buffer.from(`${user}:${pass}`).toString("base64");

interface World {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, unknown>;
  readonly helpers?: Record<string, HelperAnswer>;
}

async function find(registry: string, { env = {}, files = {}, helpers = {} }: World, repository = "team/app") {
  const asked: string[] = [];
  const places: CredentialPlaces = {
    env,
    readText: async (path) => {
      const file = files[path];
      return file === undefined || typeof file === "string" ? file : JSON.stringify(file);
    },
    runHelper: async (program, args, stdin, limits) => {
      expect(limits).toBe(helperLimits);
      asked.push(`${program} ${args.join(" ")} < ${JSON.stringify(stdin)}`);
      return helpers[program] ?? { status: undefined, stdout: "" };
    },
    home: "/home/me",
    uid: 1000,
  };
  const found = await findCredentials({ registry, repository }, places);
  for (const sentence of found.tried) for (const value of [password, pair()]) expect(sentence).not.toContain(value);
  return { ...found, asked };
}

const docker = "/home/me/.docker/config.json";
const login = { kind: "basic", username: "me", password };

describe("a login in config.json", () => {
  const cases: readonly [what: string, registry: string, key: string, isFound: boolean][] = [
    ["by host", "ghcr.io", "ghcr.io", true],
    ["with a port", "localhost:5000", "localhost:5000", true],
    ["of another port", "localhost:5000", "localhost", false],
    ["with a scheme", "ghcr.io", "https://ghcr.io", true],
    ["with a scheme and a path", "ghcr.io", "https://ghcr.io/v1/", true],
    ["with a slash", "ghcr.io", "ghcr.io/", true],
    ["of a host that only begins so", "ghcr.io", "ghcr.io.example.com", false],
    ["of a host below", "example.com", "a.example.com", false],
    ["in capitals", "ghcr.io", "GHCR.io", true],
    ["Docker Hub as it always was", "docker.io", "https://index.docker.io/v1/", true],
    ["Docker Hub by its short name", "docker.io", "docker.io", true],
    ["Docker Hub by its other name", "docker.io", "index.docker.io", true],
    ["Docker Hub where it is asked", "docker.io", "registry-1.docker.io", true],
    ["a namespace", "quay.io", "quay.io/team", true],
    ["a repository", "quay.io", "quay.io/team/app", true],
    ["another namespace", "quay.io", "quay.io/other", false],
    ["a namespace that only begins so", "quay.io", "quay.io/tea", false],
  ];
  for (const [what, registry, key, isFound] of cases)
    it(what, async () => {
      const found = await find(registry, { files: { [docker]: { auths: { [key]: { auth: pair() } } } } });
      expect(found.credentials).toEqual(isFound ? login : undefined);
    });

  it("is that of the longest namespace", async () => {
    const auths = {
      "quay.io": { auth: pair("host") },
      "quay.io/team": { auth: pair("team") },
      "quay.io/team/app/x": { auth: pair("x") },
    };
    expect((await find("quay.io", { files: { [docker]: { auths } } })).credentials).toMatchObject({ username: "team" });
  });

  it("has several forms", async () => {
    const forms: readonly [entry: unknown, credentials: unknown][] = [
      [{ auth: pair("me", `${password}\0\0`) }, login],
      [{ auth: pair("me", `${password}:with:colons`) }, { ...login, password: `${password}:with:colons` }],
      [{ username: "me", password }, login],
      [
        { auth: pair(), identitytoken: "refresh" },
        { kind: "identity-token", token: "refresh" },
      ],
      [{ auth: pair("<token>") }, { kind: "identity-token", token: password }],
      [{ registrytoken: "bearer" }, { kind: "bearer", token: "bearer" }],
      [{}, undefined],
      [{ auth: "" }, undefined],
      [{ auth: Buffer.from("nocolon").toString("base64") }, undefined],
      [{ auth: 7 }, undefined],
      [null, undefined],
      ["text", undefined],
    ];
    for (const [entry, credentials] of forms)
      expect((await find("ghcr.io", { files: { [docker]: { auths: { "ghcr.io": entry } } } })).credentials).toEqual(
        credentials,
      );
  });
});

describe("helpers", () => {
  const answer = { status: 0, stdout: JSON.stringify({ ServerURL: "x", Username: "me", Secret: password }) };

  it("are asked by Docker's protocol, one for the host before all others", async () => {
    const config = {
      credHelpers: { "ghcr.io": "own" },
      credsStore: "desktop",
      auths: { "ghcr.io": { auth: pair("file") } },
    };
    const found = await find("ghcr.io", { files: { [docker]: config }, helpers: { "docker-credential-own": answer } });
    expect(found.credentials).toEqual(login);
    expect(found.asked).toEqual(['docker-credential-own get < "ghcr.io\\n"']);
    expect(found.tried).toEqual(["~/.docker/config.json: docker-credential-own (credHelpers) gave a login"]);
  });

  it("of the store come last, and know Docker Hub by its old address", async () => {
    const found = await find("docker.io", {
      files: { [docker]: { credsStore: "desktop", auths: { "docker.io": {} } } },
      helpers: { "docker-credential-desktop": answer },
    });
    expect(found.asked).toEqual(['docker-credential-desktop get < "https://index.docker.io/v1/\\n"']);
    expect(found.credentials).toEqual(login);
  });

  const answers: readonly [what: string, answer: HelperAnswer, says: RegExp][] = [
    ["have none", { status: 1, stdout: "credentials not found in native keychain\n" }, /has none for this registry/],
    ["fail", { status: 1, stdout: `error with ${password}` }, /failed with status 1/],
    [
      "cannot be started or are too slow",
      { status: undefined, stdout: "" },
      /could not be run, or did not end in time/,
    ],
    ["answer nonsense", { status: 0, stdout: `{"Secret":"${password}"` }, /gave no login/],
    ["answer without a secret", { status: 0, stdout: '{"Username":"me","Secret":""}' }, /gave no login/],
    ["answer without end", { status: 0, stdout: " ".repeat(helperLimits.bytes + 1) + answer.stdout }, /gave no login/],
  ];
  for (const [what, given, says] of answers)
    it(`that ${what} say so`, async () => {
      const found = await find("ghcr.io", {
        files: { [docker]: { credsStore: "desktop" } },
        helpers: { "docker-credential-desktop": given },
      });
      expect(found.credentials).toBeUndefined();
      expect(found.tried[0]).toMatch(says);
    });

  it("may give an identity token", async () => {
    const stdout = JSON.stringify({ Username: "<token>", Secret: "refresh" });
    const found = await find("ghcr.io", {
      files: { [docker]: { credsStore: "x" } },
      helpers: { "docker-credential-x": { status: 0, stdout } },
    });
    expect(found.credentials).toEqual({ kind: "identity-token", token: "refresh" });
  });

  it("with a name that is none are not started", async () => {
    for (const name of ["../evil", "a b", "x;reboot", "--help", "UPPER", "a/b", `a${"b".repeat(100)}`]) {
      const found = await find("ghcr.io", { files: { [docker]: { credsStore: name } } });
      expect([name, found.asked]).toEqual([name, []]);
      expect(found.tried[0]).toContain("is not started");
    }
  });
});

describe("places, in order", () => {
  const auths = (user: string) => ({ auths: { "ghcr.io": { auth: pair(user) } } });
  const world = (...places: readonly string[]): World => {
    const all: Record<string, World> = {
      own: {
        env: {
          SEAWORTHY_REGISTRY: "ghcr.io",
          SEAWORTHY_REGISTRY_USERNAME: "own",
          SEAWORTHY_REGISTRY_PASSWORD: password,
        },
      },
      token: { env: { SEAWORTHY_REGISTRY: "https://ghcr.io/", SEAWORTHY_REGISTRY_TOKEN: "bearer" } },
      named: { env: { REGISTRY_AUTH_FILE: "/etc/auth.json" }, files: { "/etc/auth.json": auths("named") } },
      inline: { env: { DOCKER_AUTH_CONFIG: JSON.stringify(auths("inline")) } },
      docker: { files: { [docker]: auths("docker") } },
      moved: { env: { DOCKER_CONFIG: "/etc/docker-cli" }, files: { "/etc/docker-cli/config.json": auths("moved") } },
      runtime: {
        env: { XDG_RUNTIME_DIR: "/run/user/1000" },
        files: { "/run/user/1000/containers/auth.json": auths("runtime") },
      },
      shared: { files: { "/run/containers/1000/auth.json": auths("shared") } },
      podman: { files: { "/home/me/.config/containers/auth.json": auths("podman") } },
    };
    const chosen = places.map((place) => all[place] ?? {});
    return {
      env: Object.assign({}, ...chosen.map(({ env }) => env)),
      files: Object.assign({}, ...chosen.map(({ files }) => files)),
    };
  };

  it.each([
    [["own", "named", "docker"], "own"],
    [["podman", "docker", "inline", "named"], "named"],
    [["podman", "docker", "inline"], "inline"],
    [["podman", "runtime", "docker"], "docker"],
    [["docker", "moved"], "moved"],
    [["podman", "runtime"], "runtime"],
    [["podman", "shared"], "shared"],
    [["podman"], "podman"],
  ])("%s: %s", async (places, user) => {
    expect((await find("ghcr.io", world(...places))).credentials).toMatchObject({ username: user });
  });

  it("a token of one's own", async () => {
    expect((await find("ghcr.io", world("token"))).credentials).toEqual({ kind: "bearer", token: "bearer" });
  });

  it("a login of one's own goes to no other host, and is not used when no host is named", async () => {
    const other = await find("docker.io", world("own"));
    expect(other.credentials).toBeUndefined();
    expect(other.tried[0]).toContain("are for another host");
    const nowhere = await find("ghcr.io", {
      env: { SEAWORTHY_REGISTRY_PASSWORD: password, SEAWORTHY_REGISTRY_USERNAME: "me" },
    });
    expect(nowhere.credentials).toBeUndefined();
    expect(nowhere.tried[0]).toContain("SEAWORTHY_REGISTRY does not say");
  });

  it("are all named when none has a login", async () => {
    const { tried } = await find("ghcr.io", {
      files: { [docker]: "not JSON", "/home/me/.config/containers/auth.json": {} },
    });
    expect(tried).toEqual([
      "~/.docker/config.json: it cannot be read as JSON",
      "/run/containers/1000/auth.json: not there",
      "~/.config/containers/auth.json: no entry for this registry",
    ]);
  });
});

it("any text is read as a file of credentials or refused", () => {
  const key = fc.constantFrom(
    "auths",
    "credHelpers",
    "credsStore",
    "__proto__",
    "ghcr.io",
    "https://ghcr.io/v1/",
    "auth",
    "identitytoken",
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  const text = fc.oneof(
    fc.string(),
    tree.map((value) => JSON.stringify(value)),
  );
  const property = fc.property(text, (given) => {
    const read = readCredentialFile(given, { registry: "ghcr.io", repository: "a/b" });
    expect(["object", "undefined"]).toContain(typeof read);
  });
  fc.assert(property, { seed: 4, numRuns: 3_000 });
});
