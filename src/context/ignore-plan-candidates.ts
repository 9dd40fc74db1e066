/**
 * Patterns that an ignore file could hold: what every project has, and what the ecosystems found in it make. A candidate
 * is only an offer; whether a build can do without what it matches is decided by the plan.
 */
import type { Ecosystem, Manifest } from "./ecosystems.ts";
import type { Candidate, PatternSubject } from "./ignore-plan-candidate.ts";
import { escapePath } from "./ignore-plan-exact.ts";

/** Folders with a manifest for which patterns of their own are written, for each ecosystem. */
export const maxAnchoredFolders = 20;

/** What the plan knows of the folder when it makes candidates. */
export interface CandidateGround {
  readonly manifests: readonly Manifest[];
  /** Folders that hold a `pyvenv.cfg`. */
  readonly virtualEnvironments: readonly string[];
  /** Base names of example files of `.env` on disk: `.env.sample`. */
  readonly envExamples: readonly string[];
  /** True when a `.gitignore` in `folder` or in the root lists a folder of that name. */
  isGitignored(folder: string, name: string): boolean;
}

/** Everything that could be written, in the order of the file. */
export function listCandidates(ground: CandidateGround): readonly Candidate[] {
  const has = (ecosystem: Ecosystem) => ground.manifests.some((manifest) => manifest.ecosystem === ecosystem);
  return [
    ...versionControl,
    ...secretCandidates(ground.envExamples),
    ...(has("node") ? nodeCandidates(ground) : []),
    ...(has("python") ? pythonCandidates(ground) : []),
    ...(has("rust") ? anchored(ground, "rust", ["target"], "cargo makes it anew in the image") : []),
    ...(has("java") ? javaCandidates(ground) : []),
    ...(has("dotnet") ? anchored(ground, "dotnet", ["bin", "obj"], "dotnet makes it anew in the image") : []),
    ...(has("ruby") ? rubyCandidates(ground) : []),
    ...(has("php") ? phpCandidates(ground) : []),
    ...(has("elixir") ? anchored(ground, "elixir", ["_build", "deps"], "mix makes it anew in the image") : []),
    ...(has("swift") ? anchored(ground, "swift", [".build"], "swift makes it anew in the image") : []),
    ...litter,
  ];
}

function one(subject: PatternSubject, reason: string, patterns: readonly string[], isUsual = false): Candidate[] {
  return patterns.map((pattern) => ({ lines: [pattern], subject, reason, isUsual }));
}

const vcsReason = "the history of the project is no part of the program, and old secrets stay readable in it";

const versionControl: readonly Candidate[] = [
  ...one("vcs", vcsReason, ["**/.git"], true),
  ...one("vcs", vcsReason, ["**/.hg", "**/.svn", "**/.bzr", "**/CVS"]),
];

const litter: readonly Candidate[] = [
  ...one("logs", "logs of this machine are no part of the program", [
    "**/npm-debug.log*",
    "**/yarn-error.log*",
    "**/yarn-debug.log*",
  ]),
  ...one("editor", "an editor keeps its settings in it", ["**/.idea", "**/.vscode"], true),
  ...one("editor", "an editor keeps its settings or its unsaved work in it", [
    "**/.vs",
    "**/*.swp",
    "**/*.swo",
    "**/*~",
  ]),
  ...one("system", "the file manager of this machine makes it", ["**/.DS_Store"], true),
  ...one("system", "the file manager of this machine makes it", ["**/Thumbs.db", "**/desktop.ini"]),
  ...one("build-files", "it is read before the build, and a change in it would make COPY run again", [
    "Dockerfile*",
    "*.Dockerfile",
    "Containerfile*",
    "docker-compose*.yml",
    "docker-compose*.yaml",
    "compose.yml",
    "compose.yaml",
    "compose.*.yml",
    "compose.*.yaml",
  ]),
];

function secretCandidates(envExamples: readonly string[]): readonly Candidate[] {
  const subject = "secrets";
  const examples = [...new Set([".env.example", ...envExamples])].map((name) => `!**/${name}`);
  return [
    ...one(subject, "it holds the settings and passwords of this machine", ["**/.env"], true),
    {
      lines: ["**/.env.*", ...examples],
      subject,
      reason: "it holds settings and passwords; the example is kept",
      isUsual: true,
    },
    ...one(subject, "it is a private key, or a certificate beside one", ["**/*.pem"], true),
    ...one(subject, "it is a private key", ["**/*.key", "**/id_rsa*", "**/id_ed25519*"], true),
    ...one(subject, "it is a key store", ["**/*.p12", "**/*.pfx", "**/*.jks", "**/*.keystore"]),
    ...one(subject, "it holds a login", [
      "**/.aws",
      "**/.ssh",
      "**/.gnupg",
      "**/.netrc",
      "**/.pypirc",
      "**/.git-credentials",
      "**/.npmrc",
      "**/.kube",
      "**/*.kubeconfig",
      "**/credentials*.json",
      "**/.htpasswd",
    ]),
    ...one(subject, "Terraform keeps passwords in its state in the clear", ["**/*.tfstate", "**/*.tfstate.*"]),
  ];
}

function nodeCandidates(ground: CandidateGround): readonly Candidate[] {
  const reason = "the image installs its own, for its own system";
  return [
    {
      lines: ["**/node_modules"],
      subject: "dependencies",
      reason,
      madeBy: { ecosystem: "node", how: "install" },
      isUsual: true,
    },
    ...one("cache", "a tool keeps its cache in it", [
      "**/.npm",
      "**/.turbo",
      "**/.parcel-cache",
      "**/.eslintcache",
      "**/.nyc_output",
    ]),
    ...built("node", ["**/.next", "**/.nuxt", "**/.svelte-kit", "**/.output"], "the build in the image makes it anew"),
    ...anchored(ground, "node", ["dist", "build", "out"], "the build in the image makes it anew"),
    ...listed(ground, "node", ["coverage"], "a test run makes it"),
  ];
}

function pythonCandidates(ground: CandidateGround): readonly Candidate[] {
  const madeBy = { ecosystem: "python", how: "install" } as const;
  const reason = "a virtual environment works only where it was made, and the image installs its own packages";
  const named = ["**/.venv", "**/venv"];
  const others = ground.virtualEnvironments.filter((folder) => !/(?:^|\/)\.?venv$/.test(folder));
  return [
    ...named.map(
      (pattern): Candidate => ({ lines: [pattern], subject: "dependencies", reason, madeBy, isUsual: true }),
    ),
    ...others.map(
      (folder): Candidate => ({ lines: [escapePath(folder)], subject: "dependencies", reason, madeBy, isUsual: false }),
    ),
    ...one("cache", "Python makes it anew", ["**/__pycache__"], true),
    ...one("cache", "Python makes it anew", ["**/*.pyc"]),
    ...one("cache", "a tool keeps its cache in it", [
      "**/.pytest_cache",
      "**/.mypy_cache",
      "**/.ruff_cache",
      "**/.tox",
      "**/.nox",
    ]),
    ...one("cache", "a test run makes it", ["**/.coverage"]),
    ...listed(ground, "python", ["htmlcov"], "a test run makes it"),
  ];
}

function javaCandidates(ground: CandidateGround): readonly Candidate[] {
  return [
    ...anchored(ground, "java", ["target", "build"], "the build in the image makes it anew"),
    ...one("cache", "Gradle keeps its cache in it", ["**/.gradle"], true),
  ];
}

/** Not `log` and `tmp` as a whole: servers expect the folders, and the `.keep` files in them make them. */
function rubyCandidates(ground: CandidateGround): readonly Candidate[] {
  return [
    ...anchored(ground, "ruby", ["vendor/bundle"], "bundle install in the image brings its own", "install"),
    ...one("logs", "logs of this machine are no part of the program", ["log/*.log"]),
    ...one("cache", "it is a cache", ["tmp/cache"]),
  ];
}

function phpCandidates(ground: CandidateGround): readonly Candidate[] {
  return anchored(ground, "php", ["vendor"], "composer install in the image brings its own", "install");
}

function built(ecosystem: Ecosystem, patterns: readonly string[], reason: string): readonly Candidate[] {
  const madeBy = { ecosystem, how: "build" } as const;
  return patterns.map((pattern) => ({ lines: [pattern], subject: "output", reason, madeBy, isUsual: false }));
}

/**
 * Folders whose names say little, beside the manifest only: a pattern for `bin` at any depth would take the programs of
 * Rails and Symfony, one for `dist` a package that was checked in.
 */
function anchored(
  ground: CandidateGround,
  ecosystem: Ecosystem,
  names: readonly string[],
  reason: string,
  how: "install" | "build" = "build",
): readonly Candidate[] {
  return foldersOf(ground, ecosystem).flatMap((folder) =>
    names.map((name): Candidate => {
      const subject = how === "install" ? "dependencies" : "output";
      const gitignored = ground.isGitignored(folder, name);
      const lines = [escapePath(folder === "" ? name : `${folder}/${name}`)];
      const marker = markers[name];
      return {
        lines,
        subject,
        reason,
        madeBy: { ecosystem, how },
        isUsual: gitignored,
        gitignored,
        ...(marker ? { marker } : {}),
      };
    }),
  );
}

const markers: Readonly<Record<string, RegExp>> = {
  target: /(?:^|\/)target\/(?:CACHEDIR\.TAG$|debug\/|release\/|classes\/|maven-status\/|surefire-reports\/|scala-)/,
  build: /(?:^|\/)build\/(?:libs|classes|tmp|reports|kotlin)\//,
  bin: /(?:^|\/)bin\/(?:Debug|Release)\//,
  obj: /(?:^|\/)obj\/(?:Debug\/|Release\/|project\.assets\.json$)/,
  vendor: /(?:^|\/)vendor\/composer\/installed\.(?:json|php)$/,
  "vendor/bundle": /(?:^|\/)vendor\/bundle\/ruby\//,
};

/** Folders that nothing in the image makes or needs; a `.gitignore` must name them. */
function listed(
  ground: CandidateGround,
  ecosystem: Ecosystem,
  names: readonly string[],
  reason: string,
): readonly Candidate[] {
  return foldersOf(ground, ecosystem).flatMap((folder) =>
    names.map((name): Candidate => {
      const lines = [escapePath(folder === "" ? name : `${folder}/${name}`)];
      const gitignored = ground.isGitignored(folder, name);
      return { lines, subject: "cache", reason, isUsual: gitignored, gitignored };
    }),
  );
}

function foldersOf({ manifests }: CandidateGround, ecosystem: Ecosystem): readonly string[] {
  const folders = new Set(manifests.filter((manifest) => manifest.ecosystem === ecosystem).map(({ folder }) => folder));
  return [...folders].slice(0, maxAnchoredFolders);
}
