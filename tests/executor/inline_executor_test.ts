import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { CancelledError, ClosedError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { checkCancelled, InlineExecutor } from "../../lib/executor/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";

Deno.test("a job starts in a later turn, in order", async () => {
  await using executor = new InlineExecutor({ clone: false });
  const log: string[] = [];
  const jobs = ["a", "b"].map((name) => executor.submit(() => log.push(name)));
  assertEquals(log, []);
  await Promise.all(jobs);
  assertEquals(log, ["a", "b"]);
});

Deno.test("values are copied as for a worker, unless clone is false", async () => {
  await using executor = new InlineExecutor();
  const given = { deep: [1] };
  const back = await executor.submit((one: typeof given) => {
    one.deep.push(2);
    return one;
  }, given);
  assertEquals([given, back], [{ deep: [1] }, { deep: [1, 2] }]);
  const bad = await caught(executor.submit(() => ({ act() {} })));
  assertInstanceOf(bad, TypeError);
  await using plain = new InlineExecutor({ clone: false });
  assertStrictEquals(await plain.submit((one: object) => one, given), given);
});

Deno.test("an error comes back as it is", async () => {
  await using executor = new InlineExecutor();
  const boom = new Error("boom");
  assertStrictEquals(
    await caught(executor.submit(() => {
      throw boom;
    })),
    boom,
  );
});

Deno.test("a cancelled coroutine cleans up and is waited for", async () => {
  await using executor = new InlineExecutor();
  const log: string[] = [];
  const job = executor.submit(function* () {
    try {
      yield* sleep(60_000);
    } finally {
      yield* sleep(0);
      log.push("cleaned");
    }
  });
  await turns(3);
  job.cancel("why");
  const error = await caught(job) as CancelledError;
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, log], ["why", ["cleaned"]]);
});

Deno.test("an async job is waited for, and left after its grace; its late error is reported", async () => {
  const { loop, clock } = handLoop();
  using told = reports(loop);
  await loop._within(async () => {
    const executor = new InlineExecutor();
    const door = Promise.withResolvers<number>();
    const job = executor.with({ grace: 10 }).submit(() => door.promise);
    await rest();
    loop._within(() => job.cancel());
    await clock.advance(9);
    assertEquals(job.done, false);
    await clock.advance(1);
    assertEquals(job.state, "cancelled");
    door.reject(new Error("late"));
    await rest();
    assertEquals(told.unobserved.map(({ error }) => String(error)), [
      "Error: late",
    ]);
    assertEquals(executor.statistics().running, 0);
  });
});

Deno.test("context variables that are not carried stay behind", async () => {
  await using executor = new InlineExecutor();
  const own = new ContextVar("own", { default: "none" });
  const job = own.run("mine", () => executor.submit(() => own.get()));
  assertEquals(await job, "none");
});

Deno.test("an async generator comes back as a source", async () => {
  await using executor = new InlineExecutor();
  const source = await executor.submit(async function* (n: number) {
    for (let i = 0; i < n; i++) yield i;
  }, 3);
  const found: number[] = [];
  for await (const one of source) found.push(one);
  assertEquals(found, [0, 1, 2]);
});

Deno.test("checkCancelled throws in a cancelled job that asks", async () => {
  await using executor = new InlineExecutor();
  let asked = 0;
  const job = executor.submit(function* () {
    for (;;) {
      asked++;
      checkCancelled();
      try {
        yield* sleep(0);
      } catch { /* goes on, as it should not */ }
    }
  });
  await turns(2);
  job.cancel();
  assertInstanceOf(await caught(job), CancelledError);
  const before = asked;
  await rest();
  assertEquals(asked, before);
});

Deno.test("wrong options and names are refused; after shutdown everything", async () => {
  const make = (options: unknown) => () => new InlineExecutor(options as never);
  assertThrows(make({ limit: "1" }), TypeError, "limit");
  assertThrows(make({ limit: 1.5 }), RangeError, "limit 1.5");
  assertThrows(make({ clone: 1 }), TypeError, "clone 1");
  const executor = new InlineExecutor();
  assertThrows(() => executor.submit("name"), TypeError, "no module");
  await executor.shutdown();
  assertThrows(() => executor.submit(() => 1), ClosedError);
  assertThrows(
    () => executor.with({ priority: 1 }).submit(() => 1),
    ClosedError,
  );
});

/** One thing that happens to the executor, or to the model of it. */
type Step =
  | { kind: "submit"; priority: number }
  | { kind: "end"; which: number }
  | { kind: "cancel"; which: number };

/** What an executor is: a list, sorted anew each time. */
class Model {
  readonly waiting: { id: number; priority: number }[] = [];
  readonly running: number[] = [];
  readonly started: number[] = [];
  readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  settle(): void {
    this.waiting.sort((a, b) => b.priority - a.priority || a.id - b.id);
    while (this.waiting.length > 0 && this.running.length < this.limit) {
      const { id } = this.waiting.shift()!;
      this.running.push(id);
      this.started.push(id);
    }
  }

  drop(id: number): void {
    const at = this.running.indexOf(id);
    if (at >= 0) this.running.splice(at, 1);
    const place = this.waiting.findIndex((one) => one.id === id);
    if (place >= 0) this.waiting.splice(place, 1);
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("submit" as const),
    priority: fc.integer({ min: -1, max: 2 }),
  }),
  fc.record({ kind: fc.constant("end" as const), which: fc.nat(9) }),
  fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(30) }),
);

Deno.test("limit, priority and order are those of a naive list", async () => {
  const program = fc.array(step, { maxLength: 40 });
  const limit = fc.integer({ min: 1, max: 3 });
  await fc.assert(fc.asyncProperty(limit, program, async (limit, steps) => {
    const executor = new InlineExecutor({ limit, clone: false });
    const model = new Model(limit), started: number[] = [];
    const doors: Future<void>[] = [], jobs: Future<unknown>[] = [];
    for (const one of steps) {
      if (one.kind === "submit") {
        const id = jobs.length, door = new Future<void>();
        doors.push(door);
        jobs.push(
          executor.with({ priority: one.priority }).submit(function* () {
            started.push(id);
            yield* door;
            return id;
          }),
        );
        model.waiting.push({ id, priority: one.priority });
      } else if (one.kind === "end") {
        const id = model.running[one.which];
        if (id === undefined) continue;
        doors[id]!.setResult(undefined);
        model.drop(id);
      } else if (jobs[one.which] !== undefined) {
        jobs[one.which]!.cancel();
        model.drop(one.which);
      }
      await turns(8);
      model.settle();
      assertEquals(started, model.started);
      const { running, queued } = executor.statistics();
      assertEquals([running, queued], [
        model.running.length,
        model.waiting.length,
      ]);
    }
    for (const door of doors) door.trySetResult(undefined);
    await executor.shutdown();
    const states = jobs.map(({ done }) => done);
    assertEquals(states.every((done) => done), true);
    const { completed, cancelled, failed } = executor.statistics();
    assertEquals(completed + cancelled + failed, jobs.length);
  }));
});
