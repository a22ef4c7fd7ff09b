import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { BadYieldError, CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelScope, shield, TaskGroup } from "../../lib/scopes/mod.ts";
import { rest } from "../_support.ts";
import { cleaning, type Co, ending, never, play, stage } from "./_kit.ts";

const boom = new Error("boom");

Deno.test("shield gives the value and the error of what it guards, by yield and yield*", async () => { // C10
  const { value } = await play(function* (): Co {
    const got = [
      yield* shield(Future.resolve(1)),
      yield shield(Promise.resolve(2)),
      yield* shield(sleep(1)),
      yield* shield([Future.resolve(3), Promise.resolve(4)]),
    ];
    try {
      yield* shield(Future.reject(boom));
    } catch (error) {
      got.push(error === boom);
    }
    return got;
  });
  assertEquals(value, [1, 2, undefined, [3, 4], true]);
});

Deno.test("shield starts a generator", async () => {
  const { value } = await play(() =>
    shield((function* (): Co {
      yield* sleep(1);
      return "body";
    })())[Symbol.iterator]()
  );
  assertEquals(value, "body");
});

Deno.test("a cancelled waiter stays, gets the value, and is cancelled at its next wait", async () => { // C10
  const on = stage();
  const task = on.spawn(function* (): Co {
    on.log.push(yield* shield(spawn(() => slow(5))));
    on.log.push(on.now());
    yield* Future.resolve();
    on.log.push("not reached");
  });
  on.at(1, () => task.cancel());
  await on.clock.advance(10);
  assertEquals(task.state, "cancelled");
  assertEquals(on.log, ["slow", 5]);
});

Deno.test("a cancelled waiter stays, gets the error, and is cancelled at its next wait", async () => { // C10
  const { log, state } = await play(function* (on): Co {
    const task = on.spawn(function* (): Co {
      try {
        yield* shield(spawn(function* (): Co {
          yield* sleep(5);
          throw boom;
        }));
      } catch (error) {
        on.log.push(error === boom);
      }
      yield* sleep(1);
      on.log.push("not reached");
    });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([state, log], ["cancelled", [true]]);
});

Deno.test("what is guarded runs on undisturbed", async () => { // C10
  const on = stage();
  const inner = on.spawn(() => slow(5));
  const task = on.spawn(() => shield(inner)[Symbol.iterator]());
  task.cancel();
  await on.clock.advance(5);
  assertEquals([inner.state, inner.cancelRequested], ["fulfilled", false]);
  assertEquals(task.state, "fulfilled");
});

Deno.test("shield is waited for in both phases of a cancel", async () => {
  const { log } = await play(function* ({ log, now, spawn }): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* shield(sleep(50)); // past the grace when it ends
        log.push(now());
        try {
          yield* sleep(1);
        } catch {
          log.push("past the grace");
        }
        yield* shield(sleep(50)); // begun past the grace
        log.push(now());
      }
    }, { grace: 10 });
    task.cancel();
    yield* task;
  });
  assertEquals(log, [50, "past the grace", 100]);
});

Deno.test("shield is waited for under a cancel with a grace of zero, given twice", async () => {
  const on = stage();
  const task = on.spawn(function* (): Co {
    yield* shield(sleep(50));
    on.log.push(on.now());
    yield;
    on.log.push("not reached");
  });
  task.cancel("first", { grace: 0 });
  await on.clock.advance(10);
  task.cancel("second", { grace: 0 });
  await on.clock.advance(90);
  assertEquals([task.state, on.log], ["cancelled", [50]]);
});

Deno.test("several tasks may wait for one shield, and a cancel of some keeps all", async () => {
  const on = stage();
  const guarded = on.within(() => shield(sleep(10)));
  const tasks = [1, 2, 3].map(() =>
    on.spawn(function* (): Co {
      yield* guarded;
      on.log.push(on.now());
    })
  );
  tasks[0]!.cancel();
  tasks[1]!.cancel();
  await on.clock.advance(10);
  assertEquals(on.log, [10, 10, 10]);
});

Deno.test("a cancel of what is guarded passes to who waits", async () => { // C10
  const on = stage();
  const inner = on.spawn(() => cleaning(on, 2, "inner"));
  const task = on.spawn(() => shield(inner)[Symbol.iterator]());
  inner.cancel("itself");
  await on.clock.advance(5);
  assertEquals(on.log, ["inner cleaned up at 2"]);
  assertEquals([task.state, task.cancelRequested], ["cancelled", false]);
  assertEquals(ending(task).error.reason, "itself");
});

Deno.test("what is done already is handed on at once", async () => { // C10
  const { value, time } = await play(() =>
    shield(Future.resolve("done"))[Symbol.iterator]()
  );
  assertEquals([value, time], ["done", 0]);
});

Deno.test("the shield cancelled by itself is cancelled at once, and what it guarded runs on", async () => {
  const on = stage();
  const inner = on.spawn(() => slow(5));
  const guarded = on.within(() => shield(inner));
  assertEquals(guarded.cancel("direct"), true);
  assertEquals(guarded.state, "cancelled");
  await on.clock.advance(5);
  assertEquals(inner.state, "fulfilled");
});

Deno.test("the late error behind a shield that was cancelled is reported once", async () => { // C10
  const on = stage();
  const guarded = on.within(() =>
    shield(spawn(function* (): Co {
      yield* sleep(5);
      throw boom;
    }, { name: "inner" }))
  );
  guarded.cancel();
  await on.clock.advance(10);
  const { unobserved, errors, late } = on.told;
  assertEquals([unobserved.length, errors, late], [1, [], []]);
  assert(unobserved[0]!.error === boom);
  assertEquals(unobserved[0]!.name, "inner");
});

Deno.test("the late cancel behind a shield that was cancelled is quiet", async () => {
  const on = stage();
  const inner = on.spawn(never);
  on.within(() => shield(inner)).cancel();
  inner.cancel();
  await rest();
  assertEquals(on.told.unobserved, []);
});

Deno.test("an error behind a shield that nobody waits for is reported once", async () => {
  const on = stage();
  on.within(() => shield(Future.reject(boom)));
  await rest();
  assertEquals(on.told.unobserved.length, 1);
});

Deno.test("a scope whose body waits for a shield ends after it", async () => {
  const { time } = await play(function* (): Co {
    try {
      yield* new CancelScope({ timeout: 5, grace: 0 }).run(() =>
        shield(sleep(30))[Symbol.iterator]()
      );
    } catch { /* whether it counts as finished is not the matter here */ }
  });
  assertEquals(time, 30);
});

Deno.test("what a shield gave in spite of a deadline is the result", async () => {
  const { value } = await play(() =>
    new CancelScope({ timeout: 5 }).run(() =>
      shield(spawn(() => slow(30)))[Symbol.iterator]()
    )
  );
  assertEquals(value, "slow");
});

Deno.test("a child of a cancelled group that waits for a shield is waited for", async () => {
  const { log } = await play(function* ({ log, now }): Co {
    yield* TaskGroup.run(function* (group): Co {
      group.spawn(function* () {
        yield* shield(sleep(30));
        log.push(`child until ${now()}`);
      });
      yield* sleep(1);
      group.cancel();
    });
    log.push(`left at ${now()}`);
  });
  assertEquals(log, ["child until 30", "left at 30"]);
});

Deno.test("shield in an array is waited for, the other members are cancelled", async () => {
  const on = stage();
  const task = on.spawn(function* (): Co {
    yield [
      shield(sleep(20)),
      spawn(() => cleaning(on, 5, "other")),
    ];
  });
  on.at(1, () => task.cancel());
  await on.clock.advance(30);
  assertEquals([task.state, on.log], ["cancelled", ["other cleaned up at 6"]]);
});

Deno.test("async functions may wait for a shield too", async () => {
  assertEquals(await shield(Promise.resolve("value")), "value");
});

Deno.test("what cannot be waited for is refused at the call", () => {
  assertThrows(() => shield(42), BadYieldError);
  assertThrows(() => shield(() => {}), BadYieldError);
});

Deno.test("a shield has the name of what it guards, for reports", () => {
  const guarded = shield(new Future({ name: "page" }));
  assertEquals(guarded.name, "shield of page");
  assertInstanceOf(guarded, Future);
  guarded.cancel();
  assertThrows(() => guarded.result(), CancelledError);
});

function* slow(ms: number): Co<string> {
  yield* sleep(ms);
  return "slow";
}
