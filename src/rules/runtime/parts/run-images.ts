/**
 * The images that a file's containers are pulled as. Those that the project builds itself are left out: services with
 * `build`, images another service of the file is built as, and one-word names that no official image has.
 */
import { proposeTag } from "../../../bases/tags.ts";
import { baseUser } from "../../../bases/users.ts";
import type { ComposeProject } from "../../../compose/compose-project.ts";
import { type ImageReference, parseReference } from "../../../image/reference.ts";
import type { Container } from "../../../runtime/container.ts";
import type { Place } from "../../../text/source.ts";
import type { Facts } from "../../rule.ts";

/** An image and the containers that run it. */
export interface RunImage {
  readonly reference: ImageReference;
  /** Where it is first named. */
  readonly at: Place;
  readonly containers: Container[];
  /** The other places it is named at. */
  readonly others: Place[];
}

/** Official images that the tables of bases do not hold. */
const otherOfficials: ReadonlySet<string> = new Set([
  ...[
    "aerospike",
    "arangodb",
    "bonita",
    "cirros",
    "clickhouse",
    "couchbase",
    "crate",
    "eggdrop",
    "emqx",
    "flink",
    "fluentd",
  ],
  ...[
    "friendica",
    "geonetwork",
    "hello-world",
    "hitch",
    "ibm-semeru-runtimes",
    "irssi",
    "jruby",
    "krakend",
    "liquibase",
  ],
  ...[
    "monica",
    "mongo-express",
    "nats-streaming",
    "open-liberty",
    "orientdb",
    "percona",
    "photon",
    "plone",
    "postfixadmin",
  ],
  ...[
    "pypy",
    "rethinkdb",
    "rocket.chat",
    "ros",
    "sapmachine",
    "satosa",
    "silverpeas",
    "spiped",
    "storm",
    "swipl",
    "teamspeak",
  ],
  ...["tomee", "unit", "websphere-liberty", "xwiki", "yourls", "znc"],
]);

/** Each image once, by the text of its reference, in the order of the file. */
export function runImages({ containers, builds, compose }: Pick<Facts, "containers"> & Partial<Facts>): RunImage[] {
  const isBuilt = builtHere(builds ?? [], compose);
  const found = new Map<string, RunImage>();
  for (const container of containers) {
    const { image } = container;
    const reference = image && parseReference(image.value);
    if (!image || !reference || isBuilt(reference) || isUnpublished(reference)) continue;
    const known = found.get(reference.text);
    known?.containers.push(container);
    known?.others.push(image.at);
    if (!known) found.set(reference.text, { reference, at: image.at, containers: [container], others: [] });
  }
  return [...found.values()];
}

function builtHere(builds: Facts["builds"], compose: ComposeProject | undefined) {
  const services = compose?.services.filter(({ build }) => build !== undefined) ?? [];
  const tags = [
    ...builds.flatMap(({ build }) => build.tags.map(({ value }) => value)),
    ...services.flatMap(({ container }) => (container.image ? [container.image.value] : [])),
  ];
  const names = new Set(tags.flatMap((tag) => parseReference(tag)?.familiar ?? []));
  const unnamed = new Set(services.flatMap(({ name, container }) => (container.image ? [] : [name])));
  return ({ familiar }: ImageReference) => names.has(familiar) || endsInService(familiar, unnamed);
}

/** Compose names what it builds `project-service`: the project's name is the folder's, which may be any. */
function endsInService(name: string, services: ReadonlySet<string>): boolean {
  for (let at = name.search(/[-_]/); at !== -1 && at < name.length; at++)
    if (/[-_]/.test(name.charAt(at)) && services.has(name.slice(at + 1))) return true;
  return false;
}

/** One word on Docker Hub is an official image or a name that only this machine knows. */
function isUnpublished(reference: ImageReference): boolean {
  if (reference.registry !== "docker.io" || reference.familiar.includes("/")) return false;
  return (
    !otherOfficials.has(reference.familiar) && baseUser(untagged(reference)) === undefined && !proposeTag(reference)
  );
}

function untagged(reference: ImageReference): ImageReference {
  return parseReference(reference.familiar) ?? reference;
}
