/**
 * base-users.json in, the text of src/bases/users.generated.ts out. Rows that say the same are stored once; images with
 * the same rows share a profile. Refuses data whose row order the lookup (exact names, then globs) could not keep.
 */
export interface UserRow {
  readonly image: string;
  readonly tags: string;
  readonly user: string;
  readonly uid: number | null;
  readonly appUser: { name: string; uid: number | null; gid: number | null; home: string | null } | null;
  readonly dropsPrivileges: string | null;
  readonly ports: readonly string[];
  readonly listen?: readonly string[];
  readonly os: string;
  readonly userTool: string;
  readonly http: readonly string[];
  readonly confidence: string;
  readonly note?: string;
}

export interface UserFile {
  readonly generated: string;
  readonly images: readonly UserRow[];
}

export function packUsers(data: unknown): string {
  const { generated, images: given } = data as UserFile;
  const read = withCorrections(given);
  const images = [...read, ...ownRows.filter((own) => !read.some((row) => row.image === own.image))];
  refuseUnkeepableOrder(images);

  const bodies = createPool();
  const notes = createPool();
  const byImage = new Map<string, (string | number)[]>();
  for (const row of images) {
    const profile = byImage.get(row.image) ?? [];
    profile.push(row.tags, bodies.add(packRow(row, notes)));
    byImage.set(row.image, profile);
  }

  const profiles = createPool();
  const names = Object.fromEntries([...byImage].map(([image, profile]) => [familiar(image), profiles.add(profile)]));
  const packed = { images: names, profiles: profiles.values, rows: bodies.values, notes: notes.values };
  return `// Written by tools/generate-bases.ts from base-users.json. Do not edit.
/** The day the table was made. */
export const usersDate = ${JSON.stringify(generated)};
/** See users.ts for the shape. One JSON text: parsed on first use, it costs start-up nothing. */
export const usersJson =
  ${quote(JSON.stringify(packed))};
`;
}

const rootOnly = { user: "", uid: 0, appUser: null, dropsPrivileges: null, ports: [], confidence: "known" } as const;
const onRhel = { ...rootOnly, tags: "*", os: "rhel", userTool: "useradd", http: ["curl"] } as const;
const onWindows = { ...rootOnly, tags: "*", uid: null, os: "windows", userTool: "none", http: [] } as const;

/** Common images the data leaves out: retired ones that are still built from, and the bases of Windows images. */
const ownRows: readonly UserRow[] = [
  { ...onRhel, image: "docker.io/library/centos" },
  { ...onRhel, image: "quay.io/centos/centos", tags: "stream*" },
  { ...rootOnly, image: "docker.io/library/java", tags: "*alpine*", os: "alpine", userTool: "adduser", http: [] },
  { ...rootOnly, image: "docker.io/library/java", tags: "*", os: "debian", userTool: "useradd", http: [] },
  { ...onWindows, image: "mcr.microsoft.com/windows/nanoserver", user: "ContainerUser" },
  { ...onWindows, image: "mcr.microsoft.com/windows/servercore", note: "unset: ContainerAdministrator" },
];

const onAlpine = { ...rootOnly, os: "alpine", userTool: "adduser", http: ["busybox wget"] } as const;

/** Rows the data lacks of images it has; they stand before the image's other rows. */
const corrections: readonly UserRow[] = [
  { ...onAlpine, image: "docker.io/library/openjdk", tags: "*alpine*" },
  // The client with Git: no server, and no EXPOSE.
  { ...onAlpine, image: "docker.io/library/docker", tags: "*git*" },
];

function withCorrections(rows: readonly UserRow[]): UserRow[] {
  const isFirst = ({ image }: UserRow, at: number) => rows.findIndex((row) => row.image === image) === at;
  return rows.flatMap((row, at) =>
    isFirst(row, at) ? [...corrections.filter(({ image }) => image === row.image), row] : [row],
  );
}

/** As references call them: Docker Hub's own prefixes are left out. */
function familiar(image: string): string {
  return image.replace(/^docker\.io\/(?:library\/)?/, "");
}

/** Order as in users.ts; empty values at the end are left out. */
function packRow(row: UserRow, notes: Pool): unknown[] {
  const app = row.appUser && [row.appUser.name, row.appUser.uid, row.appUser.gid, row.appUser.home];
  const packed: unknown[] = [
    row.os,
    row.userTool,
    row.user,
    row.uid,
    row.confidence === "source" ? 1 : 0,
    app,
    row.dropsPrivileges,
    row.http.join(","),
    row.ports.join(","),
    row.note === undefined ? -1 : notes.add(row.note),
    (row.listen ?? []).join(","),
  ];
  while (packed.length > 5 && [null, "", -1].includes(packed.at(-1) as null | string | number)) packed.pop();
  return packed;
}

/** The lookup takes an image's own rows first, then globs in file order: no glob may stand before a name it covers. */
function refuseUnkeepableOrder(rows: readonly UserRow[]): void {
  for (const [at, row] of rows.entries()) {
    if (row.image.includes("*")) continue;
    const earlier = rows.slice(0, at).find((glob) => glob.image.includes("*") && globCovers(glob.image, row.image));
    if (earlier) throw new Error(`base-users.json: ${earlier.image} stands before ${row.image}`);
  }
}

function globCovers(glob: string, name: string): boolean {
  const pattern = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(name);
}

interface Pool {
  readonly values: readonly unknown[];
  /** Its place among the values; equal values share one. */
  add(value: unknown): number;
}

/** Distinct values, in order of first appearance. */
function createPool(): Pool {
  const values: unknown[] = [];
  const places = new Map<string, number>();
  return {
    values,
    add(value) {
      const key = JSON.stringify(value);
      const place = places.get(key) ?? values.push(value) - 1;
      places.set(key, place);
      return place;
    },
  };
}

/** A single-quoted literal: JSON is full of double quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
