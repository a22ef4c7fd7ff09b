import { assertEquals } from "@std/assert";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  liftLimit,
  lowerLimit,
  withoutFrames,
} from "../../lib/traceback/limit.ts";
import { rest } from "../_support.ts";

const host = Error as { stackTraceLimit?: unknown };

/** Runs with a limit of the program's own. */
function withLimit(limit: unknown, fn: () => void): void {
  const before = host.stackTraceLimit;
  host.stackTraceLimit = limit;
  try {
    fn();
  } finally {
    host.stackTraceLimit = before;
  }
}

Deno.test("a low limit is lifted and put back", () => {
  withLimit(10, () => {
    const limit = liftLimit();
    assertEquals(Number(host.stackTraceLimit) > 10, true);
    lowerLimit(limit);
    assertEquals(host.stackTraceLimit, 10);
  });
});

Deno.test("a limit that is high enough, off, or none at all is left alone", () => {
  for (const own of [1000, Infinity, 0, -1, NaN, undefined, "ten"]) {
    withLimit(own, () => {
      const limit = liftLimit();
      assertEquals(host.stackTraceLimit, own);
      lowerLimit(limit);
      assertEquals(host.stackTraceLimit, own);
    });
  }
});

Deno.test("a limit that somebody sets in between stays", () => {
  withLimit(10, () => {
    const limit = liftLimit();
    host.stackTraceLimit = 25;
    lowerLimit(limit);
    assertEquals(host.stackTraceLimit, 25);
  });
});

Deno.test("what is lifted within what is lifted is put back once, in the end", () => {
  withLimit(10, () => {
    const outer = liftLimit(), lifted = host.stackTraceLimit;
    const inner = liftLimit();
    lowerLimit(inner);
    assertEquals(host.stackTraceLimit, lifted);
    lowerLimit(outer);
    assertEquals(host.stackTraceLimit, 10);
  });
});

Deno.test("the limit is the program's own again when the loop has come to rest", async () => {
  const own = host.stackTraceLimit;
  let within: unknown;
  IOLoop.current().addCallback(() => within = host.stackTraceLimit);
  await rest();
  assertEquals(Number(within) >= 40, true);
  assertEquals(host.stackTraceLimit, own);
});

Deno.test("an error made without frames has none, and the limit is put back", () =>
  withLimit(10, () => {
    const error = withoutFrames(() => new Error("bare"));
    assertEquals(error.stack, "Error: bare");
    assertEquals(Error.stackTraceLimit, 10);
  }));
