/**
 * What combinators leave behind when they are left early: nothing but work
 * that was to go on, and no error without an owner.
 */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import {
  abandonAfter,
  any,
  asCompleted,
  gather,
  mapLimit,
  multi,
  race,
  settle,
  withTimeout,
} from "../../lib/combinators/mod.ts";
import { rest } from "../_support.ts";
import { cleaning, type Co, never, play, stage } from "../scopes/_kit.ts";

const boom = new Error("boom");

function* failing(ms: number): Co {
  yield* sleep(ms);
  throw boom;
}

function* giving<T>(ms: number, value: T): Co<T> {
  yield* sleep(ms);
  return value;
}

function* cleaningBadly(): Co {
  try {
    yield* never();
  } catch {
    yield* sleep(3);
    throw boom;
  }
}

Deno.test("a loop over asCompleted that is broken off: a later error is reported", async () => { // M7
  await play(function* (): Co {
    for (const next of asCompleted([giving(1, 1), failing(5)])) {
      (yield* next).result();
      break;
    }
    yield* sleep(10);
  }, { reports: 1 });
});

Deno.test("the same in for await", async () => { // M7
  const on = stage();
  const done = on.within(async () => {
    for await (const _ of asCompleted([giving(1, 1), failing(5)])) break;
  });
  await on.clock.advance(10);
  await done;
  assertEquals(on.told.unobserved.length, 1);
});

Deno.test("the error of a future that asCompleted handed out and nobody looked at is reported", async () => { // M7
  await play(function* (): Co {
    for (const next of asCompleted([failing(1)])) yield* next;
  }, { reports: 1 });
});

Deno.test("a cancelled loop over asCompleted with a timeout leaves no timer", async () => { // M7
  await play(function* (): Co {
    const task = spawn(function* (): Co {
      for (const next of asCompleted([never()], { timeout: 5000 })) yield* next;
    });
    yield* sleep(1);
    task.cancel();
    yield* task;
  });
});

Deno.test("mapLimit ends by an error also while the next item is on its way for ever", async () => {
  const items = async function* () {
    yield 1;
    await new Promise(() => {});
  };
  const { error } = await play(function* (): Co {
    yield* mapLimit(items(), 2, () => failing(1));
  });
  assert(error === boom);
});

Deno.test("the TimeoutError of withTimeout has the cancel as cause", async () => { // O2
  const { error, time } = await play((on) =>
    withTimeout(5, cleaning(on, 5))[Symbol.iterator]()
  );
  assertEquals(time, 10);
  assertInstanceOf(error.cause, CancelledError);
  assert(error.cause.reason === error);
});

const MAKERS: [string, (task: Task<unknown>) => Future<unknown>][] = [
  ["abandonAfter", (task) => abandonAfter(500, task)],
  ["any", (task) => any([task, new Future()])],
  ["gather", (task) => gather([task, new Future()])],
  ["multi", (task) => multi([task, new Future()])],
  ["race", (task) => race([task, new Future()])],
  ["settle", (task) => settle([task, new Future()])],
  ["withTimeout", (task) => withTimeout(500, task)],
];

for (const [name, make] of MAKERS) {
  Deno.test(`${name}, cancelled by itself, ends with its members' cleanup and leaves no timer`, async () => { // M5
    const on = stage();
    const made = on.within(() => make(spawn(() => cleaning(on, 5))));
    assertEquals(made.cancel("direct"), true);
    assertEquals(made.state, "pending");
    await on.clock.advance(4);
    assertEquals([made.state, on.log], ["pending", []]);
    await on.clock.advance(1);
    assertEquals([made.state, on.log], ["cancelled", ["body cleaned up at 5"]]);
    assertEquals([made.cancel(), on.clock.alarmAt], [false, undefined]);
  });

  Deno.test(`${name}, cancelled by itself, gives the error of a cleanup`, async () => { // M5
    const on = stage();
    const made = on.within(() => make(spawn(cleaningBadly)));
    const outcome = made.promise().catch((error) => error);
    made.cancel();
    made.cancel();
    await on.clock.advance(3);
    assert(await outcome === boom);
    assertEquals(on.told.unobserved, []);
  });
}

Deno.test("a failed member that stands there at once is not reported while the others are waited for", async () => {
  for (const make of [multi, gather, settle, any]) {
    const on = stage();
    const made = on.within(() => make([Future.reject(boom), sleep(5)]));
    const outcome = made.promise().catch((error) => error);
    await on.clock.advance(5);
    await outcome;
    assertEquals([on.told.unobserved, on.told.late], [[], []]);
  }
});

Deno.test("errors beside a cancel that was the winner are reported, for nobody reads them there", async () => {
  const on = stage(), first = new Future();
  const made = on.within(() => race([first, cleaningBadly()]));
  first.cancel();
  await on.clock.advance(5);
  await rest();
  assertEquals(made.state, "cancelled");
  assertEquals(on.told.unobserved.map(({ error }) => error), [boom]);
});

Deno.test("errors beside an error are kept with it, and not reported", async () => {
  const on = stage(), first = new Error("first");
  const made = on.within(() =>
    gather([
      cleaningBadly(),
      (function* (): Co {
        yield* sleep(1);
        throw first;
      })(),
    ])
  );
  const outcome = made.promise().catch((error) => error);
  await on.clock.advance(5);
  assert(await outcome === first);
  assertEquals(suppressed(first), [boom]);
  assertEquals(on.told.unobserved, []);
});
