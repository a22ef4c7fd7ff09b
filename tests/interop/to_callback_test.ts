import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { BadYieldError, CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { toCallback } from "../../lib/interop/mod.ts";
import { reports, rest } from "../_support.ts";

/** What a callback gets in the end, and how often it is called. */
async function told(what: unknown): Promise<unknown[][]> {
  const calls: unknown[][] = [];
  toCallback(what, (...given) => calls.push(given));
  assertEquals(calls, [], "it is never called at once");
  await rest();
  return calls;
}

Deno.test("a callback gets null and the value, once, from the loop", async () => {
  assertEquals(await told(Future.resolve(1)), [[null, 1]]);
  assertEquals(await told(Promise.resolve()), [[null, undefined]]);
});

Deno.test("a callback gets the very error alone", async () => {
  const boom = new Error("boom");
  const [given] = await told(Future.reject(boom));
  assertEquals(given!.length, 1);
  assertStrictEquals(given![0], boom);
  assertEquals(await told(Promise.reject("text")), [["text"]]);
});

Deno.test("an error that a callback would take for none comes as the cause of one", async () => {
  for (const error of [undefined, null, 0, "", false]) {
    const [given] = await told(Future.reject(error));
    assertInstanceOf(given![0], Error);
    assertStrictEquals(given![0].cause, error);
  }
});

Deno.test("a cancel comes as CancelledError", async () => {
  const task = spawn(function* () {
    yield* sleep(60_000);
  });
  task.cancel("why");
  const [given] = await told(task);
  assertInstanceOf(given![0], CancelledError);
});

Deno.test("what the callback throws goes to onError, not to what was waited for", async () => { // P8
  using reported = reports();
  const boom = new Error("boom"), future = Future.resolve(1);
  toCallback(future, () => {
    throw boom;
  });
  await rest();
  assertEquals(reported.errors.map(({ error }) => error), [boom]);
  assertEquals([reported.unobserved, future.state], [[], "fulfilled"]);
});

Deno.test("an error that the callback got is nobody else's", async () => {
  using reported = reports();
  await told(Future.reject(new Error("boom")));
  assertEquals([reported.unobserved, reported.errors], [[], []]);
});

Deno.test("it runs in the context of the call", async () => {
  const user = new ContextVar<string>("user"), seen: unknown[] = [];
  const future = new Future<void>();
  user.run("ada", () => toCallback(future, () => seen.push(user.get())));
  user.run("bob", () => future.setResult());
  await rest();
  assertEquals(seen, ["ada"]);
});

Deno.test("bad arguments are told at the call, before anything starts", () => {
  assertThrows(() => toCallback<unknown>(42, () => {}), BadYieldError);
  const log: string[] = [];
  function* body() {
    log.push("started");
    yield* sleep(0);
  }
  assertThrows(() => toCallback(body(), 42 as never), TypeError, "toCallback");
  assertEquals(log, []);
});

Deno.test("types: the value has its own", async () => {
  const seen: number[] = [];
  toCallback(Promise.resolve(1), (_error, value) => seen.push(value + 1));
  toCallback(Promise.resolve(1), (_: unknown, value: number) => void value);
  await rest();
  assertEquals(seen, [2]);
});
