import { assertEquals, assertMatch } from "@std/assert";
import {
  alreadyCalled,
  cancelledError,
  notPaused,
} from "../../lib/deferred/state_errors.ts";
import { debugged } from "./_kit.ts";
import { Deferred } from "../../lib/deferred/mod.ts";

Deno.test("a second fire is told with what to do about it", () => {
  assertMatch(alreadyCalled({}).message, /twice.*loop\.debug tells where/);
});

Deno.test("with debug a second fire is told with both stacks", () => {
  const { message } = debugged(() => {
    const deferred = new Deferred<void>();
    deferred.callback();
    return alreadyCalled(deferred);
  });
  assertMatch(
    message,
    /\nIt was made\n {4}at [^]*\nIt was fired first\n {4}at /,
  );
});

Deno.test("an unpause without its pause is told as that", () => {
  assertMatch(notPaused().message, /each unpause\(\) takes back one pause\(\)/);
});

Deno.test("a cancel is told with its reason, where there is one", () => {
  assertEquals(cancelledError("It", undefined).message, "It was cancelled");
  assertEquals(cancelledError("It", 5).message, "It was cancelled: 5");
  assertEquals(cancelledError("It", 5).reason, 5);
});

Deno.test("outside of tasks nobody is named as who cancelled", () => {
  assertEquals(cancelledError("It", 5).by, undefined);
});
