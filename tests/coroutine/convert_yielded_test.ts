import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  convertYielded,
  moment,
  sleep,
  spawn,
  Task,
} from "../../lib/coroutine/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co, within } from "./_kit.ts";

Deno.test("a Future comes back as it is", () => {
  const future = new Future<number>();
  const task = spawn(function* (): Co {});
  assert(convertYielded(future) === future);
  assert(convertYielded(task) === task);
});

Deno.test("a promise becomes a Future of its value or of the same error", async () => {
  const boom = new Error("boom");
  assertEquals(await convertYielded(Promise.resolve(3)), 3);
  assert(await caught(convertYielded(Promise.reject(boom))) === boom);
});

Deno.test("a generator becomes a task that has started", async () => {
  const log: string[] = [];
  function* sub(): Co<string> {
    log.push("started");
    yield moment;
    return "end";
  }
  const task = convertYielded(sub());
  assertInstanceOf(task, Task);
  assertEquals(log, ["started"]);
  assertEquals(await task, "end");
});

Deno.test("arrays, records and nothing become Futures", async () => {
  assertEquals(
    await convertYielded([Future.resolve(1), { a: Promise.resolve(2) }]),
    [1, { a: 2 }],
  );
  assertEquals(await convertYielded(undefined), undefined);
  assertEquals(await convertYielded(null), undefined);
  assertEquals(await convertYielded(moment), undefined);
});

Deno.test("what cannot be waited for throws at the call", () => {
  for (const given of [42, "text", () => 1, new Map(), [42]]) {
    assertThrows(() => convertYielded(given), BadYieldError, "Cannot yield");
  }
});

Deno.test("an error that nobody looks at is reported to the loop of the call, also where it comes from outside", async () => {
  for (
    const given of [
      (error: Error) => Promise.reject(error),
      (error: Error) => ({
        then: (_: unknown, no: (e: Error) => void) =>
          queueMicrotask(() => no(error)),
      }),
      (error: Error) => [moment, Future.reject(error)],
      (error: Error) => [sleep(0), Promise.reject(error)],
    ]
  ) {
    const { loop, clock } = handLoop(), boom = new Error("boom");
    using told = reports(loop);
    within(loop, () => void convertYielded(given(boom)));
    await clock.advance(1);
    await rest();
    assertEquals(told.unobserved.map(({ error }) => error), [boom]);
  }
});

Deno.test("so is the late error of what was given up", async () => {
  const { loop } = handLoop(), late = new Error("late");
  using told = reports(loop);
  const { promise, reject } = Promise.withResolvers<never>();
  within(loop, () => convertYielded(promise)).cancel();
  reject(late);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [late]);
});
