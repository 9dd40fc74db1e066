/** Images with something in them that has to be said, or that are wrapped in a special way. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ground } from "./ground.ts";
import { baseTag } from "./images.ts";
import { scan, seaworthy } from "./seaworthy.ts";
import type { Claims } from "./tests.ts";

export const specialTests: Readonly<Record<string, (ground: Ground, claims: Claims) => void>> = {
  "a secret that a later layer deletes": deletedSecret,
  users: users,
  "zstd layers": zstdLayers,
  "an index with two platforms": twoPlatforms,
  "a registry's login": registryLogin,
};

/** A token of GitHub's form: random, with a checksum as theirs. */
function token(): string {
  return `sk_${"live"}_${randomBytes(18).toString("hex")}`;
}

function built(ground: Ground, name: string, dockerfile: string, args: readonly string[] = []) {
  const context = mkdtempSync(join(ground.folder, `context-${name}-`));
  writeFileSync(join(context, "Dockerfile"), dockerfile);
  const tag = `seaworthy-test/${name}:1`;
  ground.run("/usr/bin/docker", ["build", "--network", "host", "-t", tag, ...args, context]);
  return { tag, dockerfile: join(context, "Dockerfile") };
}

function deletedSecret(ground: Ground, claims: Claims): void {
  const [inFile, inArg] = [token(), token()];
  const lines = [
    `FROM ${baseTag}`,
    "ARG DEPLOY_TOKEN",
    `RUN echo "key=${inFile}" > /root/.env`,
    "RUN rm /root/.env",
    "USER 1000",
    'CMD ["bash"]',
  ];
  const { tag, dockerfile } = built(ground, "secret", `${lines.join("\n")}\n`, [
    "--build-arg",
    `DEPLOY_TOKEN=${inArg}`,
  ]);
  const cache = join(ground.folder, "cache-secret");
  const env = { SEAWORTHY_CACHE: cache };
  const document = scan(ground, `docker:${tag}`, ["--dockerfile", dockerfile], { env });
  const layer = document.findings.find(({ rule }) => rule === "secret-in-layer");
  claims.claim("a deleted secret is found at its line", layer?.location.start.line === 3, () => JSON.stringify(layer));
  claims.claim(
    "it says that deleting does not help",
    /does not help/.test(layer?.message ?? ""),
    () => `${layer?.message}`,
  );
  const history = document.findings.find(({ rule }) => rule === "secret-in-history");
  claims.claim("a build argument is found in the history", history !== undefined);
  const outputs = ["pretty", "sarif", "markdown", "gitlab", "junit", "github"].map(
    (format) => seaworthy(ground, ["scan", `docker:${tag}`, "--format", format], { env }).stdout,
  );
  const shown = [
    ...[JSON.stringify(document), ...outputs, seaworthy(ground, ["history", `docker:${tag}`], { env }).stdout],
    ...["cyclonedx-json", "spdx-json"].map(
      (format) => seaworthy(ground, ["sbom", `docker:${tag}`, "--format", format], { env }).stdout,
    ),
    ...filesBelow(cache),
  ];
  claims.claim(
    "no output and no cache has the values",
    !shown.some((text) => text.includes(inFile) || text.includes(inArg)),
  );
  claims.claim(
    "all outputs are there",
    shown.every((text) => text.length > 0),
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "latin1"));
}

function users(ground: Ground, claims: Claims): void {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["no USER", "", true],
    ["a name that is uid 0", "RUN useradd -o -u 0 toor\nUSER toor\n", true],
    ["a number", "USER 10001\n", false],
    ["a name of its own", "RUN useradd -u 10002 app\nUSER app\n", false],
  ];
  for (const [index, [title, lines, isRoot]] of cases.entries()) {
    const { tag } = built(ground, `user${index}`, `FROM ${baseTag}\n${lines}CMD ["bash"]\n`);
    const { image, findings } = scan(ground, `docker:${tag}`);
    claims.claim(`${title}: runsAsRoot`, image.runsAsRoot === isRoot, () => `${image.runsAsRoot}`);
    claims.claim(`${title}: the rule`, findings.some(({ rule }) => rule === "image-runs-as-root") === isRoot);
  }
}

function zstdLayers(ground: Ground, claims: Claims): void {
  const { folder, run } = ground;
  const plain = join(folder, "zstd-plain.tar");
  const oci = join(folder, "zstd-oci");
  run("/usr/bin/docker", ["save", "-o", plain, "seaworthy-test/debian:1"]);
  const policy = ["--policy", join(folder, "policy.json")];
  const zstd = ["--dest-compress", "--dest-compress-format", "zstd"];
  run("skopeo", [...policy, "copy", "-q", ...zstd, `docker-archive:${plain}`, `oci:${oci}:1`]);
  const [a, b] = [scan(ground, `docker-archive:${plain}`), scan(ground, `oci-dir:${oci}`, ["--no-cache"])];
  claims.claim(
    "zstd: the same packages",
    a.packages.length > 50 && JSON.stringify(a.packages) === JSON.stringify(b.packages),
  );
  const index = readFileSync(join(oci, "index.json"), "utf8");
  const manifest = /"digest":"sha256:([0-9a-f]+)"/.exec(index)?.[1] ?? "";
  const layers = readFileSync(join(oci, "blobs/sha256", manifest), "utf8");
  claims.claim("zstd: the layers are zstd", layers.includes("tar+zstd"), () => layers);
}

function twoPlatforms(ground: Ground, claims: Claims): void {
  const { run, registry, login, folder } = ground;
  const list = `${registry}/seaworthy-test/two:1`;
  const credentials = `${login.user}:${login.password}`;
  run("buildah", ["manifest", "create", "two"]);
  for (const arch of ["amd64", "arm64"]) {
    const container = run("buildah", ["from", "--arch", arch, "scratch"]).trim();
    const file = join(folder, `os-release-${arch}`);
    writeFileSync(file, `ID=test\nVERSION_ID=1\nPRETTY_NAME="for ${arch}"\n`);
    run("buildah", ["copy", container, file, "/etc/os-release"]);
    run("buildah", ["config", "--arch", arch, "--os", "linux", container]);
    run("buildah", ["commit", "--manifest", "two", container, `two-${arch}`]);
  }
  const policy = ["--signature-policy", join(folder, "policy.json")];
  run("buildah", [
    ...["manifest", "push", "--all"],
    ...policy,
    "--tls-verify=false",
    "--creds",
    credentials,
    "two",
    `docker://${list}`,
  ]);
  for (const arch of ["amd64", "arm64"]) {
    const { image } = scan(ground, `registry:${list}`, ["--platform", `linux/${arch}`]);
    claims.claim(`--platform linux/${arch}`, image.platform === `linux/${arch}`, () => `${image.platform}`);
  }
  const none = seaworthy(ground, ["scan", `registry:${list}`, "--platform", "linux/s390x"]);
  claims.claim(
    "a platform that is not there",
    none.status === 2 && none.stderr.includes("linux/arm64"),
    () => none.stderr,
  );
}

function registryLogin(ground: Ground, claims: Claims): void {
  const { registry } = ground;
  const image = `registry:${registry}/seaworthy-test/debian:1`;
  const nobody = {
    env: { XDG_RUNTIME_DIR: join(ground.folder, "nowhere"), HOME: join(ground.folder, "nowhere"), DOCKER_CONFIG: "" },
  };
  const refused = seaworthy(ground, ["scan", image], nobody);
  claims.claim("without a login: status 2", refused.status === 2);
  claims.claim(
    "it names the registry and the next step",
    refused.stderr.includes(registry) && /login/.test(refused.stderr),
    () => refused.stderr,
  );
  const offline = seaworthy(ground, ["scan", image, "--offline"]);
  claims.claim(
    "--offline asks no registry",
    offline.status === 2 && /offline/.test(offline.stderr),
    () => offline.stderr,
  );
}
