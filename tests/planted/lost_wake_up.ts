/**
 * The consumer looks, takes a turn, then waits: what is put into the box in
 * that turn wakes nobody.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { multi } from "@twister/async/combinators";

export function* lostWakeUp(): Generator {
  let full = false, bell = new Future<void>({ name: "bell" });
  const consumer = spawn(function* consumer() {
    yield* moment;
    if (!full) {
      yield* moment; // to be polite
      bell = new Future({ name: "bell" });
      yield* bell;
    }
  });
  const producer = spawn(function* producer() {
    for (let i = 0; i < 4; i++) yield* moment; // what it takes to make one
    full = true;
    bell.trySetResult();
  });
  yield* multi([consumer, producer]);
}
