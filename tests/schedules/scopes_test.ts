import { assert, assertEquals } from "@std/assert";
import {
  gather,
  mapLimit,
  race,
  retry,
  settle,
  withTimeout,
} from "@twister/async/combinators";
import { moment, sleep, spawn } from "@twister/async/coroutine";
import { TaskGroupError, TimeoutError } from "@twister/async/errors";
import {
  CancelScope,
  moveOnAfter,
  shield,
  TaskGroup,
} from "@twister/async/scopes";
import { inWhateverOrder, type Program, underAllSchedules } from "./_all.ts";

/** Work that notes when it is under way; its cleanup waits. */
function meter() {
  const open = new Set<number>();
  const work = function* (n: number, ms = n) {
    open.add(n);
    try {
      yield* sleep(ms);
      return n;
    } finally {
      // A cancel that came when the sleep was over is thrown here.
      try {
        yield* moment;
      } finally {
        open.delete(n);
      }
    }
  };
  return { open, work };
}

const three = [1, 2, 3];

/** Whatever waits for the work, nothing of it is under way when that ends. */
function leavesNothing(
  waits: (work: ReturnType<typeof meter>["work"]) => Generator,
): Program {
  return function* (world) {
    const { open, work } = meter();
    world.atEnd(() => assertEquals([...open], []));
    const waiter = spawn(function* () {
      try {
        return yield* waits(work);
      } finally {
        assertEquals([...open], []);
      }
    });
    yield* settle([waiter]);
  };
}

underAllSchedules(
  "a group leaves no child behind",
  leavesNothing(function* (work) {
    return yield* TaskGroup.run(function* (group) {
      for (const n of three) group.spawn(work, n);
    });
  }),
);

underAllSchedules(
  "a group whose child fails has ended the others",
  leavesNothing(function* (work) {
    try {
      yield* TaskGroup.run(function* (group) {
        for (const n of three) group.spawn(work, n);
        group.spawn(function* () {
          yield* sleep(2);
          throw new Error("broken");
        });
      });
    } catch (error) {
      if (!(error instanceof TaskGroupError)) throw error;
      assertEquals(error.errors.length, 1);
    }
  }),
);

underAllSchedules(
  "a group with a limit runs no more at a time",
  leavesNothing(function* (work) {
    let running = 0;
    yield* TaskGroup.run(function* (group) {
      for (const n of three) {
        group.spawn(function* () {
          assert(++running <= 2);
          try {
            yield* work(n);
          } finally {
            running--;
          }
        });
      }
    }, { limit: 2 });
  }),
);

underAllSchedules(
  "a race ends when its losers have",
  leavesNothing(function* (work) {
    // Equal times: whichever wins.
    assert([1, 2].includes(yield* race([work(1, 2), work(2, 2)])));
  }),
);

underAllSchedules(
  "a gather that fails ends when all have",
  leavesNothing(function* (work) {
    const fails = function* () {
      yield* sleep(2);
      throw new RangeError("planned");
    };
    try {
      yield* gather([work(1), work(2), work(3), fails()]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }),
);

underAllSchedules(
  "a timeout at the very moment gives the value or the error, and cleans up",
  leavesNothing(function* (work) {
    try {
      assertEquals(yield* withTimeout(2, work(1, 2)), 1);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
    const moved = yield* moveOnAfter(2, () => work(2, 2));
    assert(moved === 2 || moved === undefined);
  }),
);

underAllSchedules(
  "nested deadlines end what is in them",
  leavesNothing(function* (work) {
    const outer = new CancelScope({ timeout: 2 });
    try {
      yield* outer.run(function* () {
        yield* new CancelScope({ timeout: 2 }).run(() => work(1, 5));
      });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      assertEquals(error.scope, outer);
    }
  }),
);

underAllSchedules(
  "mapLimit keeps the order, and its limit",
  leavesNothing(function* (work) {
    const results = yield* mapLimit(three, 2, (n) => work(n, 4 - n));
    assertEquals(results, three);
  }),
);

underAllSchedules(
  "what is shielded is done, whoever waits for it",
  function* (world) {
    let saved = 0, begun = 0;
    world.atEnd(() => assertEquals(saved, begun));
    const save = function* () {
      begun++;
      yield* sleep(1);
      saved++;
    };
    yield* settle(three.map(() =>
      spawn(function* () {
        yield* moment;
        // A scope of its own, for a task that is cancelled as a whole ends.
        yield* shield(new CancelScope({ shield: true }).run(save));
      })
    ));
  },
);

inWhateverOrder("retry tries as often as it says", function* () {
  let tries = 0;
  const fails = function* () {
    tries++;
    yield* moment;
    throw new RangeError("planned");
  };
  const task = spawn(function* () {
    yield* retry(fails, { attempts: 3, delay: 1 });
  });
  yield* settle([task]);
  assertEquals(tries, 3);
});
