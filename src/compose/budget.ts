/** Thrown when a project grows past what is looked at; caught where the project is read. */
export class LimitReached extends Error {}

/** Counts what is looked at: a few lines of aliases can stand for millions of values. */
export interface Budget {
  /** Throws `LimitReached` when the sum of all that was spent passes the limit. */
  spend(values: number): void;
}

/** Values of one project, aliases followed; real ones have some thousands. */
export const mostValues = 250_000;

/** A budget of `limit` values. */
export function createBudget(limit: number = mostValues): Budget {
  let spent = 0;
  return {
    spend(values) {
      spent += values;
      if (spent > limit) throw new LimitReached();
    },
  };
}
