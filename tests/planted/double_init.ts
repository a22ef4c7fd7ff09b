/**
 * What should be opened once is opened by each who comes while it is opening.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import type { World } from "@twister/async/testing";
import { assert } from "@std/assert";

export function* doubleInit(world: World): Generator {
  let opened = 0, pool: object | undefined;
  world.invariant(() => assert(opened <= 1, "opened twice"));
  const request = function* request(comes: number) {
    for (let i = 0; i < comes; i++) yield* moment;
    if (pool !== undefined) return pool;
    yield* moment; // connect
    opened++;
    return pool = {};
  };
  const requests = [0, 2, 4].map((comes) =>
    spawn(request(comes), { name: "request" })
  );
  yield* multi(requests);
}
