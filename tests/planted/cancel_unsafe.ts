/**
 * A worker that is cancelled between taking a connection and the `try` keeps
 * it for ever.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { settle } from "@twister/async/combinators";
import type { World } from "@twister/async/testing";
import { assertEquals } from "@std/assert";

export function* cancelUnsafe(world: World): Generator {
  const free = ["a", "b"];
  world.atEnd(() => assertEquals(free.length, 2, "a connection leaked"));
  const worker = function* worker() {
    const connection = free.pop();
    yield* moment; // say hello to it
    try {
      yield* moment;
    } finally {
      if (connection !== undefined) free.push(connection);
    }
  };
  yield* settle([spawn(worker), spawn(worker)]);
}
