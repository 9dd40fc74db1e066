/**
 * Which files of a layer are worth searching for secrets. A path and a size go in. Files that are made to hold
 * secrets are always read; others where people put their own: below the folders of the system and of package managers
 * there are a hundred thousand files that everybody has, and with them nothing but false alarms.
 */
import { secretFileKind } from "../secrets/secret-files.ts";
import { isVendored } from "../secrets/vendored.ts";

/** Larger files are searched only when their name says that they hold secrets. */
export const mostSearchedBytes = 2_000_000;
/** Bytes of one layer that are searched; what is over that is said. */
export const mostSearchedInLayer = 512_000_000;

/** Top folders of the system, where packages live and people do not. */
const systemFolders: ReadonlySet<string> = new Set(
  "bin boot dev lib lib32 lib64 libx32 media mnt proc run sbin sys".split(" "),
);

/** Below `usr` and `var` only these are people's own. */
const ownBelowUsr =
  /^usr\/(?:src|app|share\/nginx\/html|local\/(?:s?bin|etc|app|src|share\/(?:app|www)|apache2\/(?:conf|htdocs)))\//;
const ownBelowVar =
  /^var\/(?:www|app|opt|task|runtime|log|spool\/cron|lib\/(?!apt|dpkg|apk|rpm|dnf|yum|pam|systemd|ucf|dbus)[^/]+)\//;

/** Trees of other people's code and of tools, anywhere. */
const foreign =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor\/(?:bundle|cache)|\.cargo\/registry|go\/pkg\/mod|\.m2\/repository|\.gradle\/caches|\.npm\/_cacache|\.cache|gems\/[^/]+\/gems|\.nuget\/packages|__pycache__|conda\/pkgs|zoneinfo|locale|man)\//;

/** Toolchains and the libraries of languages, tests and their keys included: nobody's own file is in one. */
const toolchain =
  /^usr\/local\/(?:go|bundle)\/|^usr\/(?:local\/)?lib\/(?:python|ruby|perl|jvm|erlang|R)[\d.]*\/|(?:^|\/)(?:gems\/[^/]+\/gems|\.rustup\/toolchains|\.pyenv\/versions|\.rbenv\/versions|\.nvm\/versions|\.sdkman\/candidates|(?:(?:mini|ana)?conda|miniforge)3?\/(?:pkgs|lib))\//;

/** Endings of files that hold no text. */
const notText =
  /\.(?:png|jpe?g|gif|ico|webp|avif|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|ogg|wav|webm|mov|avi|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|war|ear|class|so|a|o|ko|dll|exe|pyc|pyo|whl|egg|wasm|node|bin|dat|db|sqlite3?|parquet|onnx|pb|h5|npy|npz|pkl|pt|gguf|safetensors|map|mo|gmo|br|lock)$/i;

/** Shared objects with a version behind their ending. */
const sharedObject = /\.so\.[0-9.]+$/;

/** Settings that come with the system. */
const systemSettings = /^etc\/(?:ssl\/certs|ca-certificates|alternatives|rc\d?\.d|init\.d|pam\.d|terminfo)\//;

/** True for a file that is to be searched. Asked for every file of an image: what most of them fail at comes first. */
export function isSecretCandidate(path: string, bytes: number): boolean {
  if (bytes < 8) return false;
  if (secretFileKind(path) === undefined) {
    if (bytes > mostSearchedBytes || !isOwnFolder(path)) return false;
    if (notText.test(path) || sharedObject.test(path)) return false;
  }
  return !toolchain.test(path) && !isVendored(path);
}

/** True where people put their own files. */
function isOwnFolder(path: string): boolean {
  const slash = path.indexOf("/");
  const top = slash === -1 ? "" : path.slice(0, slash);
  if (systemFolders.has(top)) return false;
  if (top === "usr" && !ownBelowUsr.test(path)) return false;
  if (top === "var" && !ownBelowVar.test(path)) return false;
  return !(top === "etc" && systemSettings.test(path)) && !foreign.test(path);
}
