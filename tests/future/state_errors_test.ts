import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotMatch,
  assertThrows,
} from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { pending, tooLate } from "../../lib/future/state_errors.ts";
import { handLoop } from "../_support.ts";

/** Runs a function while places are recorded. */
function inDebug(fn: () => void): void {
  const { loop } = handLoop({ debug: true });
  try {
    loop._within(fn);
  } finally {
    loop.debug = false;
  }
}

Deno.test("pending says what was asked of whom, and what to do", () => {
  const error = pending("the result", new Future({ name: "page" }));
  assertInstanceOf(error, InvalidStateError);
  assertMatch(
    error.message,
    /^Cannot read the result of page: it is still pending\. Wait for it/,
  );
});

Deno.test("tooLate lets the settling of a cancelled Future pass", () => {
  const future = new Future();
  future.cancel();
  assertEquals(tooLate(future, "setResult"), false);
});

Deno.test("tooLate names the call, the Future and its state, and what to use", () => {
  const future = new Future<number>({ name: "page" });
  future.setResult(1);
  const { message } = assertThrows(
    () => future.setError(new Error("2")),
    InvalidStateError,
    "Cannot call setError on page: it is already fulfilled",
  );
  assertMatch(message, /Use trySetResult or trySetError/);
  assertMatch(message, /loop\.debug tells where it was settled first/);
});

Deno.test("with debug the message says where it was settled first, not second", () => {
  inDebug(() => {
    for (const first of ["setResult", "setError"] as const) {
      const future = new Future<unknown>();
      (function settlesFirst() {
        future[first]("first");
      })();
      const { message } = assertThrows(
        function settlesAgain() {
          future.setResult("second");
        },
        InvalidStateError,
        "It was settled first at settlesFirst",
      );
      assertMatch(message, /state_errors_test\.ts:\d+:\d+/);
      assertNotMatch(message, /settlesAgain/);
      if (first === "setError") future.error();
    }
  });
});

Deno.test("with debug a Future that was made before debug says nothing of a place", () => {
  const future = new Future<number>();
  future.setResult(1);
  inDebug(() => {
    assertThrows(
      () => future.setResult(2),
      InvalidStateError,
      "already fulfilled. Use trySetResult",
    );
  });
});
