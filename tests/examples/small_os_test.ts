import { assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import {
  getTid,
  killTask,
  newTask,
  readWait,
  System,
  waitTask,
  writeWait,
} from "../../examples/course/small_os.ts";

// deno-lint-ignore no-explicit-any -- what a call gives depends on the call
type Program<R = void> = Generator<unknown, R, any>;

/** Runs a program that notes things to its end. */
async function noted(
  main: (log: unknown[]) => Program,
): Promise<unknown[]> {
  const log: unknown[] = [], system = new System();
  system.start(main(log));
  await system.over;
  return log;
}

Deno.test("tasks take turns, and each knows its number", async () => {
  const log = await noted(function* (log) {
    function* counter(): Program {
      const tid = yield getTid();
      for (let i = 0; i < 2; i++) {
        log.push([tid, i]);
        yield;
      }
    }
    yield newTask(counter());
    yield newTask(counter());
  });
  // The second began when the first had its number.
  assertEquals(log, [[2, 0], [2, 1], [3, 0], [3, 1]]);
});

Deno.test("a subroutine's result and error come out of the caller's yield", async () => {
  const log = await noted(function* (log) {
    // deno-lint-ignore require-yield -- one that never waits is one too
    function* fails(): Program {
      throw "inner";
    }
    function* sum(n: number): Program<number> {
      return n === 0 ? 0 : n + (yield sum(n - 1));
    }
    log.push(yield sum(10_000));
    try {
      yield fails();
    } catch (error) {
      log.push(error);
    }
  });
  assertEquals(log, [50_005_000, "inner"]);
});

Deno.test("waitTask and killTask tell whether there was such a task", async () => {
  const log = await noted(function* (log) {
    function* sleeper(): Program {
      try {
        for (;;) yield;
      } finally {
        log.push("cleaned up");
      }
    }
    function* waiter(tid: number): Program {
      log.push(["waited", yield waitTask(tid)]);
    }
    const tid = yield newTask(sleeper());
    yield newTask(waiter(tid));
    yield;
    log.push(yield killTask(tid), yield killTask(tid), yield waitTask(tid));
  });
  assertEquals(log.slice(0, 2), ["cleaned up", ["waited", true]]);
  assertEquals(log.slice(2), [true, false, false]);
});

Deno.test("readWait and writeWait give the value, and throw the error", async () => {
  const log = await noted(function* (log) {
    log.push(yield readWait(Promise.resolve(1)));
    log.push(yield writeWait(Future.resolve(2)));
    try {
      yield readWait(Future.reject("broken"));
    } catch (error) {
      log.push(error);
    }
  });
  assertEquals(log, [1, 2, "broken"]);
});
