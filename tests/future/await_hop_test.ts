import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { isEngines, rejectAwait } from "../../lib/future/await_hop.ts";
import { rest } from "../_support.ts";

Deno.test("isEngines knows the two functions that an await passes to then", async () => {
  let given: unknown[] = [];
  const thenable = {
    then(...args: unknown[]) {
      given = args;
      (args[0] as (value: unknown) => void)(1);
    },
  };
  await (thenable as PromiseLike<unknown>);
  assertEquals(given.map(isEngines), [true, true]);
});

Deno.test("isEngines says no to what a program writes itself", () => {
  const others = [
    undefined,
    null,
    1,
    {},
    (_value: unknown) => {},
    function (_value: unknown) {},
    async (_value: unknown) => {},
    class {},
    ((_value: unknown) => {}).bind(null),
    Math.abs,
    Array.prototype.at,
  ];
  for (const other of others) assertFalse(isEngines(other));
});

Deno.test("rejectAwait rejects what was awaited with the very error", async () => {
  for (const error of [new Error("x"), undefined, "text", Object.freeze({})]) {
    const thrown = await new Promise((resolve, reject) =>
      rejectAwait(resolve, reject, error, undefined, false)
    ).catch((e) => [e]);
    assert(Array.isArray(thrown) && Object.is(thrown[0], error));
  }
});

Deno.test("an error that comes by await tells the whole chain of awaits", async () => {
  const future = new Future<never>(), error = new Error("failed");
  async function inner() {
    await future;
  }
  async function outer() {
    await inner();
  }
  const ended = outer().catch((e) => e);
  future.setError(error);
  assertStrictEquals(await ended, error);
  assertMatch(`${error.stack}`, / async inner .*\n.* async outer /);
});

// A promise's own resolve and reject look like those of an await, but a
// program may hand them over the other way round, or from two promises.

/** What a promise ended with; "nothing" if it did not end. */
async function ending(promise: PromiseLike<unknown>): Promise<unknown> {
  let ended: unknown = "nothing";
  promise.then(
    (value) => ended = ["fulfilled", value],
    (error) => {
      ended = ["rejected", error];
      // A promise as reason is a mistake, and must not end the whole run.
      if (error instanceof Promise) error.catch(() => {});
    },
  );
  await rest();
  return ended;
}

Deno.test("then calls the functions it was given, also a promise's own crossed", async () => {
  const error = new Error("crossed");
  const turned = new Promise((resolve, reject) => {
    void Future.reject(error).then(reject, resolve);
  });
  assertEquals(await ending(turned), ["fulfilled", error]);
});

Deno.test("then calls the reject function of one promise, not the resolve of another", async () => {
  const error = new Error("two promises");
  const good = Promise.withResolvers<unknown>();
  const bad = Promise.withResolvers<unknown>();
  void Future.reject(error).then(good.resolve, bad.reject);
  const both = [ending(good.promise), ending(bad.promise)];
  assertEquals(await Promise.all(both), ["nothing", ["rejected", error]]);
});

Deno.test("then gives what a proxy of a function returns or throws", async () => {
  const proxy = (fn: (given: unknown) => unknown) => new Proxy(fn, {});
  const never = proxy((_given) => "never");
  const recovered = Future.reject(1).then(never, proxy((_given) => 2));
  const failed = Future.reject(1).then(
    never,
    proxy((_given) => {
      throw 3;
    }),
  );
  assertEquals(await ending(failed), ["rejected", 3]);
  assertEquals(await ending(recovered), ["fulfilled", 2]);
});

Deno.test("then calls a proxy of a function for what it is", async () => {
  const seen: unknown[] = [], error = new Error("by proxy");
  const spy = (note: string) =>
    new Proxy((value: PromiseLike<unknown>) => {
      seen.push(note);
      if (value instanceof Promise) value.catch(() => {});
    }, {});
  Future.reject(error).then(spy("fulfilled") as never, spy("rejected"));
  await rest();
  assertEquals(seen, ["rejected"]);
});
