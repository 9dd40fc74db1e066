/** Dockerfiles by chance: stages FROM scratch and from each other, with instructions that need no program to run. */
import type { Draw, Features } from "./cases.ts";

/** What the instructions can name. */
export interface Things {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly links: readonly string[];
  readonly features: Features;
}

interface Writing {
  readonly draw: Draw;
  readonly things: Things;
  readonly lines: string[];
  /** Of the stage that is written. */
  readonly variables: Map<string, string>;
  /** Places that any stage has copied to, as sources of COPY --from. */
  readonly places: string[];
}

/** Ends with the stage that is built. */
export function randomDockerfile(draw: Draw, things: Things): string {
  const stages = draw.pick([1, 1, 1, 2, 2, 3]);
  const lines: string[] = [];
  const places: string[] = [];
  for (let stage = 0; stage < stages; stage++) {
    const base = stage > 0 && draw.chance(0.25) ? `s${draw.between(0, stage - 1)}` : "scratch";
    lines.push(`FROM ${base} AS s${stage}`);
    const writing: Writing = { draw, things, lines, variables: new Map(), places };
    for (let count = draw.between(1, stages === 1 ? 5 : 3); count > 0; count--) addInstruction(writing, stage);
    // The last stage takes of the others more often than not.
    if (stage === stages - 1 && stage > 0) lines.push(copyFrom(writing, stage));
    else lines.push(copy(writing));
  }
  return `${lines.join("\n")}\n`;
}

function addInstruction(writing: Writing, stage: number): void {
  const { draw, lines, variables } = writing;
  const kind = draw.pick(["workdir", "variable", "copy", "copy", "copy", "copy", "from", "heredoc", "onbuild"]);
  if (kind === "workdir") lines.push(`WORKDIR ${draw.pick(["/w", "w", "/w/../v", "/x/y", ".", "../z", "/w/"])}`);
  else if (kind === "variable") {
    const name = draw.pick(["V", "DIR", "S"]);
    const value = draw.pick([...writing.things.folders, "/x", "y", "."]);
    // Which of the two counts when both have a name is no question of the context.
    const keyword = variables.has(name) ? "ENV" : draw.pick(["ARG", "ENV"]);
    variables.set(name, value);
    lines.push(`${keyword} ${name}=${value}`);
  } else if (kind === "heredoc") lines.push(heredoc(writing));
  else if (kind === "from" && stage > 0) lines.push(copyFrom(writing, stage));
  else if (kind === "onbuild" && draw.chance(0.3)) lines.push(`ONBUILD ${copy(writing)}`);
  else lines.push(copy(writing));
}

function copy(writing: Writing): string {
  const { draw, things } = writing;
  const isAdd = draw.chance(0.25);
  const parents = things.features.parents && !isAdd && draw.chance(0.08);
  const count = draw.chance(0.75) ? 1 : draw.between(2, 3);
  const sources = Array.from({ length: count }, () => sourceWord(writing, isAdd, parents));
  return line(writing, isAdd ? "ADD" : "COPY", parents ? ["--parents"] : [], sources);
}

function sourceWord(writing: Writing, isAdd: boolean, parents: boolean): string {
  const { draw, things } = writing;
  const archives = things.files.filter((path) => /\.t(?:ar|gz)$/.test(path));
  if (isAdd && archives.length > 0 && draw.chance(0.6)) return draw.chance(0.8) ? draw.pick(archives) : "*.t*";
  if (draw.chance(0.12)) return draw.pick([".", "./", "/", "*", "a/..", "../"]);
  if (draw.chance(0.04)) return draw.pick(["nothing", "a/nothing", "nothing*", "*/nothing", "src/no[a-z]"]);
  const path = draw.pick([...things.files.map(unslashed), ...things.folders, ...things.folders, ...things.links]);
  const word = withVariable(writing, draw.chance(0.3) ? withGlob(draw, path) : path.replaceAll("[", "[[]"));
  // Not behind a wildcard: which files that takes hangs on what other lines have the builder sent.
  if (parents && draw.chance(0.3)) return word.replace(/^([\w.]+)\//, "$1/./");
  // `--parents //a` takes nothing at all.
  const starts = ["./", "/", "../", "b/../", "../../", parents ? "/" : "//"];
  const before = draw.chance(0.25) ? draw.pick(starts) : "";
  return before + word + (draw.chance(0.15) ? draw.pick(["/", "/.", "//"]) : "");
}

function withGlob(draw: Draw, path: string): string {
  const parts = path.split("/");
  const at = draw.between(0, parts.length - 1);
  const glob = (name: string) =>
    draw.pick(["*", "*", `${name.slice(0, 1)}*`, `*${name.slice(-2)}`, `?${name.slice(1)}`, "[a-z]*", "[^a]*", "**"]);
  return parts.map((name, index) => (index === at || draw.chance(0.2) ? glob(name) : name)).join("/");
}

/** One part of the path, where a variable of the stage says the same. */
function withVariable({ draw, variables }: Writing, path: string): string {
  for (const [name, value] of variables) {
    if (draw.chance(0.15)) return `$\{${draw.pick(["NONE:-", `${name}:+`])}${path}}`;
    if (path === value || path.startsWith(`${value}/`)) return `$${name}${path.slice(value.length)}`;
  }
  return path;
}

function copyFrom(writing: Writing, stage: number): string {
  const { draw, things, places } = writing;
  const from = draw.between(0, stage - 1);
  const path = () => {
    const place = places.length > 0 ? draw.pick(places) : "/";
    const below = draw.chance(0.5) ? "" : `/${unslashed(draw.pick([...things.files, ...things.folders, "*", "f"]))}`;
    const whole = `${place}${below.replaceAll("[", "[[]")}`;
    return draw.chance(0.2) ? withGlob(draw, whole.replace(/^\/+/, "")) : whole;
  };
  const count = draw.chance(0.85) ? 1 : 2;
  const sources = Array.from({ length: count }, () => (draw.chance(0.25) ? "/" : path()));
  // Whether a glob of another stage takes a folder, which makes one of the destination, is not known here.
  const isOpen = sources.some((source) => /[*?[]/.test(source));
  return line(writing, "COPY", [`--from=${draw.chance(0.5) ? `s${from}` : from}`], sources, isOpen);
}

function heredoc(writing: Writing): string {
  const more = writing.draw.chance(0.3) ? [sourceWord(writing, false, false)] : [];
  return `${line(writing, "COPY", [], ["<<E.txt", ...more])}\nheredoc\nE.txt`;
}

function line(writing: Writing, name: string, flags: string[], sources: readonly string[], isOpen = false): string {
  const { draw, things } = writing;
  if (draw.chance(0.08))
    flags.push(draw.pick([flags.length === 0 ? "--link" : "--chmod=644", "--chmod=640", "--chown=1:1"]));
  if (things.features.exclude && draw.chance(0.12))
    for (let count = draw.between(1, 2); count > 0; count--) flags.push(`--exclude=${excludePattern(writing)}`);
  const destination = destinationWord(writing, isOpen ? 1 : sources.length > 1 ? 0.97 : 0.5);
  // The JSON form has no heredocs, and no word of the other may hold a blank.
  const isJson = draw.chance(0.15) && !sources.some((source) => source.startsWith("<<"));
  const words = [...sources, destination];
  return [name, ...flags, ...(isJson ? [JSON.stringify(words)] : words)].join(" ");
}

function excludePattern({ draw, things }: Writing): string {
  // The builder reads a flag byte by byte: no pattern with other letters than those of ASCII matches anything.
  const path = unslashed(draw.pick([...things.files.filter((file) => !file.includes("é")), ...things.folders, "a"]));
  const name = path.slice(path.lastIndexOf("/") + 1);
  return draw.pick(["*.txt", "**/*.txt", path, name, `**/${name}`, `!${name}`, "*", `/${path}`, `${name}/`, "*/*"]);
}

function destinationWord(writing: Writing, slashes: number): string {
  const { draw, places, variables } = writing;
  const names = ["x", "y", "x/y", "w/x", "d", "../q"];
  const start = draw.pick(["/", "/", "/", "./", ""]);
  const earlier = places.length > 0 && draw.chance(0.3) ? draw.pick(places) : undefined;
  const variable = variables.size > 0 && draw.chance(0.2) ? `$${draw.pick([...variables.keys()])}/` : undefined;
  const base =
    variable ?? earlier ?? (draw.chance(0.25) ? draw.pick([".", "/", "./", "/."]) : start + draw.pick(names));
  if (base.startsWith("/") && !places.includes(base)) places.push(base);
  const isFolder = draw.chance(slashes);
  return isFolder && !base.endsWith("/") ? `${base}/` : base;
}

function unslashed(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
