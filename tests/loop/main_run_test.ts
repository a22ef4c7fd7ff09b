import { assertEquals, assertStrictEquals } from "@std/assert";
import { CancelledError, TimeoutError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { MainRun } from "../../lib/loop/main_run.ts";
import { caught } from "../coroutine/_kit.ts";

function follow(main: PromiseLike<unknown>) {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  let ends = 0;
  const run = new MainRun(main, resolve, reject, () => ends++);
  run.follow();
  return { run, promise, ends: () => ends };
}

Deno.test("a main's end is handed on, and told once", async () => {
  const { run, promise, ends } = follow(Promise.resolve(3));
  assertEquals(run.over, false);
  assertEquals(await promise, 3);
  run.breakOff(new TimeoutError("late", { deadline: 0 }));
  assertEquals([run.over, ends()], [true, 1]);
});

Deno.test("a main that can be cancelled is, with the reason it is broken off", async () => {
  const late = new TimeoutError("late", { deadline: 0 });
  const reasons: unknown[] = [];
  const main = new Future({ onCancel: (reason) => reasons.push(reason) });
  const { run, promise } = follow(main);
  run.breakOff(late);
  assertStrictEquals(await caught(promise), late);
  assertEquals(reasons, [late]);
});

Deno.test("a main that cannot be cancelled is left at once", async () => {
  const late = new TimeoutError("late", { deadline: 0 });
  const { run, promise, ends } = follow(new Promise(() => {}));
  run.breakOff(late);
  assertStrictEquals(await caught(promise), late);
  assertEquals(ends(), 1);
});

Deno.test("a second break does not wait for the cleanup", async () => {
  const late = new TimeoutError("late", { deadline: 0 });
  const main = Object.assign(new Promise(() => {}), { cancel: () => true });
  const { run, promise, ends } = follow(main);
  run.breakOff(late);
  assertEquals(ends(), 0);
  run.breakOff(new TimeoutError("again", { deadline: 0 }));
  assertStrictEquals(await caught(promise), late);
});

Deno.test("a cancel that is not its own, and an error of the cleanup, come through", async () => {
  const late = new TimeoutError("late", { deadline: 0 });
  const other = new CancelledError("other", { reason: "else" });
  const main = new Future();
  const { run, promise } = follow(
    Object.assign(main.promise(), { cancel: () => true }),
  );
  run.breakOff(late);
  main.setError(other);
  assertStrictEquals(await caught(promise), other);
});
