import { assertEquals } from "@std/assert";
import { CancelledError, ExecutorError } from "../../lib/errors/mod.ts";
import { reports } from "../_support.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

const COUNT = Number(Deno.env.get("TWISTER_FAULTS") ?? 2000);

/** Numbers that come in the same order in each run. */
function dice(seed: number): () => number {
  return () => {
    seed = Math.imul(seed ^ seed >>> 15, seed | 1);
    seed ^= seed + Math.imul(seed ^ seed >>> 7, seed | 61);
    return ((seed ^ seed >>> 14) >>> 0) / 2 ** 32;
  };
}

Deno.test(`${COUNT} jobs with random deaths of workers each settle once, as they should`, async () => {
  using told = reports();
  const executor = pool({ threads: 2 });
  const random = dice(2013), counts = new Map<number, number>();
  const kinds = { good: 0, dead: 0, cancelled: 0 };
  const all: Promise<void>[] = [];
  for (let i = 0; i < COUNT; i++) {
    const chance = random();
    const dies = chance < 0.01, stopped = !dies && chance < 0.05;
    const job = dies
      ? executor.submit(jobs.exits, 1)
      : executor.with({ grace: 0 }).submit(jobs.slowSquare, i);
    job.addDoneCallback(() => counts.set(i, (counts.get(i) ?? 0) + 1));
    const ended = job.promise().then((value) => {
      kinds.good++;
      assertEquals(value, i * i);
    }, (error) => {
      if (dies && error instanceof ExecutorError) kinds.dead++;
      else if (stopped && error instanceof CancelledError) kinds.cancelled++;
      else throw error;
    });
    all.push(ended);
    if (stopped) {
      // Some before their start, some while they run, some too late.
      const other = all[Math.max(0, i - Math.floor(random() * 8))]!;
      void other.then(() => job.cancel());
    }
  }
  await Promise.all(all);
  await executor.shutdown();
  assertEquals(counts.size, COUNT);
  assertEquals([...counts.values()].every((n) => n === 1), true);
  assertEquals(kinds.good + kinds.dead + kinds.cancelled, COUNT);
  assertEquals(kinds.dead > 0 && kinds.cancelled > 0, true);
  const { running, queued, workers } = executor.statistics();
  assertEquals([running, queued, workers], [0, 0, 0]);
  assertEquals([told.errors, told.unobserved], [[], []]);
});
