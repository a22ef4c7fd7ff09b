/**
 * A promise of the wire as a Future that can be given up.
 */

import { Future } from "../future/future.ts";
import type { IOLoop } from "../loop/io_loop.ts";

/** What becomes of what lands. */
export interface LandingOptions<T> {
  /** Makes an error of the wire into the one that is thrown. */
  readonly failure: (error: unknown) => unknown;
  /** Told of a value that nobody waits for any more. */
  readonly late?: (value: T) => void;
}

/**
 * The Future of something that is on its way over the wire. Who is cancelled
 * leaves at once, and what comes after that is nobody's: of a plain promise
 * the late error would be reported.
 *
 * @param loop Where it is waited for.
 * @param start Sets it on its way; what it throws counts as its failure.
 * @param options What becomes of it.
 * @returns The Future.
 */
export function landing<T>(
  loop: IOLoop,
  start: () => PromiseLike<T>,
  { failure, late }: LandingOptions<T>,
): Future<T> {
  // Its end comes from outside of the loop: no deadlock is judged meanwhile.
  let open = 1;
  const over = () => {
    loop._rest.foreign -= open;
    open = 0;
  };
  const future = new Future<T>({ onCancel: over });
  const landed = (value: T) => {
    over();
    if (!future.trySetResult(value)) late?.(value);
  };
  const failed = (error: unknown) => {
    over();
    if (!future.done) future.setError(failure(error));
  };
  loop._rest.foreign += open;
  try {
    start().then(
      (value) => loop._within(() => landed(value)),
      (error) => loop._within(() => failed(error)),
    );
  } catch (error) {
    failed(error);
  }
  return future;
}
