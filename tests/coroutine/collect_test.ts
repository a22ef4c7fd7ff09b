import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
} from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co, fastest, hasNoWaiter, within } from "./_kit.ts";

function yielding(given: unknown): Task<unknown> {
  return spawn(function* (): Co {
    return yield given;
  });
}

Deno.test("results stand in the order of the members, whatever is ready first", async () => {
  const slow = new Future<string>(), slower = new Future<string>();
  const task = yielding([slower, Future.resolve("ready"), slow]);
  slow.setResult("slow");
  await rest();
  assertEquals(task.done, false);
  slower.setResult("slower");
  assertEquals(await task, ["slower", "ready", "slow"]);
});

Deno.test("a member that stands there several times fills as many places", async () => {
  const one = new Future<number>(), two = new Future<number>();
  const task = yielding([one, two, one, one]);
  two.setResult(2);
  one.setResult(1);
  assertEquals(await task, [1, 2, 1, 1]);
});

Deno.test("members that are all ready take no turn", () => {
  const task = yielding([Future.resolve(1), { a: Future.resolve(2) }]);
  assertEquals(task.result(), [1, { a: 2 }]);
});

Deno.test("the result is a fresh array, and its members may be falsy", async () => {
  const values = [undefined, null, 0, "", NaN, false];
  const given = values.map((value) => Future.resolve(value));
  const got = await yielding(given) as unknown[];
  assertEquals(got, values);
  assert(got !== given as unknown[]);
});

Deno.test("a failure waits for all members, then throws the first in their order", async () => {
  const first = new Error("first"), second = new Error("second");
  const a = new Future<never>(), b = new Future<never>();
  const task = yielding([a, b]);
  b.setError(second);
  await rest();
  assertEquals(task.done, false);
  a.setError(first);
  assert(await caught(task) === first);
});

Deno.test("the errors that are not thrown are kept beside the one that is, in order", async () => {
  const errors = ["a", "b", "c"].map((text) => new Error(text));
  using told = reports();
  const error = await caught(yielding(errors.map((one) => Future.reject(one))));
  await rest();
  assert(error === errors[0]);
  assertEquals(suppressed(error), errors.slice(1));
  assertEquals(told.unobserved, []);
});

Deno.test("the same error in several members is not its own shadow", async () => {
  const shared = new Error("shared");
  using told = reports();
  await caught(yielding([Future.reject(shared), Future.reject(shared)]));
  await rest();
  assertEquals(suppressed(shared), []);
  assertEquals(told.unobserved, []);
});

Deno.test("errors that cannot be kept beside a thrown primitive are reported", async () => {
  const lost = new Error("lost");
  using told = reports();
  assertEquals(
    await caught(yielding([Future.reject(0), Future.reject(lost)])),
    0,
  );
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [lost]);
});

Deno.test("a real error goes before a member's cancel, wherever it stands", async () => {
  const boom = new Error("boom"), cancelled = new Future<never>();
  cancelled.cancel("not needed");
  assert(await caught(yielding([cancelled, Future.reject(boom)])) === boom);
  assertEquals(suppressed(boom), []);
});

Deno.test("a member that somebody cancelled throws its CancelledError, and the task counts as cancelled", async () => {
  const member = new Future<never>();
  const task = yielding([Future.resolve(1), member]);
  member.cancel("by its owner");
  const error = await caught(task);
  assertInstanceOf(error, CancelledError);
  assertEquals(error.reason, "by its owner");
  assertEquals([task.cancelled, task.cancelRequested], [true, false]);
});

Deno.test("a cancelled task gives up all its places at once", async () => {
  const members = [new Future(), new Future(), new Future()];
  const task = yielding([members[0], members[1], members[2], members[1]]);
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  for (const member of members) {
    assert(hasNoWaiter(member));
    assertEquals(member.state, "pending");
  }
});

Deno.test("members that nobody else waits for are told of the cancel, each once", async () => {
  const told: unknown[] = [];
  const owned = new Future({ onCancel: (reason) => told.push(reason) });
  const shared = new Future<number>({ onCancel: () => told.push("shared") });
  const other = yielding(shared);
  const task = yielding([owned, shared, owned]);
  task.cancel("why");
  await caught(task);
  assertEquals(told, ["why"]);
  shared.setResult(1);
  assertEquals(await other, 1);
});

Deno.test("a cancel waits for the cleanup of all owned tasks before that of their waiter", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  function* member(name: string, ms: number): Co {
    try {
      yield new Future();
    } finally {
      yield sleep(ms);
      log.push(`${name} cleaned up`);
    }
  }
  const task = within(loop, () =>
    spawn(function* (): Co {
      try {
        yield { slow: member("slow", 20), fast: member("fast", 10) };
      } finally {
        log.push("outer cleaned up");
      }
    }));
  task.cancel();
  await clock.advance(10);
  assertEquals(log, ["fast cleaned up"]);
  assertEquals(task.done, false);
  await clock.advance(10);
  assertEquals(log, ["fast cleaned up", "slow cleaned up", "outer cleaned up"]);
  assertEquals(task.cancelled, true);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("a sleep among the members is freed by the cancel", async () => {
  const { loop, clock } = handLoop();
  const task = within(loop, () => yielding([sleep(50), [sleep(60)]]));
  assertEquals(clock.alarmAt, 1050);
  task.cancel();
  await rest();
  assertEquals([task.cancelled, clock.alarmAt], [true, undefined]);
});

Deno.test("an owned task whose cleanup fails gives that error instead of the cancel", async () => {
  const broken = new Error("cleanup");
  function* member(): Co {
    try {
      yield new Future();
    } finally {
      yield moment;
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  }
  const task = yielding([new Future(), member()]);
  task.cancel();
  assert(await caught(task) === broken);
});

Deno.test("an owned task that swallows the cancel does not keep its waiter from hearing of its own", async () => {
  function* member(): Co<string> {
    try {
      yield new Future();
    } catch { /* goes on */ }
    return "swallowed";
  }
  const task = yielding([new Future(), member()]);
  task.cancel("why");
  await rest();
  assertEquals(task.state, "cancelled");
});

Deno.test("where all owned tasks end with a value, that is given, and the cancel comes at the next yield", async () => {
  function* member(): Co<string> {
    try {
      yield new Future();
    } catch { /* goes on */ }
    return "value";
  }
  const log: unknown[] = [];
  const task = spawn(function* (): Co {
    log.push(yield [member(), member()]);
    try {
      yield Future.resolve("ready");
      log.push("not reached");
    } catch (error) {
      log.push((error as CancelledError).name);
    }
  });
  task.cancel();
  await task;
  assertEquals(log, [["value", "value"], "CancelledError"]);
});

Deno.test("the error of a member that had failed before the cancel comes to somebody, once", async () => {
  const boom = new Error("boom");
  using told = reports();
  const task = yielding([Future.reject(boom), new Future()]);
  task.cancel();
  const error = await caught(task);
  await rest();
  const owners = [
    error === boom,
    suppressed(error).includes(boom),
    told.unobserved.some(({ error }) => error === boom),
  ];
  assertEquals(owners.filter(Boolean).length, 1);
});

Deno.test("two thousand members are collected", async () => {
  const members = Array.from({ length: 2000 }, () => new Future<number>());
  const task = yielding(members);
  members.toReversed().forEach((member, i) => member.setResult(1999 - i));
  assertEquals(await task, members.map((_, i) => i));
});

Deno.test("cancelling many tasks that wait for the same two futures takes linear time", async () => {
  const time = (n: number) =>
    fastest(async () => {
      const shared = [new Future(), new Future()];
      const tasks = Array.from({ length: n }, () => yielding(shared));
      for (const task of tasks) task.cancel();
      while (!tasks.every((task) => task.done)) await rest();
      assert(shared.every(hasNoWaiter));
    });
  await time(1000);
  const few = await time(1000), many = await time(8000);
  assertLess(many, 3 * 8 * few + 50, `1,000: ${few} ms, 8,000: ${many} ms`);
});
