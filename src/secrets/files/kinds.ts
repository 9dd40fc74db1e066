/**
 * Files that are known for holding secrets, by their path alone. A path goes in, a kind comes out; nothing is read. Names
 * that say "this is the example" are no secret files, and neither are the public halves of keys.
 */

/** What a file with such a name is for. */
export interface SecretFileKind {
  /** Kebab-case: `env-file`. */
  readonly id: string;
  /** Noun phrase with which a sentence can go on: "environment file". */
  readonly title: string;
  /** True when such a file is there to hold a secret; false when only its content tells. */
  readonly certain: boolean;
  /** How its content is read. */
  readonly reads: SecretFileFormat;
}

/** `pairs`: names and values in whatever notation. `text`: credentials of known formats only. The rest say it themselves. */
export type SecretFileFormat =
  | "pairs"
  | "text"
  | "key"
  | "key-store"
  | "npmrc"
  | "netrc"
  | "docker-config"
  | "kube-config"
  | "password-lines"
  | "one-value"
  | "binary";

/** Longer paths are cut at their beginning: the name stands at the end. */
const longestPath = 1000;

/** The kind of secret file a path names, or undefined. Both `/` and `\` separate folders; case does not matter. */
export function secretFileKind(path: string): SecretFileKind | undefined {
  const cut = path.length > longestPath ? path.slice(-longestPath) : path;
  const plain = cut.includes("\\") ? cut.replaceAll("\\", "/") : cut;
  const name = plain.slice(plain.lastIndexOf("/") + 1).toLowerCase();
  const exact = byName.get(name);
  if (exact && !byFolder.has(name)) return exact;
  const candidates = candidatesFor(plain, name);
  // Asked for every file of an image: most paths end here.
  if (candidates.length === 0) return exact;
  const whole = plain.toLowerCase();
  const found = candidates.find(({ pattern }) => pattern.test(whole))?.kind ?? exact;
  return found && !isExampleName(name) ? found : undefined;
}

/** `.env.example`, `secrets.yml.dist`, `example.env`, `sample-credentials.json`: made to be shared. */
function isExampleName(name: string): boolean {
  return (
    /(?:^|[._-])(?:example|examples|sample|samples|template|tmpl|tpl|dist|defaults?|schema|dummy|placeholder)(?:[._-]|$)/.test(
      name,
    ) ||
    /\.(?:pub|enc|encrypted|md|rst|html?|tsx?|jsx?|mjs|cjs|py|rb|go|rs|java|erb|j2|vault|gpg|age|sops|svg|png)$/.test(
      name,
    )
  );
}

const kinds: Readonly<Record<string, readonly [title: string, reads: SecretFileFormat, certain?: "certain"]>> = {
  "env-file": ["environment file", "pairs"],
  "private-key-file": ["private key file", "key", "certain"],
  "key-file": ["key file", "key"],
  "key-store": ["key store", "key-store"],
  "npm-config": ["npm settings file", "npmrc"],
  "yarn-config": ["Yarn settings file", "npmrc"],
  netrc: ["file of logins for curl and git", "netrc", "certain"],
  pypirc: ["file of logins for Python package indexes", "pairs"],
  "pip-config": ["pip settings file", "text"],
  "docker-config": ["file of registry logins", "docker-config"],
  "aws-credentials": ["AWS credentials file", "pairs", "certain"],
  "aws-key-download": ["downloaded AWS access key", "text"],
  "kube-config": ["Kubernetes client configuration", "kube-config"],
  "cloud-key-file": ["cloud credentials file", "pairs"],
  "cloud-login": ["login of a cloud's command line", "pairs"],
  "terraform-state": ["Terraform state", "pairs"],
  "terraform-variables": ["file of Terraform variables", "pairs"],
  "terraform-login": ["Terraform command line settings", "pairs"],
  "password-file": ["password file of a web server", "password-lines"],
  "account-passwords": ["file of account passwords", "password-lines"],
  pgpass: ["file of PostgreSQL passwords", "password-lines", "certain"],
  "database-login": ["database client settings", "pairs"],
  "git-credentials": ["file of git logins", "text", "certain"],
  "git-config": ["git settings file", "pairs"],
  "secrets-file": ["file of secrets", "pairs"],
  "password-database": ["password manager's database", "binary", "certain"],
  "vault-token": ["Vault token", "one-value", "certain"],
  "vault-password": ["file with a vault's password", "one-value", "certain"],
  "rails-master-key": ["Rails master key", "one-value", "certain"],
  "registry-login": ["login of a package manager", "pairs"],
  "tool-login": ["login of a command line tool", "pairs"],
  "application-settings": ["application settings", "pairs"],
  "ssh-file": ["file of an SSH folder", "key"],
  "gnupg-file": ["file of a GnuPG key ring", "binary"],
  "vpn-config": ["VPN configuration", "pairs"],
  "shell-history": ["history of a command line", "text"],
};

const names: Readonly<Record<string, string>> = {
  "env-file": ".env .envrc .flaskenv .env.keys",
  "private-key-file":
    "id_rsa id_dsa id_ecdsa id_ed25519 id_ecdsa_sk id_ed25519_sk ssh_host_rsa_key ssh_host_dsa_key ssh_host_ecdsa_key ssh_host_ed25519_key",
  "npm-config": ".npmrc npmrc",
  "yarn-config": ".yarnrc.yml .yarnrc",
  netrc: ".netrc _netrc",
  pypirc: ".pypirc",
  "pip-config": "pip.conf pip.ini",
  "docker-config": ".dockercfg .dockerconfigjson dockerconfig.json",
  "aws-key-download": "rootkey.csv accesskeys.csv credentials.csv",
  "kube-config": "kubeconfig kubeconfig.yaml kubeconfig.yml kubeconfig.json .kubeconfig",
  "cloud-key-file":
    "application_default_credentials.json serviceaccount.json service-account.json service_account.json serviceaccountkey.json service-account-key.json gcp-key.json gcloud-key.json",
  "cloud-login": ".boto .s3cfg rclone.conf accesstokens.json msal_token_cache.json .databrickscfg kaggle.json",
  "terraform-login": ".terraformrc terraform.rc credentials.tfrc.json",
  "password-file": ".htpasswd htpasswd .htdigest",
  pgpass: ".pgpass pgpass.conf",
  "database-login": ".my.cnf .mylogin.cnf database.yml database.yaml profiles.yml .rediscli_auth odbc.ini .odbc.ini",
  "git-credentials": ".git-credentials .gitcredentials",
  "git-config": ".gitconfig",
  "secrets-file":
    "secrets.yml secrets.yaml secrets.json secrets.toml secrets.env secrets.properties secrets.xml secrets.ini secrets.txt secret.yml secret.yaml secret.json " +
    "credentials.yml credentials.yaml credentials.toml credentials.properties credentials.ini credentials.txt credentials.xml passwords.txt passwords.yml passwords.yaml passwords.json",
  "vault-token": ".vault-token vault-token",
  "vault-password": ".vault_pass .vault_password .vault-pass vault_pass.txt vault_password.txt .ansible_vault_pass",
  "rails-master-key": "master.key",
  "registry-login": "auth.json nuget.config settings.xml settings-security.xml gradle.properties",
  "tool-login":
    ".msmtprc .esmtprc .fetchmailrc .smbcredentials .wgetrc .curlrc .ftpconfig sftp-config.json sftp.json .hub",
  "application-settings":
    "wp-config.php localsettings.php configuration.php parameters.yml parameters.yaml local_settings.py application.properties application.yml application.yaml .credentials",
  "shell-history":
    ".bash_history .zsh_history .sh_history .psql_history .mysql_history .python_history .node_repl_history .rediscli_history",
};

/**
 * In order: the first that fits names the kind. Each is tried on the whole path in lower case, and only where the path has one
 * of its `ends`: what follows the last dot of the name, the whole name where it has none; `.` is a part that begins with a dot.
 * Names that begin with `id_` are tried with all.
 */
const paths: readonly (readonly [kind: string, ends: string, pattern: RegExp])[] = [
  ["gnupg-file", ". gpg", /(?:^|\/)\.gnupg\/(?:private-keys-v1\.d\/|secring\.gpg$)|(?:^|\/)secring\.gpg$/],
  ["docker-config", "json", /(?:^|\/)(?:\.docker\/config\.json|containers\/auth\.json)$/],
  ["aws-credentials", ".", /(?:^|\/)\.aws\/(?:credentials|config)$/],
  ["kube-config", ". conf kubeconfig", /(?:^|\/)(?:\.kube\/config|etc\/kubernetes\/[a-z-]+\.conf|[^/]+\.kubeconfig)$/],
  [
    "cloud-login",
    ".",
    /(?:^|\/)(?:\.oci\/config|\.config\/(?:gcloud\/(?:credentials|access_tokens)\.db|doctl\/config\.yaml)|\.azure\/[^/]*token[^/]*\.json|\.fly\/config\.yml|\.mc\/config\.json)$/,
  ],
  [
    "registry-login",
    ". toml",
    /(?:^|\/)(?:\.cargo\/credentials(?:\.toml)?|\.gem\/credentials|\.bundle\/config|\.sbt\/\.?credentials|\.ivy2\/\.?credentials|pypoetry\/auth\.toml|\.composer\/auth\.json)$/,
  ],
  [
    "tool-login",
    ".",
    /(?:^|\/)\.config\/(?:gh\/hosts\.yml|hub|glab-cli\/config\.yml|configstore\/[^/]+\.json|rclone\/rclone\.conf)$/,
  ],
  ["tool-login", ".", /(?:^|\/)(?:\.cache\/huggingface|\.huggingface)\/token$/],
  ["git-config", ". gitconfig", /(?:^|\/)(?:\.git\/config|\.config\/git\/config|etc\/gitconfig)$/],
  ["account-passwords", "shadow shadow- gshadow gshadow-", /(?:^|\/)etc\/g?shadow-?$/],
  ["rails-master-key", "key", /(?:^|\/)config\/credentials\/[a-z0-9_-]+\.key$/],
  ["secrets-file", ".", /(?:^|\/)\.streamlit\/secrets\.toml$/],
  ["ssh-file", ".", /(?:^|\/)\.ssh\/(?!(?:known_hosts|authorized_keys|config|environment|rc)[^/]*$)[^/]+$/],
  ["env-file", ".", /(?:^|\/)\.env\.[a-z0-9_.-]+$/],
  ["env-file", "env local", /(?:^|\/)[a-z0-9_-][a-z0-9_.-]*\.env(?:\.local)?$/],
  [
    "application-settings",
    "json properties yml yaml config",
    /(?:^|\/)(?:appsettings(?:\.[a-z0-9_-]+)?\.json|application-[a-z0-9_-]+\.(?:properties|ya?ml)|(?:web|app|connectionstrings)\.config)$/,
  ],
  [
    "cloud-key-file",
    "json",
    /(?:^|\/)(?:[^/]*credentials?[^/]*|[^/]*service[-_]?account[^/]*|client_secrets?[^/]*|[^/]*firebase-adminsdk[^/]*)\.json$/,
  ],
  ["terraform-state", "tfstate backup", /\.tfstate(?:\.backup|\.[0-9]+\.backup)?$/],
  ["terraform-variables", "tfvars json", /\.tfvars(?:\.json)?$/],
  ["vpn-config", "ovpn conf", /\.ovpn$|(?:^|\/)(?:wireguard\/[^/]+|wg[0-9]+)\.conf$/],
  ["password-database", "kdbx kdb psafe3 agilekeychain opvault", /\.(?:kdbx|kdb|psafe3|agilekeychain|opvault)$/],
  ["private-key-file", "ppk", /\.ppk$/],
  ["key-store", "p12 pfx jks keystore bks jceks", /\.(?:p12|pfx|jks|keystore|bks|jceks)$/],
  ["key-file", "pem key p8 pk8 asc", /\.(?:pem|key|p8|pk8)$|(?:^|\/)[^/]*(?:private|secret)[^/]*\.asc$/],
  ["key-file", "", /(?:^|\/)(?:id_rsa|id_dsa|id_ecdsa|id_ed25519)[._-][^/]*$/],
];

/** Names that also mean another thing in a folder of its own: `containers/auth.json`. */
const byFolder: ReadonlySet<string> = new Set(["auth.json", "credentials.toml", ".credentials"]);

const kindById = new Map<string, SecretFileKind>(
  Object.entries(kinds).map(([id, [title, reads, certain]]) => [
    id,
    { id, title, reads, certain: certain === "certain" },
  ]),
);

const byName = new Map<string, SecretFileKind>(
  Object.entries(names).flatMap(([id, list]) => {
    const kind = kindById.get(id);
    return kind ? list.split(" ").map((name) => [name, kind] as const) : [];
  }),
);

interface PathKind {
  readonly ends: readonly string[];
  readonly pattern: RegExp;
  readonly kind: SecretFileKind;
}

const byPath: readonly PathKind[] = paths.flatMap(([id, ends, pattern]) => {
  const kind = kindById.get(id);
  return kind ? [{ ends: ends.split(" "), pattern, kind }] : [];
});

/** By the end of the name, for paths without and with a part that begins with a dot. */
const byEnd: ReadonlyMap<string, readonly PathKind[]> = new Map(byPath.flatMap(({ ends }) => ends.map(withEnd)));
const byEndDotted: ReadonlyMap<string, readonly PathKind[]> = new Map(
  [...byEnd.keys()].map((end) => [end, byPath.filter(({ ends }) => ends.includes(end) || ends.includes("."))]),
);
const none: readonly PathKind[] = [];

function withEnd(end: string): readonly [string, readonly PathKind[]] {
  return [end, byPath.filter(({ ends }) => ends.includes(end))];
}

function candidatesFor(path: string, name: string): readonly PathKind[] {
  if (name.startsWith("id_")) return byPath;
  const end = name.slice(name.lastIndexOf(".") + 1);
  const isDotted = path.startsWith(".") || path.includes("/.");
  if (!isDotted) return byEnd.get(end) ?? none;
  return byEndDotted.get(end) ?? byEnd.get(".") ?? none;
}
