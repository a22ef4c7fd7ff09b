/**
 * Two transfers take the locks of two accounts in opposite order.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { Lock } from "@twister/async/sync";

export function* lockOrder(): Generator {
  const red = new Lock({ name: "red" }), blue = new Lock({ name: "blue" });
  const transfer = function* transfer(from: Lock, to: Lock, late: number) {
    for (let i = 0; i < late; i++) yield* moment;
    using _from = yield* from.acquire();
    yield* moment;
    using _to = yield* to.acquire();
  };
  yield* multi([
    spawn(transfer(red, blue, 0), { name: "red to blue" }),
    spawn(transfer(blue, red, 3), { name: "blue to red" }),
  ]);
}
