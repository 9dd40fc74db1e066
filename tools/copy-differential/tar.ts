/** The smallest tar: plain files of a few bytes. */
export function writeTar(members: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(members).flatMap(([name, text]) => [header(name, text.length), body(text)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

const blockBytes = 512;

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write("        ", 148);
  block.write("0ustar\0" + "00", 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function body(text: string): Buffer {
  const block = Buffer.alloc(Math.ceil(text.length / blockBytes) * blockBytes);
  block.write(text, 0, "latin1");
  return block;
}
