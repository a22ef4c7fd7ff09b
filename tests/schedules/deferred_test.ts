import { assert, assertEquals } from "@std/assert";
import { settle } from "@twister/async/combinators";
import { moment, sleep, spawn } from "@twister/async/coroutine";
import {
  Deferred,
  DeferredLock,
  DeferredQueue,
  DeferredSemaphore,
  gatherResults,
  inlineCallbacks,
} from "@twister/async/deferred";
import { toDeferred, toFuture } from "@twister/async/interop";
import { underAllSchedules } from "./_all.ts";

const four = [0, 1, 2, 3];

for (
  const [name, most, make] of [
    ["a DeferredLock", 1, () => new DeferredLock()],
    ["a DeferredSemaphore", 2, () => new DeferredSemaphore(2)],
  ] as const
) {
  underAllSchedules(`${name} lets ${most} in`, function* (world) {
    const lock = make();
    let inside = 0;
    world.invariant(() => assert(inside <= most));
    yield* settle(four.map((n) =>
      spawn(function* () {
        yield lock.run(inlineCallbacks(function* (): Generator {
          inside++;
          try {
            yield sleep(n % 2);
          } finally {
            inside--;
          }
        }));
      })
    ));
    yield* sleep(5);
    assertEquals(inside, 0);
  });
}

underAllSchedules("a DeferredQueue gives each item once", function* (world) {
  const queue = new DeferredQueue<number>(), got: number[] = [];
  world.invariant(() => assertEquals(new Set(got).size, got.length));
  const getters = four.map(() =>
    spawn(function* (): Generator {
      got.push((yield queue.get()) as number);
    })
  );
  for (const n of four) {
    queue.put(n);
    yield* moment;
  }
  const ends = yield* settle(getters);
  const served = ends.filter(({ status }) => status === "fulfilled").length;
  assertEquals(got.length, served);
});

underAllSchedules("callbacks run in the order of the chain", function* (world) {
  const log: number[] = [];
  const deferred = new Deferred<number>();
  const inner = four.map(() => new Deferred<void>());
  for (const n of four) {
    deferred.addCallback((value) => {
      log.push(n);
      return inner[n]!.addCallback(() => value);
    });
  }
  world.invariant(() => assertEquals(log, four.slice(0, log.length)));
  yield* settle([
    spawn(function* () {
      yield* moment;
      deferred.callback(7);
    }),
    ...inner.map((each) =>
      spawn(function* () {
        yield* moment;
        each.callback();
      })
    ),
  ]);
});

underAllSchedules(
  "one value goes over and back whatever the order",
  function* () {
    const values = four.map(() => new Deferred<number>());
    const future = toFuture(gatherResults(values));
    const tasks = values.map((deferred, n) =>
      spawn(function* () {
        yield* sleep(n % 2);
        deferred.callback(n);
      })
    );
    const ends = yield* settle(tasks);
    if (ends.every(({ status }) => status === "fulfilled")) {
      assertEquals(yield toDeferred(future), four);
    } else {
      future.cancel(); // a FirstError of the first that was given up
      yield* settle([future]);
    }
  },
);
