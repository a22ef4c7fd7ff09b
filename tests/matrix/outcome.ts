/**
 * How a main task ended, in words that are the same for all libraries.
 *
 * @module
 */

/** It was cancelled. */
export const CANCELLED = "cancelled";

/** It returned. */
export function returned(value: unknown): string {
  return value === undefined ? "returned" : `returned ${value}`;
}

/** It failed by itself. */
export function failed(error: unknown): string {
  return `failed with ${messages(error)}`;
}

/** The messages of an error, or of all in it, in order. */
export function messages(error: unknown): string {
  if (error instanceof AggregateError) {
    return error.errors.map((one) =>
      one instanceof AggregateError ? `(${messages(one)})` : messages(one)
    ).join(" and ");
  }
  if (error instanceof Promise) return "a promise";
  return error instanceof Error ? error.message : String(error);
}
