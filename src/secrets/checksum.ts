/**
 * Checksums in tokens, which tell made-up ones from real ones without asking anybody. GitHub's and npm's end in six characters: the CRC-32 of the thirty before, in base 62 with leading
 * zeros (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 */

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const checkLength = 6;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of ASCII text, as in ZIP. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) crc = (crc >>> 8) ^ (crcTable[(crc ^ text.charCodeAt(at)) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The six characters that end such a token; `random` is what stands between its prefix and them. */
function checkCharacters(random: string): string {
  let rest = crc32(random);
  let out = "";
  for (let at = 0; at < checkLength; at++) {
    out = digits.charAt(rest % digits.length) + out;
    rest = Math.floor(rest / digits.length);
  }
  return out;
}

/** Prefix and random part with the checksum behind them. */
export function withChecksum(start: string): string {
  return start + checkCharacters(start.slice(start.lastIndexOf("_") + 1));
}

/** True when the last six characters are the checksum of those between the last `_` and them. */
export function hasChecksum(token: string): boolean {
  return withChecksum(token.slice(0, -checkLength)) === token;
}

/**
 * True when the last eight characters are the CRC-32 of all before the last `_`, in hexadecimal, lowest byte first: as
 * Grafana makes them (pkg/components/satokengen in its source).
 */
export function hasHexChecksum(token: string): boolean {
  const end = token.lastIndexOf("_");
  return hexChecksum(token.slice(0, end)) === token.slice(end + 1);
}

/** The checksum that Grafana puts behind such a start. */
export function hexChecksum(start: string): string {
  const crc = crc32(start);
  return [0, 8, 16, 24].map((shift) => ((crc >>> shift) & 0xff).toString(16).padStart(2, "0")).join("");
}

/** True when a value has the form of a token with a checksum and the checksum does not fit: a made-up one. */
export function failsChecksum(value: string): boolean {
  if (/^(?:gh[pousr]|npm)_[A-Za-z0-9]{36}$/.test(value)) return !hasChecksum(value);
  return /^glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}$/.test(value) && !hasHexChecksum(value);
}
