import { assert, assertEquals } from "@std/assert";
import { ClosedError, TwisterError } from "../../lib/errors/mod.ts";
import {
  StreamBufferFullError,
  StreamClosedError,
  UnsatisfiableReadError,
} from "../../lib/web/iostream_errors.ts";

Deno.test("StreamClosedError is a ClosedError that says what broke the stream", () => {
  const reset = new Error("reset"), error = new StreamClosedError("m", reset);
  assert(error instanceof ClosedError);
  assertEquals(
    [error.name, error.realError, error.cause, error.message],
    ["StreamClosedError", reset, reset, "m"],
  );
});

Deno.test("StreamClosedError of a mere close has no cause", () => {
  const error = new StreamClosedError("m");
  assertEquals(["cause" in error, error.realError], [false, undefined]);
});

Deno.test("the other errors are told apart by class and name", () => {
  for (const Class of [UnsatisfiableReadError, StreamBufferFullError]) {
    const error = new Class("m");
    assert(error instanceof TwisterError);
    assertEquals(error.name, Class.name);
  }
});
