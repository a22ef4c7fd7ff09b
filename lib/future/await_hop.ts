/**
 * Hands an error to a native `await`, together with the place of the `await`.
 *
 * An `await` passes two functions of the engine to `then`, and their reject
 * shows no frames. But while a promise that they were resolved with settles,
 * the engine knows the whole chain of async functions behind it. So, on
 * failure only, the awaiting side is resolved with a promise that rejects a few
 * microtasks later, and the chain is captured from within. Success takes the
 * straight way.
 */

import { stitch } from "../traceback/stitch.ts";
import type { Hop } from "../traceback/hops.ts";

type Settle = (value: unknown) => void;

const NATIVE = /^function \(\) \{\s*\[native code\]\s*\}$/;

/** Whether a function is one of the engine's own resolving functions. */
export function isEngines(fn: unknown): fn is Settle {
  return typeof fn === "function" && fn.name === "" && fn.length === 1 &&
    NATIVE.test(Function.prototype.toString.call(fn));
}

/** Rejects what the engine awaits, by way of its resolve function. */
export function rejectAwait(
  resolve: Settle,
  error: unknown,
  hops: Hop | undefined,
  debug: boolean,
): void {
  const rejects = function rejects(): never {
    stitch(error, hops, { name: "", below: rejects }, debug);
    throw error;
  };
  // The engine takes one microtask to look at the promise, so wait for two.
  resolve(Promise.resolve().then(pass).then(rejects));
}

function pass(): void {}
