/**
 * How the loop starts a generator: the coroutine layer fills this in, for the
 * loop lies below it.
 */
export const driver: {
  start:
    | ((generator: Generator, name: string) => PromiseLike<unknown>)
    | undefined;
} = { start: undefined };

/** Starts a generator that a callback or main function made. */
export function startGenerator(
  generator: Generator,
  name: string,
): PromiseLike<unknown> {
  if (driver.start === undefined) {
    throw new TypeError(
      "Cannot run a generator: the coroutine layer is not loaded. " +
        'Import something from "@twister/async/coroutine" first',
    );
  }
  return driver.start(generator, name);
}

/**
 * Whether a value is a generator, or an iterator in its shape: no Future, which
 * has its methods; no Map's iterator, say, which has no `throw`; and no async
 * generator, whose steps are promises.
 */
export function isGenerator(value: unknown): value is Generator {
  try {
    if (value === null || typeof value !== "object") return false;
    const may = value as Partial<Generator>;
    return typeof may.next === "function" && typeof may.throw === "function" &&
      !("then" in value) && !(Symbol.asyncIterator in value);
  } catch {
    return false; // a proxy that refuses
  }
}
