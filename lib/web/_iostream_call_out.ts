/**
 * Calls of a transport, which end outside of the loop.
 */

import type { IOLoop } from "../loop/io_loop.ts";

/** Calls something of a transport; how it ends comes back to the loop. */
export function callOut<T>(
  loop: IOLoop,
  start: () => PromiseLike<T>,
  onDone: (value: T) => void,
  onError: (error: unknown) => void,
): void {
  const back = <A>(fn: (value: A) => void) => (value: A): void => {
    loop._rest.foreign--;
    loop._within(() => fn(value));
  };
  loop._rest.foreign++;
  const failed = back(onError);
  let under: PromiseLike<T>;
  try {
    under = start();
  } catch (error) {
    return failed(error);
  }
  under.then(back(onDone), failed);
}
