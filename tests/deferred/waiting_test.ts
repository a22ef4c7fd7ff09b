import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { convertYielded, sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  Deferred,
  fail,
  inlineCallbacks,
  succeed,
} from "../../lib/deferred/mod.ts";
import { Face } from "../../lib/deferred/waiting.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { resultOf } from "./_kit.ts";

Deno.test("a coroutine waits for a Deferred with yield and gets its value", async () => {
  const deferred = new Deferred<number>();
  const task = spawn(function* (): Generator<unknown, unknown, unknown> {
    return yield deferred;
  });
  deferred.callback(42);
  assertEquals(await task, 42);
});

Deno.test("yield* of a Deferred infers its type", async () => {
  const task = spawn(function* () {
    const n: number = yield* succeed(20);
    const text: string = yield* succeed("b");
    return `${n + 1}${text}`;
  });
  assertEquals(await task, "21b");
});

Deno.test("a fired Deferred costs a coroutine no turn", () => {
  const task = spawn(function* () {
    return yield* succeed(1);
  });
  assertEquals([task.done, task.result()], [true, 1]);
});

Deno.test("a Deferred may stand in a yielded array or record", async () => {
  const late = new Deferred<number>();
  const task = spawn(function* (): Generator<unknown, unknown, unknown> {
    return yield [succeed(1), { late }];
  });
  late.callback(2);
  assertEquals(await task, [1, { late: 2 }]);
});

Deno.test("a failed Deferred throws the very error at the yield, and counts as handled", async () => {
  const { loop } = handLoop(), error = new Error("e");
  using told = reports(loop);
  for (const deferred of [fail(error), new Deferred<never>()]) {
    const task = loop._within(() =>
      spawn(function* (): Generator {
        try {
          yield deferred;
        } catch (caught) {
          return caught;
        }
      })
    );
    if (!deferred.called) loop._within(() => deferred.errback(error));
    assertStrictEquals(await task, error);
  }
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("who waits takes the result away; a branch keeps it for a second", async () => {
  const taken = succeed(1), shared = succeed(2), second = shared.branch();
  const task = spawn(function* () {
    return [yield* taken, yield* shared];
  });
  assertEquals(await task, [1, 2]);
  assertEquals([taken, second].map(resultOf), [undefined, 2]);
});

Deno.test("an error's stack goes on through the yield* of a Deferred", async () => {
  const error = new Error("e");
  const task = spawn(function* outermost() {
    yield* fail(error);
  });
  await task.catch(() => {});
  assertMatch(
    error.stack!,
    /at async outermost \(.*waiting_test\.ts:\d+:\d+\)/,
  );
});

Deno.test("cancelling the coroutine cancels the Deferred it waits for", async () => {
  const reasons: unknown[] = [];
  const deferred = new Deferred<void>((_, reason) => reasons.push(reason));
  const task = spawn(function* () {
    yield* deferred;
  });
  task.cancel("why");
  await assertRejects(() => task.promise(), CancelledError);
  assertEquals(reasons, ["why"]);
});

Deno.test("the cancelled coroutine hears of it once, and may clean up", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const task = loop._within(() =>
    spawn(function* () {
      try {
        yield* new Deferred<void>();
      } catch (error) {
        log.push(error instanceof CancelledError && error.reason);
        yield* sleep(5);
        log.push("clean");
      }
    })
  );
  loop._within(() => task.cancel("why"));
  await clock.advance(5);
  assertEquals(log, ["why", "clean"]);
});

Deno.test("what a canceller fires with reaches the cancelled coroutine", async () => {
  const saved = new Deferred<string>((it) => it.callback("saved"));
  const lost = new Deferred<string>((it) => it.errback("lost"));
  const got = await Promise.all([saved, lost].map((deferred) => {
    const task = spawn(function* (): Generator<unknown, unknown, unknown> {
      try {
        return yield deferred;
      } catch (error) {
        return error;
      }
    });
    task.cancel();
    return task;
  }));
  assertEquals(got, ["saved", "lost"]);
});

Deno.test("a Deferred that fires after the coroutine left is swallowed once", async () => {
  const deferred = new Deferred<void>();
  const task = spawn(function* () {
    yield* deferred;
  });
  task.cancel();
  assertInstanceOf(await task.catch((error) => error), CancelledError);
  deferred.callback();
  assertEquals(resultOf(deferred), undefined);
});

Deno.test("what the Runner is shown is done when the result is taken", () => {
  const deferred = new Deferred<number>(), face = new Face(deferred);
  face.then();
  assertEquals(face.done, false);
  deferred.callback(1);
  assertEquals([face.done, resultOf(deferred)], [true, undefined]);
});

Deno.test("a cancel that takes its time ends with the error, not with silence", () => {
  const log: unknown[] = [], deferred = new Deferred<number>();
  const held = succeed().addCallback(() => deferred), face = new Face(held);
  face.then(null, (error) => log.push(error instanceof CancelledError));
  deferred.pause();
  face.cancel("why");
  assertEquals([face.done, log], [false, []]);
  deferred.unpause();
  assertEquals([face.done, log], [true, [true]]);
});

Deno.test("convertYielded() makes a Future of a Deferred", async () => {
  const deferred = new Deferred<number>();
  const future = convertYielded(deferred);
  deferred.callback(1);
  assertEquals(await future, 1);
});

Deno.test("a yield* that is closed returns", () => {
  const waits = function* () {
    yield* new Deferred<void>();
  };
  const generator = waits();
  generator.next();
  assertEquals(generator.return(), { done: true, value: undefined });
});

Deno.test("a cancelled coroutine waits for the cleanup of the inline generator it awaits", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const work = inlineCallbacks(function* () {
    try {
      yield* new Deferred<void>();
    } finally {
      yield* sleep(5);
      log.push("inner");
    }
  });
  const task = loop._within(() =>
    spawn(function* (): Generator {
      try {
        yield work();
      } finally {
        log.push("outer");
      }
    })
  );
  task.cancel("why");
  await clock.advance(4);
  assertEquals([task.done, log], [false, []]);
  await clock.advance(1);
  assertEquals([task.state, log], ["cancelled", ["inner", "outer"]]);
});

Deno.test("an error of that cleanup wins over the cancel", async () => {
  const { loop, clock } = handLoop(), broken = new Error("cleanup");
  const work = inlineCallbacks(function* () {
    try {
      yield* new Deferred<void>();
    } finally {
      yield* sleep(5);
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  });
  const task = loop._within(() =>
    spawn(function* (): Generator {
      yield work();
    })
  );
  const end = task.catch((error: unknown) => error);
  task.cancel();
  await clock.advance(5);
  assertStrictEquals(end.result(), broken);
});

Deno.test("a Deferred that was cancelled by somebody else makes a cancelled Future", async () => {
  using told = reports();
  const deferred = new Deferred<void>(), future = convertYielded(deferred);
  deferred.cancel("by its owner");
  await rest();
  assertEquals([future.state, told.unobserved], ["cancelled", []]);
});
