import { assertEquals } from "@std/assert";
import type { Future } from "../../lib/future/mod.ts";
import type { AsyncSource } from "../../lib/interop/mod.ts";
import { type Executor, InlineExecutor } from "../../lib/executor/mod.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

for (
  const [name, make] of [
    ["inline", (): Executor => new InlineExecutor()],
    ["worker", (): Executor => pool()],
  ] as const
) {
  Deno.test(`${name}: submit, map, with and shutdown are those of any executor`, async () => {
    await using executor = make();
    assertEquals(await executor.submit(jobs.add, 1, 2), 3);
    assertEquals(await executor.map(jobs.square, [1, 2]).all(), [1, 4]);
    const named = executor.with({ name: "mine" }).with({ priority: 1 });
    const job = named.submit(jobs.square, 4);
    assertEquals([job.name, await job], ["mine", 16]);
    assertEquals(named.statistics(), executor.statistics());
    await named.shutdown();
    assertEquals(executor.statistics().queued, 0);
  });
}

Deno.test("the type of a result follows from the function", async () => {
  await using executor = new InlineExecutor();
  const plain: Future<number> = executor.submit(jobs.add, 1, 2);
  const steps: Future<number> = executor.submit(jobs.steps, 1);
  const source: Future<AsyncSource<number>> = executor.submit(jobs.count, 1);
  // @ts-expect-error: the argument is a number
  executor.submit(jobs.square, "2");
  assertEquals([await plain, await steps], [3, 1]);
  assertEquals((await (await source).next()).value, 0);
});
