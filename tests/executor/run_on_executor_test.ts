import { assertEquals, assertThrows } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { InlineExecutor, runOnExecutor } from "../../lib/executor/mod.ts";
import { pool } from "./_kit.ts";
import { Sums } from "./_jobs.ts";

Deno.test("a method runs in a worker, on a copy of its object", async () => {
  await using executor = pool();
  const sums = new Sums(10, executor);
  assertEquals(await sums.times(3), 60);
  assertEquals(executor.statistics().completed, 1);
  assertEquals([sums.times.name, sums.times.length], ["times", 1]);
});

Deno.test("the field can have another name, and a generator infers", async () => {
  await using executor = new InlineExecutor();
  const sums = Object.assign(new Sums(10), { other: executor });
  const task = spawn(function* () {
    const found: number = yield* sums.elsewhere(1);
    return found;
  });
  assertEquals(await task, 11);
  assertEquals(sums.elsewhere(1) instanceof Future, true);
});

Deno.test("an executor of the user's own gets a function", async () => {
  const submit = (fn: (n: number) => unknown, n: number) =>
    Future.resolve(fn(n));
  const sums = new Sums(2, { submit } as never);
  assertEquals(await sums.times(5), 20);
});

Deno.test("what is no method is refused", () => {
  assertThrows(
    () => runOnExecutor((() => 1) as never, { kind: "getter" } as never),
    TypeError,
    "expected a method",
  );
  assertThrows(() => runOnExecutor({ executor: 1 as never }), TypeError);
});
