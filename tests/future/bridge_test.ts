import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { Bridge } from "../../lib/future/bridge.ts";
import { INSTANT, LOOKS } from "../../lib/future/waiter.ts";
import { handLoop, reports, rest } from "../_support.ts";

Deno.test("promise() is native and gives the value, before or after the settle", async () => {
  const future = new Future<number>(), before = future.promise();
  assertInstanceOf(before, Promise);
  future.setResult(1);
  assertEquals([await before, await future.promise()], [1, 1]);
});

Deno.test("promise() follows a thenable that was stored as the result", async () => {
  const future = new Future<unknown>();
  future.setResult(Promise.resolve(2));
  assertEquals(await future.promise(), 2);
});

Deno.test("promise() rejects with the very error, also a falsy one", async () => {
  for (const error of [new Error("x"), undefined, null, 0, "", NaN]) {
    const thrown = await Future.reject(error).promise().catch((e) => [e]);
    assert(Array.isArray(thrown) && Object.is(thrown[0], error));
  }
});

Deno.test("promise() of a cancelled Future rejects with its CancelledError", async () => {
  const future = new Future();
  future.cancel("why");
  const error = await assertRejects(() => future.promise(), CancelledError);
  assertEquals(error.reason, "why");
});

Deno.test("promise() counts as looking", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  await loop._within(() => Future.reject(new Error("seen")).promise())
    .catch(() => {});
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("a Bridge takes no turn of the loop, for it runs no user code", async () => {
  const { loop } = handLoop();
  const future = new Future<number>();
  let resolved: unknown;
  const bridge = loop._within(() =>
    new Bridge(future, (value) => resolved = value, () => {})
  );
  future._wait(bridge);
  assertEquals(bridge._mode & (INSTANT | LOOKS), INSTANT | LOOKS);
  assertEquals(bridge._label(), "promise()");
  future.setResult(3);
  assertEquals([resolved, [...loop._queued()]], [3, []]);
  await rest();
});

Deno.test("many promises of one Future are all settled", async () => {
  const error = new Error("shared"), future = new Future();
  const promises = Array.from({ length: 5 }, () => future.promise());
  future.setError(error);
  for (const promise of promises) {
    assertStrictEquals(await assertRejects(() => promise), error);
  }
});
