import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { fromSignal } from "../../lib/interop/mod.ts";
import { watchedSignal } from "../scopes/_kit.ts";

Deno.test("an abort fulfils the Future with the reason itself", async () => {
  const controller = new AbortController(), reason = { why: "enough" };
  const future = fromSignal(controller.signal);
  assertEquals(future.state, "pending");
  controller.abort(reason);
  assertStrictEquals(await future, reason);
});

Deno.test("an aborted signal is ready, also with a thenable as reason", () => {
  assertEquals(fromSignal(AbortSignal.abort("before")).result(), "before");
  const thenable = { then() {} };
  assertStrictEquals(
    fromSignal(AbortSignal.abort(thenable)).result(),
    thenable,
  );
});

Deno.test("a cancel takes the listener away", () => {
  const watched = watchedSignal(), future = fromSignal(watched.signal);
  assertEquals(watched.listeners, 1);
  future.cancel();
  assertEquals([watched.listeners, future.state], [0, "cancelled"]);
});

Deno.test("what is no signal is refused, whatever it throws when looked at", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const bad of [undefined, null, 1, {}, new EventTarget(), proxy]) {
    assertThrows(() => fromSignal(bad as never), TypeError, "AbortSignal");
  }
});
