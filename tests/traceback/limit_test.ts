import { assertEquals } from "@std/assert";
import { liftLimit, lowerLimit } from "../../lib/traceback/limit.ts";
import { moment, spawn } from "../../lib/coroutine/mod.ts";

/** Runs a body with the host's limit at a value, and puts it back. */
async function withLimit(
  limit: number,
  body: () => void | PromiseLike<void>,
): Promise<void> {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = limit;
  try {
    await body();
  } finally {
    Error.stackTraceLimit = before;
  }
}

Deno.test("the limit is lifted, and put back to what it was", () =>
  withLimit(10, () => {
    const limit = liftLimit();
    assertEquals(Error.stackTraceLimit, 40);
    lowerLimit(limit);
    assertEquals(Error.stackTraceLimit, 10);
  }));

Deno.test("a limit that is higher, or that forbids all frames, stays", () => {
  for (const own of [0, 40, 100]) {
    void withLimit(own, () => {
      const limit = liftLimit();
      assertEquals(Error.stackTraceLimit, own);
      lowerLimit(limit);
      assertEquals(Error.stackTraceLimit, own);
    });
  }
});

Deno.test("a limit that the program sets meanwhile stays", () =>
  withLimit(10, () => {
    const limit = liftLimit();
    Error.stackTraceLimit = 7;
    lowerLimit(limit);
    assertEquals(Error.stackTraceLimit, 7);
  }));

Deno.test("a coroutine runs with the lifted limit, and leaves the program's alone", () =>
  withLimit(10, async () => {
    const seen: number[] = [];
    const task = spawn(function* (): Generator {
      seen.push(Error.stackTraceLimit);
      yield moment;
      seen.push(Error.stackTraceLimit);
      yield Promise.resolve();
      seen.push(Error.stackTraceLimit);
    });
    assertEquals(Error.stackTraceLimit, 10);
    await task;
    assertEquals(seen, [40, 40, 40]);
    assertEquals(Error.stackTraceLimit, 10);
  }));
