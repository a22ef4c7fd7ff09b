import v8 from "node:v8";
import { assert, assertEquals } from "@std/assert";
import { moment, spawn, type Task } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";

/**
 * How many promises the engine makes from here until `until` calls back. All
 * of it happens in a callback of the host, so that no promise of a test runner
 * that waits for us is counted.
 */
function promisesMade(
  start: (until: () => void) => void,
): Promise<number> {
  return new Promise((tell) =>
    setTimeout(() => {
      let made = 0;
      const stop = v8.promiseHooks.onInit(() => void made++);
      start(() => {
        stop();
        tell(made);
      });
    })
  );
}

/** Starts a task and calls back in the turn after its end. */
function follow(
  body: () => Generator<unknown, unknown, number>,
  until: () => void,
): Task<unknown> {
  const task = spawn(body);
  task.addDoneCallback(until);
  return task;
}

const ready = Future.resolve(1);

Deno.test("the engine's counter counts the promises of an async function", async () => {
  const made = await promisesMade((until) => {
    (async () => {
      for (let i = 0; i < 10; i++) await i;
    })().then(until);
  });
  assert(made >= 10, `only ${made} were counted`);
});

Deno.test("a coroutine over ready futures makes no promise", async () => {
  let sum = 0;
  const made = await promisesMade((until) =>
    void follow(function* () {
      for (let i = 0; i < 1000; i++) sum += yield* ready;
      for (let i = 0; i < 1000; i++) sum += yield ready;
    }, until)
  );
  assertEquals([sum, made], [2000, 0]);
});

Deno.test("nor does one that passes its budget and takes turns", async () => {
  let sum = 0;
  const made = await promisesMade((until) =>
    void follow(function* () {
      for (let i = 0; i < 20_000; i++) sum += yield* ready;
    }, until)
  );
  assertEquals([sum, made], [20_000, 0]);
});

Deno.test("nor do two that wait for each other's futures", async () => {
  const made = await promisesMade((until) => {
    let ping = new Future<number>(), pong = new Future<number>();
    spawn(function* () {
      for (let i = 0; i < 100; i++) {
        yield* ping;
        ping = new Future();
        pong.setResult(i);
      }
    });
    follow(function* () {
      for (let i = 0; i < 100; i++) {
        pong = new Future();
        ping.setResult(i);
        yield* pong;
        yield* moment;
      }
    }, until);
  });
  assertEquals(made, 0);
});
