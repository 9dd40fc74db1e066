import type { ContainerMount } from "./container.ts";

/**
 * Mounts as `docker run --volume`, `--mount`, `--tmpfs` and the short syntax of Compose take them. In comes the text, out
 * goes the mount; undefined is a text that the engine refuses, or that cannot be told apart.
 */

/** `[SOURCE:]TARGET[:OPTIONS]`, Windows paths too: `/var/lib/x`, `./src:/app:ro,z`, `C:\x:/y`, `data:/var/lib/data`. */
export function parseVolume(text: string): ContainerMount | undefined {
  const parts = splitColons(text);
  if (parts.length > 3 || parts.some((part) => part === "")) return undefined;
  const [first = "", second, third = ""] = parts;
  const target = second ?? first;
  // `docker run -v NAME` alone is a path in the container, so it has to look like one.
  if (!isAbsolute(target)) return undefined;
  const source = second === undefined ? undefined : first;
  const options = third === "" ? [] : third.split(",");
  return {
    type: source !== undefined && isHostPath(source) ? "bind" : "volume",
    source,
    target,
    readOnly: options.includes("ro") || options.includes("readonly"),
    propagation: options.find((option) => propagations.includes(option)),
    options: options.filter((option) => !accessModes.includes(option) && !propagations.includes(option)),
  };
}

/** `type=bind,src=/a,dst=/b,readonly,bind-propagation=rshared`: the fields of `--mount`. */
export function parseMountFields(text: string): ContainerMount | undefined {
  const fields = new Map<string, string>();
  const options: string[] = [];
  for (const field of splitCsv(text)) {
    const equals = field.indexOf("=");
    const written = (equals === -1 ? field : field.slice(0, equals)).trim().toLowerCase();
    const key = mountFieldNames.get(written);
    const value = equals === -1 ? "" : field.slice(equals + 1).trim();
    if (key === undefined) options.push(field.trim());
    else fields.set(key, value);
  }
  const target = fields.get("target");
  const type = mountTypes.find((known) => known === (fields.get("type") ?? "volume")) ?? "other";
  if (target === undefined || target === "") return undefined;
  const source = fields.get("source");
  return {
    type,
    source: type === "tmpfs" || source === "" ? undefined : source,
    target,
    readOnly: isOn(fields.get("readonly")),
    propagation: fields.get("propagation"),
    options,
  };
}

/** `/run:rw,exec,size=64m`: the value of `--tmpfs` and of `tmpfs:` in Compose. */
export function parseTmpfs(text: string): ContainerMount | undefined {
  const colon = text.indexOf(":");
  const target = colon === -1 ? text : text.slice(0, colon);
  if (!target.startsWith("/")) return undefined;
  const options = colon === -1 ? [] : text.slice(colon + 1).split(",");
  return {
    type: "tmpfs",
    source: undefined,
    target,
    readOnly: options.includes("ro"),
    propagation: undefined,
    options: options.filter((option) => option !== "" && !accessModes.includes(option)),
  };
}

/** True for what the engine takes for a path on the host rather than for the name of a volume. */
function isHostPath(source: string): boolean {
  return /^(?:[./~]|\\|[A-Za-z]:)/.test(source);
}

const propagations: readonly string[] = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];
const accessModes: readonly string[] = ["ro", "rw", "readonly"];
const mountTypes = ["bind", "volume", "tmpfs"] as const;

/** Every spelling of the fields that decide what is mounted where. */
const mountFieldNames: ReadonlyMap<string, string> = new Map([
  ["type", "type"],
  ["source", "source"],
  ["src", "source"],
  ["target", "target"],
  ["dst", "target"],
  ["destination", "target"],
  ["readonly", "readonly"],
  ["ro", "readonly"],
  ["bind-propagation", "propagation"],
]);

/** Splits at colons, but not behind the letter of a Windows drive. */
function splitColons(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== ":") continue;
    if (at === start + 1 && /^[A-Za-z]$/.test(text[start] ?? "") && /[\\/]/.test(text[at + 1] ?? "")) {
      // `c:/data` is a drive at the start; behind `/src:` too, for containers of Windows.
      if (parts.length === 0 && !looksLikeDrive(text, at)) {
        parts.push(text.slice(start, at));
        start = at + 1;
      }
      continue;
    }
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

/** `C:\x`, and `c:/x:/y`; `d:/data` alone is a volume named `d`. */
function looksLikeDrive(text: string, colon: number): boolean {
  return text[colon + 1] === "\\" || text.indexOf(":", colon + 1) !== -1;
}

function isAbsolute(target: string): boolean {
  return target.startsWith("/") || target.startsWith("\\") || /^[A-Za-z]:[\\/]/.test(target);
}

/** One line of comma-separated values: a field in double quotes may hold commas. */
function splitCsv(text: string): string[] {
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === "," && !isQuoted) {
      fields.push(field);
      field = "";
    } else field += char;
  }
  fields.push(field);
  return fields;
}

/** A flag of `--mount`: there without a value, or with a true one. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && ["", "1", "t", "true"].includes(value.toLowerCase());
}
