/**
 * What is left to a person once a secret is out of the file: lines ready to paste. Names go in, never values. Reports print
 * the lines of all fixes together, each line once, so they are the same for every fix of a kind but for the names.
 */
import { secretId } from "./secret-mounts.ts";

const rotation =
  "The old values stay in the file's git history and in every image built so far: have new ones issued where they came from.";

/** How the container gets the values when it runs: one command for all names. */
export function runTimeFollowUp(names: readonly string[]): readonly string[] {
  const first = names[0] ?? "NAME";
  const id = secretId(first);
  return [
    "Put the new values into a file .env that .gitignore and .dockerignore name:",
    ...names.map((name) => `${name}=`),
    "Pass them when the container starts:",
    "docker run --env-file .env IMAGE",
    "With Compose, the same file:",
    "services:\n  app:\n    env_file: .env",
    "With Compose, if the app can read a secret from a file:",
    `services:\n  app:\n    secrets: [${id}]\n    environment:\n      ${first}_FILE: /run/secrets/${id}\nsecrets:\n  ${id}:\n    environment: ${first}`,
    "A build step that needs a value gets it as a mount, which leaves nothing in the image:",
    `RUN --mount=type=secret,id=${id},required=true ${first}="$(cat /run/secrets/${id})" COMMAND`,
    `docker build --secret id=${id},env=${first} .`,
    rotation,
  ];
}

/** How the build gets the values: one command for all names. */
export function buildTimeFollowUp(names: readonly string[]): readonly string[] {
  const ids = names.map(secretId);
  const sources = names.map((name) => `  ${secretId(name)}:\n    environment: ${name}`);
  return [
    "Set the variables in the shell that builds, and hand them over as secrets, not with --build-arg:",
    `docker build ${names.map((name) => `--secret id=${secretId(name)},env=${name}`).join(" ")} .`,
    "The same with Compose:",
    `services:\n  app:\n    build:\n      context: .\n      secrets: [${ids.join(", ")}]\nsecrets:\n${sources.join("\n")}`,
    "If a value was ever passed with --build-arg, it is in the history of that image and in the build cache: have a new one issued.",
  ];
}

/** For values that nobody reads any more once they are out of the file. */
export const rotationFollowUp: readonly string[] = [rotation];
