import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  suppressed,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import {
  retry,
  type RetryOptions,
  type RetryReport,
} from "../../lib/combinators/mod.ts";
import { cleaning, type Co, never } from "../scopes/_kit.ts";
import { after, failing, play, reporting } from "./_kit.ts";

/** Options without chance. */
const exact: RetryOptions = { jitter: 0 };

/** Plays attempts that fail, and tells when each began. */
async function times(options: RetryOptions): Promise<number[]> {
  const { log } = await play(function* ({ log, now }): Co {
    const attempt = () => {
      log.push(now());
      throw new Error("bad");
    };
    yield retry(attempt, { ...exact, ...options }).catch(() => {});
  });
  return log as number[];
}

Deno.test("what succeeds at once is called once, with the number 1", async () => {
  const { value, time } = await play(() => retry((attempt) => attempt));
  assertEquals([value, time], [1, 0]);
});

Deno.test("it tries until it succeeds, and tells each attempt its number", async () => {
  const { value, log } = await play(({ log }) =>
    retry(function* (attempt): Co<string> {
      log.push(attempt);
      yield* sleep(1);
      if (attempt < 3) throw new Error("not yet");
      return "worked";
    }, exact)
  );
  assertEquals([value, log], ["worked", [1, 2, 3]]);
});

Deno.test("a generator function, an async one and a plain one may be tried", async () => {
  const { value } = await play(function* (): Co {
    return [
      yield* retry(function* () {
        return yield* after(1, "generator");
      }),
      yield* retry(() => Promise.resolve("async")),
      yield* retry(() => after(1, "task")),
      yield* retry(() => "plain"),
    ];
  });
  assertEquals(value, ["generator", "async", "task", "plain"]);
});

Deno.test("an attempt that throws, rejects or fails later is tried again", async () => {
  const { value } = await play(() =>
    retry((attempt): unknown => {
      if (attempt === 1) throw new Error("thrown");
      if (attempt === 2) return Promise.reject(new Error("rejected"));
      return attempt === 3 ? failing(1, new Error("failed")) : "worked";
    }, { ...exact, attempts: 4 })
  );
  assertEquals(value, "worked");
});

Deno.test("there are three attempts, 100 ms and 200 ms apart, by default", async () => {
  assertEquals(await times({}), [0, 100, 300]);
});

Deno.test("attempts says how many there may be", async () => {
  assertEquals((await times({ attempts: 1 })).length, 1);
  assertEquals((await times({ attempts: 5 })).length, 5);
});

Deno.test("each delay is the one before times backoff", async () => {
  const options = { attempts: 4, delay: 10, backoff: 3 };
  assertEquals(await times(options), [0, 10, 40, 130]);
  assertEquals(await times({ ...options, backoff: 1 }), [0, 10, 20, 30]);
});

Deno.test("no delay is longer than maxDelay", async () => {
  const options = { attempts: 5, delay: 10, maxDelay: 25 };
  assertEquals(await times(options), [0, 10, 30, 55, 80]);
});

Deno.test("a delay of zero is followed at once", async () => {
  assertEquals(await times({ delay: 0 }), [0, 0, 0]);
});

Deno.test("jitter is the share of each delay that chance may take away", async () => {
  const options = { attempts: 4, delay: 100, backoff: 1 };
  const chances = [0, 0.5, 1], random = () => chances.shift()!;
  assertEquals(await times({ ...options, jitter: 0.4, random }), [
    0,
    100,
    180,
    240,
  ]);
  const all = { ...options, jitter: 1, random: () => 1 };
  assertEquals(await times(all), [0, 0, 0, 0]);
});

Deno.test("without a given chance the delay is between its half and the whole", async () => {
  const reports: RetryReport[] = [];
  await play(function* (): Co {
    const options = { attempts: 20, backoff: 1, onRetry };
    yield retry(() => Promise.reject(new Error()), options).catch(() => {});
  });
  function onRetry(report: RetryReport): void {
    reports.push(report);
  }
  assertEquals(reports.length, 19);
  assert(reports.every(({ delay }) => delay >= 50 && delay <= 100));
});

Deno.test("the last error is thrown, and the earlier ones are kept beside it, oldest first", async () => {
  const errors = [1, 2, 3].map((n) => new Error(`attempt ${n}`));
  const { error } = await play(() =>
    retry((attempt) => Promise.reject(errors[attempt - 1]), exact)
  );
  assert(error === errors[2]);
  assertEquals(suppressed(error), [errors[0], errors[1]]);
});

Deno.test("one error that comes each time is not its own shadow", async () => {
  const same = new Error("same");
  const { error } = await play(() => retry(() => Promise.reject(same), exact));
  assert(error === same);
  assertEquals(suppressed(error), []);
});

Deno.test("earlier errors that cannot be kept beside a primitive are reported, once", async () => {
  const early = new Error("early");
  const { error, reported } = await reporting(() =>
    retry((attempt) => Promise.reject(attempt === 1 ? early : "text"), {
      ...exact,
      attempts: 2,
    })
  );
  assertEquals([error, reported], ["text", [early]]);
});

Deno.test("errors before a success are told to onRetry only", async () => {
  const { value } = await play(() =>
    retry((attempt) => {
      if (attempt === 1) throw new Error("early");
      return "worked";
    })
  );
  assertEquals(value, "worked");
});

Deno.test("on: only errors of these classes are worth another attempt", async () => {
  class Busy extends Error {}
  class VeryBusy extends Busy {}
  const { value } = await play(function* ({ log }): Co {
    const attempt = (n: number) => {
      log.push(n);
      throw n === 1 ? new VeryBusy() : n === 2 ? new RangeError() : new Error();
    };
    const options = { ...exact, attempts: 9, on: [Busy, RangeError] };
    const error = yield retry(attempt, options).catch((error) => error);
    return [error.constructor, suppressed(error).length, ...log];
  });
  assertEquals(value, [Error, 2, 1, 2, 3]);
});

Deno.test("on: a function may say which errors are worth another attempt", async () => {
  const { error } = await play(
    () =>
      retry((attempt) => Promise.reject(attempt), {
        ...exact,
        attempts: 9,
        on: (error) => (error as number) < 4,
      }),
    3,
  );
  assertEquals(error, 4);
});

Deno.test("on: an error that this function throws ends it", async () => {
  const broken = new Error("broken predicate");
  const { error } = await play(() =>
    retry(() => Promise.reject(new Error("bad")), {
      on: () => {
        throw broken;
      },
    })
  );
  assert(error === broken);
});

Deno.test("onRetry is told before each further attempt of its error and delay", async () => {
  const errors = [1, 2, 3].map((n) => new Error(`attempt ${n}`));
  const { value } = await play(function* ({ now }): Co {
    const got: unknown[] = [];
    yield retry((attempt) => Promise.reject(errors[attempt - 1]), {
      ...exact,
      delay: 10,
      onRetry: (report) => got.push([now(), report]),
    }).catch(() => {});
    return got;
  });
  assertEquals(value, [
    [0, { attempt: 1, error: errors[0], delay: 10 }],
    [10, { attempt: 2, error: errors[1], delay: 20 }],
  ]);
});

Deno.test("an error of onRetry ends it, with the attempts' errors beside it", async () => {
  const bad = new Error("bad"), broken = new Error("broken callback");
  const { error } = await play(() =>
    retry(() => Promise.reject(bad), {
      onRetry: () => {
        throw broken;
      },
    })
  );
  assert(error === broken);
  assertEquals(suppressed(error), [bad]);
});

Deno.test("attemptTimeout cancels an attempt, waits for its cleanup, and tries again", async () => {
  const { value, time, log } = await play((stage) =>
    retry(function* (attempt): Co {
      if (attempt === 1) yield* cleaning(stage, 5);
      return attempt;
    }, { ...exact, delay: 10, attemptTimeout: 20 })
  );
  assertEquals([value, time], [2, 35]);
  assertEquals(log, ["body cleaned up at 25"]);
});

Deno.test("the TimeoutError of the last attempt is thrown", async () => {
  const { error, time } = await play(() =>
    retry(never, { ...exact, attempts: 2, delay: 10, attemptTimeout: 20 })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(suppressed(error).length, 1);
  assertEquals(time, 50);
});

Deno.test("timeout counts for all attempts and delays together", async () => {
  const bad = new Error("bad");
  const { error, time } = await play(() =>
    retry(() => failing(10, bad), {
      ...exact,
      attempts: 99,
      delay: 10,
      backoff: 1,
      timeout: 35,
    })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(suppressed(error), [bad]);
  assertEquals(time, 35);
});

Deno.test("timeout cancels the attempt that runs, and waits for its cleanup", async () => {
  const { error, time, log } = await play((stage) =>
    retry(() => cleaning(stage, 5), { timeout: 10 })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([time, log], [15, ["body cleaned up at 15"]]);
});

Deno.test("deadline is the same as a point on the loop's clock", async () => {
  const { error, time } = await play(({ loop }) =>
    retry(never, { deadline: loop.time() + 10 })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([error.deadline, time], [1010, 10]);
});

Deno.test("no delay is waited for that would end after the deadline", async () => {
  const bad = new Error("bad");
  const { error, time } = await play(({ loop }) =>
    retry(() => Promise.reject(bad), {
      ...exact,
      delay: 10,
      deadline: loop.time() + 25,
    })
  );
  assert(error === bad);
  assertEquals(time, 10);
});

Deno.test("no time, or a deadline that has passed, allows no attempt", async () => {
  for (const options of [{ timeout: 0 }, { timeout: -1 }, { deadline: 1000 }]) {
    const { error, log } = await play(({ log }) =>
      retry(() => log.push("called"), options)
    );
    assertInstanceOf(error, TimeoutError);
    assertEquals(log, []);
  }
});

Deno.test("a cancel in an attempt is not tried again, and waits for the cleanup", async () => {
  const { error, time, log } = await play(function* (stage): Co {
    const task = retry(() => cleaning(stage, 5), { attempts: 9 });
    stage.at(10, () => task.cancel("why"));
    yield* task;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 15]);
  assertEquals(log, ["body cleaned up at 15"]);
});

Deno.test("a cancel in a delay ends it at once and frees the timer", async () => {
  const { error, time } = await play(function* ({ at }): Co {
    const task = retry(() => Promise.reject(new Error("bad")));
    at(10, () => task.cancel());
    yield* task;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([suppressed(error), time], [[], 10]);
});

Deno.test("an attempt that ends as cancelled by somebody else is not tried again", async () => {
  const { error, log } = await play(({ log }) =>
    retry((attempt) => {
      log.push(attempt);
      const cancelled = new Future();
      cancelled.cancel("by its owner");
      return cancelled;
    })
  );
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, log], ["by its owner", [1]]);
});

Deno.test("the task has the name of what is tried", () => {
  const task = retry(function fetchPage() {});
  assertEquals(task.name, "retry fetchPage");
});

Deno.test("bad options are told before the first attempt", () => {
  const bad: [ErrorConstructor | typeof RangeError, object][] = [];
  for (const key of ["attempts", "delay", "backoff", "maxDelay", "jitter"]) {
    bad.push([RangeError, { [key]: NaN }], [RangeError, { [key]: -1 }]);
    bad.push([TypeError, { [key]: "1" }]);
  }
  for (const key of ["attemptTimeout", "timeout", "deadline"]) {
    bad.push([RangeError, { [key]: NaN }], [TypeError, { [key]: "1" }]);
  }
  bad.push([RangeError, { attempts: 0 }]);
  bad.push([RangeError, { backoff: 0.5 }]);
  bad.push([RangeError, { jitter: 1.1 }]);
  for (const key of ["onRetry", "random"]) bad.push([TypeError, { [key]: 1 }]);
  bad.push([TypeError, { on: [42] }], [TypeError, { on: 42 }]);
  const log: string[] = [];
  for (const [Class, options] of bad) {
    const call = () => retry(() => log.push("called"), options);
    assertThrows(call, Class, "", Deno.inspect(options));
  }
  assertEquals(log, []);
});

Deno.test("what is no function is a TypeError", () => {
  assertThrows(() => retry(1 as never), TypeError, "retry(fn)");
});
