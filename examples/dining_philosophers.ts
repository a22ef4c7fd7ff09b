/**
 * Five philosophers, five forks, and what happens if all begin with the left.
 *
 *     deno run -A examples/dining_philosophers.ts [picture.svg]
 *
 * The naive way ends in a deadlock, which `loop.run` names; three others end
 * with everybody fed. With an argument, the picture of who waits for whom at
 * the moment of the deadlock is written there.
 */

import { multi } from "@twister/async/combinators";
import { sleep, spawn } from "@twister/async/coroutine";
import { DeadlockError, TimeoutError } from "@twister/async/errors";
import { IOLoop } from "@twister/async/loop";
import { Lock, Semaphore } from "@twister/async/sync";
import { awaitGraph } from "@twister/async/trace";

const NAMES = ["Plato", "Hypatia", "Kant", "Arendt", "Laozi"];

type Eating = Generator<unknown, void, unknown>;
type Way = (left: Lock, right: Lock, seat: number) => Eating;

/** Sits all five down, each between two forks. */
function* dine(eat: Way): Generator<unknown, string[], unknown> {
  const forks = NAMES.map((_, i) => new Lock({ name: `fork ${i + 1}` }));
  const fed: string[] = [];
  const seated = NAMES.map((name, i) =>
    spawn(function* () {
      yield* eat(forks[i]!, forks[(i + 1) % NAMES.length]!, i);
      fed.push(name);
    }, { name })
  );
  yield* multi(seated);
  return fed;
}

/** Each takes the left fork first: five forks are taken, nobody has two. */
function* leftFirst(left: Lock, right: Lock): Eating {
  using _left = yield* left.acquire();
  yield* sleep(1);
  using _right = yield* right.acquire();
  yield* sleep(1);
}

/** The forks have an order; the last philosopher begins with the right. */
function* ordered(left: Lock, right: Lock, seat: number): Eating {
  const last = seat === NAMES.length - 1;
  yield* last ? leftFirst(right, left) : leftFirst(left, right);
}

/** A waiter lets only four sit down at a time: one of them gets two forks. */
function withWaiter(): Way {
  const chairs = new Semaphore(NAMES.length - 1, { name: "chairs" });
  return function* (left, right) {
    using _chair = yield* chairs.acquire();
    yield* leftFirst(left, right);
  };
}

/** Who waits too long for the second fork lays the first one down again. */
function* backingOff(left: Lock, right: Lock, seat: number): Eating {
  for (let patience = 2 * seat + 2;; patience *= 2) {
    using _left = yield* left.acquire();
    yield* sleep(1);
    try {
      using _right = yield* right.acquire({ timeout: patience });
      return yield* sleep(1);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
}

const loop = IOLoop.current();
let graph = awaitGraph();
// By then they all wait; the loop finds the deadlock when this timer is over.
loop.callLater(20, () => void (graph = awaitGraph()));
try {
  await loop.run(() => dine(leftFirst));
} catch (error) {
  if (!(error instanceof DeadlockError)) throw error;
  console.log(`left fork first: ${error.message}`);
}
const [picture] = Deno.args;
if (picture !== undefined) {
  await Deno.writeTextFile(picture, await graph.toSvg());
}

const ways = {
  "forks in order": ordered,
  "a waiter": withWaiter(),
  "backing off": backingOff,
};
for (const [name, eat] of Object.entries(ways)) {
  const fed = await loop.run(() => dine(eat));
  console.log(`${name}: ${fed.length} have eaten`);
}
