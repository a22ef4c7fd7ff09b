/**
 * The reader asks whether more comes, takes a turn, then waits for it; the
 * close that comes in between tells nobody.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { Queue } from "@twister/async/sync";

export function* lateClose(): Generator {
  const queue = new Queue<string>();
  let closed = false;
  const reader = spawn(function* reader() {
    while (!closed || !queue.empty) {
      yield* queue.get();
      yield* moment; // handle it
    }
  });
  const writer = spawn(function* writer() {
    for (const line of ["one", "two"]) {
      queue.putNowait(line);
      yield* moment;
    }
    closed = true;
  });
  yield* multi([reader, writer]);
}
