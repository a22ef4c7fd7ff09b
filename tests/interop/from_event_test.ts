import { assertEquals, assertThrows } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import {
  checkTarget,
  errorOf,
  fromEvent,
} from "../../lib/interop/from_event.ts";
import { reports, rest } from "../_support.ts";
import { caught, CountingTarget, errorEvent } from "./_streams_kit.ts";

Deno.test("it gives the first event of its type, and the listener goes", async () => {
  const target = new CountingTarget();
  const future = fromEvent<CustomEvent>(target, "tick");
  assertEquals(target.listeners, 1);
  target.tell(0, "other");
  assertEquals(future.done, false);
  target.tell(1);
  target.tell(2);
  assertEquals((await future).detail, 1);
  assertEquals(target.listeners, 0);
});

Deno.test("cancelling it, or who waits for it, removes all listeners", async () => {
  const target = new CountingTarget();
  const future = fromEvent(target, "tick", { rejectOn: ["error", "abort"] });
  assertEquals(target.listeners, 3);
  future.cancel("why");
  assertEquals([target.listeners, future.cancelled], [0, true]);
  target.tell(1);
  const task = spawn(function* () {
    yield* fromEvent(target, "tick");
  });
  assertEquals(target.listeners, 1);
  task.cancel();
  await rest();
  assertEquals([target.listeners, task.cancelled], [0, true]);
});

Deno.test("an abort cancels it with the signal's reason and leaves no listener", async () => {
  const target = new CountingTarget(), signal = new CountingTarget();
  const abortable = Object.assign(signal, { aborted: false, reason: "why" });
  const future = fromEvent(target, "tick", { signal: abortable as never });
  assertEquals([target.listeners, signal.listeners], [1, 1]);
  signal.dispatchEvent(new Event("abort"));
  const error = await caught(future) as CancelledError;
  assertEquals([error instanceof CancelledError, error.reason], [true, "why"]);
  assertEquals([target.listeners, signal.listeners], [0, 0]);
});

Deno.test("after the event the signal is not listened to any more", async () => {
  const target = new EventTarget(), signal = new CountingTarget();
  const abortable = Object.assign(signal, { aborted: false, reason: "why" });
  const future = fromEvent(target, "tick", { signal: abortable as never });
  target.dispatchEvent(new Event("tick"));
  await future;
  assertEquals(signal.listeners, 0);
});

Deno.test("a signal that is aborted already adds no listener", async () => {
  const target = new CountingTarget();
  const signal = AbortSignal.abort("before");
  const error = await caught(fromEvent(target, "tick", { signal }));
  assertEquals((error as CancelledError).reason, "before");
  assertEquals(target.listeners, 0);
});

Deno.test("an event of `rejectOn` fails it with the very error it carries", async () => {
  const target = new EventTarget(), error = new Error("carried");
  using told = reports();
  const future = fromEvent(target, "open", { rejectOn: "error" });
  target.dispatchEvent(errorEvent({ error }));
  assertEquals(await caught(future), error);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("an error that nobody looks at is reported once", async () => {
  const target = new EventTarget(), error = new Error("carried");
  using told = reports();
  void fromEvent(target, "open", { rejectOn: "error" });
  target.dispatchEvent(errorEvent({ error }));
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("an event without an error becomes the cause of one", () => {
  const event = new Event("error");
  const error = errorOf(event) as Error;
  assertEquals(error.cause, event);
  assertEquals(error.message.includes('"error"'), true);
  const told = errorEvent({ message: "told" });
  assertEquals((errorOf(told) as Error).message, "told");
});

Deno.test("who waits keeps its own context, whoever dispatches", async () => {
  const user = new ContextVar("user", { default: "nobody" });
  const target = new EventTarget();
  const task = user.run("ada", () =>
    spawn(function* () {
      yield* fromEvent(target, "tick");
      return user.get();
    }));
  user.run("bob", () => target.dispatchEvent(new Event("tick")));
  assertEquals(await task, "ada");
});

Deno.test("what dispatches no events is refused", () => {
  assertThrows(
    () => fromEvent({} as never, "tick"),
    TypeError,
    "Cannot wait for an event of {}: expected an EventTarget",
  );
  assertThrows(() => checkTarget(null, "use"), TypeError, "Cannot use null");
});
