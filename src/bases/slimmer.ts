import type { ImageReference } from "../image/reference.ts";
import { aliasesOf, holdsTag } from "./alias-sets.ts";
import { officialName } from "./official.ts";
import { preciseName, proposeTag } from "./propose-tag.ts";
import { releasesOf } from "./support-dates.ts";
import { distributionOf, leadingVersion } from "./tag.ts";

/** A smaller image with the same release of the same thing. */
export interface SlimmerVariant {
  /** Familiar name; another image where the smaller one lives elsewhere (JDK to JRE, .NET SDK to ASP.NET). */
  readonly image: string;
  readonly tag: string;
  /** `runtime`: the program without its build tools. */
  readonly kind: "slim" | "alpine" | "distroless" | "jre" | "runtime";
  /** What may break. Clause without final stop. */
  readonly caution: string;
}

const cautions = {
  slim: "slim images leave out curl, git, compilers and header files: install what the application calls",
  alpine:
    "Alpine has musl instead of glibc and BusyBox instead of the GNU tools: native modules built for glibc do not load, and users are made with adduser",
  toolchain: "better still, compile in a stage of its own and copy the program into a distroless or scratch image",
  jre: "a JRE has no compiler and no jcmd, jmap or jshell: build in a stage of its own and copy the result",
  runtime: "the runtime image cannot build: publish in a stage of its own and copy the output",
} as const;

const dotnetSdk = "mcr.microsoft.com/dotnet/sdk";

/** Images that come with compilers, header files or a JDK unless the tag says otherwise. */
const fullImages: ReadonlySet<string> = new Set([
  ...["amazoncorretto", "debian", "eclipse-temurin", "elixir", "erlang", "gcc", "golang", "gradle", "haskell", "java"],
  ...["maven", "node", "openjdk", "perl", "php", "python", "ruby", "rust", "swift"],
]);
/** Images that are there to build with, on Alpine as well. */
const toolkits: ReadonlySet<string> = new Set([
  "amazoncorretto",
  "eclipse-temurin",
  "gradle",
  "java",
  "maven",
  "openjdk",
]);
/** A word of the tag that says the image is a smaller or another kind. */
const trimmed = /^(?:slim|jre.*|headless|nanoserver|windowsservercore|windows|ltsc\d+|onbuild)$/;
const alpineWord = /^alpine/;

/** True for an image that carries what a running program seldom needs. False when only a digest is given. */
export function isFullSize(reference: ImageReference): boolean {
  if (reference.tag === undefined && reference.digest !== undefined) return false;
  const words = (reference.tag ?? "latest").split("-");
  if (words.some((word) => trimmed.test(word))) return false;
  if (reference.name === dotnetSdk) return true;
  const image = officialName(reference) ?? "";
  if (words.some((word) => alpineWord.test(word)) && !toolkits.has(image)) return false;
  return fullImages.has(image) || (image === "tomcat" && hasJdk(image, reference.tag ?? "latest"));
}

/** Tomcat comes with either; a bare version is the JDK today. */
function hasJdk(image: string, tag: string): boolean {
  return aliasesOf(image, tag)?.some((alias) => alias.includes("-jdk")) ?? false;
}

/** The smaller tag of the same version; undefined when the image is no full-size one or the table holds no such tag. */
export function slimmerVariant(reference: ImageReference): SlimmerVariant | undefined {
  if (!isFullSize(reference)) return undefined;
  if (reference.name === dotnetSdk) return dotnetRuntime(reference.tag ?? "");
  const image = officialName(reference);
  if (image === undefined) return undefined;
  if (javaBuilders.has(image)) return javaRuntime(image, reference.tag ?? "latest");
  // A floating tag is made precise first: a slim tag that floats would trade one problem for another.
  const tag = proposeTag(reference)?.tag ?? reference.tag;
  if (tag === undefined || !holdsTag(image, tag)) return undefined;
  const found = image === "eclipse-temurin" || image === "tomcat" ? javaVariant(image, tag) : leanerTag(image, tag);
  return found && { image: reference.familiar, ...found };
}

type Found = Omit<SlimmerVariant, "image">;

/** Images put the word `slim` at the end (node) or behind the version (python, ruby, rust). */
function leanerTag(image: string, tag: string): Found | undefined {
  const [version = "", ...words] = tag.split("-");
  const slim = [`${tag}-slim`, [version, "slim", ...words].join("-")].find((name) => holdsTag(image, name));
  if (slim !== undefined) return { tag: slim, kind: "slim", caution: cautions.slim };
  const alpine = [version, ...words.filter((word) => distributionOf(word) === undefined), "alpine"].join("-");
  if (!holdsTag(image, alpine)) return undefined;
  const caution = image === "golang" ? `${cautions.alpine}; ${cautions.toolchain}` : cautions.alpine;
  return { tag: alpine, kind: "alpine", caution };
}

/** `25-jdk-noble` to `25-jre-noble`, `25` to `25-jre`, `11.0` of tomcat by way of its full name. */
function javaVariant(image: string, tag: string): Found | undefined {
  const full = /(?:^|-)jdk/.test(tag) ? tag : (preciseName(image, aliasesOf(image, tag) ?? [], tag, "line") ?? tag);
  const [version = "", ...words] = tag.split("-");
  const names = [full.replace(/(^|-)jdk/, "$1jre"), [version, "jre", ...words].join("-")];
  const jre = names.find((name) => name !== tag && /(?:^|-)jre/.test(name) && holdsTag(image, name));
  return jre === undefined ? undefined : { tag: jre, kind: "jre", caution: cautions.jre };
}

/** Images with a JDK and nothing smaller of their own: the program runs on a JRE image as well. */
const javaBuilders: ReadonlySet<string> = new Set(["gradle", "java", "maven", "openjdk"]);

function javaRuntime(image: string, tag: string): SlimmerVariant | undefined {
  const version = javaVersion(image, tag);
  const jre = `${version}-jre${tag.includes("-alpine") ? "-alpine" : ""}`;
  if (version === undefined || !holdsTag("eclipse-temurin", jre)) return undefined;
  return { image: "eclipse-temurin", tag: jre, kind: "jre", caution: cautions.jre };
}

/** openjdk is tagged by its own version; the builders name theirs in some alias: `jdk21`, `eclipse-temurin-21`. */
function javaVersion(image: string, tag: string): string | undefined {
  if (image === "openjdk" || image === "java") return leadingVersion(tag)?.split(".")[0];
  for (const name of [tag, ...(aliasesOf(image, tag) ?? [])]) {
    const match = /(?:jdk|temurin|corretto|semeru|sapmachine)-?(\d+)/.exec(name);
    if (match) return match[1];
  }
  return undefined;
}

/** `8.0.404-alpine3.20` has no counterpart by number, so the release and the distribution are kept. */
function dotnetRuntime(tag: string): SlimmerVariant | undefined {
  const match = /^((\d+)\.(\d+))(?:\.\d+)?((?:-[a-z][a-z0-9.]*)*)$/.exec(tag);
  if (!match) return undefined;
  const [, release = "", major = "", minor, suffix = ""] = match;
  const known = releasesOf("dotnet").some(
    ({ cycle }) => cycle === (minor === "0" && Number(major) >= 5 ? major : release),
  );
  const words = suffix.split("-").filter((word) => word !== "" && word !== "slim");
  if (!known || words.some((word) => distributionOf(word) === undefined)) return undefined;
  return {
    image: "mcr.microsoft.com/dotnet/aspnet",
    tag: release + suffix,
    kind: "runtime",
    caution: cautions.runtime,
  };
}
