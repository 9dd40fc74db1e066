/** The image cannot be looked at as a whole: it was not found, or what was found is none. */
export class ImageFailure extends Error {
  override readonly name = "ImageFailure";
  /** One sentence: what to do. "" where the message says it. */
  readonly next: string;

  /** `message`: what was tried, and why it did not work. */
  constructor(message: string, next = "") {
    super(message);
    this.next = next;
  }
}

/** The message of whatever was thrown, for a list of what was tried. */
export function reasonOf(error: unknown): string {
  if (error instanceof ImageFailure) return error.next === "" ? error.message : `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
