/**
 * A heartbeat and the watchdog that misses it are due at the same time; the
 * program relies on which was set first.
 *
 * @module
 */
import { sleep, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { assert } from "@std/assert";

export function* equalTimers(): Generator {
  let beats = 0;
  const heart = spawn(function* heart() {
    for (let i = 0; i < 3; i++) {
      yield* sleep(100);
      beats++;
    }
  });
  const watchdog = spawn(function* watchdog() {
    for (let seen = 0; seen < 3;) {
      yield* sleep(100);
      assert(beats > seen, "no heartbeat in time");
      seen = beats;
    }
  });
  yield* multi([heart, watchdog]);
}
