import { officialName } from "../../../bases/official.ts";
import type { ImageReference } from "../../../image/reference.ts";
import type { Compilation } from "./compilation.ts";

type Toolchain = Compilation["toolchain"];

/** Official images that hold a compiler or a bundler's runtime, and what they can build. */
const official: ReadonlyMap<string, readonly Toolchain[]> = new Map<string, readonly Toolchain[]>([
  ["amazoncorretto", ["java"]],
  ["clojure", ["java"]],
  ["eclipse-temurin", ["java"]],
  ["elixir", ["elixir"]],
  ["gcc", ["c"]],
  ["golang", ["go"]],
  ["gradle", ["java"]],
  ["haskell", ["haskell"]],
  ["ibm-semeru-runtimes", ["java"]],
  ["java", ["java"]],
  ["maven", ["java"]],
  ["node", ["node"]],
  ["openjdk", ["java"]],
  ["rust", ["rust"]],
  ["sapmachine", ["java"]],
  ["swift", ["swift"]],
]);
const elsewhere: readonly (readonly [pattern: RegExp, Toolchain])[] = [
  [/^mcr\.microsoft\.com\/(?:dotnet\/(?:nightly\/)?(?:core\/)?sdk|dotnet\/core\/sdk)$/, "dotnet"],
  [/^docker\.io\/microsoft\/(?:dotnet|aspnetcore-build)$/, "dotnet"],
  [/^mcr\.microsoft\.com\/openjdk\/jdk$/, "java"],
  [/^docker\.io\/(?:bitnami\/(?:golang|java)|circleci\/golang)$/, "go"],
  [/^docker\.io\/(?:sbtscala\/scala-sbt|hseeberger\/scala-sbt|mozilla\/sbt|azul\/zulu-openjdk.*)$/, "java"],
  [/^docker\.io\/(?:clux\/muslrust|ekidd\/rust-musl-builder|messense\/rust-musl-cross)$/, "rust"],
];

/** True when the image carries what `toolchain` needs to build, and a running program does not need it. */
export function carriesToolchain(reference: ImageReference, toolchain: Toolchain): boolean {
  const tag = reference.tag ?? "latest";
  // A JRE, a .NET runtime tag and the like: the compiler came from somewhere else.
  if (/(?:^|-)(?:jre|runtime|aspnetcore-runtime)(?:-|\d|$)/.test(tag)) return false;
  const name = officialName(reference);
  if (name !== undefined && official.get(name)?.includes(toolchain)) return name !== "swift" || !/slim/.test(tag);
  return elsewhere.some(([pattern, kind]) => kind === toolchain && pattern.test(reference.name));
}
