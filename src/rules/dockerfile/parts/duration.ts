const unitMilliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** A duration as Go's time.ParseDuration reads it (`1m30s`, `1.5h`, `-2s`, a bare `0`); undefined when it is none. */
export function durationMilliseconds(text: string): number | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const start = /^[+-]/.test(text) ? 1 : 0;
  if (text.slice(start) === "0") return 0;
  let total = 0;
  let at = start;
  while (at < text.length) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (!match) return undefined;
    total += Number(match[1]) * (unitMilliseconds[match[2] ?? ""] ?? 0);
    at = part.lastIndex;
  }
  return at === start ? undefined : sign * total;
}
