import { assertEquals, assertStrictEquals } from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { coTest, observeErrors } from "../../lib/testing/mod.ts";
import { failing } from "./_failing.ts";

coTest("observeErrors keeps what the loop would report", function* () {
  using told = observeErrors();
  const lost = new Error("lost"), thrown = new Error("thrown");
  spawn(() => failing(lost), { name: "worker" });
  IOLoop.current().addCallback(function tick() {
    throw thrown;
  });
  yield* sleep(1);
  assertEquals(
    told.unobserved.map(({ name, error }) => [name, error]),
    [["worker", lost]],
  );
  assertEquals(
    told.errors.map(({ name, error }) => [name, error]),
    [["tick", thrown]],
  );
});

coTest("an error that is looked at late is told as such", function* () {
  using told = observeErrors();
  const task = spawn(() => failing(new Error("late")));
  yield* sleep(1);
  const report = told.unobserved[0];
  task.error();
  assertEquals(told.unobserved, []);
  assertStrictEquals(told.late[0], report);
});

Deno.test("disposing gives the loop its own hooks back", () => {
  const loop = new IOLoop();
  const { onError, onUnobserved, onObservedLate } = loop;
  {
    using _ = observeErrors(loop);
    assertEquals(loop.onError === onError, false);
  }
  assertStrictEquals(loop.onError, onError);
  assertStrictEquals(loop.onUnobserved, onUnobserved);
  assertStrictEquals(loop.onObservedLate, onObservedLate);
});
