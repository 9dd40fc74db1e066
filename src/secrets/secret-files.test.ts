import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64, hex, mixed, pemOf, privateKey, upper } from "./samples.fixture.ts";
import { judgeSecretFile, mostJudgedBytes, secretFileKind } from "./secret-files.ts";

const kindRows: readonly (readonly [path: string, id: string | undefined])[] = [
  [".env", "env-file"],
  ["app/.env.production", "env-file"],
  ["deploy/prod.env", "env-file"],
  [".env.local", "env-file"],
  [".env.keys", "env-file"],
  [".env.example", undefined],
  [".env.production.sample", undefined],
  [".env.template", undefined],
  [".env.dist", undefined],
  [".env.defaults", undefined],
  ["example.env", undefined],
  ["src/.env.d.ts", undefined],
  [".env.vault", undefined],
  [".environment", undefined],
  ["id_rsa", "private-key-file"],
  ["/root/.ssh/id_ed25519", "private-key-file"],
  ["id_rsa.pub", undefined],
  ["etc/ssh/ssh_host_ed25519_key", "private-key-file"],
  [".ssh/known_hosts", undefined],
  [".ssh/config", undefined],
  [".ssh/deploy", "ssh-file"],
  ["certs/server.PEM", "key-file"],
  ["tls.key", "key-file"],
  ["AuthKey.p8", "key-file"],
  ["a.p12", "key-store"],
  ["a.pfx", "key-store"],
  ["a.jks", "key-store"],
  ["a.keystore", "key-store"],
  [".npmrc", "npm-config"],
  [".yarnrc.yml", "yarn-config"],
  [".netrc", "netrc"],
  [".pypirc", "pypirc"],
  ["pip.conf", "pip-config"],
  [".docker/config.json", "docker-config"],
  [".dockercfg", "docker-config"],
  ["config.json", undefined],
  [".aws/credentials", "aws-credentials"],
  [".kube/config", "kube-config"],
  ["kubeconfig", "kube-config"],
  ["prod.kubeconfig", "kube-config"],
  ["gcloud/application_default_credentials.json", "cloud-key-file"],
  ["my-credentials-prod.json", "cloud-key-file"],
  ["service-account.json", "cloud-key-file"],
  ["credentials.example.json", undefined],
  ["terraform.tfstate", "terraform-state"],
  ["terraform.tfstate.backup", "terraform-state"],
  ["terraform.tfvars", "terraform-variables"],
  ["terraform.tfvars.example", undefined],
  [".htpasswd", "password-file"],
  [".pgpass", "pgpass"],
  [".git-credentials", "git-credentials"],
  [".git/config", "git-config"],
  [".gitconfig", "git-config"],
  ["git/config", undefined],
  ["secrets.yml", "secrets-file"],
  ["config/secrets.yaml", "secrets-file"],
  ["secrets.enc.yaml", undefined],
  ["secrets.example.yaml", undefined],
  ["vault.kdbx", "password-database"],
  [".vault-token", "vault-token"],
  ["config/master.key", "rails-master-key"],
  ["config/credentials/production.key", "rails-master-key"],
  ["config/credentials.yml.enc", undefined],
  ["auth.json", "registry-login"],
  ["NuGet.config", "registry-login"],
  [".m2/settings.xml", "registry-login"],
  [".cargo/credentials.toml", "registry-login"],
  ["wp-config.php", "application-settings"],
  ["wp-config-sample.php", undefined],
  ["appsettings.json", "application-settings"],
  ["appsettings.Production.json", "application-settings"],
  [".gnupg/private-keys-v1.d/ABC.key", "gnupg-file"],
  ["C:\\Users\\me\\.aws\\credentials", "aws-credentials"],
  ["package.json", undefined],
  ["src/token.ts", undefined],
  ["keys.ts", undefined],
  ["", undefined],
];

describe("secretFileKind", () => {
  for (const [path, id] of kindRows)
    it(`${path} is ${id ?? "no secret file"}`, () => {
      expect(secretFileKind(path)?.id).toBe(id);
    });
  it("is certain only where such a file is there to hold a secret", () => {
    const certain = kindRows.filter(([path]) => secretFileKind(path)?.certain).map(([path]) => path);
    expect(certain).toContain("id_rsa");
    expect(certain).toContain(".vault-token");
    expect(certain).not.toContain(".env");
    expect(certain).not.toContain("certs/server.PEM");
  });
  it("takes bounded time on any path", () => {
    for (const path of ["a/".repeat(100_000), `${"credential".repeat(50_000)}.json`, ".".repeat(500_000)])
      for (let round = 0; round < 50; round++) secretFileKind(path);
  });
});

const der = (...bytes: number[]) => Uint8Array.from(bytes);
const key16 = mixed(16);

/** Path, content, the values found; the empty value is the file as a whole. */
const rows: readonly (readonly [
  what: string,
  path: string,
  content: string | Uint8Array,
  values: readonly string[],
])[] = [
  ["a password", ".env", "PORT=80\nDB_PASSWORD=hunter2!\n", ["hunter2!"]],
  ["a quoted password with a comment", ".env", "export DB_PASSWORD='s3 cr3t' # of the database\n", ["s3 cr3t"]],
  ["an address with a password", ".env", "DATABASE_URL=postgres://app:s3cr3t@db/app\n", ["s3cr3t"]],
  ["harmless settings", ".env", "PORT=80\nNODE_ENV=production\nLOG_LEVEL=info\nPASSWORD_MIN_LENGTH=12\n", []],
  ["stand-ins", ".env", "DB_PASSWORD=changeme\nAPI_KEY=<your key>\nTOKEN=\nSECRET_KEY=${SECRET}\nX_TOKEN=xxxx\n", []],
  ["a comment", ".env", "# DB_PASSWORD=hunter2!\n", []],
  ["public variables", ".env", `NEXT_PUBLIC_API_KEY=${mixed(32)}\n`, []],
  ["a private key", "tls.key", privateKey, [privateKey]],
  ["a certificate", "tls.pem", pemOf("CERTIFICATE"), []],
  ["a public key", "a.pem", pemOf("PUBLIC KEY"), []],
  ["a chain with a key", "a.pem", `${pemOf("CERTIFICATE")}\n${privateKey}\n`, [privateKey]],
  ["a bare key", "backup.key", `${hex(64)}\n`, [hex(64)]],
  ["slides", "talk.key", "PK\u0003\u0004 and more text", []],
  ["a key in DER", "a.key", der(0x30, 0x82, 4, 0xbd, 2, 1, 0, 0x30, 0x0d, 6), [""]],
  ["a certificate in DER", "a.key", der(0x30, 0x82, 4, 0xbd, 0x30, 0x82, 3, 1, 0, 0), []],
  ["a token", ".npmrc", `//npm.example.com/:_authToken=${hex(8)}-${key16}\n`, [`${hex(8)}-${key16}`]],
  ["a variable", ".npmrc", "//npm.example.com/:_authToken=${NPM_TOKEN}\nsave-exact=true\n", []],
  ["no token", ".npmrc", "fund=false\nengine-strict=true\n", []],
  ["a token of Yarn", ".yarnrc.yml", `npmAuthToken: "${mixed(30)}"\n`, [mixed(30)]],
  ["a variable of Yarn", ".yarnrc.yml", 'npmAuthToken: "${NPM_TOKEN-}"\nnodeLinker: node-modules\n', []],
  ["a login", ".netrc", "machine h\n  login me\n  password letmein9\n", ["letmein9"]],
  ["a login without password", ".netrc", "machine h login me\n", []],
  [
    "a password",
    ".pypirc",
    "[internal]\nrepository = https://p.example.com\nusername = me\npassword = letmein9\n",
    ["letmein9"],
  ],
  ["an index with a password", "pip.conf", "[global]\nindex-url = https://me:letmein9@pip.corp/simple\n", ["letmein9"]],
  ["an index without", "pip.conf", "[global]\nindex-url = https://pip.corp/simple\n", []],
  [
    "a login",
    ".docker/config.json",
    `{"auths":{"r.corp":{"auth":"${base64("me:letmein9")}"}}}`,
    [base64("me:letmein9")],
  ],
  ["a helper", ".docker/config.json", '{"auths":{"r.corp":{}},"credsStore":"desktop"}', []],
  ["no password", ".docker/config.json", `{"auths":{"r.corp":{"auth":"${base64("me:")}"}}}`, []],
  ["a key", ".kube/config", `users:\n- user:\n    client-key-data: ${base64(privateKey)}\n`, [base64(privateKey)]],
  ["a token", "kubeconfig", `users:\n- user:\n    token: ${mixed(40)}\n`, [mixed(40)]],
  [
    "a login command",
    "kubeconfig",
    "users:\n- user:\n    exec:\n      command: aws\n      args: [eks, get-token]\n",
    [],
  ],
  ["an AWS key", ".aws/credentials", `[default]\naws_secret_access_key = ${mixed(40)}\n`, [mixed(40)]],
  ["regions", ".aws/config", "[default]\nregion = eu-west-1\n", []],
  [
    "a password in a state",
    "terraform.tfstate",
    '{"attributes":{"name":"db","password":"Tr0ub4dor&3","port":1}}',
    ["Tr0ub4dor&3"],
  ],
  ["a state without", "terraform.tfstate", '{"version": 4, "resources": []}', []],
  ["a variable", "terraform.tfvars", 'region = "eu"\ndb_password = "Tr0ub4dor&3"\n', ["Tr0ub4dor&3"]],
  ["hashes", ".htpasswd", "me:$apr1$x1y2z3a4$abcdefghijklmnopqrstu.\n", ["$apr1$x1y2z3a4$abcdefghijklmnopqrstu."]],
  ["locked accounts", "etc/shadow", "root:*:1:0:9:7:::\ndaemon:!:1:0:9:7:::\n", []],
  ["a password", ".pgpass", "db:5432:*:app:letmein9\n", ["letmein9"]],
  ["an address", ".git-credentials", "https://me:letmein9@git.corp\n", ["letmein9"]],
  ["an address", ".git/config", '[remote "origin"]\n\turl = https://me:letmein9@git.corp/a.git\n', ["letmein9"]],
  ["a token in an address", ".git/config", `[remote "a"]\n\turl = https://${mixed(40)}@git.corp/a\n`, [mixed(40)]],
  ["a password for mail", ".gitconfig", "[sendemail]\n\tsmtpUser = me\n\tsmtpPass = Tr0ub4dor&3\n", ["Tr0ub4dor&3"]],
  ["an address without", ".git/config", '[remote "a"]\n\turl = git@git.corp:a.git\n\tfetch = +refs/*:refs/*\n', []],
  ["a helper", ".gitconfig", "[credential]\n\thelper = store --file ~/.git-credentials\n[user]\n\tname = Me\n", []],
  ["YAML", "secrets.yml", "production:\n  secret_key_base: Tr0ub4dor3\n", ["Tr0ub4dor3"]],
  ["a reference in YAML", "secrets.yml", 'production:\n  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>\n', []],
  ["values sealed by SOPS", "secrets.yaml", "password: ENC[AES256_GCM,data:abc,iv:def]\nsops:\n  version: 3\n", []],
  ["a sealed file", "secrets.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", []],
  ["a Secret", "secret.yaml", `kind: Secret\ndata:\n  password: ${base64("Tr0ub4dor3")}\n`, [base64("Tr0ub4dor3")]],
  ["a sealed Secret", "secret.yaml", `kind: SealedSecret\nspec:\n  password: ${mixed(40)}\n`, []],
  ["a password database", "a.kdbx", der(3, 0xd9, 0xa2, 0x9a, 0, 1), [""]],
  ["a token", ".vault-token", `s.${mixed(24)}\n`, [`s.${mixed(24)}`]],
  ["a script in place of a password", ".vault_pass", "#!/bin/sh\npass show vault\n", []],
  ["a master key", "config/master.key", hex(32), [hex(32)]],
  ["a login", "auth.json", '{"http-basic":{"r.corp":{"username":"me","password":"letmein9"}}}', ["letmein9"]],
  [
    "a login of podman",
    "auth.json",
    `{"auths":{"r.corp":{"auth":"${base64("me:letmein9")}"}}}`,
    [base64("me:letmein9")],
  ],
  ["a login", "NuGet.config", '<add key="ClearTextPassword" value="letmein9" />', ["letmein9"]],
  ["a variable", "NuGet.config", '<add key="ClearTextPassword" value="%NUGET_PASSWORD%" />', []],
  ["a login", "settings.xml", "<server><id>x</id><password>letmein9</password></server>", ["letmein9"]],
  ["an encrypted login", "settings.xml", "<password>{COQLCE6DU6GtcS5P=}</password>", []],
  ["a variable", "settings.xml", "<password>${env.PASS}</password>", []],
  [
    "a constant",
    "wp-config.php",
    "define( 'DB_PASSWORD', 'letmein9' );\ndefine('AUTH_KEY', 'put your unique phrase here');\n",
    ["letmein9"],
  ],
  [
    "a connection",
    "appsettings.json",
    '{"ConnectionStrings":{"Db":"Server=db;User Id=sa;Password=letmein9;"}}',
    ["letmein9"],
  ],
  ["logging settings", "appsettings.json", '{"Logging":{"LogLevel":{"Default":"Information"}}}', []],
  [
    "a service account",
    "service-account.json",
    `{"type":"service_account","private_key":"${privateKey.replaceAll("\n", "\\n")}"}`,
    [privateKey.replaceAll("\n", "\\n")],
  ],
  ["other credentials", "test-credentials.json", '{"username":"x"}', []],
  ["a Java key store", "a.jks", der(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0), [""]],
  ["a store of certificates to trust", "a.jks", der(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0), []],
  ["a key on a card", ".gnupg/private-keys-v1.d/A.key", "(20:shadowed-private-key(3:rsa", []],
  [
    "a key of GnuPG",
    ".gnupg/private-keys-v1.d/A.key",
    "(21:protected-private-key(3:rsa",
    ["(21:protected-private-key(3:rsa"],
  ],
  ["no secret file", "a.txt", "DB_PASSWORD=hunter2!\n", []],
  ["nothing", ".env", "", []],
];

describe("judgeSecretFile", () => {
  for (const [what, path, content, values] of rows)
    it(`${values.length > 0 ? "finds" : "is silent on"} ${what} in ${path}`, () => {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      const text = typeof content === "string" ? content : "";
      expect(judgeSecretFile(path, bytes).map(({ start, end }) => text.slice(start, end))).toEqual(values);
    });

  it("says the line, how sure it is, and never the value", () => {
    const found = judgeSecretFile(
      ".env",
      Buffer.from(`A=1\n\nDB_PASSWORD=hunter22\nX_TOKEN=${mixed(40)}\nPGPASSWORD=root\n`),
    );
    expect(found.map(({ line, title, confidence }) => [line, title, confidence])).toEqual([
      [3, "value of DB_PASSWORD", "medium"],
      [4, "value of X_TOKEN", "high"],
      [5, "value of PGPASSWORD", "low"],
    ]);
    expect(JSON.stringify(found)).not.toContain("hunter");
  });
  it("keeps the offsets behind a byte order mark and other letters", () => {
    const text = "\ufeffÄ=1\nDB_PASSWORD=hunter22\n";
    const [found] = judgeSecretFile(".env", Buffer.from(text));
    expect(text.slice(found?.start, found?.end)).toBe("hunter22");
  });
  it("is not sure below tests and examples", () => {
    const of = (path: string) => judgeSecretFile(path, Buffer.from(privateKey))[0]?.confidence;
    expect([of("a/tls.key"), of("test/tls.key"), of("a/fixtures/b/tls.key"), of("testdata/id_rsa")]).toEqual([
      "high",
      "low",
      "low",
      "low",
    ]);
  });
  it("is less sure of a key behind a passphrase", () => {
    const encrypted = pemOf(`ENCRYPTED ${"PRIVATE"} KEY`);
    expect(judgeSecretFile("id_rsa", Buffer.from(encrypted))[0]?.confidence).toBe("medium");
  });
  it("looks at the first bytes of a large file", () => {
    const filler = "A=1\n".repeat(mostJudgedBytes / 4);
    expect(judgeSecretFile(".env", Buffer.from(`${filler}DB_PASSWORD=hunter22\n`))).toEqual([]);
    expect(judgeSecretFile(".env", Buffer.from(`DB_PASSWORD=hunter22\n${filler}`))).toHaveLength(1);
  });
  it("never throws", () => {
    const paths = kindRows.map(([path]) => path);
    const piece = fc.oneof(
      fc.constantFrom("password", "=", ": ", '"', "'", "\n", "<password>", "${", "auth", `AKIA${upper(16)}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.array(piece, { maxLength: 40 }), (path, pieces) => {
        const text = pieces.join("");
        for (const { start, end } of judgeSecretFile(path, Buffer.from(text)))
          expect(start <= end && end <= text.length).toBe(true);
      }),
      { numRuns: 1000, seed: 7 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.uint8Array({ maxLength: 200 }),
        (path, bytes) => judgeSecretFile(path, bytes).length >= 0,
      ),
      { numRuns: 1000, seed: 7 },
    );
  });
});
