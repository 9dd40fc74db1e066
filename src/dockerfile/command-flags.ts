/** Flags of one tool that take a value as their next word. What is not listed takes none, or has it after `=`. */
export interface ValueFlags {
  /** Letters of short flags. */
  readonly short: string;
  /** Long flags with their dashes; also single-dash words such as `-ldflags`. */
  readonly long: ReadonlySet<string>;
}

const none: ValueFlags = { short: "", long: new Set() };

const apt = flags("octaP", "--option --config-file --target-release --default-release --host-architecture --solver");
const rpm = flags(
  "cdexR",
  "--config --installroot --enablerepo --disablerepo --setopt --releasever --exclude --repo --repoid --repofrompath " +
    "--disableexcludes --forcearch --downloaddir --destdir --advisory --comment",
);

const table: ReadonlyMap<string, ValueFlags> = new Map([
  ["apt-get", apt],
  ["apt", apt],
  ["aptitude", apt],
  [
    "apk",
    flags(
      "Xpt",
      "--repository --root --virtual --arch --cache-dir --cache-max-age --keys-dir --repositories-file --wait --progress-fd",
    ),
  ],
  ["yum", rpm],
  ["dnf", rpm],
  ["microdnf", rpm],
  ["tdnf", rpm],
  ["zypper", flags("RpCDcrt", "--root --plus-repo --repo --from --config --reposd-dir --cache-dir --type")],
  [
    "pip",
    flags(
      "rceiftdbwC",
      "--requirement --constraint --editable --index-url --extra-index-url --find-links --trusted-host --target --prefix " +
        "--root --proxy --timeout --retries --cache-dir --log --cert --client-cert --platform --python-version " +
        "--implementation --abi --no-binary --only-binary --progress-bar --exists-action --src --upgrade-strategy " +
        "--global-option --build-option --install-option --config-settings --report --python --use-feature " +
        "--use-deprecated --root-user-action --wheel-dir --hash --dest --format --group --default-timeout",
    ),
  ],
  [
    "npm",
    flags(
      "wC",
      "--prefix --registry --cache --userconfig --globalconfig --workspace --loglevel --omit --include --only --tag " +
        "--script-shell --cafile --cpu --os --otp --scope --access --before --jobs --fetch-retries --fetch-timeout " +
        "--fetch-retry-mintimeout --fetch-retry-maxtimeout --install-strategy --maxsockets",
    ),
  ],
  [
    "yarn",
    flags(
      "",
      "--cwd --registry --cache-folder --network-timeout --network-concurrency --modules-folder --mutex --use-yarnrc " +
        "--preferred-cache-folder --global-folder --prefix",
    ),
  ],
  [
    "pnpm",
    flags(
      "CF",
      "--dir --filter --store-dir --registry --reporter --loglevel --lockfile-dir --virtual-store-dir --network-concurrency",
    ),
  ],
  [
    "git",
    flags(
      "Ccbojm",
      "--git-dir --work-tree --namespace --branch --depth --origin --reference --jobs --filter --shallow-since " +
        "--separate-git-dir --template --server-option --config --message",
    ),
  ],
  [
    "go",
    flags(
      "oCp",
      "-ldflags -tags -gcflags -asmflags -mod -modfile -run -timeout -count -coverprofile -buildmode -pkgdir " +
        "-installsuffix -exec --ldflags --tags --mod --gcflags",
    ),
  ],
  [
    "cargo",
    flags(
      "FpjZC",
      "--manifest-path --target --target-dir --features --package --bin --example --profile --jobs --root --git --branch " +
        "--tag --rev --version --vers --path --registry --index --config --color --message-format",
    ),
  ],
  ["gem", flags("vinsPpB", "--version --install-dir --bindir --source --http-proxy --platform --build-root")],
  ["composer", flags("d", "--working-dir --prefer-install --ignore-platform-req --repository --stability")],
  ["bundle", flags("j", "--gemfile --path --without --with --jobs --retry --trust-policy")],
  [
    "curl",
    flags(
      "oHdxXuAeTbcEFmwrYyzKCt",
      "--output --header --data --data-raw --data-binary --request --user --user-agent --referer --upload-file --cookie " +
        "--cookie-jar --cert --key --cacert --form --max-time --write-out --range --config --retry --retry-delay " +
        "--retry-max-time --connect-timeout --proxy --output-dir --ciphers --tls-max --url",
    ),
  ],
  [
    "wget",
    flags(
      "OoaiePtTwQBUAIRDlSX",
      "--output-document --output-file --append-output --input-file --directory-prefix --tries --timeout --wait --user " +
        "--password --header --user-agent --post-data --certificate --private-key --ca-certificate --ca-directory --execute " +
        "--http-user --http-password --waitretry --read-timeout --connect-timeout",
    ),
  ],
  [
    "useradd",
    flags(
      "bcdefgGkKpsuZR",
      "--base-dir --comment --home-dir --gid --groups --uid --shell --password --root --key --skel",
    ),
  ],
  ["groupadd", flags("gKpRU", "--gid --key --password --root --users")],
  [
    "adduser",
    flags("hgsGuk", "--home --gecos --shell --ingroup --uid --gid --firstuid --lastuid --conf --comment --firstgid"),
  ],
  ["addgroup", flags("g", "--gid --conf --shell --home")],
]);

/** The flags of `tool` (as `toolName` gives it) that take a value; none for tools we do not know. */
export function valueFlagsOf(tool: string): ValueFlags {
  return table.get(tool) ?? none;
}

function flags(short: string, long: string): ValueFlags {
  return { short, long: new Set(long.split(" ").filter((name) => name !== "")) };
}
