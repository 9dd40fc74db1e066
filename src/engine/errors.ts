/** What the user asked for cannot be done. Shown without a stack: the message, and one line saying what to do. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** One sentence: the next step. */
  readonly next: string;

  constructor(message: string, { next, cause }: { readonly next: string; readonly cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.next = next;
  }
}
