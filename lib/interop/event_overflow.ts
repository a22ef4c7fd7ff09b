import { describe } from "../errors/describe.ts";

/**
 * What happens to one item too many, where nobody can be made to wait:
 * `"error"` fails the sequence, after what lies in the buffer, with
 * {@linkcode QueueFullError}; `"drop-oldest"` and `"drop-newest"` go on without
 * one, and count it.
 */
export type Overflow = "error" | "drop-oldest" | "drop-newest";

/** How many items may lie unread, and what happens to more. */
export interface OverflowOptions {
  /** How many items may lie unread: 1024; zero keeps only what is waited for. */
  limit?: number;
  /** What happens to one more: `"error"`. */
  overflow?: Overflow;
}

const POLICIES: readonly unknown[] = ["error", "drop-oldest", "drop-newest"];

/**
 * Insists on a limit and a policy.
 *
 * @param options What was given.
 * @param call The call in the user's words.
 * @returns Both, with their defaults.
 * @throws {TypeError} If the limit is no number, or there is no such policy.
 * @throws {RangeError} If the limit is negative or no whole number.
 */
export function checkOverflow(
  options: OverflowOptions,
  call: string,
): Required<OverflowOptions> {
  const { limit = 1024, overflow = "error" } = options;
  if (typeof limit !== "number") {
    throw new TypeError(
      `Cannot ${call} with limit ${describe(limit)}: expected a number`,
    );
  }
  if (!(limit >= 0) || (limit !== Infinity && !Number.isInteger(limit))) {
    throw new RangeError(
      `Cannot ${call} with limit ${limit}: expected a whole number, zero or ` +
        "more, or Infinity for no bound",
    );
  }
  if (!POLICIES.includes(overflow)) {
    throw new TypeError(
      `Cannot ${call} with overflow ${describe(overflow)}: expected ` +
        '"error", "drop-oldest" or "drop-newest"',
    );
  }
  return { limit, overflow };
}
