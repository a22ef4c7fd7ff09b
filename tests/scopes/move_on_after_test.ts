// deno-lint-ignore-file require-yield no-unsafe-finally -- bodies that never
// wait and cleanups that fail are some too
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { TimeoutError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import {
  CancelScope,
  currentScope,
  moveOnAfter,
} from "../../lib/scopes/mod.ts";
import { cleaning, type Co, never, play } from "./_kit.ts";

const boom = new Error("boom");

Deno.test("moveOnAfter gives the value of a body that ends in time", async () => {
  const { value, time } = await play(() =>
    moveOnAfter(10, function* () {
      yield* sleep(3);
      return "value";
    })
  );
  assertEquals([value, time], ["value", 3]);
});

Deno.test("moveOnAfter gives undefined when the time is over, after the cleanup", async () => {
  const { value, time, log } = await play((on) =>
    moveOnAfter(10, () => cleaning(on, 5))
  );
  assertEquals([value, time, log], [undefined, 15, ["body cleaned up at 15"]]);
});

Deno.test("moveOnAfter goes on after it", async () => {
  const { value } = await play(function* (): Co {
    yield* moveOnAfter(5, never);
    yield* sleep(5);
    return "went on";
  });
  assertEquals(value, "went on");
});

Deno.test("moveOnAfter hands on an error of the body or its cleanup", async () => {
  const early = await play(() =>
    moveOnAfter(10, function* (): Co {
      throw boom;
    })
  );
  const late = await play(() =>
    moveOnAfter(10, function* (): Co {
      try {
        yield* never();
      } finally {
        throw boom;
      }
    })
  );
  assert(early.error === boom && late.error === boom);
});

Deno.test("moveOnAfter hands on the TimeoutError of another scope", async () => {
  const { error, time } = await play(() =>
    moveOnAfter(10, () => new CancelScope({ timeout: 3 }).run(never))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(time, 3);
});

Deno.test("moveOnAfter inside moveOnAfter: the nearest ends, the other goes on", async () => {
  const { log, value, time } = await play(({ log }) =>
    moveOnAfter(20, function* (): Co {
      log.push(yield* moveOnAfter(5, never));
      yield* never();
    })
  );
  assertEquals([log, value, time], [[undefined], undefined, 20]);
});

Deno.test("a cancel from outside passes through moveOnAfter", async () => {
  const { state, log } = await play(function* (on): Co {
    const task = on.spawn(function* (): Co {
      yield* moveOnAfter(10, never);
      on.log.push("not reached");
    });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([state, log], ["cancelled", []]);
});

Deno.test("zero or less does not start the body", async () => { // O3
  for (const ms of [0, -1, -Infinity]) {
    const { value, time, log } = await play(({ log }) =>
      moveOnAfter(ms, function* (): Co {
        log.push("started");
        return "value";
      })
    );
    assertEquals([value, time, log], [undefined, 0, []]);
  }
});

Deno.test("the body gets the scope, and can move its deadline", async () => {
  const { value, time } = await play(() =>
    moveOnAfter(10, function* (scope): Co {
      assert(currentScope() === scope);
      scope.deadline = Infinity;
      yield* sleep(50);
      return "value";
    })
  );
  assertEquals([value, time], ["value", 50]);
});

Deno.test("a result that is there when the time is over is given", async () => {
  const { value } = await play(function* (): Co {
    const ready = sleep(10);
    return yield* moveOnAfter(10, function* (): Co {
      yield* ready;
      return "in time";
    });
  });
  assertEquals(value, "in time");
});

Deno.test("NaN is a RangeError, and what is no time or function a TypeError, before the body starts", async () => {
  const { log } = await play(function* ({ log }): Co {
    const body = function* (): Co {
      log.push("started");
    };
    const wrong = [[NaN, body], ["5", body], [5, undefined], [5, body()]];
    for (const [ms, fn] of wrong) {
      try {
        yield* moveOnAfter(ms as never, fn as never);
      } catch (error) {
        log.push((error as Error).name);
      }
    }
  });
  assertEquals(log, ["RangeError", "TypeError", "TypeError", "TypeError"]);
});

Deno.test("what is awaited is left: its onCancel is called, once", async () => {
  const { log } = await play(function* ({ log }): Co {
    const future = new Future({ onCancel: () => log.push("cancelled") });
    yield* moveOnAfter(5, () => future[Symbol.iterator]());
    log.push(future.state);
  });
  assertEquals(log, ["cancelled", "cancelled"]);
});
