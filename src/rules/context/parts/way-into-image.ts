import type { ContextFile, EffectiveContext, Reach, Transfer } from "../../../context/effective-context.ts";
import type { Related } from "../../../finding/finding.ts";

/** A COPY or ADD of a file, and how far it comes. */
export interface Shipment {
  readonly transfer: Transfer;
  /** undefined: it stays in a stage that the image is built from. */
  readonly reach: Reach | undefined;
}

/** The COPY that takes a file furthest: into the image, or else into a stage it is built from. */
export function shipmentOf({ transfers }: EffectiveContext, file: ContextFile): Shipment | undefined {
  let found: Shipment | undefined;
  for (const transfer of transfers) {
    if (transfer.kind === "bind" || !transfer.stage.reachesTarget || !transfer.files().includes(file)) continue;
    if (transfer.unpacks(file)) continue;
    const reach = transfer.reach(file);
    if (reach?.sure) return { transfer, reach };
    if (!found || (reach && !found.reach)) found = { transfer, reach };
  }
  return found;
}

/** The trace: each instruction that carries the file, with where it ends. */
export function traceOf(name: string, { transfer, reach }: Shipment): readonly Related[] {
  if (!reach)
    return [
      {
        at: transfer.instruction.span,
        message: `${name} comes into ${transfer.stage.label}, which the image is built from.`,
      },
    ];
  return reach.steps.map(({ stage, instruction }, index) => {
    const isLast = index === reach.steps.length - 1;
    const way = index === 0 ? `${name} comes into ${stage.label}` : `From there it is copied into ${stage.label}`;
    const end = isLast && reach.path !== undefined ? ` as ${reach.path}` : "";
    const doubt = isLast && !reach.sure ? ", unless a RUN before moved or removed it" : "";
    return { at: instruction.span, message: `${way}${end}${doubt}.` };
  });
}
