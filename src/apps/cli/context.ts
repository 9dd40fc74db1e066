/** What a command may touch of the outside. */
export interface CommandContext {
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  write(text: string): void;
  /** Warnings and progress: never mixed with the result. */
  note(text: string): void;
  readonly color: boolean;
  /** What is written is shown on a terminal, so control characters in it would act. */
  readonly terminal: boolean;
  readonly width: number;
  /** A person is watching the notes. */
  readonly interactive: boolean;
}

/** A command: takes the words behind its name, gives the exit status. */
export type RunCommand = (words: readonly string[], context: CommandContext) => Promise<number>;
