import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ExceptionStackContext } from "../../lib/context/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop, PeriodicCallback } from "../../lib/loop/mod.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";
import { logging } from "./_managers.ts";

const loop = IOLoop.current();
const oops = new Error("oops");
const fail = () => {
  throw oops;
};

Deno.test("ExceptionStackContext: innermost first; false goes outward, true stops", async () => {
  using told = reports();
  const asked: unknown[] = [];
  const handler = (name: string, ends: boolean) =>
    new ExceptionStackContext((error) => {
      asked.push([name, error]);
      return ends;
    });
  handler("outmost", true).run(() =>
    handler("outer", true).run(() =>
      handler("inner", false).run(() => void loop.addCallback(fail))
    )
  );
  await rest();
  assertEquals(asked, [["inner", oops], ["outer", oops]]);
  assertEquals(told.errors, []);
});

Deno.test("ExceptionStackContext: a handler that throws replaces the error", async () => {
  using told = reports();
  const other = new Error("other"), asked: unknown[] = [];
  new ExceptionStackContext((error) => void asked.push(error)).run(() =>
    new ExceptionStackContext(() => {
      throw other;
    }).run(() => void loop.addCallback(fail))
  );
  await rest();
  assertEquals(asked, [other]);
  assertStrictEquals(told.errors[0]!.error, other);
  assertEquals(told.errors.length, 1);
});

Deno.test("ExceptionStackContext catches of callbacks, timers and done-callbacks", async () => {
  using told = reports();
  const future = new Future<void>();
  let caught = 0;
  new ExceptionStackContext(() => {
    caught++;
    return true;
  }).run(() => {
    loop.addCallback(fail);
    loop.callLater(0, fail);
    future.addDoneCallback(fail);
    future.addDoneCallback(fail);
    loop.addFuture(future, fail);
  });
  future.setResult();
  await turns(4);
  assertEquals([caught, told.errors], [5, []]);
});

Deno.test("ExceptionStackContext.run ends an error of the function itself", () => {
  const context = new ExceptionStackContext(() => true);
  assertEquals(context.run(fail), undefined);
  assertEquals(context.run(() => 3), 3);
  const truthy = new ExceptionStackContext(() => 1);
  assertStrictEquals(assertThrows(() => truthy.run(fail)), oops);
});

Deno.test("ExceptionStackContext.run may yield inside", async () => {
  const context = new ExceptionStackContext(() => true);
  const task = spawn(function* () {
    const ended = yield* context.run(function* () {
      yield* sleep(0);
      throw oops;
    });
    const value = yield* context.run(function* () {
      yield;
      return 3;
    });
    return [ended, value];
  });
  assertEquals(await task, [undefined, 3]);
});

Deno.test("the error of a task that was spawned inside stays the task's", async () => {
  using told = reports();
  let asked = 0;
  const task = new ExceptionStackContext(() => {
    asked++;
    return true;
  }).run(() =>
    spawn(function* () {
      yield;
      throw oops;
    })
  )!;
  await rest();
  assertEquals([asked, told.unobserved.map(({ source }) => source)], [0, [
    task,
  ]]);
});

Deno.test("a cancel passes by every handler", async () => {
  let asked = 0;
  const task = spawn(() =>
    new ExceptionStackContext(() => {
      asked++;
      return true;
    }).run(function* () {
      yield* sleep(60_000);
    })
  );
  task.cancel();
  await task.catch((error) =>
    assertEquals(error instanceof CancelledError, true)
  );
  assertEquals([task.cancelled, asked], [true, 0]);
});

Deno.test("a handler stands in what is further out, and hands over to it", async () => {
  using told = reports();
  const log: unknown[] = [];
  logging("outer", log).run(() =>
    new ExceptionStackContext(() => {
      log.push("handler");
      loop.addCallback(fail); // not its own to handle: that would go on for ever
      return true;
    }).run(() => logging("inner", log).run(() => void loop.addCallback(fail)))
  );
  log.length = 0;
  await rest();
  assertEquals(log, [
    "+outer",
    "+inner",
    "-inner",
    "handler",
    "-outer",
    "+outer",
    "-outer",
  ]);
  assertEquals(told.errors.length, 1);
});

Deno.test("a deactivated handler is not asked", async () => {
  using told = reports();
  new ExceptionStackContext(() => true).run((deactivate) => {
    loop.addCallback(fail);
    deactivate();
  });
  await rest();
  assertEquals(told.errors.length, 1);
});

Deno.test("ExceptionStackContext refuses what is no function", () => {
  assertThrows(() => new ExceptionStackContext(3 as never), TypeError, "got 3");
  const context = new ExceptionStackContext(() => true);
  assertThrows(() => context.run(3 as never), TypeError, "got 3");
});

Deno.test("ExceptionStackContext is asked about a PeriodicCallback, which goes on", async () => {
  const { loop, clock } = handLoop();
  using told = reports(loop);
  const asked: unknown[] = [];
  const beat = new PeriodicCallback(fail, 10);
  loop._within(() =>
    new ExceptionStackContext((error) => asked.push(error) === 1)
      .run(() => beat.start())
  );
  await clock.advance(20);
  beat.stop();
  assertEquals(asked, [oops, oops]);
  assertEquals(told.errors.map(({ error }) => error), [oops]);
});
