/**
 * Tells by their shape the kinds of values that the host and users make.
 *
 * What waits for them lies in two layers that do not know each other. Other
 * realms make them too, so `instanceof` tells too little. A hostile object is
 * told by what it threw: none of these catches that.
 */

/** A method `then`, read once. */
export type Then = (
  this: unknown,
  onFulfilled: (value: unknown) => void,
  onRejected: (error: unknown) => void,
) => unknown;

/** Reads `then`, once, as the specification wants it. */
export function thenOf(value: unknown): Then | undefined {
  const may = value !== null &&
    (typeof value === "object" || typeof value === "function");
  const then = may ? (value as { then?: unknown }).then : undefined;
  return typeof then === "function" ? then as Then : undefined;
}

/** Whether an object is a signal of aborts. */
export function isAbortSignal(value: object): value is AbortSignal {
  const may = value as Partial<AbortSignal>;
  return typeof may.aborted === "boolean" &&
    typeof may.addEventListener === "function";
}

/** A plain object, of whichever realm, or one without prototype. */
export function isRecord(value: object): boolean {
  const proto = Object.getPrototypeOf(value);
  return proto === null || Object.getPrototypeOf(proto) === null;
}

/** A record of values by keys. */
export function shapeAs(
  keys: readonly string[],
  values: readonly unknown[],
): Record<string, unknown> {
  return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
}
