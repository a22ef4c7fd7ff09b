/**
 * A retry storm: who gives up and tries again leaves the old try running.
 *
 * Each client starts its request anew when no answer came in time, and does not
 * stop the first one. A server that is slow for a moment then gets more and
 * more requests. How slow each answer is, the explorer chooses. The mended one
 * uses `withTimeout`, which cancels what it gives up.
 */
import { multi, retry, sleep, spawn } from "@twister/async";
import { abandonAfter, withTimeout } from "@twister/async";
import { explore, type World } from "@twister/async/testing";
import { assert } from "@std/assert";

const CLIENTS = 2;

function* storm(world: World, limit: typeof withTimeout) {
  let busy = 0;
  world.invariant(() =>
    assert(busy <= CLIENTS, `${busy} requests of ${CLIENTS} clients`)
  );
  const serve = function* serve() {
    busy++;
    try {
      yield* sleep(world.fault("the server is slow") ? 300 : 50);
    } finally {
      busy--;
    }
  };
  const client = function* client() {
    const once = () => limit(100, spawn(serve));
    yield* retry(once, { attempts: 4, delay: 10, jitter: 0 });
  };
  const clients = Array.from({ length: CLIENTS }, () => spawn(client));
  yield* multi(clients).catch(() => {}); // that it gives up is no failure
}

export function* broken(world: World): Generator {
  yield* storm(world, abandonAfter);
}

export function* fixed(world: World): Generator {
  yield* storm(world, withTimeout);
}

if (import.meta.main) {
  console.log(`${await explore(broken)}\n`);
  console.log(`${(await explore(fixed, { runs: 1000 })).check()}`);
}
