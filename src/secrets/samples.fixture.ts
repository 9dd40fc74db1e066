/**
 * Values in the form of real ones for tests. Every one is put together here, so that no scanner of pushed text ever sees
 * one in the source.
 */
import { withChecksum } from "./checksum.ts";

export const hex = (length: number) => "9f3a7c01e5b28d46".repeat(20).slice(0, length);
export const mixed = (length: number) => "Zk3vQ9mXr7TbL2wHy5NcJ8pDs4GfA6eKu1RiWxVo".repeat(30).slice(0, length);
export const upper = (length: number) => "Q7RM2XK5VD3TZB4NHW6YJCPLSGFA".repeat(5).slice(0, length);
export const lower = (length: number) => "q7rm2xk5vd3tzb4nhw6yjcplsgfa".repeat(5).slice(0, length);
export const digits = (length: number) => "274509183665120973".repeat(5).slice(0, length);
export const uuid = `${hex(8)}-${hex(4)}-4a7b-9c1d-${hex(12)}`;
export const base64 = (text: string) => Buffer.from(text).toString("base64");
export const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of GitHub's or npm's with the checksum it needs. */
export const githubToken = withChecksum(`ghp_${mixed(30)}`);
export const npmToken = withChecksum(`npm_${mixed(30)}`);

const dashes = "-".repeat(5);
/** A text between the lines of a PEM block of that kind. */
export const pemOf = (kind: string, body = `${mixed(64)}\n${mixed(64)}`) =>
  `${dashes}BEGIN ${kind}${dashes}\n${body}\n${dashes}END ${kind}${dashes}`;
export const privateKey = pemOf(`RSA ${"PRIVATE"} KEY`);
export const jwt = (head: unknown, claims: unknown) => `${base64url(head)}.${base64url(claims)}.${mixed(43)}`;
