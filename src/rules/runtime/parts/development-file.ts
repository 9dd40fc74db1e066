/**
 * Tells whether a Compose file or a script is for a developer's machine. Its path and its containers go in. The words of
 * the path speak first; then a service that says it runs in development, or that is told addresses on localhost.
 */
import type { Container } from "../../../runtime/container.ts";
import type { Source } from "../../../text/source.ts";

const purposeWords: ReadonlySet<string> = new Set([
  ...["dev", "devel", "develop", "development", "devcontainer", "devcontainers", "local", "localhost", "debug"],
  ...["test", "tests", "testing", "testdata", "e2e", "integration", "ci", "fixture", "fixtures", "bench", "benchmark"],
  ...["override", "example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials", "playground"],
]);

const modeNames =
  /^(?:NODE_ENV|APP_ENV|RAILS_ENV|RACK_ENV|FLASK_ENV|DJANGO_ENV|GO_ENV|MIX_ENV|ENV|ENVIRONMENT|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT|SPRING_PROFILES_ACTIVE|SYMFONY_ENV)$/i;

/** True when the file says that it is for development, tests or show. */
export function isDevelopmentFile({ path }: Source, containers: readonly Container[]): boolean {
  return hasPurposeWord(path) || containers.some(isDevelopmentContainer);
}

/** True when the path says so: `compose.dev.yaml`, `examples/app/compose.yaml`, `docker-compose.override.yml`. */
export function hasPurposeWord(path: string): boolean {
  return path
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => purposeWords.has(word));
}

function isDevelopmentContainer({ environment }: Container): boolean {
  return environment.some(({ name, value }) => {
    if (value === undefined) return false;
    if (modeNames.test(name)) return /^(?:dev|development|local|test|testing)\b/i.test(value);
    return /\/\/(?:[^/@\s]{0,100}@)?(?:localhost|127\.0\.0\.1)(?:[:/]|$)/i.test(value);
  });
}
