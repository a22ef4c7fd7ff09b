import { assertEquals, assertThrows } from "@std/assert";
import { Limit, refused } from "../../lib/sync/wait_options.ts";
import { stage, watchedSignal } from "../scopes/_kit.ts";

Deno.test("options that limit nothing cost no limit", () => {
  const wait = { cancel: () => true, _expire: () => {} };
  assertEquals(Limit.of(wait, {}), undefined);
  assertEquals(Limit.of(wait, { timeout: Infinity }), undefined);
});

Deno.test("a limit that has ended frees its timer and its listener", () => {
  const on = stage(), watched = watchedSignal();
  const wait = { cancel: () => true, _expire: () => {} };
  const options = { timeout: 5, signal: watched.signal };
  const limit = on.within(() => Limit.of(wait, options))!;
  assertEquals([watched.listeners, on.clock.alarmAt], [1, 1005]);
  on.within(() => limit.end());
  assertEquals([watched.listeners, on.clock.alarmAt], [0, undefined]);
});

Deno.test("a signal that was aborted before refuses the wait, with its reason", () => {
  const signal = AbortSignal.abort("why");
  const future = refused({ signal }, "wait()")!;
  assertEquals(future.cancelled, true);
  assertThrows(() => future.result(), Error, '"why"');
  assertEquals(refused({ timeout: 5 }, "wait()"), undefined);
});

Deno.test("an option of the wrong kind is told with the call", () => {
  assertThrows(() => refused(7 as never, "wait()"), TypeError, "Cannot wait()");
  assertThrows(() => refused({ timeout: NaN }, "wait()"), RangeError);
});
