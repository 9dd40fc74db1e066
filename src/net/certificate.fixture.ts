/** Makes a key and a certificate that signs itself, for TLS servers in tests: X.509 in DER by hand, as Node.js only reads them. */
import { generateKeyPairSync, sign } from "node:crypto";

export interface TestCertificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

/** For the given names, and 127.0.0.1 when it is one of them. `until`: year in which it ends. */
export function makeCertificate(names: readonly string[], until = 2049): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(objectId([1, 2, 840, 10045, 4, 3, 2]));
  const name = sequence(tag(0x31, sequence(objectId([2, 5, 4, 3]), tag(0x0c, Buffer.from(names[0] ?? "test")))));
  const time = (year: number) => tag(0x17, Buffer.from(`${String(year % 100).padStart(2, "0")}0101000000Z`));
  const content = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))),
    tag(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(2000), time(until)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tag(0xa3, sequence(basicConstraints(), alternativeNames(names))),
  );
  const signature = sign("sha256", content, privateKey);
  const whole = sequence(content, algorithm, tag(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const body = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  };
}

/** It is an authority: its own. */
function basicConstraints(): Buffer {
  const value = sequence(tag(0x01, Buffer.from([0xff])));
  return sequence(objectId([2, 5, 29, 19]), tag(0x01, Buffer.from([0xff])), tag(0x04, value));
}

function alternativeNames(names: readonly string[]): Buffer {
  const list = names.map((name) =>
    name === "127.0.0.1" ? tag(0x87, Buffer.from([127, 0, 0, 1])) : tag(0x82, Buffer.from(name)),
  );
  return sequence(objectId([2, 5, 29, 17]), tag(0x04, sequence(...list)));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tag(0x30, ...parts);
}

function tag(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([type, ...head]), body]);
}

function objectId([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    return groups;
  });
  return tag(0x06, Buffer.from([first * 40 + second, ...bytes]));
}
