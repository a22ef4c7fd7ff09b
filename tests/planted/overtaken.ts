/**
 * The answer to an older search comes after that to a newer one, and wins.
 *
 * @module
 */
import { sleep, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import type { World } from "@twister/async/testing";
import { assertEquals } from "@std/assert";

export function* overtaken(world: World): Generator {
  let shown = "";
  const search = function* search(text: string) {
    yield* sleep(100 * (1 + world.choose(3, `answer to ${text}`)));
    shown = text;
  };
  const searches = [];
  for (const text of ["t", "tw", "twi"]) {
    searches.push(spawn(search(text), { name: `search ${text}` }));
    yield* sleep(60); // typing
  }
  yield* multi(searches);
  assertEquals(shown, "twi");
}
