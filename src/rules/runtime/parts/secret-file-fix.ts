/**
 * Hands a secret to its container as a file: `POSTGRES_PASSWORD` becomes `POSTGRES_PASSWORD_FILE: /run/secrets/…`, and the
 * secret is declared for the service and for the project, filled from a variable. Only for images that are known to read
 * such files, and only where nothing else in the service asks for the variable. Other places of the secret get the variable.
 */
import type { ComposeProject, ComposeService } from "../../../compose/compose-project.ts";
import { appendServiceItem, insertKey, type YamlText } from "../../../compose/edits.ts";
import type { FileEdit } from "../../../text/edit.ts";
import type { Source } from "../../../text/source.ts";
import { mentions } from "../../dockerfile/parts/variable-mentions.ts";
import { fileVariable } from "./file-variables.ts";
import { interpolateOne, isWhole, replaceValue } from "./secret-interpolation.ts";
import type { SecretSighting, SharedSecret } from "./secret-sightings.ts";

/** The edits, and the services that get the file. */
export interface SecretFile {
  readonly edits: readonly FileEdit[];
  readonly services: readonly string[];
}

/** Undefined where no service can take the secret as a file; `variable` fills it. */
export function handOverAsFile(
  shared: SharedSecret,
  variable: string,
  compose: ComposeProject,
  source: Source,
): SecretFile | undefined {
  const id = variable.toLowerCase();
  // A file of the first version has no `services` and no `secrets`.
  if (compose.secrets.some(({ name }) => name === id) || !compose.root?.entries.has("services")) return undefined;
  const edits: FileEdit[] = [];
  const services = new Set<string>();
  for (const sighting of shared) {
    const service = serviceFor(sighting, compose);
    const handed = service && handOver(sighting, service, id, source, services.has(service.name));
    if (service && handed) {
      services.add(service.name);
      edits.push(...handed);
      continue;
    }
    const edit = interpolateOne(sighting, source, variable, false);
    if ("refusal" in edit) return undefined;
    edits.push(edit);
  }
  const declared = services.size > 0 ? declare(compose, id, variable) : undefined;
  return declared && { edits: joinInserts([...edits, ...declared]), services: [...services] };
}

/** What is added at one place is one edit: at the end of the file, the key of the service comes before that of the file. */
function joinInserts(edits: readonly FileEdit[]): readonly FileEdit[] {
  const joined: FileEdit[] = [];
  for (const edit of edits) {
    const same = joined.findIndex(
      ({ start, end, path }) => start === end && start === edit.start && path === edit.path,
    );
    const known = joined[same];
    if (known && edit.start === edit.end) joined[same] = { ...known, text: known.text + edit.text };
    else joined.push(edit);
  }
  return joined;
}

/** The service that can read the secret from a file. */
function serviceFor(sighting: SecretSighting, compose: ComposeProject): ComposeService | undefined {
  const { entry, container } = sighting;
  if (!entry || !isWhole(sighting) || fileVariable(container.image?.value, entry.name) === undefined) return undefined;
  // Compose copies such a file into the container, which it cannot where the file system is read-only.
  if (container.readOnly?.value === true || container.entrypoint) return undefined;
  const texts = [container.command?.value, container.healthcheck?.value.test];
  if (texts.some((text) => text !== undefined && mentions(text, entry.name))) return undefined;
  const sharers = compose.services.filter((service) =>
    service.container.environment.some(
      ({ nameAt }) => nameAt.start === entry.nameAt.start && nameAt.path === entry.nameAt.path,
    ),
  );
  return sharers.length === 1 && sharers[0]?.container === container ? sharers[0] : undefined;
}

function handOver(
  sighting: SecretSighting,
  service: ComposeService,
  id: string,
  source: Source,
  isListed: boolean,
): readonly FileEdit[] | undefined {
  const { entry, container } = sighting;
  const file = entry && fileVariable(container.image?.value, entry.name);
  if (!entry || file === undefined) return undefined;
  const written = source.text.slice(entry.nameAt.start, entry.nameAt.end);
  const nameEnd = entry.nameAt.start + written.lastIndexOf(entry.name) + entry.name.length;
  const value = replaceValue(sighting, source, `/run/secrets/${id}`);
  const listed = isListed ? [] : appendServiceItem(service, "secrets", id, "environment");
  if (!written.includes(entry.name) || "refusal" in value || !listed) return undefined;
  return [{ start: nameEnd, end: nameEnd, text: file.slice(entry.name.length) }, value, ...listed];
}

/** Under the `secrets` of the file, which is made when there is none. */
function declare({ root }: ComposeProject, id: string, variable: string): readonly FileEdit[] | undefined {
  if (!root) return undefined;
  const declaration: YamlText = { environment: variable };
  const known = root.entries.get("secrets");
  if (!known) return insertKey(root, "secrets", { [id]: declaration });
  return known.value.kind === "map" && !known.merged && !known.alias
    ? insertKey(known.value, id, declaration)
    : undefined;
}
