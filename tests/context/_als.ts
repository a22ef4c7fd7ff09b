/**
 * A loop that carries the host's locals, and a storage to look at them.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { IOLoop } from "../../lib/loop/mod.ts";

/** A storage whose value is looked at. */
export const storage: AsyncLocalStorage<string> = new AsyncLocalStorage();

/** Runs a test on a loop of its own that carries the host's locals. */
export function carrying(
  test: (loop: IOLoop) => Generator,
): () => Promise<void> {
  return async () => {
    const loop = new IOLoop({ asyncLocals: true });
    await loop.run(() => test(loop));
  };
}
