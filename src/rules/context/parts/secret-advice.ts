import { pushedStays, rotationOf } from "../../../secrets/rotation.ts";
import { secretFileKind } from "../../../secrets/secret-files.ts";
import type { ContextSecret } from "./context-secrets.ts";
import type { Shipment } from "./way-into-image.ts";

/** Kinds of secret whose rotation is spelled out under one finding. */
const mostRotations = 3;

/** What is left to the person: how the program gets the secret from now on, and how the old one is made worthless. */
export function secretAdvice(secrets: readonly ContextSecret[], shipment: Shipment | undefined): readonly string[] {
  const [first] = secrets;
  if (!first) return [];
  const kinds = [...new Set(secrets.flatMap(({ findings }) => findings.map(({ detector }) => detector)))];
  const rotations = kinds.slice(0, mostRotations).map((kind) => {
    const { advice, page } = rotationOf(kind);
    return page === undefined ? advice : `${advice} See ${page}`;
  });
  return [...(shipment ? [handOver(first, shipment)] : []), ...(shipment ? new Set([...rotations, pushedStays]) : [])];
}

function handOver({ file }: ContextSecret, { reach }: Shipment): string {
  const quoted = /^[\w./-]+$/.test(file.path) ? file.path : `'${file.path.replaceAll("'", "'\\''")}'`;
  if (!reach) {
    const id = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/[^\w-]+/g, "") || "file";
    return `Where the build needs it: docker build --secret id=${id},src=${quoted} and RUN --mount=type=secret,id=${id},required=true.`;
  }
  if (secretFileKind(file.path)?.id === "env-file")
    return `Where the program needs it: docker run --env-file ${quoted} IMAGE`;
  if (reach.path === undefined)
    return "Where the program needs it, mount it when the container starts: docker run -v FILE:PATH:ro IMAGE";
  return `Where the program needs it: docker run -v "$PWD"/${quoted}:${reach.path}:ro IMAGE`;
}
