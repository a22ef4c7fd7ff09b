import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  CancelledError,
  ClosedError,
  ExecutorError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { registerError, WorkerExecutor } from "../../lib/executor/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { handLoop, reports } from "../_support.ts";
import { begun, cells, JOBS, pool, release } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

function lines(error: unknown): string[] {
  return (error as Error).stack!.split("\n").slice(1).map((line) =>
    line.trim().replace(/ \(?(?:file:).*$/, "")
  );
}

Deno.test("a plain function, an async one, a coroutine and a task give their results", async () => {
  await using executor = pool();
  const three: number = await executor.submit(jobs.add, 1, 2);
  const five: number = await executor.submit(jobs.slowly, 5);
  const two: number = await executor.submit(jobs.steps, 2);
  const four: number = await executor.submit(jobs.asTask, 3);
  assertEquals([three, five, two, four], [3, 5, 2, 4]);
});

Deno.test("no worker is started before there is a job, and no more than threads", async () => {
  await using executor = pool({ threads: 2 });
  assertEquals(executor.statistics().workers, 0);
  const all = Array.from(
    { length: 10 },
    (_, i) => executor.submit(jobs.square, i),
  );
  assertEquals(executor.statistics().workers, 2);
  assertEquals(executor.statistics().queued, 10);
  await Promise.all(all);
  assertEquals(executor.statistics(), {
    limit: 2,
    workers: 2,
    running: 0,
    queued: 0,
    completed: 10,
    failed: 0,
    cancelled: 0,
    lost: 0,
  });
});

Deno.test("an export under another name, and one given by its name, are found", async () => {
  await using executor = pool();
  assertEquals(await executor.submit(jobs.alias), "default export");
  assertEquals(await executor.submit("alias"), "default export");
  assertEquals(await executor.submit("add", 3, 4), 7);
});

Deno.test("what is not exported is refused, with the list of exports", async () => {
  await using executor = pool();
  const early = await caught(executor.submit((n: number) => -n, 1));
  assertInstanceOf(early, TypeError);
  assertStringIncludes(early.message, "which exports ");
  assertStringIncludes(early.message, "add");
  // Once a worker has told its exports, at the call.
  assertThrows(() => executor.submit("ad", 1), TypeError, 'submit "ad"');
  assertThrows(() => executor.submit((n: number) => -n, 1), TypeError);
  assertThrows(
    () => executor.submit(7 as never),
    TypeError,
    "expected a function",
  );
});

Deno.test("functions of one text are told apart by name, or refused", async () => {
  const text = "const make = (n) => () => n;" +
    "export const a = make(1), b = make(2)";
  const module = `data:text/javascript,${encodeURIComponent(text)}`;
  await using executor = new WorkerExecutor({ module, threads: 1 });
  const { a } = await import(module);
  const error = await caught(executor.submit(a)) as Error;
  assertStringIncludes(error.message, "a, b of data:");
  assertEquals(await executor.submit("b"), 2);
});

Deno.test("a module that throws on load fails its jobs with the cause", async () => {
  const module = "data:text/javascript,throw new RangeError('not today')";
  await using executor = new WorkerExecutor({ module, threads: 1 });
  const [one, two] = [executor.submit("x"), executor.submit("y")];
  const error = await caught(one) as ExecutorError;
  assertInstanceOf(error, ExecutorError);
  assertInstanceOf(error.cause, RangeError);
  assertEquals(error.cause.message, "not today");
  assertInstanceOf(await caught(two), ExecutorError);
  // The next job tries again, and is told again.
  assertInstanceOf(await caught(executor.submit("x")), ExecutorError);
  const gone = new WorkerExecutor({ module: "file:///nowhere.ts", threads: 1 });
  assertInstanceOf(await caught(gone.submit("x")), ExecutorError);
  await gone.shutdown();
});

Deno.test("wrong options are refused where they are given", () => {
  const make = (options: unknown) => () => new WorkerExecutor(options as never);
  assertThrows(make(undefined), TypeError, "expected a URL");
  assertThrows(make({ module: "./jobs.ts" }), TypeError, "import.meta.resolve");
  assertThrows(make({ module: JOBS, threads: "2" }), TypeError, "threads");
  assertThrows(make({ module: JOBS, threads: 0 }), RangeError, "threads 0");
  assertThrows(make({ module: JOBS, memory: NaN }), RangeError, "memory NaN");
  const executor = pool();
  assertThrows(() => executor.with({ priority: NaN }), RangeError);
  assertThrows(() => executor.with({ priority: "1" as never }), TypeError);
  assertThrows(() => executor.with({ grace: NaN }), RangeError);
  assertThrows(() => executor.with({ abandon: 1 as never }), TypeError);
  assertThrows(() => executor.with({ name: 1 as never }), TypeError);
});

Deno.test("an argument or result that cannot be cloned is named by its path", async () => {
  await using executor = pool();
  const given = { rows: [{ get: () => 1 }] };
  const first = await caught(executor.submit(jobs.throwsValue, given)) as Error;
  assertInstanceOf(first, TypeError);
  assertStringIncludes(
    first.message,
    "Cannot submit throwsValue: args[0].rows[0].get is function get",
  );
  const back = await caught(executor.submit(jobs.unclonable)) as Error;
  assertInstanceOf(back, TypeError);
  assertStringIncludes(back.message, "result.items[1].act is function act");
  assertEquals(await executor.submit(jobs.square, 2), 4);
});

Deno.test("an error has its class, cause, own properties and both threads' frames", async () => {
  await using executor = pool();
  registerError(jobs.ParseError);
  async function waits() {
    await executor.submit(jobs.fails, "boom");
  }
  const error = await caught(waits()) as jobs.ParseError;
  assertInstanceOf(error, jobs.ParseError);
  assertEquals([error.name, error.message], ["ParseError", "boom"]);
  assertEquals({ ...error }, { line: 7 } as never);
  assertInstanceOf(error.cause, TypeError);
  const found = lines(error);
  assertEquals(found.slice(0, 3), ["at deeper", "at fails", "at async waits"]);
  assert(!error.stack!.includes("lib/executor"), error.stack);
});

Deno.test("coroutines on both sides stand in the stack", async () => {
  await using executor = pool();
  const task = spawn(function* outer() {
    yield* executor.submit(jobs.failsLater);
  });
  const found = lines(await caught(task));
  assertEquals(found.slice(0, 2), ["at failsLater", "at async outer"]);
});

Deno.test("an error of an unknown class comes back as the nearest built-in one", async () => {
  await using executor = pool();
  const plain = await caught(executor.submit(jobs.failsPlainly)) as Error;
  assertEquals(plain.constructor, RangeError);
  assertEquals(plain.name, "RangeError");
  const late = await caught(executor.submit(jobs.times)) as TimeoutError;
  assertInstanceOf(late, TimeoutError);
  assertEquals(late.deadline, 5);
  const gone = await caught(executor.submit(jobs.aborts)) as DOMException;
  assertInstanceOf(gone, DOMException);
  assertEquals([gone.name, gone.code], ["NotFoundError", 8]);
  const both = await caught(executor.submit(jobs.several)) as AggregateError;
  assertInstanceOf(both, AggregateError);
  assertInstanceOf(both.errors[0], TypeError);
  assertEquals(both.errors[1], 7);
  const round = await caught(executor.submit(jobs.circular)) as Error;
  assertEquals(round.cause, round);
});

Deno.test("a thrown value that is no error comes back as it is", async () => {
  await using executor = pool();
  assertEquals(
    await caught(executor.submit(jobs.throwsValue, undefined)),
    undefined,
  );
  assertEquals(await caught(executor.submit(jobs.throwsValue, 7)), 7);
  assertEquals(await caught(executor.submit(jobs.throwsValue, { a: 1 })), {
    a: 1,
  });
});

Deno.test("a job cancelled before its start never runs and leaves no trace", async () => {
  await using executor = pool();
  const shared = cells(), never = cells();
  const first = executor.submit(jobs.waitsFor, shared, 1);
  const second = executor.submit(jobs.waitsFor, never, 2);
  await begun(shared);
  second.cancel("not needed");
  assertEquals(executor.statistics().queued, 0);
  const error = await caught(second) as CancelledError;
  assertEquals([error.reason, second.cancelled], ["not needed", true]);
  release(shared);
  assertEquals(await first, 1);
  assertEquals(never[0], 0);
});

Deno.test("a running job sees its cancel by checkCancelled, and cleans up", async () => {
  await using executor = pool();
  const shared = cells();
  const job = executor.submit(jobs.spinsPolitely, shared);
  await begun(shared);
  job.cancel("enough");
  job.cancel("and again");
  const error = await caught(job) as CancelledError;
  assertEquals([error.reason, shared[1]], ["enough", 1]);
  assertEquals(executor.statistics().lost, 0);
});

Deno.test("a cancelled coroutine is waited for with its cleanup", async () => {
  await using executor = pool();
  const shared = cells();
  const job = executor.submit(jobs.sleeps, shared);
  await begun(shared);
  job.cancel();
  assertInstanceOf(await caught(job), CancelledError);
  assertEquals([shared[1], executor.statistics().lost], [1, 0]);
});

Deno.test("an async job hears of its cancel by the signal; its result wins", async () => {
  await using executor = pool();
  const shared = cells();
  const job = executor.submit(jobs.waitsForAbort, shared);
  await begun(shared);
  job.cancel("why");
  assertEquals(await job, "saw why");
});

Deno.test("a job that hears nothing is killed when its grace is over, and only it", async () => {
  const { loop, clock } = handLoop();
  await using executor = loop._within(() => pool({ threads: 2 }));
  const shared = cells(), other = cells();
  const stuck = loop._within(() =>
    executor.with({ grace: 30 }).submit(jobs.spins, shared)
  );
  const fine = loop._within(() => executor.submit(jobs.waitsFor, other, 5));
  await begun(shared);
  await begun(other);
  loop._within(() => stuck.cancel("stuck"));
  await clock.advance(29);
  assertEquals(stuck.done, false);
  await clock.advance(1);
  assertEquals(stuck.state, "cancelled");
  assertEquals(executor.statistics().lost, 1);
  release(shared);
  release(other);
  assertEquals(await fine, 5);
  assertEquals(await loop._within(() => executor.submit(jobs.add, 1, 1)), 2);
});

Deno.test("with abandon a cancel returns at once, and the place is freed at the end", async () => {
  await using executor = pool();
  const shared = cells();
  const left = executor.with({ abandon: true }).submit(
    jobs.waitsFor,
    shared,
    1,
  );
  const next = executor.submit(jobs.square, 3);
  await begun(shared);
  left.cancel();
  assertEquals(left.state, "cancelled");
  assertEquals(executor.statistics().running, 1);
  assertEquals(next.done, false);
  release(shared);
  assertEquals(await next, 9);
  assertEquals(executor.statistics().cancelled, 1);
});

Deno.test("Deno.exit in a worker fails its job alone, by name", async () => {
  await using executor = pool();
  const gone = executor.submit(jobs.exits, 3);
  const next = executor.submit(jobs.square, 3);
  const error = await caught(gone) as Error;
  assertInstanceOf(error, ExecutorError);
  assertStringIncludes(
    error.message,
    "finish exits: its worker exited with code 3",
  );
  assertEquals(await next, 9);
  assertEquals(executor.statistics().lost, 1);
});

Deno.test("a worker that runs out of memory fails its job alone", async () => {
  await using executor = pool({ memory: 24 });
  const error = await caught(executor.submit(jobs.hoards)) as Error;
  assertInstanceOf(error, ExecutorError);
  assertStringIncludes(
    error.message,
    "hoards: its worker used more than 24 MB",
  );
  assertEquals(await executor.submit(jobs.square, 3), 9);
});

Deno.test("an error that nobody receives in a worker is reported here", async () => {
  await using executor = pool();
  using told = reports(IOLoop.current());
  assertEquals(await executor.submit(jobs.strays), 1);
  assertEquals(await executor.submit(jobs.strays), 1);
  await executor.submit(jobs.slowly, 1);
  assertEquals(
    told.unobserved.map(({ error }) => (error as Error).message),
    ["stray", "stray"],
  );
  assertEquals(executor.statistics().lost, 0);
});

Deno.test("an async generator comes back as a source, with back-pressure", async () => {
  await using executor = pool();
  const found: number[] = [];
  for await (const one of await executor.submit(jobs.count, 4)) found.push(one);
  assertEquals(found, [0, 1, 2, 3]);
  const shared = cells();
  const source = await executor.submit(jobs.endless, shared);
  assertEquals((await source.next()).value, 0);
  assertEquals((await source.next()).value, 1);
  assertEquals(shared[0], 2, "nothing is made ahead");
  await source.close();
  assertEquals(shared[1], 1, "its finally has run");
  assertEquals(executor.statistics().running, 0);
  assertEquals(await executor.submit(jobs.square, 3), 9);
});

Deno.test("an error in a stream comes behind its items; a dead worker ends it", async () => {
  await using executor = pool();
  const source = await executor.submit(jobs.breaksAfter, 1);
  assertEquals((await source.next()).value, 0);
  assertInstanceOf(await caught(source.next()), RangeError);
  assertEquals((await source.next()).done, true);
  const cut = await executor.submit(jobs.countThenExit, 1);
  assertEquals((await cut.next()).value, 0);
  assertInstanceOf(await caught(cut.next()), ExecutorError);
  assertEquals(await executor.submit(jobs.square, 3), 9);
});

Deno.test("a stream whose cleanup does not end is killed after its grace", async () => {
  const { loop, clock } = handLoop();
  await using executor = loop._within(() => pool());
  const source = await loop._within(() =>
    executor.with({ grace: 20 }).submit(jobs.clingingStream)
  );
  assertEquals((await loop._within(() => source.next())).value, 1);
  const closed = loop._within(() => source.close());
  await clock.advance(20);
  assertEquals(await closed, undefined);
  assertEquals(executor.statistics().lost, 1);
});

Deno.test("a job submits others and waits for them, deeper than there are threads", async () => {
  await using executor = pool({ threads: 1 });
  assertEquals(await executor.submit(jobs.tree, 3), 8);
  assertEquals(await executor.submit(jobs.nestedMap), [1, 4, 9]);
  const error = await caught(executor.submit(jobs.nestedFails)) as Error;
  assertEquals(error.message, "inner");
  assertEquals(executor.statistics().workers, 1);
});

Deno.test("jobs of a higher priority start first, equal ones in order", async () => {
  await using executor = pool();
  const shared = cells(), order: string[] = [];
  const first = executor.submit(jobs.waitsFor, shared, 0);
  const log = (name: string, priority: number) =>
    executor.with({ priority }).submit(jobs.square, 1)
      .addDoneCallback(() => order.push(name));
  log("a0", 0), log("b0", 0), log("a-1", -1), log("a2", 2), log("b2", 2);
  await begun(shared);
  release(shared);
  await first;
  await executor.with({ priority: -9 }).submit(jobs.square, 1);
  assertEquals(order, ["a2", "b2", "a0", "b0", "a-1"]);
});

Deno.test("shutdown lets what is there end, takes no more, and ends the workers", async () => {
  const executor = pool();
  const job = executor.submit(jobs.slowly, 1);
  const end = executor.shutdown();
  assertEquals(executor.shutdown(), end);
  assertThrows(
    () => executor.submit(jobs.square, 1),
    ClosedError,
    "Cannot submit square: the executor was shut down",
  );
  assertEquals(executor.shutdown({ wait: false }).done, true);
  await end;
  assertEquals([await job, executor.statistics().workers], [1, 0]);
});

Deno.test("shutdown({ cancelPending }) cancels what has not started", async () => {
  const executor = pool(), shared = cells();
  const runs = executor.submit(jobs.waitsFor, shared, 1);
  const waits = executor.submit(jobs.square, 1);
  await begun(shared);
  const end = executor.shutdown({ cancelPending: true });
  assertEquals(waits.state, "cancelled");
  assertEquals(end.done, false);
  release(shared);
  await end;
  assertEquals(await runs, 1);
  assertThrows(
    () => executor.shutdown({ wait: 1 as never }),
    TypeError,
    "wait 1",
  );
});

Deno.test("a main that waits for a worker is no deadlock", async () => {
  await using executor = pool();
  const answer = await IOLoop.current().run(function* () {
    yield* sleep(0);
    return yield* executor.submit(jobs.slowly, 3);
  });
  assertEquals(answer, 3);
});

Deno.test("the last waiter's cancel is the job's", async () => {
  await using executor = pool();
  const shared = cells();
  const task = spawn(function* () {
    yield* executor.submit(jobs.spinsPolitely, shared);
  });
  await begun(shared);
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals(shared[1], 1);
});
