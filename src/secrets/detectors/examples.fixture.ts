/** What a detector finds, and what it must not. */
export interface Examples {
  /** Text, and the value to be found in it; the whole text when it is left out. */
  readonly bad: readonly (string | readonly [text: string, value: string])[];
  readonly good: readonly string[];
}
