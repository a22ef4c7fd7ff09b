// deno-lint-ignore-file require-yield -- a body that never waits is one too
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { lazily } from "../../lib/coroutine/lazily.ts";
import { type Coroutine, sleep } from "../../lib/coroutine/mod.ts";
import { CancelScope } from "../../lib/scopes/mod.ts";
import { Child } from "../../lib/scopes/child.ts";
import { rest } from "../_support.ts";
import { type Co, ending, never, type Stage, stage } from "./_kit.ts";

const boom = new Error("boom");

/** A child on a stage, with what was told of its end. */
function child(
  { within, log }: Stage,
  body: () => Coroutine<unknown>,
  ready?: Future<unknown>,
): Child {
  return within(() => {
    const scope = new CancelScope({ name: "group" });
    const made: Child = new Child(
      lazily(body, []),
      scope,
      ready,
      () => log.push("ended"),
    );
    return made;
  });
}

Deno.test("a child tells its end once, with its task settled", async () => {
  const on = stage();
  const one = child(on, () => sleep(5)[Symbol.iterator]());
  on.within(() => one.task._start());
  await on.clock.advance(4);
  assertEquals(on.log, []);
  await on.clock.advance(1);
  assertEquals([on.log, one.task.state], [["ended"], "fulfilled"]);
});

Deno.test("a child stands with its task before the first step, so no failure escapes it", async () => {
  const on = stage();
  const one = child(on, function* (): Co {
    throw boom;
  });
  on.within(() => one.task._start());
  assertEquals([one.failed, on.log], [true, ["ended"]]);
  assert(one.error === boom);
  await rest();
  assertEquals(on.told.unobserved, []);
});

Deno.test("a child that was cancelled has not failed", async () => {
  const on = stage();
  const one = child(on, never);
  on.within(() => one.task._start());
  one.task.cancel();
  await rest();
  assertEquals([one.failed, on.log], [false, ["ended"]]);
});

Deno.test("a child whose start is put off takes its first step from the loop", async () => {
  const on = stage();
  const one = child(on, function* (): Co {
    on.log.push("step");
  });
  one.task._defer();
  one.enqueue();
  assertEquals(on.log, []);
  await rest();
  assertEquals(on.log, ["step", "ended"]);
});

Deno.test("a child is born into the scope of its group", () => {
  const on = stage();
  const { task } = child(on, never);
  const { base, scope } = task._recorded();
  assertInstanceOf(base, CancelScope);
  assert(base === scope);
});

Deno.test("a failure before being ready is that of the start, and not of the group", async () => {
  const on = stage(), ready = new Future<unknown>();
  const one = child(on, function* (): Co {
    throw boom;
  }, ready);
  on.within(() => one.task._start());
  assert(ending(ready).error === boom);
  assertEquals([one.failed, on.log], [false, ["ended"]]);
  await rest();
  assertEquals(on.told.unobserved, []);
});

Deno.test("a failure after being ready is that of the group", () => {
  const on = stage(), ready = new Future<unknown>();
  const one = child(on, function* (): Co {
    ready.setResult(1);
    throw boom;
  }, ready);
  on.within(() => one.task._start());
  assertEquals([one.failed, ready.result()], [true, 1]);
});

Deno.test("a cancel before being ready cancels the start", async () => {
  const on = stage(), ready = new Future<unknown>();
  const one = child(on, never, ready);
  on.within(() => one.task._start());
  one.task.cancel("why");
  await rest();
  assertEquals([ready.state, one.failed], ["cancelled", false]);
});

Deno.test("an end without being ready is an error of the start that names the child", () => {
  const on = stage(), ready = new Future<unknown>();
  const one = child(on, function* forgetful(): Co {}, ready);
  on.within(() => one.task._start());
  assertInstanceOf(ending(ready).error, InvalidStateError);
  assertEquals(one.failed, false);
});

Deno.test("a start that was given up leaves a later failure to the group", async () => {
  const on = stage(), ready = new Future<unknown>();
  const one = child(on, function* (): Co {
    yield* sleep(1);
    throw boom;
  }, ready);
  on.within(() => one.task._start());
  ready.cancel();
  await on.clock.advance(1);
  assertEquals([one.failed, on.log], [true, ["ended"]]);
});

Deno.test("in the text of its task the group's name tells who waits", () => {
  const on = stage();
  const one = child(on, never);
  assertEquals(String(one.task).includes("waited for by group"), true);
});
