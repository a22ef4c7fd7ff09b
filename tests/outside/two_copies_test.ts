/**
 * Two copies of the whole package in one program: each takes the things of the
 * other for what they are.
 *
 * Not shared are the values of a ContextVar (each copy has its own table of
 * them) and the default loop: each copy has one, on the same host.
 */
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
} from "@std/assert";
import * as ours from "../../mod.ts";
import { rest } from "../_support.ts";
import { otherCopy } from "./_copy.ts";

const theirs = await otherCopy();

/** Both ways round. */
const PAIRS = [
  { name: "ours by theirs", maker: ours, user: theirs },
  { name: "theirs by ours", maker: theirs, user: ours },
];

async function caught(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Expected a failure");
}

Deno.test("the two copies are two", () => {
  assert(ours.Future !== theirs.Future);
  assert(ours.IOLoop.current() !== (theirs.IOLoop.current() as unknown));
});

for (const { name, maker, user } of PAIRS) {
  Deno.test(`isFuture knows Futures and Tasks: ${name}`, () => {
    assert(user.isFuture(new maker.Future()));
    assert(user.isFuture(maker.spawn(function* () {})));
    assertFalse(new maker.Future() instanceof user.Future);
  });

  Deno.test(`errors are told apart by brand: ${name}`, async () => {
    const future = new maker.Future();
    future.cancel("enough");
    const error = await caught(future);
    assertInstanceOf(error, user.CancelledError);
    assertInstanceOf(error, user.TwisterError);
    assertFalse(error instanceof user.TimeoutError);
    assertEquals(error.reason, "enough");
  });

  Deno.test(`a yield and a yield* of a Future and a Task: ${name}`, async () => {
    const future = new maker.Future<number>();
    const task = maker.spawn(function* () {
      return (yield* future) + 1;
    });
    const sum = user.spawn(function* (): Generator<unknown, number, number> {
      const first = yield future;
      const second = yield task;
      return first + second + (yield* task as never as ours.Future<number>);
    });
    await rest();
    assertFalse(sum.done);
    future.setResult(1);
    assertEquals(await sum, 5);
  });

  Deno.test(`an error comes through as the very object: ${name}`, async () => {
    const boom = new Error("boom");
    const task = maker.spawn(function* () {
      yield null;
      throw boom;
    });
    const waiter = user.spawn(function* () {
      yield task;
    });
    assert(await caught(waiter) === boom);
  });

  Deno.test(`a cancel reaches the awaited Task, and its cleanup is waited for: ${name}`, async () => {
    const log: string[] = [];
    const task = maker.spawn(function* () {
      try {
        yield new maker.Future();
      } finally {
        yield null;
        log.push("cleaned");
      }
    });
    const waiter = user.spawn(function* () {
      yield task;
    });
    await rest();
    waiter.cancel();
    assertInstanceOf(await caught(waiter), user.CancelledError);
    assertEquals([log, task.cancelled], [["cleaned"], true]);
  });

  Deno.test(`combinators and scopes take them: ${name}`, async () => {
    const one = new maker.Future<number>(), two = new maker.Future<number>();
    const both = user.multi([one, two]);
    const bound = user.withTimeout(60_000, two);
    one.setResult(1);
    two.setResult(2);
    assertEquals(await both, [1, 2]);
    assertEquals(await bound, 2);
  });

  Deno.test(`a context variable is of the copy that made it: ${name}`, async () => {
    const variable = new maker.ContextVar<string>("user", { default: "none" });
    const seen = variable.run("ada", () =>
      user.spawn(function* () {
        yield null;
        return variable.get();
      }));
    assertEquals(await seen, "none");
    const kept = variable.run("ada", () =>
      maker.spawn(function* () {
        yield null;
        return variable.get();
      }));
    assertEquals(await kept, "ada");
  });
}
