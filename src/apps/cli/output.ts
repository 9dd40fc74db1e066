import { UserError } from "../../engine/errors.ts";
import { writeTextFile } from "../../files/write-text.ts";

/** Writes a result to the file that was asked for. `what` it is, for the message when that fails. */
export function writeOutput(path: string, text: string, what: string): void {
  try {
    writeTextFile(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`The ${what} cannot be written to ${path}`, {
      next: `${why}: choose another path.`,
      cause: error,
    });
  }
}
