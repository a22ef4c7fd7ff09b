/**
 * Hands an error to a native `await`, together with the place of the `await`.
 *
 * An `await` passes two functions of the engine to `then`, and calling its
 * reject shows no frames. But while code runs for a native promise on which
 * both functions wait, the engine knows the whole chain of async functions
 * behind them. So, on failure only, they are handed to such a promise, and the
 * chain is captured from within it. Success takes the straight way.
 */

import { stitch } from "../traceback/stitch.ts";
import type { Hop } from "../traceback/hops.ts";

type Settle = (value: unknown) => void;

const NATIVE = /^function \(\) \{\s*\[native code\]\s*\}$/;

/**
 * Whether a function looks like one of the engine's own resolving functions.
 * Others that do are called as they would be anyway, a microtask later.
 */
export function isEngines(fn: unknown): fn is Settle {
  return typeof fn === "function" && fn.name === "" && fn.length === 1 &&
    NATIVE.test(Function.prototype.toString.call(fn));
}

/**
 * Ends when the latest rejection has reached its `await`: the next one comes
 * after it, so that each of several who await one error sees its own path.
 */
let before: Promise<void> = Promise.resolve();

/**
 * Rejects what the engine awaits, having seen who awaits it.
 *
 * @returns A promise of what the called function gave: nothing, if it is the
 * engine's.
 */
export function rejectAwait(
  resolve: Settle,
  reject: Settle,
  error: unknown,
  hops: Hop | undefined,
  debug: boolean,
): Promise<unknown> {
  const rejects = function rejects(): never {
    stitch(error, hops, { name: "", below: rejects }, debug);
    throw error;
  };
  const reached = before.then(rejects).then(resolve, reject);
  before = reached.then(pass, pass);
  return reached;
}

function pass(): void {}
