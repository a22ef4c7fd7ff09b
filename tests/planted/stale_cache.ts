/**
 * A value that was loaded before a write is put into the cache after it.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { assertEquals } from "@std/assert";

export function* staleCache(): Generator {
  const cache = new Map<string, number>(), store = new Map([["x", 1]]);
  const read = spawn(function* read() {
    yield* moment;
    const value = store.get("x")!;
    yield* moment; // the way back
    cache.set("x", value);
  });
  const write = spawn(function* write() {
    for (let i = 0; i < 4; i++) yield* moment;
    store.set("x", 2);
    cache.delete("x");
  });
  yield* multi([read, write]);
  assertEquals(cache.get("x") ?? store.get("x"), store.get("x"));
}
