import "../_seed.ts";
import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { fromAsyncIterable } from "../../lib/interop/from_async_iterable.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";
import { caught, type Co, drain } from "./_streams_kit.ts";

/** An iterator that answers when the test says so. */
function byHand() {
  const log: unknown[] = [];
  const asked: PromiseWithResolvers<IteratorResult<number>>[] = [];
  const ended = Promise.withResolvers<IteratorResult<number>>();
  const iterator = {
    next() {
      const answer = Promise.withResolvers<IteratorResult<number>>();
      asked.push(answer);
      return answer.promise;
    },
    return(reason?: unknown) {
      log.push(["return", reason]);
      return ended.promise;
    },
  };
  return { iterator, asked, ended, log };
}

/** `TWISTER_RUNS=20000` looks longer. */
const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) };

Deno.test("the items of an async generator come in order, then its end, again and again", async () => {
  async function* letters() {
    yield "a";
    await Promise.resolve();
    yield "b";
    return "dropped";
  }
  const source = fromAsyncIterable(letters());
  assertEquals(await spawn(drain(source)), ["a", "b"]);
  assertEquals(await source.next(), { done: true, value: undefined });
  assertEquals(await source.close(), undefined);
});

Deno.test("an error comes as the same object with the whole stack, once, and is the end", async () => {
  let error!: Error;
  // deno-lint-ignore require-yield -- it only ends
  async function* failing(): AsyncGenerator<number> {
    await Promise.resolve();
    throw error = new Error("of the generator");
  }
  const source = fromAsyncIterable(failing());
  const task = spawn(function* consumer() {
    yield* drain(source);
  });
  assertEquals(await caught(task), error);
  for (const name of ["failing", "drain", "consumer"]) {
    assertEquals(error.stack?.includes(name), true);
  }
  assertEquals((await source.next()).done, true);
});

Deno.test("the iterator is asked for one item at a time, and never ahead", async () => {
  const { iterator, asked } = byHand();
  const source = fromAsyncIterable<number>(iterator);
  const both = [source.next(), source.next()];
  await rest();
  assertEquals(asked.length, 1);
  asked[0]!.resolve({ done: false, value: 1 });
  assertEquals((await both[0]!).value, 1);
  assertEquals(asked.length, 2);
  asked[1]!.resolve({ done: false, value: 2 });
  assertEquals((await both[1]!).value, 2);
  await rest();
  assertEquals(asked.length, 2);
});

Deno.test("a cancel calls return() once and waits for it", async () => {
  const { iterator, asked, ended, log } = byHand();
  const source = fromAsyncIterable<number>(iterator);
  const task = spawn(drain(source));
  await rest();
  task.cancel("enough");
  await rest();
  assertEquals([task.done, log], [false, [["return", "enough"]]]);
  ended.resolve({ done: true, value: undefined });
  await rest();
  assertEquals([task.cancelled, task.done, asked.length], [true, true, 1]);
  await source.close();
  assertEquals(log.length, 1);
});

Deno.test("an item that arrives while return() is waited for goes to who asked", async () => {
  const { iterator, asked, ended } = byHand();
  const source = fromAsyncIterable<number>(iterator), log: unknown[] = [];
  const task = spawn(function* (): Co {
    log.push(yield* source.next());
    yield* source.next();
    log.push("went on");
  });
  await rest();
  task.cancel();
  await rest();
  asked[0]!.resolve({ done: false, value: 7 });
  ended.resolve({ done: true, value: undefined });
  await rest();
  assertEquals(log, [{ done: false, value: 7 }]);
  assertEquals(task.cancelled, true);
});

Deno.test("past the grace the waiter goes, and a late error of return() is reported once", async () => {
  const { loop, clock } = handLoop({ grace: 10 });
  using told = reports(loop);
  const { iterator, ended } = byHand();
  const task = loop._within(() =>
    spawn(drain(fromAsyncIterable<number>(iterator)))
  );
  await rest();
  loop._within(() => task.cancel());
  await clock.advance(5);
  assertEquals(task.done, false);
  await clock.advance(10);
  assertEquals(task.cancelled, true);
  const error = new Error("late");
  ended.reject(error);
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("an error of return() goes to who was cancelled, and is reported nowhere", async () => {
  const { iterator, ended } = byHand();
  using told = reports();
  const source = fromAsyncIterable<number>(iterator);
  const task = spawn(drain(source));
  await rest();
  task.cancel();
  const error = new Error("of return()");
  ended.reject(error);
  assertEquals(await caught(task), error);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("close() tells who asks that it is over", async () => {
  const { iterator, ended } = byHand();
  const source = fromAsyncIterable<number>(iterator);
  const asked = source.next();
  const closing = source.close();
  assertEquals((await asked).done, true);
  assertEquals(closing.done, false);
  ended.resolve({ done: true, value: undefined });
  await closing;
});

Deno.test("an iterator without return() is only left", async () => {
  const source = fromAsyncIterable<number>({
    next: () => new Promise(() => {}),
  });
  const task = spawn(drain(source));
  await rest();
  task.cancel();
  await rest();
  assertEquals(task.cancelled, true);
});

Deno.test("a next() that throws, or gives no step, fails who asks", async () => {
  const error = new Error("at once");
  const throwing = fromAsyncIterable<number>({
    next() {
      throw error;
    },
  });
  assertEquals(await caught(throwing.next()), error);
  const bad = fromAsyncIterable<number>({ next: () => 42 as never });
  const message = String(await caught(bad.next()));
  assertEquals(message.includes("whose next() gave 42"), true);
});

Deno.test("a return() that throws fails close() with that error", async () => {
  const error = new Error("at once");
  const source = fromAsyncIterable<number>({
    next: () => new Promise(() => {}),
    return() {
      throw error;
    },
  });
  assertEquals(await caught(source.close()), error);
});

Deno.test("`for await` and `await using` work on a source as well", async () => {
  let returned = 0;
  const iterator = {
    n: 0,
    next() {
      return Promise.resolve({ done: false as const, value: this.n++ });
    },
    return() {
      returned++;
      return Promise.resolve({ done: true as const, value: undefined });
    },
  };
  const log: number[] = [];
  {
    await using source = fromAsyncIterable<number>(iterator);
    for await (const n of source) {
      log.push(n);
      if (n === 2) break;
    }
  }
  assertEquals([log, returned], [[0, 1, 2], 1]);
});

Deno.test("what is no async iterable is refused with advice", () => {
  for (const bad of [undefined, null, 42, [1], {}]) {
    const error = assertThrows(
      () => fromAsyncIterable(bad as never),
      TypeError,
    );
    assertEquals(String(error).includes("toAsyncIterable(items)"), true);
  }
});

Deno.test("items, cancels, ends and errors in any order: each item comes once, to one, in order", async () => {
  const act = fc.constantFrom(
    "ask",
    "ask",
    "cancel",
    "item",
    "item",
    "end",
    "error",
    "turn",
    "close",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
      const { loop, clock } = handLoop();
      using told = reports(loop);
      const { iterator, asked, ended, log } = byHand();
      const error = new Error("error");
      const source = loop._within(() => fromAsyncIterable<number>(iterator));
      const results: unknown[] = [], open: { cancel(): boolean }[] = [];
      let sent = 0, answered = 0, over = false;
      for (const one of acts) {
        const question = asked[answered];
        if (one === "turn") {
          await turns(1, loop);
          await rest();
        } else if (one === "item" || one === "end" || one === "error") {
          if (question === undefined) continue;
          answered++;
          if (one === "item") question.resolve({ done: false, value: sent++ });
          else if (one === "end") question.resolve({ done: true, value: 0 });
          else question.reject(error);
        } else {
          loop._within(() => {
            if (one === "cancel") open.pop()?.cancel();
            else if (one === "close") {
              over = true;
              void source.close();
            } else {
              const next = source.next(), at = results.push("pending") - 1;
              open.push(next);
              next.then(
                (step) => results[at] = step.done ? "done" : step.value,
                (why) =>
                  results[at] = why instanceof CancelledError ? "left" : why,
              );
            }
          });
        }
      }
      ended.resolve({ done: true, value: undefined });
      const closing = loop._within(() => source.close());
      await clock.advance(10);
      await closing;
      await rest();
      const came = results.filter((result) => typeof result === "number");
      // In order, none twice; only a close may drop one that was on its way.
      assertEquals(came, [...came].sort());
      assertEquals(new Set(came).size, came.length);
      assertEquals(results.includes("pending"), false);
      assertEquals(log.length <= 1, true);
      assertEquals(
        results.filter((result) => result === error).length <= 1,
        true,
      );
      const lost = told.unobserved.filter((report) => report.error !== error);
      assertEquals([lost, told.errors], [[], []]);
      if (over) return;
      const seen = results.indexOf(error) >= 0;
      assertEquals(told.unobserved.length <= (seen ? 0 : 1), true);
    }),
    RUNS,
  );
});

Deno.test("20,000 crossings with cancels leave no timer and call return() once each", async () => {
  const { loop, clock } = handLoop();
  let returned = 0;
  for (let i = 0; i < 20; i++) {
    loop._within(() => {
      for (let k = 0; k < 1000; k++) {
        const source = fromAsyncIterable<number>({
          next: () =>
            new Promise(
              k % 2
                ? (end) =>
                  void sleep(5).then(() => end({ done: true, value: 0 }))
                : () => {},
            ),
          return() {
            returned++;
            return Promise.resolve({ done: true, value: 0 });
          },
        });
        const task = spawn(drain(source));
        task.cancel();
      }
    });
    await rest();
  }
  await clock.advance(10);
  assertEquals(returned, 20_000);
  assertEquals(clock.alarmAt, undefined);
});
