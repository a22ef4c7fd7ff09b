/**
 * When the first request fails, nobody looks at the second any more; if that
 * fails as well, its error is lost.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import type { World } from "@twister/async/testing";

export function* lostError(world: World): Generator {
  const request = function* request(host: string) {
    yield* moment;
    if (world.fault(`${host} is down`)) throw new Error(`${host} is down`);
    return host;
  };
  const first = spawn(request("red"), { name: "red" });
  const second = spawn(request("blue"), { name: "blue" });
  try {
    yield* first;
    yield* second;
  } catch {
    return "try later";
  }
}
