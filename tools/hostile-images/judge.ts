/** Compares what a run gave with what is claimed of it. */
import { type HostileCase, outsideText, usualMegabytes, usualSeconds } from "./hostile-case.ts";
import type { Outcome } from "./run-case.ts";

export interface Judgement {
  /** What does not hold; none when the case passes. */
  readonly faults: readonly string[];
  /** What the scan says of what it did not read, or why it refused. */
  readonly words: string;
}

interface ToldUnknown {
  readonly what: string;
  readonly why: string;
  readonly fatal?: boolean;
}

export function judge(each: HostileCase, outcome: Outcome): Judgement {
  const { status, stdout, stderr, measured, written, cached } = outcome;
  const told = tellings(each, outcome);
  const words = told.map(({ what, why }) => `${what}: ${why}`);
  const everything = `${stdout}\n${stderr}\n${cached}`;
  const isOpened = each.ends !== "refused";
  const claims: readonly (readonly [boolean, string])[] = [
    [measured !== undefined, "it did not end by itself"],
    [
      (measured?.processorSeconds ?? 0) <= (each.seconds ?? usualSeconds),
      `it took ${measured?.processorSeconds.toFixed(1)} processor seconds, more than ${each.seconds ?? usualSeconds}`,
    ],
    [
      (measured?.peakKilobytes ?? 0) <= (each.megabytes ?? usualMegabytes) * 1024,
      `it took ${Math.round((measured?.peakKilobytes ?? 0) / 1024)} MB, more than ${each.megabytes ?? usualMegabytes}`,
    ],
    [status === each.status, `exit status ${status} in place of ${each.status}`],
    [written.length === 0, `written outside of the cache: ${written.join(", ")}`],
    [!everything.includes(outsideText), "it shows a file outside of the image"],
    [!/^\s+at .+:\d+:\d+\)?$|fault of seaworthy|Please report/m.test(everything), "it failed itself"],
    [!isOpened || isJsonWhereWanted(each, stdout), "standard output is no JSON"],
    [!isOpened || stderr === "", `standard error is not empty: ${stderr.slice(0, 200)}`],
    [isOpened || stdout === "", "it was to refuse the image, and printed something"],
    [
      isOpened || /^seaworthy: .+\n(?: {2}\S.*\n)?$/.test(stderr),
      `no refusal of one line and a next step: ${stderr.slice(0, 300)}`,
    ],
    [
      !isOpened || each.status !== 2 || !isScanDocument(each) || told.some(({ fatal }) => fatal),
      "nothing says what was not read",
    ],
    [!each.isClean || !hasControls(stdout + stderr), `the output has ${controlsIn(stdout + stderr)}`],
    ...(each.says ?? []).map((said) => [words.some((line) => said.test(line)), `nothing says ${said}`] as const),
    ...(each.shows ?? []).map((shown) => [shown.test(stdout), `nothing shows ${shown}`] as const),
    ...(each.hides ?? []).map((hidden) => [!hidden.test(everything), `something shows ${hidden}`] as const),
  ];
  return { faults: claims.filter(([holds]) => !holds).map(([, fault]) => fault), words: words.join(" | ") };
}

function tellings(each: HostileCase, { stdout, stderr }: Outcome): readonly ToldUnknown[] {
  if (each.ends === "refused") return [{ what: "refused", why: stderr.trim().replace(/\s*\n\s*/g, " "), fatal: true }];
  if (!isScanDocument(each)) return [];
  try {
    return (JSON.parse(stdout) as { readonly unknowns: readonly ToldUnknown[] }).unknowns;
  } catch {
    return [{ what: "no JSON", why: `${stdout.slice(0, 300)} ${stderr.slice(0, 1_000)}` }];
  }
}

function isScanDocument({ format = "json", command = "scan" }: HostileCase): boolean {
  return format === "json" && command === "scan";
}

function isJsonWhereWanted({ format = "json", command }: HostileCase, stdout: string): boolean {
  if (command === "history" || !/json|sarif/.test(format)) return true;
  try {
    JSON.parse(stdout);
    return true;
  } catch {
    return false;
  }
}

function controlsIn(text: string): string {
  const at = text.search(controls);
  const code = text.charCodeAt(at).toString(16).padStart(4, "0");
  return `U+${code} behind ${JSON.stringify(text.slice(Math.max(0, at - 40), at))}`;
}

/** True for what moves a terminal's cursor or turns the direction of text. */
export function hasControls(text: string): boolean {
  return controls.test(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
