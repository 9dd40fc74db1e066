/**
 * IP addresses as the engine reads them (Go's `net.ParseIP`): four decimal numbers without leading zeros, or IPv6 without
 * a zone, which may end in an IPv4 address. In comes a text, out go its eight groups; anything else is undefined.
 */

/** The eight 16-bit groups of an address; an IPv4 address stands in its mapped form, `::ffff:a.b.c.d`. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > longestAddress) return undefined;
  if (!text.includes(":")) {
    const groups = ipv4Groups(text);
    return groups && [0, 0, 0, 0, 0, 0xffff, ...groups];
  }
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? "", halves.length === 1);
  if (halves.length === 1) return head?.length === 8 ? head : undefined;
  const tail = groupsOf(halves[1] ?? "", true);
  if (!head || !tail || head.length + tail.length > 7) return undefined;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** True for `0.0.0.0`, `::` and every other way to write them: all addresses of the host. */
export function isUnspecified(address: string): boolean {
  const groups = parseAddress(address);
  if (!groups) return false;
  const isMapped = groups[5] === 0xffff || groups[5] === 0;
  return groups.slice(0, 5).every((group) => group === 0) && isMapped && groups[6] === 0 && groups[7] === 0;
}

/** True for 127.0.0.0/8, however it is written, and `::1`. */
export function isLoopback(address: string): boolean {
  const groups = parseAddress(address);
  if (!groups || groups.slice(0, 5).some((group) => group !== 0)) return false;
  if (groups[5] === 0xffff) return (groups[6] ?? 0) >> 8 === 127;
  return groups[5] === 0 && groups[6] === 0 && groups[7] === 1;
}

const longestAddress = 45;

/** The groups between colons; an IPv4 address may be the last of them when `mayEndMapped`. */
function groupsOf(text: string, mayEndMapped: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const last = index === parts.length - 1 && mayEndMapped ? ipv4Groups(part) : undefined;
      if (!last) return undefined;
      groups.push(...last);
    }
  }
  return groups;
}

function ipv4Groups(text: string): readonly [number, number] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => (/^(0|[1-9][0-9]{0,2})$/.test(part) ? Number(part) : 256));
  if (bytes.some((byte) => byte > 255)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [a * 256 + b, c * 256 + d];
}
