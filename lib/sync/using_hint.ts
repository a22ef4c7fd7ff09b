/**
 * Tells those who write `using` on the primitive itself what they meant.
 */

/**
 * Makes disposing a primitive a mistake that explains itself. The types do not
 * show it, so that the compiler refuses such a `using` before.
 *
 * @param prototype That of the primitive.
 * @param kind Its name.
 */
export function refuseUsing(prototype: object, kind: string): void {
  const value = (): never => {
    throw new TypeError(
      `Cannot use a ${kind} itself as a permit. Write ` +
        "`using permit = yield* it.acquire()` in a coroutine, " +
        "`using permit = await it.acquire()` in an async function",
    );
  };
  Object.defineProperty(prototype, Symbol.dispose, { value });
}
