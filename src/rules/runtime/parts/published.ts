import type { Fix, Problem } from "../../../finding/finding.ts";
import type { Container, Located, PublishedPort } from "../../../runtime/container.ts";
import { isOnAllAddresses } from "../../../runtime/ports.ts";
import type { FileEdit } from "../../../text/edit.ts";
import { editWithin, insertFirstKey, isMapping, type PlaceFacts, textAt } from "./place-text.ts";

const loopback = "127.0.0.1";

/** Ports that are open on every address of the host. A container on the host's network, or on none, publishes nothing. */
export function openPorts(container: Container): readonly Located<PublishedPort>[] {
  const network = container.networkMode?.value;
  if (network === "host" || network === "none") return [];
  return container.ports.filter(({ value }) => isOnAllAddresses(value));
}

/** `5432`, `8000-8010`. */
export function rangeText([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** Binds ports to the loopback address, or says why that is not offered. */
export function loopbackFix(
  facts: PlaceFacts,
  ports: readonly Located<PublishedPort>[],
): Pick<Problem, "fixes" | "refusal"> {
  const edits = ports.map((port) => loopbackEdit(facts, port));
  const known = edits.filter((edit) => edit !== undefined);
  if (known.length < edits.length)
    return {
      refusal: "The port is written in a way that no address can be put before: a variable holds it, or part of it.",
    };
  const fix: Fix = {
    title: `Publish it on ${loopback} only`,
    safety: "unsafe",
    edits: known,
    followUp: [
      "Other machines no longer reach it. Other services of the same network still do, by the service's name.",
    ],
  };
  return { fixes: [fix] };
}

function loopbackEdit(facts: PlaceFacts, { value, at }: Located<PublishedPort>): FileEdit | undefined {
  const text = textAt(facts, at);
  if (text === undefined) return undefined;
  if (isMapping(text))
    return value.hostIp === undefined ? insertFirstKey(facts, at, `host_ip: ${loopback}`) : undefined;
  if (!value.shortSyntax) return undefined;
  const quote = /^\\?["']/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(quote);
  const any = /^(?:0\.0\.0\.0|\[::\]|\[::ffff:0\.0\.0\.0\]):/i.exec(rest)?.[0];
  if (any !== undefined) return editWithin(at, quote, quote + any.length - 1, loopback);
  if (value.hostIp !== undefined || !/^[\d$]/.test(rest)) return undefined;
  return editWithin(at, quote, quote, value.published === undefined ? `${loopback}::` : `${loopback}:`);
}
