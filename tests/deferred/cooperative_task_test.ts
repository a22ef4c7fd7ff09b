import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, InvalidStateError } from "../../lib/errors/mod.ts";
import {
  type CooperativeTask,
  Cooperator,
  Deferred,
} from "../../lib/deferred/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, errorOf, NONE } from "./_kit.ts";

/** A task of a generator function, on a loop of its own. */
function stage<I extends Iterator<unknown>>(iterator: I) {
  const { loop } = handLoop();
  const task = loop._within(() => new Cooperator().cooperate(iterator));
  return { loop, task, told: reports(loop) };
}

Deno.test("whenDone() fires with the iterator when that is exhausted", async () => {
  const iterator = [1, 2, 3].values();
  const { task } = stage(iterator), end = caught(task.whenDone());
  assertEquals(end(), NONE);
  await rest();
  assertStrictEquals(end(), iterator);
});

Deno.test("whenDone() gives a new Deferred each time, also after the end", async () => {
  const iterator = [1].values(), { task } = stage(iterator);
  const before = [task.whenDone(), task.whenDone()].map(caught);
  await rest();
  assertEquals([...before, caught(task.whenDone())].map((end) => end()), [
    iterator,
    iterator,
    iterator,
  ]);
});

Deno.test("what the iterator throws is the end", async () => {
  const error = new Error("e");
  const { task } = stage(function* () {
    yield 1;
    throw error;
  }());
  const end = caught(task.whenDone());
  await rest();
  assertStrictEquals(end(), error);
});

Deno.test("a failure that nobody asks for is reported; asked for late, that is told", async () => {
  const { loop, task, told } = stage(function* () {
    yield 1;
    throw "e";
  }());
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), ["e"]);
  assertEquals(loop._within(() => errorOf(task.whenDone())), "e");
  assertEquals(told.late.length, 1);
});

Deno.test("the next step comes when a yielded Deferred has fired", async () => {
  const log: string[] = [], deferred = new Deferred<void>();
  const { task } = stage(function* () {
    log.push("before");
    yield deferred;
    log.push("after");
  }());
  caught(task.whenDone());
  await rest();
  assertEquals(log, ["before"]);
  deferred.callback();
  await rest();
  assertEquals(log, ["before", "after"]);
});

Deno.test("promises and generators are waited for too", async () => {
  const log: string[] = [], gate = new Deferred<void>();
  const { task } = stage(function* (): Generator {
    yield Promise.resolve();
    log.push("promise");
    yield (function* () {
      yield* gate;
      log.push("generator");
    })();
    log.push("after");
  }());
  caught(task.whenDone());
  await rest();
  assertEquals(log, ["promise"]);
  gate.callback();
  await rest();
  assertEquals(log, ["promise", "generator", "after"]);
});

Deno.test("a yielded Deferred that fails is the end, after the iterator's finally", async () => {
  const log: string[] = [], deferred = new Deferred<void>();
  const { task } = stage(function* () {
    try {
      yield deferred;
    } finally {
      log.push("finally");
    }
  }());
  const end = caught(task.whenDone());
  await rest();
  deferred.errback("e");
  assertEquals([end(), log], ["e", ["finally"]]);
});

Deno.test("what reading a yielded object throws is the end", async () => {
  const { task } = stage(function* () {
    yield Object.defineProperty({}, "then", {
      get() {
        throw "hostile";
      },
    });
  }());
  const end = caught(task.whenDone());
  await rest();
  assertEquals(end(), "hostile");
});

Deno.test("a task that is paused takes no steps until each pause is taken back", async () => {
  const log: number[] = [];
  const { task } = stage(function* () {
    for (let i = 0; i < 3; i++) yield log.push(i);
  }());
  caught(task.whenDone());
  task.pause();
  task.pause();
  await rest();
  task.resume();
  await rest();
  assertEquals(log, []);
  task.resume();
  await rest();
  assertEquals(log, [0, 1, 2]);
});

Deno.test("a pause while a Deferred is waited for outlasts it", async () => {
  const log: string[] = [], deferred = new Deferred<void>();
  const { task } = stage(function* () {
    yield deferred;
    log.push("after");
  }());
  caught(task.whenDone());
  await rest();
  task.pause();
  deferred.callback();
  await rest();
  assertEquals(log, []);
  task.resume();
  await rest();
  assertEquals(log, ["after"]);
});

Deno.test("stop() throws the cancel into the iterator, and is the end", () => {
  const log: unknown[] = [];
  const iterator = function* () {
    try {
      yield new Deferred<void>();
    } catch (error) {
      log.push((error as CancelledError).reason);
      throw error;
    }
  }();
  const { task } = stage(iterator), end = caught(task.whenDone());
  iterator.next();
  task.stop("why");
  assertEquals([log, (end() as CancelledError).reason], [["why"], "why"]);
});

Deno.test("stop() cancels what is waited for", async () => {
  const log: unknown[] = [];
  const { task, told } = stage(function* () {
    yield new Deferred<void>((_, reason) => log.push(reason));
  }());
  caught(task.whenDone());
  await rest();
  task.stop("why");
  await rest();
  assertEquals([log, told.unobserved], [["why"], []]);
});

Deno.test("stop() gives what the iterator's cleanup throws", async () => {
  const { task } = stage(function* () {
    try {
      yield new Deferred<void>();
    } catch {
      throw "cleanup";
    }
  }());
  const end = caught(task.whenDone());
  await rest();
  task.stop();
  assertEquals(end(), "cleanup");
});

Deno.test("stop() within its own step ends the task at the next yield", async () => {
  const log: string[] = [], { loop } = handLoop();
  const task: CooperativeTask<unknown> = loop._within(() =>
    new Cooperator().cooperate(function* () {
      try {
        task.stop("me");
        log.push("goes on");
        yield 1;
        log.push("never");
      } finally {
        log.push("finally");
      }
    }())
  );
  const end = caught(task.whenDone());
  await rest();
  assertEquals(log, ["goes on", "finally"]);
  assertEquals((end() as CancelledError).reason, "me");
});

Deno.test("an iterator without throw is stopped as well", () => {
  const { task } = stage([1, 2].values()), end = caught(task.whenDone());
  task.stop();
  assertEquals(end() instanceof CancelledError, true);
});

Deno.test("wrong use is told at the call", async () => {
  const { task } = stage([1].values());
  assertThrows(() => task.resume(), InvalidStateError, "not paused");
  await rest();
  for (const call of ["pause", "resume", "stop"] as const) {
    assertThrows(() => task[call](), InvalidStateError, "it is done already");
  }
});

Deno.test("resume() of one that only waits for a Deferred is told as wrong", async () => {
  const { task } = stage(function* () {
    yield new Deferred<void>();
  }());
  caught(task.whenDone());
  await rest();
  assertThrows(() => task.resume(), InvalidStateError, "not paused");
  task.stop();
});
