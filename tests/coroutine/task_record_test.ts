import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { TaskRecord } from "../../lib/coroutine/task_record.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co, within } from "./_kit.ts";

function* forever(): Co {
  yield new Future();
}

Deno.test("a task has no record until something rare is asked of it", () => {
  const task = spawn(forever, { name: "plain" });
  assertEquals(task._record, "plain");
  void task.cancelRequested;
  assertEquals(task._record, "plain");
  void task.signal;
  assertInstanceOf(task._record, TaskRecord);
  assertEquals(task.name, "plain");
  task.cancel();
});

Deno.test("the signal is made once, when it is first asked for", () => {
  const task = spawn(forever);
  assert(task.signal === task.signal);
  assertEquals(task.signal.aborted, false);
  task.cancel();
});

Deno.test("the signal aborts when the cancel is carried out, with the CancelledError as reason", async () => {
  const log: unknown[] = [];
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } catch (error) {
      log.push(error);
      throw error;
    }
  });
  task.signal.addEventListener("abort", () => log.push("aborted"));
  task.cancel("why");
  assertEquals(task.signal.aborted, false);
  const error = await caught(task);
  assertInstanceOf(error, CancelledError);
  assertEquals(log, ["aborted", error]);
  assert(task.signal.reason === error);
});

Deno.test("a signal asked for within the cleanup, or after the end, is aborted already", async () => {
  let within: AbortSignal | undefined;
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      within = task.signal;
    }
  });
  task.cancel();
  const error = await caught(task);
  assert(within?.aborted);
  assert(within.reason === error);
  const late = spawn(forever);
  late.cancel();
  const other = await caught(late);
  assert(late.signal.reason === other);
});

Deno.test("the signal of a task that ends by itself never aborts", async () => {
  const task = spawn(function* (): Co {
    yield moment;
  });
  const { signal } = task;
  await task;
  task.cancel("too late");
  await rest();
  assertEquals(signal.aborted, false);
});

Deno.test("the signal aborts once, also where the grace ends later", async () => {
  const { loop, clock } = handLoop({ grace: 5 });
  let aborts = 0;
  const task = within(loop, () =>
    spawn(function* (): Co {
      try {
        yield sleep(100);
      } finally {
        yield sleep(100);
      }
    }));
  task.signal.addEventListener("abort", () => aborts++);
  task.cancel();
  await clock.advance(5);
  assertEquals([task.cancelled, aborts], [true, 1]);
});

Deno.test("a cancelled task aborts what was started with its signal", async () => {
  using told = reports();
  const log: unknown[] = [];
  /** Stands for a fetch: rejects with the reason when its signal aborts. */
  const fetchLike = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        log.push("aborted");
        reject(signal.reason);
      })
    );
  const task: ReturnType<typeof spawn> = spawn(function* (): Co {
    yield moment;
    yield fetchLike(task.signal);
  });
  await rest();
  task.cancel();
  await caught(task);
  await rest();
  assertEquals(log, ["aborted"]);
  assertEquals(told.unobserved, []);
});
