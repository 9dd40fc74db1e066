/**
 * official-images.json and end-of-life.json in, the text of src/bases/tags.generated.ts out: the alias sets of the most
 * used official images and the support dates of their products. Builds for Windows are left out, pre-releases too.
 */
import { quote } from "./users.ts";

interface Build {
  readonly tags: readonly string[];
  readonly sharedTags?: readonly string[];
  readonly architectures: readonly string[];
}

interface OfficialImages {
  readonly date: string;
  readonly images: Readonly<Record<string, readonly Build[]>>;
}

interface Release {
  readonly releaseCycle: string;
  readonly codename?: string;
  readonly eol: string | boolean;
  readonly eoes?: string | boolean;
  readonly lts?: string | boolean;
  readonly latest?: string;
}

interface EndOfLife {
  readonly date: string;
  readonly products: Readonly<Record<string, { readonly title: string; readonly releases: readonly Release[] }>>;
}

/** Image to product of endoflife.date. Null: no product there. */
const products: Readonly<Record<string, string | null>> = {
  alpine: "alpine-linux",
  amazonlinux: "amazon-linux",
  busybox: null,
  debian: "debian",
  "eclipse-temurin": "eclipse-temurin",
  elixir: "elixir",
  erlang: "erlang",
  fedora: "fedora",
  golang: "go",
  gradle: "gradle",
  httpd: "apache-http-server",
  mariadb: "mariadb",
  maven: "apache-maven",
  mongo: "mongodb",
  mysql: "mysql",
  nginx: "nginx",
  node: "nodejs",
  openjdk: null,
  perl: "perl",
  php: "php",
  postgres: "postgresql",
  python: "python",
  rabbitmq: "rabbitmq",
  redis: "redis",
  ruby: "ruby",
  rust: "rust",
  tomcat: "tomcat",
  ubuntu: "ubuntu",
  wordpress: "wordpress",
};

/** Products that name no image of the table but stand behind images in other repositories, or retired ones. */
const otherProducts = ["almalinux", "amazon-corretto", "centos", "dotnet", "oracle-linux", "rhel", "rocky-linux"];

/** Released versions only: `3.15-rc`, `8.6.0beta1`, `8.5.10RC1`, `19beta3`, `28-ea`, `tip`. */
const preRelease = /(?:^|[-.\d])(?:rc|ea|alpha|beta)(?:[-.\d]|$)|^tip(?:-|$)/i;

export function packTags(official: unknown, endOfLife: unknown): string {
  const { date, images } = official as OfficialImages;
  const support = endOfLife as EndOfLife;
  const table = Object.fromEntries(
    Object.keys(products).map((image) => [image, packImage(image, images[image] ?? [])]),
  );
  const retired = Object.keys(images).filter((image) => images[image]?.length === 0);
  const ids = [...new Set([...Object.values(products), ...otherProducts])].filter((id) => id !== null).sort();
  const lines = Object.fromEntries(ids.map((id) => [id, packProduct(support, id)]));
  const byImage = Object.fromEntries(Object.entries(products).filter(([, id]) => id !== null));
  return `// Written by tools/generate-bases.ts from official-images.json and end-of-life.json. Do not edit.
/** The day of the list of tags that are still rebuilt. */
export const tagsDate = ${JSON.stringify(date)};
/** The day of the support dates. */
export const supportDate = ${JSON.stringify(support.date)};
/** See alias-sets.ts for the shape. One JSON text: parsed on first use, it costs start-up nothing. */
export const tagsJson =
  ${quote(JSON.stringify({ images: table, retired }))};
/** See support-dates.ts for the shape. */
export const supportJson =
  ${quote(JSON.stringify({ products: byImage, releases: lines }))};
`;
}

/** Alias sets joined by `|`; those of pre-releases are kept only where an image has nothing else. */
function packImage(image: string, builds: readonly Build[]): string {
  const unix = builds.filter((build) => !build.architectures.every((name) => name.startsWith("windows")));
  const sets = unix.map((build) => [...build.tags, ...(build.sharedTags ?? [])]);
  const released = sets.filter((tags) => !tags.every((tag) => preRelease.test(tag)));
  const kept = released.length > 0 ? released : sets;
  for (const tags of kept) refuseOddTags(image, tags);
  return kept.map(packSet).join("|");
}

/**
 * `26 26.7/ -slim -trixie-slim;slim/`: each head followed by each tail. Tags that share a tail differ in the version
 * only, so a set of forty names takes the room of ten.
 */
function packSet(tags: readonly string[]): string {
  const heads = new Map<string, string[]>();
  for (const tag of tags) {
    const dash = tag.indexOf("-");
    const tail = dash === -1 ? "" : tag.slice(dash);
    heads.set(tail, [...(heads.get(tail) ?? []), dash === -1 ? tag : tag.slice(0, dash)]);
  }
  const tails = new Map<string, string[]>();
  for (const [tail, list] of heads) tails.set(list.join(" "), [...(tails.get(list.join(" ")) ?? []), tail]);
  return [...tails].map(([list, ends]) => (ends.join() === "" ? list : `${list}/${ends.join(" ")}`)).join(";");
}

function refuseOddTags(image: string, tags: readonly string[]): void {
  const odd = tags.find((tag) => !/^\w[\w.-]*$/.test(tag));
  if (odd !== undefined) throw new Error(`official-images.json: ${image} has the tag ${odd}`);
}

/** `cycle eol extended lts latest codename`, space separated, `-` for none, `~` for no end known; newest first. */
function packProduct(support: EndOfLife, id: string): string[] {
  const product = support.products[id];
  if (!product) throw new Error(`end-of-life.json: no product ${id}`);
  return [product.title, ...product.releases.map(packRelease)];
}

function packRelease(release: Release): string {
  const codename = release.codename?.split(" ")[0]?.toLowerCase();
  const fields = [
    release.releaseCycle,
    packDate(release.eol),
    packDate(release.eoes),
    packDate(release.lts),
    release.latest?.split(" ")[0] ?? "-",
    codename ?? "-",
  ];
  if (fields.some((field) => field.includes(" ")))
    throw new Error(`end-of-life.json: white space in ${fields.join("|")}`);
  return fields.join(" ").replace(/(?: -)+$/, "");
}

/** Dates as they are; true is `+`, false `~`, absent `-`. */
function packDate(value: string | boolean | undefined): string {
  if (typeof value === "string") return value;
  return value === undefined ? "-" : value ? "+" : "~";
}
