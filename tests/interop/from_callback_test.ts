import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { suppressed } from "../../lib/errors/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { fromCallback, type NodeCallback } from "../../lib/interop/mod.ts";
import { reports, rest } from "../_support.ts";

/** A Future of a callback that the test calls. */
function held(): {
  future: ReturnType<typeof fromCallback<unknown[]>>;
  callback: NodeCallback;
  signal: AbortSignal;
} {
  let callback!: NodeCallback, signal!: AbortSignal;
  const future = fromCallback<unknown[]>((given, aborts) => {
    callback = given;
    signal = aborts;
    return "ignored";
  });
  return { future, callback, signal };
}

Deno.test("the function is called now, and its callback settles the Future", () => {
  const { future, callback } = held();
  assertEquals(future.state, "pending");
  callback(null, "value");
  assertEquals(future.result() as unknown, "value");
});

Deno.test("no value is undefined, several come as an array, a later error is none", () => { // P7
  for (
    const [given, expected] of [
      [[], undefined],
      [[null], undefined],
      [[undefined, 1], 1],
      [[null, [1]], [1]],
      [[null, 1, 2], [1, 2]],
      [[null, undefined, undefined], [undefined, undefined]],
    ] as const
  ) {
    const { future, callback } = held();
    callback(...given as []);
    assertEquals(future.result() as unknown, expected);
  }
});

Deno.test("anything but null and undefined is an error, the very same, also a falsy one", () => { // P6
  for (const error of [new Error("boom"), "text", 0, false, ""]) {
    const { future, callback } = held();
    callback(error, "no value");
    assertStrictEquals(future.error(), error);
  }
});

Deno.test("types: one value, none, one that may be missing, several", () => {
  const one: { result(): number } = fromCallback<[number]>((cb) => cb(null, 1));
  const none: { result(): void } = fromCallback<[]>((cb) => cb());
  const may: { result(): number | undefined } = fromCallback<[number?]>((cb) =>
    cb(null)
  );
  const two: { result(): [number, string] } = fromCallback<[number, string]>(
    (cb) => cb(null, 1, "a"),
  );
  assertEquals([one, may, two].map((f) => f.result()), [1, undefined, [
    1,
    "a",
  ]]);
  assertEquals(none.result(), undefined);
});

Deno.test("what the function throws is thrown to the caller", async () => { // P6
  using told = reports();
  const boom = new Error("boom");
  const thrown = assertThrows(() =>
    fromCallback(() => {
      throw boom;
    })
  );
  assertStrictEquals(thrown, boom);
  assertThrows(() => fromCallback(42 as never), TypeError, "fromCallback(fn)");
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("an error that was called back before a throw is kept beside what was thrown", async () => {
  using told = reports();
  const first = new Error("first"), second = new Error("second");
  assertThrows(() =>
    fromCallback((callback) => {
      callback(first);
      throw second;
    })
  );
  await rest();
  assertEquals([suppressed(second), told.unobserved], [[first], []]);
});

Deno.test("where what was thrown can keep nothing, it is reported", async () => {
  using told = reports();
  const first = new Error("first");
  try {
    fromCallback((callback) => {
      callback(first);
      throw "a string";
    });
  } catch { /* as expected */ }
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [first]);
});

Deno.test("the first answer counts: a second value is ignored, a second error reported", async () => {
  using told = reports();
  const { future, callback } = held(), late = new Error("late");
  callback(null, 1);
  callback(null, 2);
  callback(late);
  await rest();
  assertEquals(future.result() as unknown, 1);
  assertEquals(told.unobserved.map(({ error }) => error), [late]);
});

Deno.test("an error called back after the function threw is reported", async () => {
  using told = reports();
  let callback!: NodeCallback<[unknown?]>;
  assertThrows(() =>
    fromCallback((given) => {
      callback = given;
      throw new Error("boom");
    })
  );
  const late = new Error("late");
  callback(null, 1);
  callback(late);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [late]);
});

Deno.test("a cancel aborts the signal with its reason, and ends the Future at once", () => {
  const { future, signal } = held();
  assertEquals(signal.aborted, false);
  future.cancel("why");
  assertEquals([future.state, signal.reason], ["cancelled", "why"]);
});

Deno.test("a task that is cancelled aborts the signal of the callback it waits for", async () => {
  const { future, signal } = held();
  const task = spawn(function* () {
    yield* future;
  });
  task.cancel("why");
  await task.catch(() => {});
  assertEquals([signal.aborted, signal.reason], [true, "why"]);
});

Deno.test("the echo of the abort is dropped, at once or later; another error is not", async () => {
  using told = reports();
  for (
    const echo of [
      (signal: AbortSignal) => signal.reason,
      () => new DOMException("stopped", "AbortError"),
    ]
  ) {
    const { future, callback, signal } = held();
    signal.addEventListener("abort", () => callback(echo(signal)));
    future.cancel("why");
    callback(echo(signal));
    assertEquals(future.state, "cancelled");
  }
  const { future, callback } = held(), boom = new Error("boom");
  future.cancel();
  callback(boom);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [boom]);
});

Deno.test("a value or an error called back within the abort is the outcome", () => {
  const boom = new Error("boom");
  const value = held(), error = held();
  value.signal.addEventListener("abort", () => value.callback(null, 1));
  error.signal.addEventListener("abort", () => error.callback(boom));
  value.future.cancel();
  error.future.cancel();
  assertEquals(value.future.result() as unknown, 1);
  assertStrictEquals(error.future.error(), boom);
});
